"""The unit of work: actions run in a transaction, listeners in the same one, the public is told after it."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.platform.clock import Clock
from app.platform.db import Database
from app.platform.errors import DomainError, ErrorKind

T = TypeVar("T")
E = TypeVar("E")
Act = Callable[["Work"], T]
Touch = tuple[str, str]
"""(chain, topic): whose snapshot is out of date."""


@dataclass(slots=True)
class Work:
    """What an action may use: a session inside a transaction, the moment, and ways to tell others."""

    session: Session
    now: datetime
    events: list[object] = field(default_factory=list)
    touched: dict[Touch, None] = field(default_factory=dict)

    def record(self, event: object) -> None:
        """Tell the rooms upstairs, in this transaction."""
        self.events.append(event)

    def touch(self, chain: str, topic: str) -> None:
        """Tell the public, after the commit, that a snapshot has changed."""
        self.touched[(chain, topic)] = None


class Listeners:
    """Who is told of which domain event; filled by the factory alone."""

    def __init__(self) -> None:
        self._by_type: dict[type, list[Callable[[Work, Any], None]]] = defaultdict(list)

    def on(self, event_type: type[E], listener: Callable[[Work, E], None]) -> None:
        self._by_type[event_type].append(listener)

    def tell(self, work: Work) -> None:
        """Run every listener, also for events that listeners record themselves."""
        for event in work.events:  # grows while it runs
            for listener in self._by_type[type(event)]:
                listener(work, event)


class Writer(Protocol):
    def run(self, act: Act[T]) -> T:
        """Run one action in a transaction; when this returns, it is on the disk."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one action: a value, or the error to raise at its door."""

    value: Any = None
    error: Exception | None = None
    touched: tuple[Touch, ...] = ()

    def result(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.value


@dataclass(slots=True)
class Transactions:
    """Runs actions together: each in a savepoint of its own, one commit for all, then the public is told."""

    database: Database
    clock: Clock
    listeners: Listeners
    publish: Callable[[Iterable[Touch]], None]

    def run_all(self, acts: list[Act[Any]]) -> list[Outcome]:
        """The outcome of each action, in order; a failed commit fails them all."""
        try:
            with self.database.write_engine.begin() as connection:
                return [self._run_one(connection, act) for act in acts]
        except Exception as error:
            refusal = DomainError(ErrorKind.UNAVAILABLE, "storage.not_saved")
            refusal.__cause__ = error
            return [Outcome(error=refusal) for _ in acts]

    def tell(self, outcomes: list[Outcome]) -> None:
        """Publish what was touched, once for each topic."""
        touched = dict.fromkeys(touch for outcome in outcomes for touch in outcome.touched)
        if touched:
            self.publish(touched)

    def _run_one(self, connection: Connection, act: Act[Any]) -> Outcome:
        try:
            with Session(connection, join_transaction_mode="create_savepoint") as session, session.begin():
                work = Work(session, self.clock.now())
                value = act(work)
                session.flush()
                self.listeners.tell(work)
            return Outcome(value=value, touched=tuple(work.touched))
        except Exception as error:  # handed to the door that asked, which logs what it does not know
            return Outcome(error=error)


class DirectWriter:
    """Runs one action at a time in the calling thread: command line, worker and tests."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._lock = threading.Lock()

    def run(self, act: Act[T]) -> T:
        with self._lock:
            outcomes = self._transactions.run_all([act])
        self._transactions.tell(outcomes)
        value: T = outcomes[0].result()
        return value
