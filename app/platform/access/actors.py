"""Who stands at a door: a resident's seat, a member of staff, the system, or nobody known."""

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
    """What an API token may be used for; `permissions.SCOPES` says which permissions belong to a scope."""

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
    """An identity that a door has established; nothing of it comes from a payload.

    `meeting` is the one meeting of a seat or of a stage; the id of a stage is the digest of its link. `roles` are a
    staff member's (place, role) pairs; place None means everywhere. `token` is the secret a seat presented: the
    receipt codes of its ballots are made from it. `credential` is the digest of the session or API token behind a
    staff member, and `expires_at` its end as known at the look-up; from `note_due_at` on its next use is written
    down. `scopes` are those of an API token; None means no limit.
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
        """The id where a seat's is asked for; nobody else's is the id of a seat."""
        return SeatId(self.id)

    @property
    def staff_id(self) -> StaffId:
        """The id where a staff member's is asked for; nobody else's is the id of one."""
        return StaffId(self.id)

    @property
    def is_stage(self) -> bool:
        return self.kind is ActorKind.STAGE

    def roles_at(self, place_id: PlaceId | None) -> frozenset[Role]:
        """The roles held in a place; those held everywhere count in each."""
        return frozenset(role for where, role in self.roles if where is None or where == place_id)


NOBODY = Actor(ActorKind.NOBODY, "nobody")
SYSTEM = Actor(ActorKind.SYSTEM, "system")
