"""The dossier: everything that any export of a meeting prints, read once and frozen."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.cases import queries as cases
from app.cases.queries import CaseView
from app.common_ground import queries as ground
from app.common_ground.document import GroundDocument
from app.concessions import queries as concessions
from app.concessions.queries import ConcessionView
from app.concessions.rules import State as Incorporation
from app.exports import chain, common_ground
from app.exports.attendees import Attendee, attendees_of
from app.exports.ballots import PollBallots, ballots_of
from app.exports.chain import PhaseRun
from app.exports.common_ground import GroundLine, ThemeGround
from app.exports.facts import (
    Attendance,
    ImportedConversation,
    MeetingFacts,
    agenda_of,
    attendance_of,
    conversation_of,
    facts_of,
)
from app.exports.packed import PackedEntries
from app.exports.redaction import View, redact, view_of
from app.exports.sealing import Seal, seal_of
from app.meetings import queries as meetings
from app.meetings.queries import MeetingView, SeatView
from app.platform.access.sights import FULL_VIEW, Sights
from app.platform.ids import MeetingId, ProposalId, ResolutionId, SeatId
from app.platform.storage.signing.signer import HeadSigner
from app.proposals import queries as proposals
from app.proposals.queries import ProposalView, Tally
from app.proposals.rules import Choice, State
from app.resolutions import queries as resolutions
from app.resolutions.queries import ResolutionView
from app.themes import queries as themes
from app.themes.history import EditLine, edit_lines_of
from app.themes.rules import Case, Source
from app.voting.queries import PollView

PSEUDONYM_BITS = 48


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """One proposal with the counts of this card alone; `statement` and `author` are its ids in a Polis export.

    `support` counts each person once over the card and its duplicates; `copies` are the lines of its duplicates;
    `copy_of` is the number of its original.
    """

    id: ProposalId
    number: int
    text: str
    state: str
    reason: str
    theme: str
    tally: Tally
    statement: str
    author: str
    created_at: datetime
    support: Tally
    copy_of: int | None = None
    is_meta: bool = False
    copies: tuple["ProposalLine", ...] = ()

    @property
    def is_visible(self) -> bool:
        return self.state == State.VISIBLE


@dataclass(frozen=True, slots=True)
class Placements:
    """How many proposals of a theme each has placed there; the machine has placed those that nobody has."""

    machine: int
    author: int
    room: int
    desk: int


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme: its proposals, the sum of their counts, and how many people agree with any of them.

    `named_by`: "machine" or "people".
    """

    label: str
    people: int
    tally: Tally
    proposals: tuple[ProposalLine, ...]
    named_by: str
    placements: Placements


@dataclass(frozen=True, slots=True)
class GroundBasis:
    """What the groups of the common ground rest on, and when the common ground was computed."""

    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CardLine:
    """A proposal assigned to a participant: its place in the card order, and the probability of its draw."""

    participant: str
    statement: str
    place: int
    probability: float


@dataclass(frozen=True, slots=True)
class VoteLine:
    """A reaction under permanent ids: the imported ones, else pseudonyms."""

    participant: str
    statement: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class Dossier:
    """What one reader may see of a meeting; `left_out` names what this reader may not see.

    `hidden` counts the proposals off the wall and `reactions` counts all reactions, whether they are shown here or not.
    """

    meeting: MeetingId
    place: str
    title: str
    question: str
    template: str
    created_at: datetime
    closed_at: datetime | None
    printed_at: datetime
    phases: tuple[PhaseRun, ...]
    attendance: Attendance
    facts: MeetingFacts
    attendees: tuple[Attendee, ...]
    voters: int
    proposals: tuple[ProposalLine, ...]
    themes: tuple[ThemeLine, ...]
    themes_case: Case
    edits: tuple[EditLine, ...]
    ground: tuple[GroundLine, ...]
    ground_themes: tuple[ThemeGround, ...]
    ground_basis: GroundBasis | None
    concessions: tuple[ConcessionView, ...]
    resolutions: tuple[ResolutionView, ...]
    polls: tuple[PollView, ...]
    ballots: tuple[PollBallots, ...]
    cases: tuple[CaseView, ...]
    votes: tuple[VoteLine, ...]
    cards: tuple[CardLine, ...]
    entries: PackedEntries
    head_number: int
    head_hash: str
    seal: Seal
    hidden: int = 0
    reactions: int = 0
    shows_counts: bool = True
    left_out: tuple[str, ...] = ()
    conversation: ImportedConversation | None = None
    """The conversation that the meeting was imported from; None for a meeting that was held here."""

    @property
    def was_held_elsewhere(self) -> bool:
        """Whether the meeting is an imported conversation at which nobody has been present here."""
        return self.conversation is not None and not self.attendance.present

    @property
    def questions(self) -> tuple[PollView, ...]:
        """The polls on a question that has no resolution text."""
        return tuple(poll for poll in self.polls if poll.subject is None)

    def polls_on(self, resolution_id: ResolutionId) -> tuple[PollView, ...]:
        """Return the polls on a resolution in order, including voided polls and polls without a result."""
        return tuple(poll for poll in self.polls if poll.subject == resolution_id)


def dossier_of(
    session: Session,
    meeting_id: MeetingId,
    now: datetime,
    sights: Sights = FULL_VIEW,
    *,
    signer: HeadSigner | None = None,
) -> Dossier:
    """Return what a reader with these sights may see of a meeting now; `signer` is kept to sign a bundle made of it.

    Raises:
        DomainError: `not_found`.
    """
    meeting = meetings.meeting_of(session, meeting_id)
    view, seal = view_of(session, meeting_id, sights), seal_of(session, meeting_id, signer)
    dossier = _compose(session, meeting, view, seal, now=now)
    runs = () if dossier.was_held_elsewhere else dossier.phases
    agenda = agenda_of(meeting.phases, runs, dossier.facts.began_at, _counts(dossier))
    return replace(dossier, facts=replace(dossier.facts, agenda=agenda))


def _compose(session: Session, meeting: MeetingView, view: View, seal: Seal, *, now: datetime) -> Dossier:
    """Return the dossier of a meeting as a view shows it."""
    meeting_id, seats = meeting.id, meetings.seats_of(session, meeting.id)
    entries = chain.fact_entries_of(session, meeting_id)
    names, arranged = {seat.id: _participant(meeting_id, seat) for seat in seats}, themes.themes_of(session, meeting_id)
    lines = _proposals(session, meeting_id, names, arranged)
    weighed = ground.ground_of(session, meeting_id) if view.sees_counts else None
    votes, shown = _votes(session, meeting_id, names, lines), _shown(lines, view)
    grounds = common_ground.lines_of(weighed, {one: (line.number, line.text) for one, line in shown.items()})
    return Dossier(
        meeting=meeting.id,
        place=meeting.place_name,
        title=meeting.title,
        question=meeting.question,
        template=meeting.template,
        created_at=meeting.created_at,
        closed_at=meeting.closed_at,
        printed_at=now,
        phases=chain.phases_run(entries, _first_phase(meeting)),
        attendance=attendance_of(session, meeting_id),
        facts=facts_of(session, meeting, entries, sees_names=view.sees_names),
        attendees=attendees_of(session, meeting_id, sees_names=view.sees_names),
        voters=proposals.voters_of(session, meeting_id),
        proposals=tuple(shown.values()),
        themes=tuple(_theme(theme, shown, view, arranged.placed) for theme in arranged.themes),
        themes_case=arranged.case,
        edits=_edits(session, meeting_id, lines, view),
        ground=tuple(grounds.values()),
        ground_themes=common_ground.themes_of(weighed, grounds, {theme.key: theme.label for theme in arranged.themes}),
        ground_basis=_basis(weighed),
        concessions=tuple(concessions.recorded_concessions(session, meeting_id)),
        resolutions=tuple(resolutions.resolutions_of(session, meeting_id)),
        polls=tuple(view.polls.values()),
        ballots=ballots_of(session, view),
        cases=tuple(cases.cases_of(session, meeting_id)),
        votes=votes if view.sees_reactions else (),
        cards=_cards(session, meeting_id, names, lines) if view.sees_reactions else (),
        entries=PackedEntries(redact(entry, view) for entry in chain.read_entries(session, meeting_id, {*names})),
        head_number=seal.head.seq,
        head_hash=seal.head.hash,
        seal=seal,
        hidden=len(view.hidden),
        reactions=len(votes),
        shows_counts=view.sees_counts,
        left_out=view.left_out,
        conversation=conversation_of(session, meeting_id, entries),
    )


def _participant(meeting_id: MeetingId, seat: SeatView) -> str:
    """Return the imported id, else a pseudonym: a number fixed for the seat that reveals neither order nor time."""
    if seat.external_id is not None:
        return seat.external_id
    digest = hashlib.sha256(f"{meeting_id} {seat.id}".encode()).digest()
    return str(int.from_bytes(digest, "big") >> (256 - PSEUDONYM_BITS))


def _first_phase(meeting: MeetingView) -> str:
    return meeting.phases[0].key


def _counts(dossier: Dossier) -> dict[str, int]:
    """Return the numbers of the meeting that the results of its phases consist of."""
    decided = [poll for poll in dossier.polls if poll.closed_at is not None and poll.void_reason is None]
    return {
        "present": dossier.attendance.present,
        "proposals": sum(line.is_visible for line in dossier.proposals),
        "themes": len(dossier.themes),
        "reactions": dossier.reactions,
        "offered": len(dossier.concessions),
        "incorporated": sum(card.state == Incorporation.INCORPORATED for card in dossier.concessions),
        "polls": len(decided),
        "carried": sum(poll.outcome is not None and poll.outcome.is_carried for poll in decided),
        "cases": len(dossier.cases),
    }


def _shown(lines: Mapping[ProposalId, ProposalLine], view: View) -> dict[ProposalId, ProposalLine]:
    """Return the lines that a reader may see, without the counts and authors that the reader may not see."""
    shown = {one: line for one, line in lines.items() if view.sees_hidden or line.is_visible}
    return {one: _seen(line, view) for one, line in shown.items()}


def _seen(line: ProposalLine, view: View) -> ProposalLine:
    author = line.author if view.sees_names else ""
    copies = tuple(_seen(copy, view) for copy in line.copies if view.sees_hidden or copy.is_visible)
    tally, support = (line.tally, line.support) if view.sees_counts else (Tally(), Tally())
    return replace(line, author=author, copies=copies, tally=tally, support=support)


def _edits(
    session: Session, meeting_id: MeetingId, lines: Mapping[ProposalId, ProposalLine], view: View
) -> tuple[EditLine, ...]:
    """Return people's edits of the themes, for readers who may see names only.

    The edits name staff, and they name themes by words that may have left the wall since.
    """
    if not view.sees_names:
        return ()
    return tuple(edit_lines_of(session, meeting_id, {line.id: line.number for line in lines.values()}))


def _proposals(
    session: Session, meeting_id: MeetingId, names: Mapping[SeatId, str], arranged: themes.ThemesView
) -> dict[ProposalId, ProposalLine]:
    """Return {proposal: line} in the order of submission, hidden proposals included, so that the record is whole."""
    labels = {member: theme.label for theme in arranged.themes for member in theme.members}
    views = proposals.every_card(session, meeting_id)
    heads = proposals.shown_as_of(session, meeting_id)
    cards, pooled = proposals.raw_tallies_of(session, meeting_id), proposals.tallies_of(session, meeting_id)
    numbers = {view.id: view.number for view in views}
    taken = [int(view.external_id) for view in views if view.external_id and view.external_id.isdecimal()]
    after = max(taken, default=0)
    lines = {}
    for view in views:
        head = heads.get(view.id, view.id)
        lines[view.id] = ProposalLine(
            id=view.id,
            number=view.number,
            text=view.text,
            state=view.state,
            reason=view.reason,
            theme=labels.get(head, ""),
            tally=cards.get(view.id, Tally()),
            statement=_statement(view, after),
            author=view.external_author or (names.get(view.seat, "") if view.seat else ""),
            created_at=view.created_at,
            support=pooled.get(head, Tally()),
            copy_of=numbers[head] if head != view.id else None,
            is_meta=view.is_meta,
        )
    return {one: _with_copies(line, lines) for one, line in lines.items()}


def _with_copies(line: ProposalLine, lines: Mapping[ProposalId, ProposalLine]) -> ProposalLine:
    copies = tuple(copy for copy in lines.values() if copy.copy_of == line.number)
    return replace(line, copies=copies) if copies else line


def _statement(view: ProposalView, after: int) -> str:
    """Return the imported id, else the number added to the highest imported id, so that no id occurs twice."""
    return view.external_id if view.external_id is not None else str(after + view.number)


def _theme(
    theme: themes.ThemeView,
    lines: Mapping[ProposalId, ProposalLine],
    view: View,
    placed: Mapping[ProposalId, Source],
) -> ThemeLine:
    members = tuple(lines[member] for member in theme.members if member in lines)
    total = Tally(
        sum(line.support.agree for line in members),
        sum(line.support.disagree for line in members),
        sum(line.support.passes for line in members),
    )
    people = (theme.people or 0) if view.sees_counts else 0
    return ThemeLine(theme.label, people, total, members, theme.named_by, _placements(members, placed))


def _placements(members: Sequence[ProposalLine], placed: Mapping[ProposalId, Source]) -> Placements:
    counts = Counter(placed.get(line.id) for line in members)
    return Placements(counts[None], counts[Source.AUTHOR], counts[Source.ROOM], counts[Source.DESK])


def _basis(document: GroundDocument | None) -> GroundBasis | None:
    return GroundBasis(document.reason, document.at) if document else None


def _cards(
    session: Session, meeting_id: MeetingId, names: Mapping[SeatId, str], lines: Mapping[ProposalId, ProposalLine]
) -> tuple[CardLine, ...]:
    cards = [
        CardLine(names[card.seat], lines[card.proposal].statement, card.place, card.probability)
        for card in ground.shown_cards(session, meeting_id)
    ]
    return tuple(sorted(cards, key=lambda card: (card.participant, card.place)))


def _votes(
    session: Session, meeting_id: MeetingId, names: Mapping[SeatId, str], lines: Mapping[ProposalId, ProposalLine]
) -> tuple[VoteLine, ...]:
    votes = [
        VoteLine(names[row.seat], lines[row.proposal].statement, Choice(row.choice))
        for row in proposals.raw_reactions_of(session, meeting_id)
    ]
    return tuple(sorted(votes, key=lambda vote: (vote.participant, vote.statement)))
