"""Describes what passes the socket door: events that clients ask for and snapshots that the server announces."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.ids import wire_name
from app.platform.storage.chains import MEETING, ChainKind
from app.platform.text import Key


class Payload(BaseModel):
    """Base class of payloads: only known fields are accepted; the sender calls a field `meeting_id` `meeting`."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=wire_name)


class CommandPayload(Payload):
    """Base class of the payloads of commands; `key` is the idempotency key of the request."""

    key: Key

    def fields(self) -> dict[str, Any]:
        """Return the keyword arguments of the command's action: all fields but the key and the meeting."""
        return {name: value for name, value in self if name not in ("key", "meeting_id")}


class Audience(StrEnum):
    """Who listens: everyone in the meeting, or the desk, which also sees what is held back."""

    ROOM = "room"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Several:
    """The answers to the several acts of one event, each acknowledged or refused on its own."""

    answers: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class EventSpec:
    """One event that a client may ask for: its name, payload schema, permission and handler."""

    name: str
    schema: type[BaseModel]
    permission: Permission
    handler: Callable[[Call, Any], Any]
    is_question: bool = False
    """Whether the event writes nothing; it then carries no idempotency key and has a rate limit apart from writes."""
    itemised: frozenset[str] = frozenset()
    """Fields whose items the handler admits one by one, so that the refusal of one item does not affect the others."""
    list_field: str = ""
    """The field that carries several acts, each of which counts for the rate limit; "" for an event with one act."""


@dataclass(frozen=True, slots=True)
class SnapshotSpec:
    """One topic that the server announces: `read(session, id of the thing, audience)` returns its whole snapshot.

    The annotations of `read` and `page` name the dataclasses from which the JSON Schema of the snapshot is made.
    """

    topic: str
    event: str
    read: Callable[[Session, Any, Audience], Any]
    audiences: frozenset[Audience] = frozenset(Audience)
    version: Callable[[Session, Any], int] | None = None
    """Returns the version at which a topic was computed from other topics; None if the ledger counts its versions."""
    page: Callable[[Session, Any, Audience, int], Any] | None = None
    """Returns a partial snapshot of what changed after a version: maps are merged by key, other fields replaced.

    It returns None where the whole snapshot must be sent instead; an entry of a merged map is never removed."""
    kind: ChainKind[Any] = MEETING
    """The kind of thing that has the topic; the snapshot names the thing under this kind."""

    @property
    def whole_type(self) -> Any:
        """The type of the whole snapshot."""
        return _return_type(self.read)

    @property
    def page_type(self) -> Any:
        """The type of the partial snapshot; None if the topic has no partial snapshots."""
        if self.page is None:
            return None
        parts = [part for part in get_args(_return_type(self.page)) if part is not NoneType]
        return parts[0] if parts else None


def _return_type(read: Callable[..., Any]) -> Any:
    return get_type_hints(read).get("return", Any)
