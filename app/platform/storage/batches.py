"""Answers many requests of one kind in one transaction.

A repeated request gets its receipt again, a refused request its own error, and all other requests are written together.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from app.platform.errors import DomainError
from app.platform.storage import ledger
from app.platform.storage.ledger import Receipt
from app.platform.storage.unit_of_work import Work

W = TypeVar("W")
Answer = Receipt | DomainError
Name = tuple[str, str, str | None]
"""(chain, actor, idempotency key) of a request."""


def answer_all(
    work: Work,
    wishes: Sequence[W],
    *,
    name_of: Callable[[W], Name],
    make_check: Callable[[], Callable[[W], DomainError | None]],
    write: Callable[[list[W]], Sequence[Receipt]],
) -> list[Answer]:
    """Return an answer for each request, in order; a request that came twice is written once and has one receipt.

    Args:
        wishes: the requests.
        name_of: returns the name under which the ledger remembers a request.
        make_check: reads the facts that requests are checked against, after the chains are locked, and returns the
            check; the check returns a refusal or None.
        write: writes the new requests, in order, and returns their receipts.
    """
    names = [name_of(wish) for wish in wishes]
    done = ledger.receipts_of(work.session, names)
    check = make_check()
    settled: dict[tuple[object, ...], Answer] = {}
    fresh: dict[tuple[object, ...], W] = {}
    marks = [name if name[2] is not None else (*name, at) for at, name in enumerate(names)]
    for mark, name, wish in zip(marks, names, wishes, strict=True):
        if mark in fresh:
            continue
        answer = done.get((name[0], name[1], name[2] or "")) or check(wish)
        if answer is None:
            fresh[mark] = wish
        else:
            settled[mark] = answer
    if fresh:
        settled.update(zip(fresh, write(list(fresh.values())), strict=True))
    return [settled[mark] for mark in marks]


def refusal_of(check: Callable[[], None]) -> DomainError | None:
    """Run a check and return its refusal, or None if the check passes."""
    try:
        check()
    except DomainError as refusal:
        return refusal
    return None


def settle(answer: Answer) -> Receipt:
    """Return the receipt of an answer.

    Raises:
        DomainError: the refusal, when the answer is one.
    """
    if isinstance(answer, DomainError):
        raise answer
    return answer
