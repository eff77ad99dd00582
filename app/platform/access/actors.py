"""The actors of requests: a resident's seat, a member of staff, a stage, the system, or nobody known."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.platform.ids import MeetingId, PlaceId, SeatId, StaffId


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    FACILITATOR = "facilitator"
    COFACILITATOR = "cofacilitator"
    RECORDER = "recorder"
    COMMITTEE = "committee"
    HANDLER = "handler"
    VERIFIER = "verifier"
    OBSERVER = "observer"


class TokenScope(StrEnum):
    """A group of acts that an API token may be used for; `permissions.SCOPES` lists the permissions of each scope."""

    READ = "read"
    MEETINGS = "meetings"
    DECISIONS = "decisions"
    CASES = "cases"
    EXPORTS = "exports"
    STAFF = "staff"
    EVERYTHING = "everything"


class ActorKind(StrEnum):
    SEAT = "seat"
    STAFF = "staff"
    STAGE = "stage"
    SYSTEM = "system"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Actor:
    """The identity established for a request; no field comes from a payload.

    Attributes:
        id: id of the seat or staff member; for a stage, the digest of its link.
        meeting: the one meeting of a seat or of a stage.
        roles: (place, role) pairs of a member of staff; place None means everywhere.
        token: the secret that a seat presented; the receipt codes of the seat's ballots are derived from it.
        scopes: the scopes of an API token; None means no limit.
        credential: the digest of the session or API token that a member of staff presented.
        expires_at: the end of the credential, as known at the look-up.
        note_due_at: time from which the next use of the credential is recorded.
    """

    kind: ActorKind
    id: str
    meeting: MeetingId | None = None
    roles: frozenset[tuple[PlaceId | None, Role]] = frozenset()
    token: str = field(default="", repr=False)
    scopes: frozenset[TokenScope] | None = None
    credential: str = field(default="", repr=False, compare=False)
    expires_at: datetime | None = field(default=None, repr=False, compare=False)
    note_due_at: datetime | None = field(default=None, repr=False, compare=False)

    @property
    def is_seat(self) -> bool:
        return self.kind is ActorKind.SEAT

    @property
    def is_staff(self) -> bool:
        return self.kind is ActorKind.STAFF

    @property
    def seat_id(self) -> SeatId:
        """The actor's id as the id of a seat; the id of an actor of another kind matches no seat."""
        return SeatId(self.id)

    @property
    def staff_id(self) -> StaffId:
        """The actor's id as the id of a member of staff; the id of an actor of another kind matches none."""
        return StaffId(self.id)

    @property
    def is_stage(self) -> bool:
        return self.kind is ActorKind.STAGE

    def roles_at(self, place_id: PlaceId | None) -> frozenset[Role]:
        """Return the roles held at a place, including the roles held everywhere."""
        return frozenset(role for where, role in self.roles if where is None or where == place_id)


NOBODY = Actor(ActorKind.NOBODY, "nobody")
SYSTEM = Actor(ActorKind.SYSTEM, "system")
