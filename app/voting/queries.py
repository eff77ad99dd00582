"""Reads of polls, ballots and receipt codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.platform.access.permissions import Scope
from app.platform.access.secrets import derive_code
from app.platform.ids import MeetingId, PollId, ResolutionId, SeatId
from app.platform.serialise import OMIT_EMPTY
from app.voting import rules
from app.voting.arithmetic import Decision, DecisionWords, decision_in_words
from app.voting.models import BallotReceipt, Participation, Poll, SealedBallot, SecretBallot
from app.voting.rules.secrecy import Counting, is_split_told
from app.voting.wording import Result, result_in_words


@dataclass(frozen=True, slots=True)
class Basis:
    """The decision rule of a poll as it stood at the opening: its source, its version and what it requires."""

    cite: str
    version: str
    is_statutory: bool
    notice_days: int | None
    """Days for which the law wants the matter announced before the vote."""


@dataclass(frozen=True, slots=True)
class PollView:
    """A poll with its results.

    `tally` is None while the poll is open, so that nobody votes by looking at the others, and in a closed poll with
    fewer than five ballots or no outcome. `outcome` is None while the poll is open, withheld or voided.
    """

    id: PollId
    meeting: MeetingId
    number: int
    question: str
    subject: ResolutionId | None
    rule: str
    is_secret: bool
    is_open: bool
    opened_at: datetime
    closed_at: datetime | None
    cast: int
    entitled: int | None
    tally: rules.Count | None
    outcome: rules.Outcome | None
    is_withheld: bool
    """The ballots were deleted uncounted, because the outcome of so few secret ballots would have revealed them."""
    void_reason: str | None
    in_words: Mapping[str, str] = field(default_factory=dict)
    """{locale: result as one sentence}; all pages and documents print this sentence."""
    basis: Basis | None = None
    decision: Mapping[str, DecisionWords] = field(default_factory=dict, metadata=OMIT_EMPTY)
    """{locale: articles, quorum and majority with their arithmetic}; empty while there is no outcome to tell."""


@dataclass(frozen=True, slots=True)
class OwnBallot:
    """The ballot of a seat that has voted; `choice` is None in a secret poll."""

    choice: str | None


@dataclass(frozen=True, slots=True)
class PublishedReceipts:
    """The receipt codes of a secret poll, in alphabetical order, and how its ballots were counted (`state`)."""

    poll: PollId
    number: int
    question: str
    state: Counting
    cast: int
    codes: tuple[str, ...]


def locate_poll(session: Session, poll_id: PollId) -> Scope | None:
    meeting = session.scalar(select(Poll.meeting).where(Poll.id == poll_id))
    return meetings.locate_meeting(session, meeting) if meeting else None


def polls_of(session: Session, meeting_id: MeetingId) -> list[PollView]:
    """Return the polls of a meeting, by number."""
    query = select(Poll).where(Poll.meeting == meeting_id).order_by(Poll.number)
    return [_view(session, poll) for poll in session.scalars(query)]


def published_receipts(session: Session, meeting_id: MeetingId) -> list[PublishedReceipts]:
    """Return the receipt codes of each secret poll of a meeting; no code reveals a choice."""
    return [
        PublishedReceipts(
            poll.id, poll.number, poll.question, _counting(poll), poll.cast, receipt_codes(session, poll.id)
        )
        for poll in polls_of(session, meeting_id)
        if poll.is_secret
    ]


def receipt_codes(session: Session, poll_id: PollId) -> tuple[str, ...]:
    """Return the receipt codes of an open or closed secret poll, in alphabetical order."""
    codes = (select(model.code).where(model.poll == poll_id) for model in (SealedBallot, BallotReceipt))
    return tuple(sorted(session.scalars(union_all(*codes))))


def open_polls(session: Session, meeting_id: MeetingId) -> list[PollView]:
    """Return the open polls of a meeting, by number."""
    query = select(Poll).where(Poll.meeting == meeting_id, Poll.closed_at.is_(None)).order_by(Poll.number)
    return [_view(session, poll) for poll in session.scalars(query)]


def open_poll_on(session: Session, subject: str) -> str | None:
    """Return the id of the open poll on a resolution; None if there is none."""
    return session.scalar(select(Poll.id).where(Poll.subject == subject, Poll.closed_at.is_(None)))


def last_poll_on(session: Session, subject: str) -> PollView | None:
    """Return the latest poll on a resolution, open or closed; None if there is none."""
    poll = session.scalar(select(Poll).where(Poll.subject == subject).order_by(Poll.number.desc()).limit(1))
    return _view(session, poll) if poll else None


def basis_on(session: Session, subject: ResolutionId) -> Basis | None:
    """Return the rule of the latest poll on a resolution; None if there is none."""
    poll = session.scalar(select(Poll).where(Poll.subject == subject).order_by(Poll.number.desc()).limit(1))
    return _basis(_rule_of(poll)) if poll else None


def tally_of(session: Session, poll_id: PollId, *, is_secret: bool, entitled: int) -> rules.Count:
    """Count the ballots of a poll from its rows; the sealed ballots of an open secret poll are not included."""
    model = SecretBallot if is_secret else Participation
    query = select(model.choice, func.count()).where(model.poll == poll_id).group_by(model.choice)
    counts = {row[0]: int(row[1]) for row in session.execute(query)}
    return rules.Count(counts.get("yes", 0), counts.get("no", 0), counts.get("abstain", 0), entitled)


def turnout_of(session: Session, poll_id: PollId) -> int:
    """Return how many seats have voted in a poll."""
    query = select(func.count()).select_from(Participation).where(Participation.poll == poll_id)
    return session.scalar(query) or 0


def voters_of(session: Session, poll_id: PollId) -> list[str]:
    """Return the ids of the seats that have voted in a poll."""
    return list(session.scalars(select(Participation.seat).where(Participation.poll == poll_id)))


def named_choices(session: Session, poll_id: PollId) -> dict[SeatId, str]:
    """Return {seat: choice} of a named poll; empty for a secret one, whose choices stand beside no seat."""
    query = select(Participation.seat, Participation.choice).where(
        Participation.poll == poll_id, Participation.choice.is_not(None)
    )
    return {SeatId(row.seat): str(row.choice) for row in session.execute(query)}


def own_ballot(session: Session, poll_id: PollId, seat_id: SeatId) -> OwnBallot | None:
    """Return the ballot of a seat, without the choice in a secret poll; None if the seat has not voted."""
    row = session.get(Participation, (poll_id, seat_id))
    return OwnBallot(row.choice) if row else None


def code_of(token: str, poll_id: PollId) -> str:
    """Return the receipt code of a ballot, an HMAC keyed by the seat's secret; only the seat can derive the code."""
    return derive_code(token, f"ballot:{poll_id}")


def _view(session: Session, poll: Poll) -> PollView:
    is_open = poll.closed_at is None
    cast = turnout_of(session, poll.id)
    tally = None
    if not is_open and poll.outcome is not None and is_split_told(cast):
        tally = tally_of(session, poll.id, is_secret=poll.is_secret, entitled=poll.entitled or 0)
    outcome = _shown_outcome(poll, cast)
    rule = _rule_of(poll)
    result = Result(is_open, cast, poll.entitled or 0, tally, outcome, poll.void_reason)
    return PollView(
        poll.id,
        poll.meeting,
        poll.number,
        poll.question,
        poll.subject,
        poll.rule,
        poll.is_secret,
        is_open,
        poll.opened_at,
        poll.closed_at,
        cast,
        poll.entitled,
        tally,
        outcome,
        not is_open and poll.outcome is None and poll.void_reason is None,
        poll.void_reason,
        result_in_words(result),
        _basis(rule),
        decision_in_words(Decision(rule, outcome, cast, poll.entitled or 0, tally)) if outcome else {},
    )


def _basis(rule: rules.Rule) -> Basis:
    return Basis(rule.cite, rule.version, rule.is_statutory, rule.notice_days)


def _rule_of(poll: Poll) -> rules.Rule:
    """Return the rule of a poll as of its opening; polls older than stored rules have the present version."""
    return rules.restore_rule(poll.terms) if poll.terms else rules.find_rule(poll.rule)


def _counting(poll: PollView) -> Counting:
    if poll.is_open:
        return Counting.OPEN
    if poll.void_reason is not None:
        return Counting.VOID
    return Counting.WITHHELD if poll.is_withheld else Counting.COUNTED


def _shown_outcome(poll: Poll, cast: int) -> rules.Outcome | None:
    """Return the outcome of a poll; with few ballots without the tests, whose figures would reveal the counts."""
    if poll.outcome is None:
        return None
    outcome = rules.restore_outcome(poll.outcome)
    return outcome if is_split_told(cast) else replace(outcome, tests=())
