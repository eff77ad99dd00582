"""The unit of work: actions run in a transaction, listeners in the same one, the public is told after it."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import InitVar, dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.platform.clock import Clock
from app.platform.errors import DomainError, ErrorKind
from app.platform.logs import get_logger
from app.platform.storage.db import Database
from app.platform.storage.keys import KeyFolder
from app.platform.storage.ledger.meanwhile import Seen, StaleCheck
from app.platform.storage.ledger.writing import Entry, append_unsealed
from app.platform.storage.signing.signer import HeadSigner

log = get_logger(__name__)
T = TypeVar("T")
E = TypeVar("E")
Act = Callable[["Work"], T]
Touch = tuple[str, str]
"""(chain, topic): whose snapshot is out of date."""
MOST_TRIES = 3
_COLLIDED = {"40001", "40P01"}
"""SQLSTATE of transactions that PostgreSQL ended because they stood in each other's way."""


@dataclass(slots=True)
class Work:
    """What an action may use: a session inside a transaction, the moment, keys, and ways to tell others."""

    session: Session
    now: datetime
    keys: KeyFolder
    signer: HeadSigner
    events: list[object] = field(default_factory=list)
    touched: dict[Touch, None] = field(default_factory=dict)
    after: list[Callable[[], None]] = field(default_factory=list)
    seen: Seen | None = None
    """The version that the act was decided on, where the door was told one."""
    written: list[tuple[Entry, int]] = field(default_factory=list)
    """With `seen`: the entries that the act has written, each with its number."""

    def after_commit(self, act: Callable[[], None]) -> None:
        """Run `act` once the transaction is on the disk; never when the transaction is rolled back."""
        self.after.append(act)

    def record(self, event: object) -> None:
        """Tell the rooms upstairs, in this transaction."""
        self.events.append(event)

    def touch(self, chain: str, topic: str) -> None:
        """Tell the public, after the commit, that a snapshot has changed."""
        self.touched[(chain, topic)] = None


@dataclass(frozen=True, slots=True)
class Together:
    """Wishes of a frequent kind: those that wait at the same moment are acted on at once, each with its own answer.

    `act(work, wishes)` gives an answer for each wish in order, a refusal as a `DomainError`. Called by itself
    this is an action like any other, whose value is the tuple of answers.
    """

    act: Callable[[Work, Sequence[Any]], Sequence[Any]]
    wishes: tuple[Any, ...]

    def __call__(self, work: Work) -> tuple[Any, ...]:
        return tuple(self.act(work, self.wishes))


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
    after: tuple[Callable[[], None], ...] = ()

    def result(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.value


class EntangledError(Exception):
    """Actions that cannot be committed together; each may still succeed alone."""


@dataclass(slots=True)
class Transactions:
    """Runs actions together: each in a savepoint of its own, one commit for all, then the public is told."""

    database: Database
    clock: Clock
    listeners: Listeners
    publish: Callable[[Iterable[Touch]], None]
    keys: KeyFolder
    given_signer: InitVar[HeadSigner | None] = None
    stale_check: StaleCheck | None = None
    """Refuses an act that was decided on an older version of what it changes."""
    signer: HeadSigner = field(init=False)

    def __post_init__(self, given_signer: HeadSigner | None) -> None:
        self.signer = given_signer or HeadSigner(self.keys)

    def run_all(self, acts: Sequence[Act[Any]]) -> list[Outcome]:
        """The outcome of each action, in order; a failed commit fails them all.

        They were asked at the same moment by different people, so any order is a true one.
        """
        try:
            return self._commit(acts)
        except EntangledError:
            return [self._run_alone(act) for act in acts]

    def tell(self, outcomes: list[Outcome]) -> None:
        """Publish what was touched, once for each topic."""
        touched = dict.fromkeys(touch for outcome in outcomes for touch in outcome.touched)
        if touched:
            self.publish(touched)

    def _commit(self, acts: Sequence[Act[Any]]) -> list[Outcome]:
        outcomes: dict[int, Outcome] = {}
        try:
            with self.database.write_engine.begin() as connection:
                groups = _groups(acts)
                for group in groups:
                    group_outcomes = self._run_group(connection, [acts[at] for at in group], is_alone=len(groups) == 1)
                    outcomes.update(zip(group, group_outcomes, strict=True))
        except EntangledError:
            raise
        except Exception as error:
            return [Outcome(error=_not_saved(error)) for _ in acts]
        _run_after(outcomes.values())
        return [outcomes[at] for at in range(len(acts))]

    def _run_alone(self, act: Act[Any]) -> Outcome:
        for _ in range(MOST_TRIES):
            try:
                return self._commit([act])[0]
            except EntangledError as error:
                last = error
        return Outcome(error=_not_saved(last))

    def _run_group(self, connection: Connection, acts: list[Act[Any]], *, is_alone: bool) -> list[Outcome]:
        """Run one action, or all wishes of one kind."""
        first = acts[0]
        if len(acts) == 1 or not isinstance(first, Together):
            return [self._run_one(connection, first, is_alone=is_alone)]
        merged = Together(first.act, tuple(wish for act in acts if isinstance(act, Together) for wish in act.wishes))
        done = self._run_one(connection, merged, is_alone=is_alone)
        if done.error is not None:
            raise EntangledError from done.error
        answers = iter(done.value)
        shares = [tuple(next(answers) for _ in act.wishes) for act in acts if isinstance(act, Together)]
        return [Outcome(value=share, touched=done.touched, after=done.after) for share in shares]

    def _run_one(self, connection: Connection, act: Act[Any], *, is_alone: bool) -> Outcome:
        """Run an action in a savepoint; alone it needs none: its failure undoes the whole transaction."""
        try:
            mode: Literal["rollback_only", "create_savepoint"] = "rollback_only" if is_alone else "create_savepoint"
            with Session(connection, join_transaction_mode=mode) as session, session.begin():
                work = Work(session, self.clock.now(), self.keys, self.signer)
                value = self._act(act, work)
            return Outcome(value=value, touched=tuple(work.touched), after=tuple(work.after))
        except Exception as error:  # handed to the door that asked, which logs what it does not know
            if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _COLLIDED:
                raise EntangledError from error
            return Outcome(error=error)

    def _act(self, act: Act[T], work: Work) -> T:
        """Run an action, its listeners, and the check whether others were faster."""
        try:
            value = act(work)
            work.session.flush()
            self.listeners.tell(work)
            append_unsealed(work)
        except DomainError as error:
            if self.stale_check is not None:
                raise self.stale_check.explain(work, error) from None
            raise
        if self.stale_check is not None:
            self.stale_check.check(work)
        return value


def _run_after(outcomes: Iterable[Outcome]) -> None:
    """Run what was to follow the commit; a failure there undoes nothing that is on the disk."""
    for act in dict.fromkeys(act for outcome in outcomes for act in outcome.after):
        try:
            act()
        except Exception:
            log.exception("an act after the commit failed")


def _groups(acts: Sequence[Act[Any]]) -> list[list[int]]:
    """Which actions run at once: all wishes of one kind, anything else by itself."""
    groups: dict[object, list[int]] = {}
    for at, act in enumerate(acts):
        groups.setdefault(act.act if isinstance(act, Together) else at, []).append(at)
    return list(groups.values())


def _not_saved(cause: Exception) -> DomainError:
    refusal = DomainError(ErrorKind.UNAVAILABLE, "storage.not_saved")
    refusal.__cause__ = cause
    return refusal


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
