"""What every door needs, joined once by the factory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from sqlalchemy.orm import Session

from app.platform.access.actors import Actor
from app.platform.access.limits import Limits
from app.platform.access.permissions import Scope
from app.platform.clock import Clock
from app.platform.ids import SeatId
from app.platform.storage.db import Database
from app.platform.storage.keys import KeyFolder
from app.platform.storage.ledger.meanwhile import Seen
from app.platform.storage.ledger.replay import Replays
from app.platform.storage.signing.signer import HeadSigner
from app.platform.storage.unit_of_work import Act, Listeners, T, Together, Work, Writer
from app.settings import Settings

K = TypeVar("K")

Locator = Callable[[Session, Any], Scope | None]
"""Where the thing with an id of its kind belongs; None when there is none."""


@dataclass(frozen=True, slots=True)
class Identities:
    """How a secret becomes an actor; the rooms that keep seats and staff tell the factory."""

    find_seat: Callable[[Session, str], Actor | None]
    find_staff: Callable[[Session, str], Actor | None]
    find_api_token: Callable[[Session, str], Actor | None]
    live_seats: Callable[[Session, Collection[SeatId]], set[SeatId]]
    """Of some seats, by id, those that may still act."""
    live_sessions: Callable[[Session, Collection[str]], Mapping[str, Actor]]
    """Of some staff sessions, by digest, those that still count, each with the member of staff as of now."""
    note_use: Callable[[Work, Actor], None]
    find_stage: Callable[[Session, str], Actor | None]
    is_stage_live: Callable[[Session, str], bool]
    """Whether the stage of this id may still watch."""


@dataclass(frozen=True, slots=True)
class Services:
    settings: Settings
    database: Database
    writer: Writer
    listeners: Listeners
    clock: Clock
    keys: KeyFolder
    signer: HeadSigner
    replays: Replays
    """What the rooms' ledger entries say of rows, for the check of the record."""
    identities: Identities
    locators: Mapping[str, Locator]
    limits: Limits
    scopes: dict[tuple[str, str], Scope] = field(default_factory=dict)
    """Where things belong never changes, so it is looked up once."""
    kept: dict[type, object] = field(default_factory=dict)

    def keep(self, kind: type[K]) -> K:
        """What a room keeps in the memory of this process, made when it is first asked for."""
        if kind not in self.kept:
            self.kept[kind] = kind()
        return cast(K, self.kept[kind])


@dataclass(frozen=True, slots=True)
class Call:
    """One request or event that the gate has let in."""

    services: Services
    actor: Actor
    scope: Scope | None = None
    address: str = ""
    """Network address that the request came from."""
    seen: int | None = None
    """The version of the meeting, or of the place, that the one who asks has seen."""

    def write(self, act: Act[T]) -> T:
        """Run an action in a transaction of its own; returns after the commit.

        Raises:
            DomainError: also `changed_meanwhile`, when others have changed the same thing after the version seen.
        """
        if self.seen is None or self.scope is None or isinstance(act, Together):
            return self.services.writer.run(act)
        seen = Seen(self.scope.meeting or self.scope.place, self.seen)

        def act_on_seen(work: Work) -> T:
            work.seen = seen
            return act(work)

        return self.services.writer.run(act_on_seen)

    def read(self, query: Callable[[Session], T]) -> T:
        """Run a query."""
        with self.services.database.read() as session:
            return query(session)
