"""The data that the desk shows, read in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.cases import queries as cases
from app.cases.queries import CaseView
from app.common_ground import queries as ground
from app.common_ground.document import GroundDocument, MissingVotes, ProposalResult, ProposalRobustness, ThemeResult
from app.common_ground.rules import status_of_theme
from app.concessions import queries as concessions
from app.concessions.queries import ConcessionView
from app.meetings import queries as meetings
from app.meetings.queries import MeetingView, PersonHere, Presence
from app.meetings.rules import ResultsVisibility
from app.pages.desk.paging import CARDS, FEW, LISTED, MANY, THEMES, Page, ViewState, page_of
from app.pages.phases import Step, steps_of
from app.platform.ids import MeetingId, ProposalId
from app.platform.storage import ledger
from app.platform.storage.signing.fingerprints import fingerprint_of
from app.proposals import queries as proposals
from app.proposals.queries import ProposalView, Tally
from app.resolutions import queries as resolutions
from app.resolutions.queries import ResolutionLink, ResolutionView
from app.themes import queries as themes
from app.themes.history import EditLine, edit_lines_of
from app.themes.queries import DraftSorting, RunView, ThemesView, ThemeView
from app.themes.reasons import why_of
from app.themes.rules import SORT, Case, Move
from app.voting import queries as voting
from app.voting.queries import PollView

MAX_CLAUSES = 5
TOP_N = 8
"""Most proposals that the desk lists under common ground; the wall shows the rest."""


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal with its reaction counts."""

    view: ProposalView
    tally: Tally


@dataclass(frozen=True, slots=True)
class GroundCard:
    """A card with the result of its proposal."""

    result: ProposalResult
    card: Card


@dataclass(frozen=True, slots=True)
class GapCard:
    """A card that too few people of a group have answered."""

    gap: MissingVotes
    card: Card


@dataclass(frozen=True, slots=True)
class ThemeGround:
    """The result of a theme, with its name and status, and the card of its greatest proposal, else of the nearest."""

    result: ThemeResult
    label: str
    card: Card | None
    standing: str
    is_firm: bool


@dataclass(frozen=True, slots=True)
class CardPair:
    """Two cards that may be duplicates; `state` is `seen` (by the machine) or `asked` (of the author of `copy`)."""

    copy: ProposalView
    original: ProposalView
    state: str


@dataclass(frozen=True, slots=True)
class DeskFacts:
    look: ViewState
    meeting: MeetingView
    steps: list[Step]
    presence: Presence
    people: Page[PersonHere]
    voters: int
    cards: Mapping[str, Card]
    pairs: tuple[CardPair, ...]
    themes: ThemesView
    ground: GroundDocument | None
    results: ResultsVisibility
    resolutions: tuple[ResolutionView, ...]
    corrigible: tuple[ResolutionLink, ...]
    """The adopted resolutions of the place that a new one may correct, the newest first."""
    polls: tuple[PollView, ...]
    concessions: tuple[ConcessionView, ...]
    cases: tuple[CaseView, ...]
    reasons: Mapping[ProposalId, tuple[str, ...]]
    neighbours: Sequence[ProposalId]
    """The proposals most similar to the explained one, the most similar first."""
    sorting: DraftSorting
    history: tuple[EditLine, ...]
    moves: tuple[Move, ...]
    run: RunView | None
    version: int
    """Number of the last ledger entry that the page shows."""
    fingerprint: str

    @property
    def open_polls(self) -> list[PollView]:
        return [poll for poll in self.polls if poll.is_open]

    @property
    def is_sorting(self) -> bool:
        """Return whether the phase is for sorting; the desk then shows names and themes first."""
        return SORT in self.meeting.acts

    @property
    def has_sorter(self) -> bool:
        """Return whether the desk shows the themes with a bar of names and a tray of doubtful cards."""
        return self.is_sorting or self.themes.case is Case.ONE

    @property
    def last_edit(self) -> int:
        """Return the number of the latest theme edit in force, which a plain undo takes back; 0 if there is none."""
        return next(
            (
                act.number
                for act in reversed(self.history)
                if act.counts and act.is_by_desk and not act.op.startswith("undo")
            ),
            0,
        )

    def cards_in(self, state: str) -> list[Card]:
        """Return the cards in a state, newest first."""
        return [card for card in reversed(list(self.cards.values())) if card.view.state == state]

    @property
    def wall_part(self) -> Page[Card]:
        """Return one page of the cards on the wall, newest first."""
        return page_of(self.cards_in("visible"), self.look.wall, CARDS)

    @property
    def theme_part(self) -> Page[ThemeView]:
        """Return the opened theme alone, or one page of all themes."""
        if self.look.theme:
            looked_at = [theme for theme in self.themes.themes if theme.key == self.look.theme]
            return Page(looked_at, None, None)
        return page_of(self.themes.themes, self.look.themes, THEMES)

    def cards_part(self, key: str, members: Sequence[str]) -> Page[Card]:
        """Return the first few cards of a theme, or one long page of them if the theme is opened."""
        is_looked_at = key == self.look.theme
        return page_of(self.shown(members), self.look.cards if is_looked_at else 0, MANY if is_looked_at else FEW)

    def shown(self, ids: Iterable[str]) -> list[Card]:
        """Return the cards of some proposals in the given order, without proposals that no longer exist."""
        return [self.cards[one] for one in ids if one in self.cards]

    @property
    def leading(self) -> list[GroundCard]:
        """Return the proposals nearest to common ground, at most `TOP_N`, each with its card."""
        rows = [row for row in self._results if row.proposal in self.cards]
        return [GroundCard(row, self.cards[row.proposal]) for row in rows[:TOP_N]]

    def theme_name(self, key: str) -> str:
        """Return the name of a theme; empty if there is no such theme."""
        return next((theme.label for theme in self.themes.themes if theme.key == key), "")

    @property
    def robustness(self) -> Mapping[ProposalId, ProposalRobustness]:
        """Return the measured robustness of the leading proposals."""
        return self.ground.desk.firmness.rows if self.ground else {}

    @property
    def gaps(self) -> list[GapCard]:
        """Return the proposals that too few people of a group have answered, at most `TOP_N`, each with its card."""
        gaps = self.ground.desk.gaps if self.ground else ()
        return [GapCard(gap, self.cards[gap.proposal]) for gap in gaps if gap.proposal in self.cards][:TOP_N]

    @property
    def divisors(self) -> list[ThemeGround]:
        """Return the result of each present theme."""
        labels = {theme.key: theme.label for theme in self.themes.themes}
        firm = {row.proposal for row in self._results if row.is_firm}
        return [
            ThemeGround(
                result=row,
                label=labels[row.theme],
                card=self.cards.get(row.greatest or row.nearest or ""),
                standing=status_of_theme(row),
                is_firm=row.greatest in firm,
            )
            for row in (self.ground.themes if self.ground else ())
            if row.theme in labels
        ]

    def first_words(self, theme: ThemeView) -> str:
        """Return a first draft of a text for a theme: its proposals nearest to common ground, as numbered clauses."""
        order = {row.proposal: place for place, row in enumerate(self._results)}
        best = sorted(theme.members, key=lambda one: (order.get(one, len(order)), one != theme.representative))
        texts = [card.view.text for card in self.shown(best[:MAX_CLAUSES])]
        return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))

    @property
    def _results(self) -> Sequence[ProposalResult]:
        return self.ground.proposals if self.ground else ()


def facts_of(session: Session, meeting_id: MeetingId, look: ViewState) -> DeskFacts:
    version, head = ledger.head_of(session, meeting_id)  # read first, so that nothing on the page is older
    meeting = meetings.meeting_of(session, meeting_id)
    tallies = proposals.tallies_of(session, meeting_id)
    views = proposals.wall_of(session, meeting_id, is_desk=True)
    return DeskFacts(
        look=look,
        meeting=meeting,
        steps=steps_of(meeting),
        presence=meetings.presence_of(session, meeting_id),
        people=_people(session, meeting_id, look.people),
        voters=proposals.voters_of(session, meeting_id),
        cards={view.id: Card(view, tallies.get(view.id, Tally())) for view in views},
        pairs=_pairs(session, meeting_id, views),
        themes=themes.themes_of(session, meeting_id),
        results=meetings.results_of(session, meeting_id),
        ground=ground.ground_of(session, meeting_id),
        resolutions=tuple(resolutions.resolutions_of(session, meeting_id)),
        corrigible=tuple(resolutions.corrigible_at(session, meetings.meeting_of(session, meeting_id).place)),
        polls=tuple(voting.polls_of(session, meeting_id)),
        concessions=tuple(concessions.concessions_of(session, meeting_id)),
        cases=tuple(cases.cases_of(session, meeting_id)),
        reasons=themes.shown_reasons_of(session, meeting_id),
        neighbours=why_of(session, meeting_id, ProposalId(look.why)).neighbours if look.why else (),
        sorting=themes.sorting_of(session, meeting_id),
        history=tuple(edit_lines_of(session, meeting_id, {view.id: view.number for view in views})),
        moves=tuple(themes.moves_of(session, meeting_id)),
        run=themes.run_of(session, meeting_id),
        version=version,
        fingerprint=fingerprint_of(head),
    )


def _people(session: Session, meeting_id: MeetingId, start: int) -> Page[PersonHere]:
    """Return one page of the people here; only this page is read, because a hall may hold thousands."""
    people = meetings.people_of(session, meeting_id, start=start, limit=LISTED + 1)
    if start and not people:
        return _people(session, meeting_id, 0)
    after = start + LISTED if len(people) > LISTED else None
    return Page(people[:LISTED], max(0, start - LISTED) if start else None, after)


def _pairs(session: Session, meeting_id: MeetingId, views: Iterable[ProposalView]) -> tuple[CardPair, ...]:
    known = {card.id: card for view in views for card in (view, *view.copies)}
    return tuple(
        CardPair(known[pair.proposal], known[pair.original], pair.state)
        for pair in proposals.candidates_of(session, meeting_id)
    )
