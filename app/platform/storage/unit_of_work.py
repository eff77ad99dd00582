"""The unit of work: runs actions and their listeners in one transaction and publishes the changes after the commit."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import InitVar, dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.platform.clock import Clock
from app.platform.errors import DomainError, ErrorKind
from app.platform.logs import get_logger
from app.platform.storage.db import Database, check_revision
from app.platform.storage.keys import KeyFolder
from app.platform.storage.ledger.meanwhile import Seen, StaleCheck
from app.platform.storage.ledger.writing import Entry, Receipt, Unchanged, append_all, append_unsealed, receipts_of
from app.platform.storage.signing.signer import HeadSigner

log = get_logger(__name__)
T = TypeVar("T")
E = TypeVar("E")
Act = Callable[["Work"], T]
Touch = tuple[str, str]
"""(chain, topic) of a snapshot that is out of date."""
MAX_TRIES = 3
_COLLIDED = {"40001", "40P01"}
"""SQLSTATE codes of transactions that PostgreSQL ended because of a conflict: serialization failure and deadlock."""


@dataclass(slots=True)
class Work:
    """What an action may use: a session inside a transaction, the current time, keys and ways to notify others."""

    session: Session
    now: datetime
    keys: KeyFolder
    signer: HeadSigner
    events: list[object] = field(default_factory=list)
    touched: dict[Touch, None] = field(default_factory=dict)
    after: list[Callable[[], None]] = field(default_factory=list)
    seen: Seen | None = None
    """The version on which the caller decided the action; None if the request named none."""
    address: str = ""
    """Network address of the caller; empty outside a request."""
    written: list[tuple[Entry, int]] = field(default_factory=list)
    """The entries that the action has written, each with its number; filled only if `seen` is set."""

    def after_commit(self, act: Callable[[], None]) -> None:
        """Run `act` after the commit; `act` never runs if the transaction is rolled back."""
        self.after.append(act)

    def record(self, event: object) -> None:
        """Record a domain event; listeners of other rooms, as `app.themes`, handle the event in this transaction."""
        self.events.append(event)

    def touch(self, chain: str, topic: str) -> None:
        """Mark a topic of a chain as changed; the change is published after the commit."""
        self.touched[(chain, topic)] = None


Answer = Receipt | DomainError
RequestName = tuple[str, str, str | None]
"""(chain, actor, idempotency key) of a request."""


class Request(Protocol):
    """A request of a frequent kind, such as a reaction or a ballot, that can share a transaction with others."""

    @property
    def name(self) -> RequestName:
        """The name under which the ledger remembers the request."""
        ...


R = TypeVar("R", bound=Request)


class Batch(Generic[R]):
    """Requests of one kind that one transaction answers, each with a receipt or with a refusal.

    A request whose key the ledger knows already gets the first receipt again. Requests of the batch with the same
    chain, actor and key are answered once and share the answer; requests without a key are answered one by one.
    """

    def __init__(self, work: Work, requests: Sequence[R]) -> None:
        """Find the receipts of the requests answered before; lock the requests' chains if the database needs locks."""
        self.work = work
        names = [request.name for request in requests]
        known = receipts_of(work.session, names)
        self._marks: list[tuple[object, ...]] = [
            name if name[2] is not None else (*name, at) for at, name in enumerate(names)
        ]
        self._open: dict[tuple[object, ...], R] = {}
        self._answers: dict[tuple[object, ...], Answer] = {}
        for mark, (chain, actor, key), request in zip(self._marks, names, requests, strict=True):
            if receipt := known.get((chain, actor, key or "")):
                self._answers[mark] = receipt
            else:
                self._open.setdefault(mark, request)

    @property
    def open(self) -> list[R]:
        """The requests that have no answer yet, in order."""
        return list(self._open.values())

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers to all requests, in order."""
        return tuple(self._answers[mark] for mark in self._marks)

    def refuse(self, refusal_of: Callable[[R], DomainError | None]) -> None:
        """Refuse the open requests for which `refusal_of` returns a refusal."""
        for mark, request in list(self._open.items()):
            if refusal := refusal_of(request):
                self._answers[mark] = refusal
                del self._open[mark]

    def record(self, entry_of: Callable[[R], Entry]) -> list[tuple[R, Receipt]]:
        """Append an entry for each open request and return the requests with their receipts, in order."""
        requests = self._open
        receipts = append_all(self.work, [entry_of(request) for request in requests.values()])
        self._answers.update(zip(requests, receipts, strict=True))
        self._open = {}
        return list(zip(requests.values(), receipts, strict=True))


@dataclass(frozen=True, slots=True)
class BatchedAction(Generic[R]):
    """An action on a batch: requests of one frequent kind that wait at the same moment run in one call.

    `action(work, batch)` answers every request of the batch. The object is itself an action, whose value is the tuple
    of answers to its own requests.
    """

    action: Callable[[Work, Batch[R]], None]
    requests: tuple[R, ...]

    def __call__(self, work: Work) -> tuple[Answer, ...]:
        batch = Batch(work, self.requests)
        self.action(work, batch)
        return batch.answers


def receipt_in(answer: Answer) -> Receipt:
    """Return the receipt of an answer.

    Raises:
        DomainError: the refusal, when the answer is one.
    """
    if isinstance(answer, DomainError):
        raise answer
    return answer


class Listeners:
    """The listeners of each type of domain event; only the factory registers listeners."""

    def __init__(self) -> None:
        self._by_type: dict[type, list[Callable[[Work, Any], None]]] = defaultdict(list)

    def on(self, event_type: type[E], listener: Callable[[Work, E], None]) -> None:
        self._by_type[event_type].append(listener)

    def tell(self, work: Work) -> None:
        """Run the listeners of every recorded event, including the events that listeners record themselves."""
        for event in work.events:  # grows while it runs
            for listener in self._by_type[type(event)]:
                listener(work, event)


class Writer(Protocol):
    def run(self, act: Act[T]) -> T:
        """Run one action in a transaction and return its value once the commit is on the disk.

        Raises:
            DomainError: `storage.not_saved` when the commit fails, `storage.other_tables` when the database has tables
                of another version; any error of the action itself is raised too.
        """
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one action: a value, or the error to raise to its caller."""

    value: Any = None
    error: Exception | None = None
    touched: tuple[Touch, ...] = ()
    after: tuple[Callable[[], None], ...] = ()

    def result(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.value


class EntangledError(Exception):
    """Raised when actions cannot be committed together; each action may still succeed alone."""


@dataclass(slots=True)
class Transactions:
    """Runs actions together, each in a savepoint of its own, with one commit for all; `tell` publishes the changes."""

    database: Database
    clock: Clock
    listeners: Listeners
    publish: Callable[[Iterable[Touch]], None]
    keys: KeyFolder
    given_signer: InitVar[HeadSigner | None] = None
    stale_check: StaleCheck | None = None
    """Refuses an action that was decided on an older version of what the action changes."""
    check_tables: Callable[[Connection], None] = check_revision
    """Called as a transaction begins; refuses to write to tables that the program does not know."""
    signer: HeadSigner = field(init=False)

    def __post_init__(self, given_signer: HeadSigner | None) -> None:
        self.signer = given_signer or HeadSigner(self.keys)

    def run_all(self, acts: Sequence[Act[Any]]) -> list[Outcome]:
        """Run actions in one transaction and return their outcomes in order; a failed commit fails them all.

        The actions were requested at the same moment by different people, so any order of running them is correct.
        Actions that cannot be committed together run again, each in a transaction of its own.
        """
        try:
            return self._commit(acts)
        except EntangledError:
            return [self._run_alone(act) for act in acts]

    def tell(self, outcomes: list[Outcome]) -> None:
        """Publish the topics that the actions have changed, each topic once."""
        touched = dict.fromkeys(touch for outcome in outcomes for touch in outcome.touched)
        if touched:
            self.publish(touched)

    def _commit(self, acts: Sequence[Act[Any]]) -> list[Outcome]:
        outcomes: dict[int, Outcome] = {}
        try:
            with self.database.write_engine.begin() as connection:
                self.check_tables(connection)
                groups = _groups(acts)
                for group in groups:
                    group_outcomes = self._run_group(connection, [acts[at] for at in group], is_alone=len(groups) == 1)
                    outcomes.update(zip(group, group_outcomes, strict=True))
        except EntangledError:
            raise
        except DomainError as error:
            return [Outcome(error=error) for _ in acts]
        except Exception as error:
            return [Outcome(error=_not_saved(error)) for _ in acts]
        _run_after(outcomes.values())
        return [outcomes[at] for at in range(len(acts))]

    def _run_alone(self, act: Act[Any]) -> Outcome:
        for _ in range(MAX_TRIES):
            try:
                return self._commit([act])[0]
            except EntangledError as error:
                last = error
        return Outcome(error=_not_saved(last))

    def _run_group(self, connection: Connection, acts: list[Act[Any]], *, is_alone: bool) -> list[Outcome]:
        """Run one action, or all batched actions of one kind in a single call."""
        first = acts[0]
        if len(acts) == 1 or not isinstance(first, BatchedAction):
            return [self._run_one(connection, first, is_alone=is_alone)]
        batched = [act for act in acts if isinstance(act, BatchedAction)]
        merged = BatchedAction(first.action, tuple(request for act in batched for request in act.requests))
        done = self._run_one(connection, merged, is_alone=is_alone)
        if done.error is not None:
            raise EntangledError from done.error
        answers = iter(done.value)
        shares = [tuple(next(answers) for _ in act.requests) for act in batched]
        return [Outcome(value=share, touched=done.touched, after=done.after) for share in shares]

    def _run_one(self, connection: Connection, act: Act[Any], *, is_alone: bool) -> Outcome:
        """Run an action in a savepoint; a lone action needs none, because its failure undoes the whole transaction."""
        try:
            mode: Literal["rollback_only", "create_savepoint"] = "rollback_only" if is_alone else "create_savepoint"
            with Session(connection, join_transaction_mode=mode) as session, session.begin():
                work = Work(session, self.clock.now(), self.keys, self.signer)
                value = self._act(act, work)
            return Outcome(value=value, touched=tuple(work.touched), after=tuple(work.after))
        except Exception as error:  # returned to the caller, who logs unknown errors
            if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _COLLIDED:
                raise EntangledError from error
            return Outcome(error=error)

    def _act(self, act: Act[T], work: Work) -> T:
        """Run an action and its listeners, and refuse an action whose data other people have changed meanwhile.

        Rows that changed without an entry get one here, so that the ledger covers every change.
        """
        try:
            value = act(work)
            if isinstance(value, Entry | Unchanged):
                raise TypeError("the entry of an action was not recorded: run the action with `perform`")
            work.session.flush()
            self.listeners.tell(work)
            append_unsealed(work)
        except DomainError as error:
            if self.stale_check is not None:
                raise self.stale_check.explain(work, error) from None
            raise
        if self.stale_check is not None and work.seen is not None:
            self.stale_check.check(work)
        return value


def _run_after(outcomes: Iterable[Outcome]) -> None:
    """Run the callbacks that follow the commit; a failing callback is logged and undoes nothing."""
    for act in dict.fromkeys(act for outcome in outcomes for act in outcome.after):
        try:
            act()
        except Exception:
            log.exception("an act after the commit failed")


def _groups(acts: Sequence[Act[Any]]) -> list[list[int]]:
    """Return the positions of actions that run in one call: all batched actions of one kind, any other action alone."""
    groups: dict[object, list[int]] = {}
    for at, act in enumerate(acts):
        groups.setdefault(act.action if isinstance(act, BatchedAction) else at, []).append(at)
    return list(groups.values())


def _not_saved(cause: Exception) -> DomainError:
    refusal = DomainError(ErrorKind.UNAVAILABLE, "storage.not_saved")
    refusal.__cause__ = cause
    return refusal


class DirectWriter:
    """Runs one action at a time in the calling thread, for the command line, the worker and tests."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._lock = threading.Lock()

    def run(self, act: Act[T]) -> T:
        with self._lock:
            outcomes = self._transactions.run_all([act])
        self._transactions.tell(outcomes)
        value: T = outcomes[0].result()
        return value
