"""Rules of proposals: texts, limits, moderation, merging of duplicates, and which reactions count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.meetings.rules import Act
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import ProposalId, SeatId

LONGEST = 300
SUGGESTED = 60
PROPOSE, REACT = Act("propose"), Act("react")
"""The rights to submit a proposal and to react to proposals, which a phase gives."""


class Choice(StrEnum):
    """A reaction to a proposal."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"


class State(StrEnum):
    """The state of a proposal: `visible` is on the wall, `held` waits for a facilitator, `hidden` was removed with a
    reason, `withdrawn` was withdrawn by its author."""

    VISIBLE = "visible"
    HELD = "held"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class PairState(StrEnum):
    """The state of a pair of possible duplicates: `seen` by the software, `asked` of the author, kept `apart`."""

    SEEN = "seen"
    ASKED = "asked"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Linked:
    """A proposal in a merge group; `copy_of` is its original, None for the original itself."""

    id: ProposalId
    number: int
    copy_of: ProposalId | None
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Pool:
    """A merge group: its original (`root`), the proposal under which it is shown (`head`), and all its proposals."""

    root: ProposalId
    head: ProposalId
    cards: tuple[ProposalId, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One person's reaction to a proposal that is shown under `head`; `seq` grows with time."""

    seat: SeatId
    head: ProposalId
    choice: str
    seq: int
    number: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts that decide whether a seat may submit a proposal, and in which state."""

    submitted: int
    cards_per_seat: int | None
    is_reviewed: bool


def check_text(text: str) -> None:
    """Refuse a proposal that is empty or longer than 300 characters.

    Raises:
        DomainError: `proposal.empty`, `proposal.long`.
    """
    if not text:
        raise DomainError(ErrorKind.INVALID, "proposal.empty")
    if len(text) > LONGEST:
        raise DomainError(ErrorKind.INVALID, "proposal.long", most=LONGEST)


def state_of_new(standing: Standing) -> State:
    """Return the state of a new proposal: held if the meeting reviews proposals, else visible.

    Raises:
        DomainError: `proposal.enough` if the seat has reached its limit of proposals.
    """
    if standing.cards_per_seat is not None and standing.submitted >= standing.cards_per_seat:
        raise DomainError(ErrorKind.CONFLICT, "proposal.enough", most=standing.cards_per_seat)
    return State.HELD if standing.is_reviewed else State.VISIBLE


def refusal_of_reaction(state: str | None, *, is_time: bool) -> DomainError | None:
    """Return why a reaction to a proposal is refused: `not_found`, `proposal.gone` or `phase.not_now`; else None.

    Args:
        state: the state of the proposal; None if the meeting has no such proposal.
        is_time: whether the phase of the meeting allows reactions.
    """
    if state is None:
        return DomainError(ErrorKind.NOT_FOUND, "not_found")
    if state != State.VISIBLE:
        return DomainError(ErrorKind.CLOSED, "proposal.gone")
    return None if is_time else DomainError(ErrorKind.CLOSED, "phase.not_now")


def check_not_withdrawn(state: str) -> None:
    """Refuse an act on a withdrawn proposal.

    Raises:
        DomainError: `proposal.withdrawn`.
    """
    if state == State.WITHDRAWN:
        raise DomainError(ErrorKind.CLOSED, "proposal.withdrawn")


def check_moderation(present: str, to: State, reason: str) -> None:
    """Refuse to moderate a withdrawn proposal, or to hide one without a reason, which its author can read.

    Raises:
        DomainError: `proposal.reason_needed`, `proposal.withdrawn`.
    """
    check_not_withdrawn(present)
    if to is State.HIDDEN and not reason:
        raise DomainError(ErrorKind.INVALID, "proposal.reason_needed")


def check_merge(
    copy: Linked, original: Linked, heads: Mapping[ProposalId, ProposalId], *, reason: str, needs_reason: bool
) -> None:
    """Refuse a merge unless both proposals are visible, are in different merge groups, and `copy` is no duplicate yet.

    Args:
        heads: {proposal: proposal under which it is shown}, as `heads_of`.
        needs_reason: whether `reason` must not be empty, as for staff.

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


def root_of(card: ProposalId, originals: Mapping[ProposalId, ProposalId | None]) -> ProposalId:
    """Return the original of a proposal through all links; in a cycle, which no action can create, the lowest id."""
    seen: list[ProposalId] = []
    at: ProposalId | None = card
    while at is not None and at not in seen:
        seen.append(at)
        at = originals.get(at)
    return seen[-1] if at is None else min(seen[seen.index(at) :])


def pools_of(cards: Iterable[Linked]) -> list[Pool]:
    """Return the merge groups of some proposals.

    The head of a group is its original. While the original is off the wall, the head is the oldest visible proposal
    of the group; if none is visible, the head is the original.
    """
    known = {card.id: card for card in cards}
    originals = {card.id: card.copy_of for card in known.values()}
    groups: dict[ProposalId, list[Linked]] = {}
    for card in known.values():
        groups.setdefault(root_of(card.id, originals), []).append(card)
    pools = []
    for root, group in groups.items():
        shown = [card for card in group if card.is_shown]
        oldest = min(shown or group, key=lambda card: (card.id != root, card.number))
        pools.append(Pool(root, oldest.id, tuple(card.id for card in group)))
    return pools


def heads_of(cards: Iterable[Linked]) -> dict[ProposalId, ProposalId]:
    """Return {proposal: head of its merge group}, under which it is shown and counted; a head maps to itself."""
    return {card: pool.head for pool in pools_of(cards) for card in pool.cards}


def pool(said: Iterable[Said]) -> dict[tuple[SeatId, ProposalId], str]:
    """Return {(seat, head): choice}, which counts each person once per merge group by the last reaction.

    Imported reactions, all with `seq` 0, are older than all others. Among them, the reaction to the proposal with the
    lowest number counts.
    """
    latest: dict[tuple[SeatId, ProposalId], Said] = {}
    for one in said:
        before = latest.get((one.seat, one.head))
        if before is None or (one.seq, -one.number) > (before.seq, -before.number):
            latest[(one.seat, one.head)] = one
    return {key: one.choice for key, one in latest.items()}
