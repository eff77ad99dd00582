"""What goes through the socket door: the events clients ask, the snapshots the server tells."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.ids import MeetingId, wire_name


class Payload(BaseModel):
    """What may come through a door: known fields, nothing else; a field `meeting_id` is `meeting` to its sender."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=wire_name)


class Audience(StrEnum):
    """Who listens: everyone in the meeting, or the desk, which also sees what is held back."""

    ROOM = "room"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Several:
    """The answers of one event to several wishes, each acknowledged or refused by itself."""

    answers: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class EventSpec:
    """One event a client may ask: its name, what it carries, what it needs, and who answers it."""

    name: str
    schema: type[BaseModel]
    permission: Permission
    handler: Callable[[Call, Any], Any]
    is_question: bool = False
    """It writes nothing, carries no key, and is counted apart from the writes."""
    itemised: frozenset[str] = frozenset()
    """Fields whose items the handler admits one by one, so that a refusal of one does not hold up the others."""
    list_field: str = ""
    """The field that carries several acts; each of them counts."""


@dataclass(frozen=True, slots=True)
class SnapshotSpec:
    """One topic the server tells: `read(session, meeting, audience)` gives the whole of it."""

    topic: str
    event: str
    read: Callable[[Session, MeetingId, Audience], Any]
    audiences: frozenset[Audience] = frozenset(Audience)
    version: Callable[[Session, MeetingId], int] | None = None
    """For what is computed from other topics: the version it was computed at. Else the ledger counts."""
    page: Callable[[Session, MeetingId, Audience, int], Any] | None = None
    """What changed after a version, in the shape of the whole: of each map only the entries that changed, of all
    else what is not as before. None where the whole must be told instead. No entry of such a map ever vanishes."""
