"""Reads of themes."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.meetings.rules import ResultsVisibility
from app.platform.access.actors import Actor
from app.platform.access.sights import Sight
from app.platform.ids import MeetingId, ProposalId
from app.platform.serialise import OMIT_EMPTY
from app.platform.storage import ledger
from app.proposals import queries as proposals
from app.proposals.queries import ProposalView
from app.themes import rows, rules
from app.themes.models import ThemeDraft, ThemeEdit, ThemeRun

THEMES = "themes"
MACHINE, PEOPLE = "machine", "people"
"""Who named a theme."""


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme as people see it; `people`: how many agree with any of its proposals, None while not shown.

    `named_by`: "machine" or "people"; `is_confirmed`: a facilitator has confirmed that the theme is right.
    """

    key: str
    label: str
    keywords: tuple[str, ...]
    members: tuple[ProposalId, ...]
    representative: str
    colour: int
    is_edited: bool
    people: int | None
    named_by: str = MACHINE
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class TrayCard:
    """An ungrouped proposal about the question of a meeting; `candidates`: the likeliest themes, the likelier first.

    `fits_none`: its author or the room says that it fits none of the themes; `is_unsure`: its author cannot say.
    """

    proposal: ProposalId
    candidates: tuple[str, ...]
    fits_none: bool
    is_unsure: bool = field(default=False, metadata=OMIT_EMPTY)


@dataclass(frozen=True, slots=True)
class SortingProgress:
    """How far residents have sorted.

    `asked`: proposals whose authors are asked for the theme; `answered`: those of them that their authors have placed;
    `doubtful`: proposals that wait for other residents' taps.
    """

    asked: int = 0
    answered: int = 0
    doubtful: int = 0


@dataclass(frozen=True, slots=True)
class ThemesView:
    """The themes of a meeting; `alone`: ungrouped proposals; `standing_edits`: number of the desk's active edits.

    `case`: "many" topics, or "one" question with the fields that follow. `tray`: ungrouped proposals with candidates;
    `doubtful`: {proposal: two themes} that residents are asked about; `placed`: {proposal: who placed it, "desk",
    "author" or "room"}; `fresh`: proposals nobody has placed, newer than
    the desk's last placement; `sorted_by`: what sorted, such as "words".
    """

    themes: tuple[ThemeView, ...]
    alone: tuple[ProposalId, ...]
    standing_edits: int
    case: rules.Case = rules.Case.MANY
    tray: tuple[TrayCard, ...] = ()
    doubtful: Mapping[ProposalId, tuple[str, ...]] = field(default_factory=dict)
    placed: Mapping[ProposalId, rules.Source] = field(default_factory=dict)
    fresh: tuple[ProposalId, ...] = ()
    suggested_names: tuple[str, ...] = ()
    sorting: SortingProgress = SortingProgress()
    sorted_by: str = ""


@dataclass(frozen=True, slots=True)
class DraftSorting:
    """How the machine last sorted proposals about one question, as in `ThemeDraft`."""

    case: rules.Case = rules.Case.MANY
    laid: int = 0
    names: Mapping[str, str] = field(default_factory=dict)
    candidates: Mapping[ProposalId, tuple[str, ...]] = field(default_factory=dict)
    confidence: Mapping[ProposalId, float] = field(default_factory=dict)
    suggested_names: tuple[str, ...] = ()
    sorted_by: str = ""


@dataclass(frozen=True, slots=True)
class RunView:
    """Progress of a long clustering run."""

    proposals: int
    percent: int


def draft_of(session: Session, meeting_id: MeetingId) -> tuple[list[rules.DraftTheme], list[ProposalId]]:
    """Return the latest clustering draft: its themes, and its ungrouped proposals."""
    draft = session.execute(
        select(ThemeDraft.themes, ThemeDraft.alone).where(ThemeDraft.meeting == meeting_id)
    ).one_or_none()
    if draft is None:
        return [], []
    return [rows.draft_theme_from(row) for row in draft.themes], list(draft.alone)


def sorting_of(session: Session, meeting_id: MeetingId) -> DraftSorting:
    """Return how the machine last sorted the proposals under names."""
    columns = (
        ThemeDraft.case,
        ThemeDraft.laid,
        ThemeDraft.names,
        ThemeDraft.candidates,
        ThemeDraft.confidence,
        ThemeDraft.suggested_names,
        ThemeDraft.sorted_by,
    )
    row = session.execute(select(*columns).where(ThemeDraft.meeting == meeting_id)).one_or_none()
    if row is None:
        return DraftSorting()
    candidates = {proposal: tuple(keys) for proposal, keys in row.candidates.items()}
    suggested = tuple(row.suggested_names)
    return DraftSorting(rules.Case(row.case), row.laid, row.names, candidates, row.confidence, suggested, row.sorted_by)


def nearest_earlier_of(session: Session, meeting_id: MeetingId) -> dict[ProposalId, ProposalId]:
    """Return {proposal: its neighbour, the earlier proposal that it follows}; only the texts decide."""
    return dict(session.scalar(select(ThemeDraft.leaders).where(ThemeDraft.meeting == meeting_id)) or {})


def reasons_of(session: Session, meeting_id: MeetingId) -> dict[ProposalId, tuple[str, ...]]:
    """Return {proposal: the words for which the clustering put it into its theme}."""
    reasons = session.scalar(select(ThemeDraft.why).where(ThemeDraft.meeting == meeting_id)) or {}
    return {proposal: tuple(words) for proposal, words in reasons.items()}


def shown_reasons_of(session: Session, meeting_id: MeetingId) -> dict[ProposalId, tuple[str, ...]]:
    """Return `reasons_of` without the proposals that people have put into their theme: no words put them there."""
    placed = {
        proposal for edit in rules.active_edits(edits_of(session, meeting_id)) for proposal in rules.placed_in(edit)
    }
    return {proposal: words for proposal, words in reasons_of(session, meeting_id).items() if proposal not in placed}


def moves_of(session: Session, meeting_id: MeetingId) -> list[rules.Move]:
    """Return the proposals that the latest clustering run moved out of a theme that people saw before it."""
    moved = session.scalar(select(ThemeDraft.moved).where(ThemeDraft.meeting == meeting_id)) or []
    return [rules.Move(**row) for row in moved]


def run_of(session: Session, meeting_id: MeetingId) -> RunView | None:
    """Return the progress of the long clustering run that is under way, or None."""
    run = session.get(ThemeRun, meeting_id)
    return RunView(run.proposals, run.percent) if run and run.is_running else None


def run_version(session: Session, meeting_id: MeetingId) -> int:
    return session.scalar(select(ThemeRun.version).where(ThemeRun.meeting == meeting_id)) or 0


def is_running(session: Session, meeting_id: MeetingId, run: int) -> bool:
    """Return whether this clustering run is still under way, neither stopped nor followed by another run."""
    is_current = (ThemeRun.meeting == meeting_id) & (ThemeRun.run == run) & ThemeRun.is_running
    return session.scalar(select(ThemeRun.run).where(is_current)) is not None


def edits_of(session: Session, meeting_id: MeetingId) -> list[rules.Edit]:
    """Return every edit of the themes, oldest first."""
    query = select(ThemeEdit).where(ThemeEdit.meeting == meeting_id).order_by(ThemeEdit.number)
    return [rows.edit_from(row.number, row.edit) for row in session.scalars(query)]


def arrangement_of(session: Session, meeting_id: MeetingId) -> rules.Arrangement:
    """Return the themes that people see, of the proposals on the wall; new proposals are ungrouped until the next run.

    Labels and keywords leave out words that only texts off the wall contain.
    """
    edits = edits_of(session, meeting_id)
    basis = basis_of(session, meeting_id, edits)
    order = order_of(session, meeting_id)
    vocabulary = vocabulary_of(session, meeting_id)
    if vocabulary is None:
        return rules.arrange(basis.draft, basis.ungrouped, edits, basis.neighbours).in_order(order)
    edits = [vocabulary.clean_edit(edit) for edit in edits]
    draft = [vocabulary.clean(theme) for theme in basis.draft]
    return rules.arrange(draft, basis.ungrouped, edits, basis.neighbours).in_order(order)


def names_now(session: Session, meeting_id: MeetingId) -> dict[str, str]:
    """Return {theme key: name} under which the machine sorts now, as `rules.unmerged`."""
    edits = edits_of(session, meeting_id)
    basis = basis_of(session, meeting_id, edits)
    return {theme.key: theme.name for theme in rules.unmerged(basis.draft, basis.ungrouped, edits).themes}


def order_of(session: Session, meeting_id: MeetingId) -> list[str]:
    """Return the theme keys in the stored display order; empty when the largest theme comes first."""
    return list(session.scalar(select(ThemeDraft.shown_order).where(ThemeDraft.meeting == meeting_id)) or [])


def vocabulary_of(session: Session, meeting_id: MeetingId) -> rules.Vocabulary | None:
    """Return the words of the texts on the wall and of those off the wall; None when every text is on the wall."""
    if not proposals.has_gone(session, meeting_id):
        return None
    texts = proposals.texts_of(session, meeting_id)
    shown, gone = [one.text for one in texts if one.is_shown], [one.text for one in texts if not one.is_shown]
    return rules.Vocabulary(shown, gone)


def basis_of(session: Session, meeting_id: MeetingId, edits: Sequence[rules.Edit]) -> rules.Basis:
    """Return what edits are replayed over: the clustering draft of the proposals on the wall, new ones ungrouped."""
    draft, ungrouped = draft_of(session, meeting_id)
    draft, homeless = rules.without_undone_themes(draft, edits)
    numbers = {view.id: view.number for view in proposals.wall_of(session, meeting_id)}
    themes = [_without(theme, numbers) for theme in draft]
    placed = {proposal for theme in themes for proposal in theme.members}
    drafted = [proposal for proposal in (*ungrouped, *homeless) if proposal in numbers and proposal not in placed]
    new = [proposal for proposal in numbers if proposal not in placed]
    neighbours = rules.Neighbours(nearest_earlier_of(session, meeting_id), numbers)
    return rules.Basis(themes, list(dict.fromkeys([*drafted, *new])), neighbours)


def themes_for_room(session: Session, meeting_id: MeetingId) -> ThemesView:
    """Return the themes as residents may see them: with numbers of people only when results visibility is immediate.

    Residents do not see who placed which proposal.
    """
    view = replace(themes_of(session, meeting_id), placed={}, fresh=())
    if meetings.results_of(session, meeting_id) is ResultsVisibility.IMMEDIATE:
        return view
    return replace(view, themes=tuple(replace(theme, people=None) for theme in view.themes))


def themes_for(session: Session, meeting_id: MeetingId, actor: Actor) -> ThemesView:
    """Return the themes as an actor may see them: with numbers of people for those who may see withheld results."""
    sees_all = Sight.HELD_RESULTS in meetings.sights_at(session, meeting_id, actor)
    return themes_of(session, meeting_id) if sees_all else themes_for_room(session, meeting_id)


def themes_version(session: Session, meeting_id: MeetingId) -> int:
    """Return the number of the last ledger entry that changed the themes or the results visibility."""
    return ledger.version_of(session, meeting_id, THEMES, meetings.RESULTS)


def themes_of(session: Session, meeting_id: MeetingId) -> ThemesView:
    """Return the themes with the number of people who agree with any of their proposals."""
    arranged = arrangement_of(session, meeting_id)
    supporters = _supporters(session, meeting_id)
    edits = rules.edits_by_desk(rules.active_edits(edits_of(session, meeting_id)))
    themes = tuple(
        ThemeView(
            theme.key,
            theme.label,
            theme.keywords,
            theme.members,
            theme.representative,
            theme.colour,
            theme.is_edited,
            people=len(set().union(*(supporters.get(member, set()) for member in theme.members))),
            named_by=PEOPLE if theme.is_named else MACHINE,
            is_confirmed=theme.is_confirmed,
        )
        for theme in arranged.themes
    )
    view = ThemesView(themes, arranged.ungrouped, len(edits), placed=arranged.placed)
    sorting = sorting_of(session, meeting_id)
    if sorting.case is rules.Case.MANY:
        return view
    cards = proposals.wall_of(session, meeting_id)
    return replace(
        view,
        case=sorting.case,
        tray=tray_of(arranged, sorting),
        doubtful=doubtful_in(arranged, sorting),
        fresh=_fresh(edits, arranged, cards),
        suggested_names=sorting.suggested_names,
        sorting=_progress(arranged, sorting, cards),
        sorted_by=sorting.sorted_by,
    )


def tray_of(arranged: rules.Arrangement, sorting: DraftSorting) -> tuple[TrayCard, ...]:
    """Return the ungrouped proposals, each with the two likeliest of the themes that people see."""
    return tuple(
        TrayCard(
            proposal,
            shown_candidates(arranged, sorting, proposal)[:2],
            proposal in arranged.placed,
            proposal in arranged.unsure,
        )
        for proposal in arranged.ungrouped
    )


def shown_candidates(arranged: rules.Arrangement, sorting: DraftSorting, proposal_id: ProposalId) -> tuple[str, ...]:
    """Return the keys of the likeliest themes of a proposal, the likelier first, as far as people see these themes."""
    shown = {theme.key for theme in arranged.themes}
    keys = [arranged.shown_key(key) for key in sorting.candidates.get(proposal_id, ())]
    return tuple(dict.fromkeys(key for key in keys if key in shown))


def doubtful_of(session: Session, meeting_id: MeetingId) -> dict[ProposalId, tuple[str, ...]]:
    """Return {proposal: its two candidates} of the proposals of a meeting that wait for residents' taps."""
    sorting = sorting_of(session, meeting_id)
    if sorting.case is rules.Case.MANY:
        return {}
    return doubtful_in(arrangement_of(session, meeting_id), sorting)


def doubtful_in(arranged: rules.Arrangement, sorting: DraftSorting) -> dict[ProposalId, tuple[str, ...]]:
    """Return {proposal: its two candidates} of the proposals that wait for residents' taps.

    These are the proposals in the tray that the machine could not sort, with its two likeliest themes, and those whose
    author chose another theme than the machine would, with both of these themes: a slip of the finger is found so.
    """
    tray = tray_of(arranged, sorting)
    doubtful: dict[ProposalId, tuple[str, ...]] = {
        card.proposal: card.candidates for card in tray if len(card.candidates) == 2 and not card.fits_none
    }
    for theme in arranged.themes:
        for proposal in theme.members:
            if arranged.placed.get(proposal) is rules.Source.AUTHOR:
                likeliest = shown_candidates(arranged, sorting, proposal)[:1]
                if likeliest and likeliest[0] != theme.key:
                    doubtful[proposal] = (theme.key, likeliest[0])
    return doubtful


def _fresh(
    edits: Sequence[rules.Change], arranged: rules.Arrangement, cards: Sequence[ProposalView]
) -> tuple[ProposalId, ...]:
    """Return the proposals that nobody has placed and that came after the desk last placed any."""
    newest = max((edit.context.newest for edit in edits if rules.placed_in(edit)), default=None)
    if newest is None:
        return ()
    return tuple(card.id for card in cards if card.number > newest and card.id not in arranged.placed)


def _progress(arranged: rules.Arrangement, sorting: DraftSorting, cards: Sequence[ProposalView]) -> SortingProgress:
    placed = {card for card, source in arranged.placed.items() if source is not rules.Source.DESK}
    by_residents = placed | arranged.unsure
    by_desk = arranged.placed.keys() - placed
    asked = [card.id for card in cards if card.seat is not None and card.id not in by_desk]
    return SortingProgress(len(asked), sum(card in by_residents for card in asked), len(doubtful_in(arranged, sorting)))


def _supporters(session: Session, meeting_id: MeetingId) -> dict[str, set[str]]:
    supporters: dict[str, set[str]] = {}
    for row in proposals.reactions_of(session, meeting_id):
        if row.choice == "agree":
            supporters.setdefault(row.proposal, set()).add(row.seat)
    return supporters


def _without(theme: rules.DraftTheme, present: Container[ProposalId]) -> rules.DraftTheme:
    return replace(theme, members=tuple(member for member in theme.members if member in present))
