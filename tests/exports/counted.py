"""Counts the figures of a meeting from its rows, with queries of the tests' own, as each paper must print them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases.models import Case, CaseRating
from app.concessions.models import Concession
from app.meetings.models import MeetingFacts, Seat
from app.proposals.models import Proposal, Reaction
from app.resolutions.models import Resolution
from app.voting.models import BallotReceipt, Participation, Poll, SecretBallot

FEW = 5
"""Ballots from which the split of a poll is told."""
NO_COUNTS = ("—", "—", "—")


@dataclass(frozen=True, slots=True)
class CountedPoll:
    """A poll: its title in papers, who could vote and did, and the split where it may be told."""

    number: int
    title: str
    resolution: str | None
    entitled: int | None
    cast: int
    yes: int
    split: tuple[int, int, int] | None
    codes: int
    is_named: bool
    is_over: bool
    is_void: bool

    @property
    def is_carried(self) -> bool:
        """Whether more than half of the ballots say yes; the ballots of a poll that was not counted are deleted."""
        return self.is_over and not self.is_void and 2 * self.yes > self.cast

    @property
    def arithmetic(self) -> str:
        """The sentence of minutes, resolution and vote detail."""
        half = f"{self.cast // 2}{'.5' if self.cast % 2 else ''}人"
        compared, verdict = ("超过", "通过") if self.is_carried else ("未超过", "未通过")
        return f"参与表决{self.cast}人，一半为{half}；同意{self.yes}人，{compared}{half}，{verdict}。"

    @property
    def row(self) -> tuple[str, ...]:
        """Yes, no, abstain and cast, as the tables of resolution and vote detail print them."""
        counts = NO_COUNTS if self.split is None else tuple(f"{count}人" for count in self.split)
        return (*counts, f"{self.cast}人")


@dataclass(frozen=True, slots=True)
class CountedProposal:
    number: int
    agree: int
    disagree: int
    passes: int

    @property
    def seen(self) -> int:
        return self.agree + self.disagree + self.passes

    @property
    def heads(self) -> str:
        """As minutes and the list of proposals print them."""
        if not self.seen:
            return "还没人表态"
        share = "" if self.seen < 20 else f"（{(200 * self.agree + self.seen) // (2 * self.seen)}%）"
        return f"{self.seen}人里{self.agree}人{share}"


@dataclass(frozen=True, slots=True)
class CountedCase:
    number: str
    stars: tuple[int, ...]
    said_resolved: int

    @property
    def rating(self) -> str:
        if not self.stars:
            return "未评"
        return f"{round(sum(self.stars) / len(self.stars), 2)}星（{len(self.stars)}人）"


@dataclass(frozen=True, slots=True)
class Counted:
    """Every figure that the papers of a meeting print."""

    entitled: int | None
    on_leave: int | None
    hall: int
    online: int
    voters: int
    reactions: int
    proposals: tuple[CountedProposal, ...]
    polls: tuple[CountedPoll, ...]
    resolutions: dict[str, str]
    concessions: int
    taken: int
    cases: tuple[CountedCase, ...]

    @property
    def over(self) -> tuple[CountedPoll, ...]:
        return tuple(poll for poll in self.polls if poll.is_over)

    @property
    def printed(self) -> frozenset[str]:
        """The resolutions that have a paper: all but the rejected, or the rejected alone."""
        kept = {one for one, state in self.resolutions.items() if state != "rejected"}
        return frozenset(kept or self.resolutions)

    @property
    def present(self) -> int:
        return self.hall + self.online

    @property
    def attendance(self) -> str:
        """The sentence of all papers, with those who are missing if they can be counted."""
        parts = [] if self.entitled is None else [f"应到{self.entitled}人"]
        parts.append(f"实到{self.present}人（现场{self.hall}人，线上{self.online}人）")
        if self.on_leave is not None:
            parts.append(f"请假{self.on_leave}人")
        if self.entitled is not None and self.on_leave is not None:
            parts.append(f"未到{max(self.entitled - self.present - self.on_leave, 0)}人")
        return "，".join(parts)


def count(session: Session, meeting: str) -> Counted:
    """The figures of a meeting of which nobody has left and no proposal is hidden."""
    facts = session.get(MeetingFacts, meeting)
    where = _grouped(session, select(Seat.attendance, func.count()).where(Seat.meeting == meeting))
    reactions = list(session.execute(select(Reaction.seat, Reaction.proposal).where(Reaction.meeting == meeting)))
    states = list(session.scalars(select(Concession.state).where(Concession.meeting == meeting)))
    return Counted(
        entitled=facts.entitled if facts else None,
        on_leave=facts.on_leave if facts else None,
        hall=where["hall"],
        online=where["online"],
        voters=len({row.seat for row in reactions}),
        reactions=len(reactions),
        proposals=tuple(_proposals(session, meeting)),
        polls=tuple(_polls(session, meeting)),
        resolutions={
            row.id: row.state for row in session.scalars(select(Resolution).where(Resolution.meeting == meeting))
        },
        concessions=len(states),
        taken=states.count("taken"),
        cases=tuple(_cases(session, meeting)),
    )


def _grouped(session: Session, query: object) -> Counter[str]:
    rows = session.execute(query.group_by(query.selected_columns[0]))  # type: ignore[attr-defined]
    return Counter({row[0]: row[1] for row in rows})


def _proposals(session: Session, meeting: str) -> list[CountedProposal]:
    proposals = session.execute(
        select(Proposal.id, Proposal.number).where(Proposal.meeting == meeting).order_by(Proposal.number)
    )
    found = []
    for row in proposals.all():
        choices = _grouped(session, select(Reaction.choice, func.count()).where(Reaction.proposal == row.id))
        found.append(CountedProposal(row.number, choices["agree"], choices["disagree"], choices["pass"]))
    return found


def _polls(session: Session, meeting: str) -> list[CountedPoll]:
    titles = {row.id: row.title for row in session.scalars(select(Resolution).where(Resolution.meeting == meeting))}
    polls: Sequence[Poll] = session.scalars(select(Poll).where(Poll.meeting == meeting).order_by(Poll.number)).all()
    return [_poll(session, poll, titles) for poll in polls]


def _poll(session: Session, poll: Poll, titles: dict[str, str]) -> CountedPoll:
    cast = session.scalar(select(func.count()).where(Participation.poll == poll.id)) or 0
    ballots = SecretBallot if poll.is_secret else Participation
    choices = _grouped(session, select(ballots.choice, func.count()).where(ballots.poll == poll.id))
    is_told = poll.closed_at is not None and poll.void_reason is None and cast >= FEW
    return CountedPoll(
        number=poll.number,
        title=titles[poll.subject] if poll.subject else poll.question,
        resolution=poll.subject,
        entitled=poll.entitled,
        cast=cast,
        yes=choices["yes"],
        split=(choices["yes"], choices["no"], choices["abstain"]) if is_told else None,
        codes=session.scalar(select(func.count()).where(BallotReceipt.poll == poll.id)) or 0,
        is_named=not poll.is_secret,
        is_over=poll.closed_at is not None,
        is_void=poll.void_reason is not None,
    )


def _cases(session: Session, meeting: str) -> list[CountedCase]:
    cases = session.execute(select(Case.id, Case.number).where(Case.meeting == meeting)).all()
    found = []
    for row in cases:
        ratings = session.execute(
            select(CaseRating.stars, CaseRating.is_resolved).where(CaseRating.case == row.id)
        ).all()
        said = sum(rating.is_resolved for rating in ratings)
        found.append(CountedCase(row.number, tuple(rating.stars for rating in ratings), said))
    return found
