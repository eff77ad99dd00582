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


class CandidateState(StrEnum):
    """The state of a pair of possible duplicates: `seen` by the software, `asked` of the author, kept `apart`."""

    SEEN = "seen"
    ASKED = "asked"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A proposal in a merge group; `copy_of` is its original, None for the original itself."""

    id: ProposalId
    number: int
    copy_of: ProposalId | None
    is_shown: bool


@dataclass(frozen=True, slots=True)
class MergeGroup:
    """A merge group: its `original`, the proposal that it is `shown_as`, and all its proposals (`cards`)."""

    original: ProposalId
    shown_as: ProposalId
    cards: tuple[ProposalId, ...]


@dataclass(frozen=True, slots=True)
class CastReaction:
    """One person's reaction to a proposal of a merge group.

    shown_as: the proposal under which the group is counted; seq: grows with time, 0 for an imported reaction; number:
    the number of the proposal to which the person reacted.
    """

    seat: SeatId
    shown_as: ProposalId
    choice: str
    seq: int
    number: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a seat may submit a proposal, and in which state.

    submitted: proposals of the seat so far, without withdrawn ones; cards_per_seat: their limit, None for no limit;
    is_reviewed: whether new proposals wait for a facilitator.
    """

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
    """Refuse to moderate a withdrawn proposal, and to hide a proposal without a reason for its author to read.

    Raises:
        DomainError: `proposal.reason_needed`, `proposal.withdrawn`.
    """
    check_not_withdrawn(present)
    if to is State.HIDDEN and not reason:
        raise DomainError(ErrorKind.INVALID, "proposal.reason_needed")


def check_merge(
    duplicate: GroupMember,
    original: GroupMember,
    shown_as: Mapping[ProposalId, ProposalId],
    *,
    reason: str,
    needs_reason: bool,
) -> None:
    """Refuse a merge if a proposal is not visible, both are in one merge group, or `duplicate` is a duplicate already.

    Args:
        shown_as: {proposal: proposal that its merge group is shown as}, as `shown_as_of`.
        needs_reason: whether `reason` must not be empty, as for staff.

    Raises:
        DomainError: `proposal.gone`, `proposal.together`, `proposal.is_copy`, `proposal.merge_reason`.
    """
    if not (duplicate.is_shown and original.is_shown):
        raise DomainError(ErrorKind.CLOSED, "proposal.gone")
    if duplicate.id == original.id or shown_as.get(duplicate.id, duplicate.id) == shown_as.get(
        original.id, original.id
    ):
        raise DomainError(ErrorKind.CONFLICT, "proposal.together")
    if duplicate.copy_of is not None:
        raise DomainError(ErrorKind.CONFLICT, "proposal.is_copy")
    if needs_reason and not reason:
        raise DomainError(ErrorKind.INVALID, "proposal.merge_reason")


def original_of(card: ProposalId, originals: Mapping[ProposalId, ProposalId | None]) -> ProposalId:
    """Return the original of a proposal through all links; in a cycle, which no action can create, the lowest id."""
    seen: list[ProposalId] = []
    at: ProposalId | None = card
    while at is not None and at not in seen:
        seen.append(at)
        at = originals.get(at)
    return seen[-1] if at is None else min(seen[seen.index(at) :])


def merge_groups_of(cards: Iterable[GroupMember]) -> list[MergeGroup]:
    """Return the merge groups of some proposals.

    A group is shown as its original. While the original is off the wall, the group is shown as its oldest visible
    proposal; if none is visible, as its original.
    """
    known = {card.id: card for card in cards}
    originals = {card.id: card.copy_of for card in known.values()}
    members: dict[ProposalId, list[GroupMember]] = {}
    for card in known.values():
        members.setdefault(original_of(card.id, originals), []).append(card)
    groups = []
    for original, group in members.items():
        shown = [card for card in group if card.is_shown]
        oldest = min(shown or group, key=lambda card: (card.id != original, card.number))
        groups.append(MergeGroup(original, oldest.id, tuple(card.id for card in group)))
    return groups


def shown_as_of(cards: Iterable[GroupMember]) -> dict[ProposalId, ProposalId]:
    """Return {proposal: the proposal that its merge group is shown and counted as}."""
    return {card: group.shown_as for group in merge_groups_of(cards) for card in group.cards}


def last_choices(reactions: Iterable[CastReaction]) -> dict[tuple[SeatId, ProposalId], str]:
    """Return {(seat, `shown_as`): choice}, by the last reaction of each person to any proposal of a merge group.
    Imported reactions, all with `seq` 0, are older than all others. Among them, the reaction to the proposal with the
    lowest number counts.
    """
    latest: dict[tuple[SeatId, ProposalId], CastReaction] = {}
    for one in reactions:
        before = latest.get((one.seat, one.shown_as))
        if before is None or (one.seq, -one.number) > (before.seq, -before.number):
            latest[(one.seat, one.shown_as)] = one
    return {key: one.choice for key, one in latest.items()}
