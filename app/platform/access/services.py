"""The services that every page, API operation and socket event needs, put together once by the factory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from cachetools import LRUCache
from sqlalchemy.orm import Session

from app.platform.access.actors import Actor
from app.platform.access.limits import Limits
from app.platform.access.permissions import Scope
from app.platform.access.sign_in import SignInLimits
from app.platform.clock import Clock
from app.platform.ids import SeatId
from app.platform.storage.db import Database
from app.platform.storage.keys import KeyFolder
from app.platform.storage.ledger.meanwhile import Seen
from app.platform.storage.ledger.replay import Replays
from app.platform.storage.signing.signer import HeadSigner
from app.platform.storage.unit_of_work import Act, Listeners, T, Work, Writer
from app.settings import Settings

K = TypeVar("K")
MAX_SCOPES = 200_000

Locator = Callable[[Session, Any], Scope | None]
"""Returns the scope of the thing with an id, or None when there is no such thing."""


@dataclass(frozen=True, slots=True)
class Identities:
    """Functions that turn a secret into an actor, from the rooms `app.meetings` (seats) and `app.accounts` (staff)."""

    find_seat: Callable[[Session, str], Actor | None]
    find_staff: Callable[[Session, str], Actor | None]
    find_api_token: Callable[[Session, str], Actor | None]
    live_seats: Callable[[Session, Collection[SeatId]], set[SeatId]]
    """Returns those of the given seats that may still act."""
    live_sessions: Callable[[Session, Collection[str]], Mapping[str, Actor]]
    """Returns {digest: actor} of those of the given staff sessions that are still valid, with their current rights."""
    note_use: Callable[[Work, Actor], None]
    find_stage: Callable[[Session, str], Actor | None]
    is_stage_live: Callable[[Session, str], bool]
    """Returns whether the stage with this id may still watch."""


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
    """What the ledger entries of each room say about rows, for the check of the record."""
    identities: Identities
    locators: Mapping[str, Locator]
    limits: Limits
    sign_ins: SignInLimits = field(default_factory=SignInLimits)
    scopes: LRUCache[tuple[str, str], Scope] = field(default_factory=lambda: LRUCache(MAX_SCOPES))
    """Cache of scopes by (name, id), used under `scopes_lock`; the scope of a thing never changes."""
    scopes_lock: threading.Lock = field(default_factory=threading.Lock)
    instances: dict[type, object] = field(default_factory=dict)

    def instance(self, kind: type[K]) -> K:
        """Return this process's one instance of a class, created at the first call."""
        if kind not in self.instances:
            self.instances[kind] = kind()
        return cast(K, self.instances[kind])


@dataclass(frozen=True, slots=True)
class Call:
    """One request or socket event that the gate has admitted."""

    services: Services
    actor: Actor
    scope: Scope | None = None
    address: str = ""
    """Network address that the request came from."""
    seen: int | None = None
    """Version of the meeting, case or place that the caller has seen; None if the request names none."""

    def write(self, act: Act[T]) -> T:
        """Run an action in a transaction and return its value after the commit.

        Raises:
            DomainError: the refusal of the action, also `changed_meanwhile` or `changed_meanwhile.other` when the same
                thing was changed after the version seen.
        """
        scope = self.scope
        seen = None if self.seen is None or scope is None else Seen(scope.chain, self.seen)

        def act_for_caller(work: Work) -> T:
            work.seen, work.address = seen, self.address
            return act(work)

        return self.services.writer.run(act_for_caller)

    def read(self, query: Callable[[Session], T]) -> T:
        """Run a query in a read session and return its result."""
        with self.services.database.read() as session:
            return query(session)
