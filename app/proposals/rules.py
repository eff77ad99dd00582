"""What may be proposed, how often, and what may be said to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.platform.errors import DomainError, ErrorKind

LONGEST = 300
SUGGESTED = 60


class Choice(StrEnum):
    """A reaction to a proposal."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"


class State(StrEnum):
    """`visible` stands on the wall; `held` waits for a facilitator; `hidden` was taken down with a reason;
    `withdrawn` was taken back by its author."""

    VISIBLE = "visible"
    HELD = "held"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class PairState(StrEnum):
    """Two cards that may be one: `seen` by the machine, `asked` of the author, known to be `apart`."""

    SEEN = "seen"
    ASKED = "asked"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Linked:
    """A card that was put together with others: the one it was declared a copy of, and whether it is on the wall."""

    id: str
    number: int
    copy_of: str | None
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Pool:
    """Cards that were put together: the original they lead to, the one they are shown under, and all of them."""

    root: str
    head: str
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One person's word on one of the cards shown under `head`; `seq` grows with time, `number` is the card's."""

    seat: str
    head: str
    choice: str
    seq: int
    number: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a seat may propose now."""

    submitted: int
    cards_per_seat: int | None
    is_reviewed: bool


def check_text(text: str) -> None:
    """A proposal of 1 to 300 characters.

    Raises:
        DomainError: `proposal.empty`, `proposal.long`.
    """
    if not text:
        raise DomainError(ErrorKind.INVALID, "proposal.empty")
    if len(text) > LONGEST:
        raise DomainError(ErrorKind.INVALID, "proposal.long", most=LONGEST)


def state_of_new(standing: Standing) -> State:
    """Where a new proposal stands: on the wall, or first before the facilitator.

    Raises:
        DomainError: `proposal.enough` when the seat has no card left.
    """
    if standing.cards_per_seat is not None and standing.submitted >= standing.cards_per_seat:
        raise DomainError(ErrorKind.CONFLICT, "proposal.enough", most=standing.cards_per_seat)
    return State.HELD if standing.is_reviewed else State.VISIBLE


def check_reactable(state: str) -> None:
    """Only what stands on the wall can be reacted to.

    Raises:
        DomainError: `proposal.gone`.
    """
    if state != State.VISIBLE:
        raise DomainError(ErrorKind.CLOSED, "proposal.gone")


def check_not_withdrawn(state: str) -> None:
    """Refuse an act on a withdrawn proposal.

    Raises:
        DomainError: `proposal.withdrawn`.
    """
    if state == State.WITHDRAWN:
        raise DomainError(ErrorKind.CLOSED, "proposal.withdrawn")


def check_moderation(present: str, to: State, reason: str) -> None:
    """A facilitator shows, holds or hides; hiding needs a reason, which the author reads.

    Raises:
        DomainError: `proposal.reason_needed`, `proposal.withdrawn`.
    """
    check_not_withdrawn(present)
    if to is State.HIDDEN and not reason:
        raise DomainError(ErrorKind.INVALID, "proposal.reason_needed")


def check_merge(copy: Linked, original: Linked, heads: dict[str, str], *, reason: str, needs_reason: bool) -> None:
    """Two cards of the wall that do not stand together yet; staff say why.

    Raises:
        DomainError: `proposal.gone`, `proposal.together`, `proposal.is_copy`, `proposal.merge_reason`.
    """
    if not (copy.is_shown and original.is_shown):
        raise DomainError(ErrorKind.CLOSED, "proposal.gone")
    if copy.id == original.id or heads.get(copy.id, copy.id) == heads.get(original.id, original.id):
        raise DomainError(ErrorKind.CONFLICT, "proposal.together")
    if copy.copy_of is not None:
        raise DomainError(ErrorKind.CONFLICT, "proposal.is_copy")
    if needs_reason and not reason:
        raise DomainError(ErrorKind.INVALID, "proposal.merge_reason")


def root_of(card: str, originals: Mapping[str, str | None]) -> str:
    """Follow copies of copies to the first original; a circle, which no act can make, ends at its lowest id."""
    seen: list[str] = []
    at: str | None = card
    while at is not None and at not in seen:
        seen.append(at)
        at = originals.get(at)
    return seen[-1] if at is None else min(seen[seen.index(at) :])


def pools_of(cards: Iterable[Linked]) -> list[Pool]:
    """The cards that were put together, each group once.

    The head of a group is the original that all of its cards lead to. While that one is off the wall, the oldest card
    that is on it stands in.
    """
    known = {card.id: card for card in cards}
    originals = {card.id: card.copy_of for card in known.values()}
    groups: dict[str, list[Linked]] = {}
    for card in known.values():
        groups.setdefault(root_of(card.id, originals), []).append(card)
    pools = []
    for root, group in groups.items():
        shown = [card for card in group if card.is_shown]
        oldest = min(shown or group, key=lambda card: (card.id != root, card.number))
        pools.append(Pool(root, oldest.id, tuple(card.id for card in group)))
    return pools


def heads_of(cards: Iterable[Linked]) -> dict[str, str]:
    """{card: the card it is shown and counted under}; a head stands under itself."""
    return {card: pool.head for pool in pools_of(cards) for card in pool.cards}


def pool(said: Iterable[Said]) -> dict[tuple[str, str], str]:
    """{(person, head): choice}: the last word of each person on any of the cards counts, once.

    Words without an order, which come from files, count before all others; among them the oldest card's.
    """
    latest: dict[tuple[str, str], Said] = {}
    for one in said:
        before = latest.get((one.seat, one.head))
        if before is None or (one.seq, -one.number) > (before.seq, -before.number):
            latest[(one.seat, one.head)] = one
    return {key: one.choice for key, one in latest.items()}
