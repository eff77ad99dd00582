"""Ends a meeting and settles its open polls and held proposals."""

from collections.abc import Sequence
from enum import StrEnum

from app.meetings import actions as meetings
from app.meetings import queries as meeting_queries
from app.platform.access.actors import Actor
from app.platform.commands import perform
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId
from app.platform.storage import ledger
from app.platform.storage.ledger import Entry
from app.platform.storage.unit_of_work import Work
from app.proposals import actions as proposals
from app.proposals import queries as proposal_queries
from app.proposals.queries import ProposalView
from app.proposals.rules import State
from app.voting import actions, queries
from app.voting.queries import PollView


class OpenPolls(StrEnum):
    """What to do with open polls when a meeting ends: close and count them, or void them."""

    CLOSE = "close"
    VOID = "void"


class HeldCards(StrEnum):
    """What to do with held proposals when a meeting ends: show them on the wall, or keep them off the wall."""

    RELEASE = "release"
    KEEP = "keep"


def end_meeting(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    polls: OpenPolls | None = None,
    held: HeldCards | None = None,
    reason: str = "",
) -> Entry:
    """Close or void the open polls, release or keep held proposals, and close the meeting to later ballots.

    Args:
        polls: what to do with open polls; required if there are any.
        held: what to do with held proposals; required if there are any.
        reason: why open polls are voided; required to void a poll.

    Raises:
        DomainError: `meeting.closed`; `meeting.unsettled` with `polls` and `held`, the open polls and held proposals
            without a decision; as `close_poll` and `void_poll`.
    """
    meeting_queries.check_open(work.session, meeting_id)
    open_polls = queries.open_polls(work.session, meeting_id)
    cards = [card for card in proposal_queries.every_card(work.session, meeting_id) if card.state == State.HELD]
    _check_settled(open_polls if polls is None else [], cards if held is None else [])
    for poll in open_polls:
        if polls is OpenPolls.VOID:
            ledger.append(work, actions.void_poll(work, actor, meeting_id=meeting_id, poll_id=poll.id, reason=reason))
        else:
            ledger.append(work, actions.close_poll(work, actor, meeting_id=meeting_id, poll_id=poll.id))
    for card in cards if held is HeldCards.RELEASE else ():
        perform(
            work,
            proposals.moderate_proposal,
            actor,
            meeting_id=meeting_id,
            proposal_id=card.id,
            state=State.VISIBLE,
        )
    return meetings.close_meeting(work, actor, meeting_id=meeting_id)


def _check_settled(polls: Sequence[PollView], cards: Sequence[ProposalView]) -> None:
    if not polls and not cards:
        return
    raise DomainError(
        ErrorKind.CONFLICT,
        "meeting.unsettled",
        open=len(polls),
        waiting=len(cards),
        polls=[{"poll": poll.id, "question": poll.question, "cast": poll.cast} for poll in polls],
        held=[{"proposal": card.id, "number": card.number, "text": card.text} for card in cards],
    )
