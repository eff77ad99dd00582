"""Sorts proposals that all answer one question under the names of the themes; what people have placed never moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

import nlp
from app.meetings import queries as meetings
from app.organisations.rules import Words
from app.platform.access.services import Services
from app.platform.ids import MeetingId, ProposalId
from app.platform.logs import get_logger
from app.proposals import queries as proposals
from app.proposals.queries import ProposalView
from app.settings import Settings
from app.themes import actions, queries, rules
from app.themes.aspects import library_with
from app.themes.progress import ProgressReporter
from app.themes.stable_keys import keep_colours, keep_keys
from app.themes.text_models import choose_embedder, text_models
from nlp import embedding

log = get_logger(__name__)
REASONS = 4
"""Number of words that explain why a proposal is in its theme."""
WORDS = "words"


@dataclass(frozen=True, slots=True)
class Board:
    """The themes of a meeting before a run.

    `draft`, `ungrouped`: the draft, without the themes of undone edits; `shown`: the themes under whose names the
    machine sorts, as `rules.unmerged`; `sorting`: how the machine sorted last.
    """

    meeting: MeetingId
    question: str
    views: Sequence[ProposalView]
    draft: Sequence[rules.DraftTheme]
    ungrouped: Sequence[ProposalId]
    edits: Sequence[rules.Change]
    shown: rules.Arrangement
    sorting: queries.DraftSorting
    why: Mapping[ProposalId, Sequence[str]]

    @property
    def is_sorted(self) -> bool:
        """Return whether the proposals have been sorted and the first board is not to be laid out anew."""
        is_asked = not self.edits and not self.sorting.names
        is_one = self.sorting.case is rules.Case.ONE
        return is_one and not is_asked and not rules.lays_out_anew(self.sorting.laid, len(self.views), self.edits)

    @property
    def has_added_names(self) -> bool:
        return any(isinstance(edit, rules.Add) for edit in self.edits)

    @property
    def names(self) -> dict[str, str]:
        return {theme.key: theme.name for theme in self.shown.themes}

    @property
    def pins(self) -> dict[ProposalId, str]:
        """Return {proposal: theme key} of the proposals that people have placed in a theme."""
        placed = self.shown.placed
        return {member: theme.key for theme in self.shown.themes for member in theme.members if member in placed}

    @property
    def earlier(self) -> dict[ProposalId, str]:
        """Return {proposal: theme key, "" if ungrouped} as the draft has it."""
        themes = {member: theme.key for theme in self.draft for member in theme.members}
        return dict.fromkeys(self.ungrouped, "") | themes

    @property
    def movable(self) -> list[ProposalId]:
        """Return the proposals that this run may move.

        After a name has changed these are all that nobody has placed; otherwise only those that no run has sorted.
        """
        free = [view.id for view in self.views if view.id not in self.shown.placed]
        if self.names != self.sorting.names:
            return free
        return [proposal for proposal in free if proposal not in self.earlier]


@dataclass(frozen=True, slots=True)
class Choice:
    """The likeliest themes of a proposal, the likelier first, and how sure the first of them is (0..1)."""

    themes: tuple[str, ...]
    confidence: float

    @property
    def theme(self) -> str:
        """The theme that the proposal is put into; "" if that is doubtful."""
        return self.themes[0] if self.themes and self.confidence >= nlp.DOUBT else ""


def read_board(session: Session, meeting_id: MeetingId) -> Board:
    """Return the themes of a meeting before a run."""
    edits = queries.edits_of(session, meeting_id)
    draft, ungrouped = queries.draft_of(session, meeting_id)
    draft, homeless = rules.without_undone_themes(draft, edits)
    basis = queries.basis_of(session, meeting_id, edits)
    return Board(
        meeting_id,
        meetings.meeting_of(session, meeting_id).question,
        [view for view in proposals.wall_of(session, meeting_id) if not view.is_meta],
        draft,
        [*ungrouped, *homeless],
        rules.active_edits(edits),
        rules.unmerged(basis.draft, basis.ungrouped, edits),
        queries.sorting_of(session, meeting_id),
        queries.reasons_of(session, meeting_id),
    )


def store_first_board(services: Services, board: Board, laid: "nlp.Themes") -> None:
    """Store the first board: the surer proposals in the themes, the doubtful ones ungrouped with two candidates."""
    ids = [view.id for view in board.views]
    embedder = choose_embedder(services.settings, [view.text for view in board.views])
    themes = [
        rules.DraftTheme(
            theme.key,
            theme.label,
            tuple(theme.keywords),
            tuple(ids[at] for at in theme.members),
            ids[theme.representative] if theme.members else "",
            round(float(theme.cohesion), 4),
            is_kept=True,
        )
        for theme in laid.themes
    ]
    themes = keep_colours(keep_keys(themes, board.draft), board.draft)
    choices = {view.id: _choice(laid, at, [theme.key for theme in themes]) for at, view in enumerate(board.views)}
    themes = [_with_members(theme, [one for one in theme.members if choices[one].theme]) for theme in themes]
    why = {view.id: laid.why(at, limit=REASONS) for at, view in enumerate(board.views)}
    sorting = queries.DraftSorting(laid=len(ids), names=_labels_of(themes), sorted_by=_name_of(embedder))
    _store(services, board, themes, choices, sorting=sorting, why=why, embedder=embedder)


def sort_again(services: Services, board: Board, words: Words, progress: ProgressReporter) -> None:
    """Sort the movable proposals under the names of the themes; all others stay where they are."""
    movable, names = board.movable, board.names
    if not names or (not movable and names == board.sorting.names):
        return
    embedder = choose_embedder(services.settings, [view.text for view in board.views])
    places = {view.id: at for at, view in enumerate(board.views)}
    staying = {one: key for one, key in board.earlier.items() if one not in movable and key in names}
    pins = {places[one]: key for one, key in (staying | board.pins).items() if one in places}
    pairs = [(places[one], places[other]) for one, other in board.shown.separated if {one, other} <= places.keys()]
    result = nlp.find_themes(
        [view.text for view in board.views],
        topic=board.question,
        names=names,
        pins=pins,
        # A pair that stays in one theme of the draft is parted when it is shown.
        apart=[(one, other) for one, other in pairs if one not in pins or pins[one] != pins.get(other)],
        stop_words=words.stop,
        user_words=words.user,
        synonyms=words.same,
        library=library_with(words.examples),
        embedder=embedder,
        progress=progress,
    )
    if result.case == "many":  # the themes that people work on stay as they are; what is new is ungrouped
        log.info("texts are about many topics now", meeting=board.meeting)
        return
    keys = [theme.key for theme in result.themes]
    local = {one: _choice(result, places[one], keys) for one in movable}
    choices, sorter = _asked(services.settings, board, local, _name_of(embedder))
    why = {one: result.why(places[one], limit=REASONS) for one in movable}
    sorting = replace(board.sorting, laid=board.sorting.laid or len(board.views), names=names, sorted_by=sorter)
    _store(services, board, _themes_after(board, result, choices), choices, sorting=sorting, why=why, embedder=embedder)


def _choice(result: "nlp.Themes", at: int, keys: Sequence[str]) -> Choice:
    numbers = (int(result.labels_[at]), int(result.second[at]))
    return Choice(
        tuple(dict.fromkeys(keys[number] for number in numbers if number >= 0)), round(float(result.confidence[at]), 2)
    )


def _asked(
    settings: Settings, board: Board, local: Mapping[ProposalId, Choice], name: str
) -> tuple[Mapping[ProposalId, Choice], str]:
    """Return the choices of the service that the settings name, with the local ones for doubtful proposals.

    Without a service, or when it fails, the local choices hold. Returns the name of the sorter too.
    """
    sorter = text_models(settings).sorter
    if sorter is None or not local:
        return local, name
    texts = {view.id: view.text for view in board.views}
    try:
        answers = sorter.sort_under_names([texts[one] for one in local], board.names, board.question)
    except embedding.EndpointError as error:
        log.warning("cards are sorted on this machine", meeting=board.meeting, cause=str(error))
        return local, name
    pairs = zip(local.items(), answers, strict=True)
    return {one: _joined(choice, answer) for (one, choice), answer in pairs}, f"endpoint {sorter.host}"


def _joined(local: Choice, answer: tuple[str, ...] | None) -> Choice:
    """Return what a service answered, followed by the local choice; a proposal that it left open is doubtful."""
    if answer is None:
        return replace(local, confidence=0.0)
    return Choice(tuple(dict.fromkeys((*answer, *local.themes))), 1.0)


def _themes_after(board: Board, result: "nlp.Themes", choices: Mapping[ProposalId, Choice]) -> list[rules.DraftTheme]:
    """Return the draft themes with the moved proposals; a theme that people dismissed stays in the draft, empty."""
    key_of = board.earlier | {proposal: choice.theme for proposal, choice in choices.items()}
    before = {theme.key: theme for theme in board.draft}
    keywords = {theme.key: tuple(theme.keywords) for theme in result.themes}
    members: dict[str, list[ProposalId]] = {}
    for proposal, key in key_of.items():
        members.setdefault(key, []).append(proposal)
    themes = []
    for key in dict.fromkeys([*before, *board.names]):
        theme = before.get(key) or rules.DraftTheme(key, board.names[key], (), (), "", 0.0)
        theme = replace(theme, keywords=keywords.get(key, theme.keywords), is_kept=True)
        themes.append(_with_members(theme, members.get(key, [])))
    return keep_colours(themes, board.draft)


def _with_members(theme: rules.DraftTheme, members: Sequence[ProposalId]) -> rules.DraftTheme:
    representative = theme.representative if theme.representative in members else next(iter(members), "")
    return replace(theme, members=tuple(members), representative=representative)


def _store(
    services: Services,
    board: Board,
    themes: Sequence[rules.DraftTheme],
    choices: Mapping[ProposalId, Choice],
    *,
    sorting: queries.DraftSorting,
    why: Mapping[ProposalId, Sequence[str]],
    embedder: embedding.Embedder | None,
) -> None:
    placed = {member for theme in themes for member in theme.members}
    ungrouped = [one for one in dict.fromkeys([*board.ungrouped, *choices]) if one not in placed]
    candidates = dict(board.sorting.candidates) | {one: choice.themes[:2] for one, choice in choices.items()}
    confidence = dict(board.sorting.confidence) | {one: choice.confidence for one, choice in choices.items()}
    sorting = replace(
        sorting,
        case=rules.Case.ONE,
        candidates=candidates,
        confidence=confidence,
        suggested_names=_suggested_names(board, embedder),
    )
    words = dict(board.why) | dict(why)
    services.writer.run(
        lambda work: actions.store_draft(
            work, meeting_id=board.meeting, themes=themes, alone=ungrouped, why=words, sorting=sorting
        )
    )


def _suggested_names(board: Board, embedder: embedding.Embedder | None) -> tuple[str, ...]:
    texts = [view.text for view in board.views]
    return nlp.suggest_names(texts, topic=board.question, embedder=embedder)


def _labels_of(themes: Sequence[rules.DraftTheme]) -> dict[str, str]:
    """Return {theme key: name} of themes that nobody has edited, as people see them."""
    return {theme.key: theme.name for theme in rules.unmerged(themes, (), ()).themes}


def _name_of(embedder: embedding.Embedder | None) -> str:
    return WORDS if embedder is None else embedder.name
