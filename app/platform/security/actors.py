"""Who stands at a door: a resident's seat, a member of staff, the system, or nobody known."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    FACILITATOR = "facilitator"
    COFACILITATOR = "cofacilitator"
    RECORDER = "recorder"
    COMMITTEE = "committee"
    HANDLER = "handler"
    VERIFIER = "verifier"
    OBSERVER = "observer"


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
    staff member's (place, role) pairs; place None means everywhere. `token` is the secret a seat presented: ballots in
    secret polls are filed under a code made from it, so that the stored rows cannot be joined to the seat.
    """

    kind: ActorKind
    id: str
    meeting: str | None = None
    roles: frozenset[tuple[str | None, Role]] = frozenset()
    token: str = field(default="", repr=False)

    @property
    def is_seat(self) -> bool:
        return self.kind is ActorKind.SEAT

    @property
    def is_staff(self) -> bool:
        return self.kind is ActorKind.STAFF

    @property
    def is_stage(self) -> bool:
        return self.kind is ActorKind.STAGE

    def roles_at(self, place: str | None) -> frozenset[Role]:
        """The roles held in a place; those held everywhere count in each."""
        return frozenset(role for where, role in self.roles if where is None or where == place)


NOBODY = Actor(ActorKind.NOBODY, "nobody")
SYSTEM = Actor(ActorKind.SYSTEM, "system")
