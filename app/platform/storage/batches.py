"""Answers many wishes of one kind in one transaction: replays by receipt, refusals each by itself, the rest at once."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from app.platform.errors import DomainError
from app.platform.storage import ledger
from app.platform.storage.ledger import Receipt
from app.platform.storage.unit_of_work import Work

W = TypeVar("W")
Answer = Receipt | DomainError
Name = tuple[str, str, str | None]
"""(chain, actor, idempotency key) of a wish."""


def answer_all(
    work: Work,
    wishes: Sequence[W],
    *,
    name_of: Callable[[W], Name],
    make_check: Callable[[], Callable[[W], DomainError | None]],
    write: Callable[[list[W]], Sequence[Receipt]],
) -> list[Answer]:
    """An answer for each wish, in order; one that came twice is written once and has the same receipt twice.

    Args:
        name_of: the name under which the ledger remembers a wish.
        make_check: reads what wishes are checked against, after the chains are ours; gives the check.
        write: writes what is new, in order, and gives the receipts.
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
    """What a rule says against it, as an answer."""
    try:
        check()
    except DomainError as refusal:
        return refusal
    return None


def settle(answer: Answer) -> Receipt:
    """The receipt, or the refusal raised at the door that asked."""
    if isinstance(answer, DomainError):
        raise answer
    return answer
