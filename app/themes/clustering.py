"""Clusters a meeting's proposals into themes, in the worker."""

from collections.abc import Mapping, Sequence

from cachetools import LRUCache

import nlp
from app.meetings import queries as meetings
from app.organisations import queries as organisations
from app.organisations.rules import Words
from app.platform.access.services import Services
from app.platform.ids import MeetingId, ProposalId
from app.platform.logs import get_logger
from app.proposals.queries import ProposalView
from app.themes import actions, one_question, queries, rules
from app.themes.aspects import library_with
from app.themes.nearest_earlier import find_nearest_earlier
from app.themes.progress import ProgressReporter, StoppedError
from app.themes.stable_keys import keep_colours, keep_keys
from app.themes.text_models import choose_embedder

log = get_logger(__name__)
REASONS = one_question.REASONS
FEW = 8
"""So many texts tell whether all of them answer one question."""
FITTED: LRUCache[MeetingId, "nlp.Themes"] = LRUCache(16)
"""Caches the last clustering run of each meeting in the worker; one more proposal then costs milliseconds."""


def cluster_meeting(services: Services, *, meeting_id: MeetingId) -> None:
    """Cluster the proposals on a meeting's wall by their texts, or sort them under names, and store the draft.

    People's edits are applied to the draft when it is shown.
    """
    with services.database.read() as session:
        board = one_question.read_board(session, meeting_id)
        words = organisations.words_of(session, meetings.meeting_of(session, meeting_id).place)
    reporter = ProgressReporter(services, meeting_id, len(board.views))
    try:
        if board.is_sorted:
            one_question.sort_again(services, board, words, reporter)
        else:
            _cluster(services, board, words, reporter)
    except StoppedError:
        log.info("themes stopped", meeting=meeting_id)
    finally:
        reporter.end()


def _cluster(services: Services, board: one_question.Board, words: Words, reporter: ProgressReporter) -> None:
    """Cluster the proposals; where they all answer one question, lay out a first board or sort under people's names."""
    if board.has_added_names:
        one_question.sort_again(services, board, words, reporter)
        return
    texts = [view.text for view in board.views]
    found = nlp.find_themes(
        texts,
        topic=board.question,
        stop_words=words.stop,
        user_words=words.user,
        synonyms=words.same,
        library=library_with(words.examples),
        previous=_earlier_run(board),
        embedder=lambda: choose_embedder(services.settings, texts),
        progress=reporter,
    )
    if found.case == "many":
        FITTED[board.meeting] = found
        _store(services, board.meeting, board.views, words, found)
    elif board.edits:
        one_question.sort_again(services, board, words, reporter)
    else:
        one_question.store_first_board(services, board, found)


def _earlier_run(board: one_question.Board) -> "nlp.Themes | None":
    """Return the earlier run to extend, but none of so few texts that nobody could tell whether they are about one."""
    earlier = FITTED.get(board.meeting)
    return None if earlier is None or len(earlier.labels_) < FEW <= len(board.views) else earlier


def _store(
    services: Services, meeting_id: MeetingId, views: Sequence[ProposalView], words: Words, clustered: "nlp.Themes"
) -> None:
    with services.database.read() as session:
        before, _ = queries.draft_of(session, meeting_id)
        known, reasons = queries.nearest_earlier_of(session, meeting_id), queries.reasons_of(session, meeting_id)
        edits = queries.edits_of(session, meeting_id)
    ids = [view.id for view in views]
    themes = keep_colours(keep_keys(_draft_themes(clustered, ids), before), before)
    since = min((edit.context.newest for edit in edits if not isinstance(edit, rules.Undo)), default=None)
    nearest = {} if since is None else find_nearest_earlier(themes, views, known=known, since=since, words=words)
    why = _reasons(clustered, ids, themes, before=before, known=reasons)
    ungrouped = [proposal for proposal, label in zip(ids, clustered.labels_.tolist(), strict=True) if label < 0]
    services.writer.run(
        lambda work: actions.store_draft(
            work, meeting_id=meeting_id, themes=themes, alone=ungrouped, leaders=nearest, why=why
        )
    )


def _reasons(
    clustered: "nlp.Themes",
    ids: Sequence[ProposalId],
    themes: Sequence[rules.DraftTheme],
    *,
    before: Sequence[rules.DraftTheme],
    known: Mapping[ProposalId, Sequence[str]],
) -> dict[ProposalId, Sequence[str]]:
    """Return {proposal: the words that put it into its theme}; proposals that stay in a theme keep their words."""
    earlier_theme = {member: theme.key for theme in before for member in theme.members}
    places = {proposal: at for at, proposal in enumerate(ids)}
    why: dict[ProposalId, Sequence[str]] = {}
    for theme in themes:
        for member in theme.members:
            is_same = earlier_theme.get(member) == theme.key and member in known
            why[member] = known[member] if is_same else clustered.why(places[member], limit=REASONS)
    return why


def _draft_themes(clustered: "nlp.Themes", ids: Sequence[ProposalId]) -> list[rules.DraftTheme]:
    return [
        rules.DraftTheme(
            theme.key,
            theme.label,
            tuple(theme.keywords),
            tuple(ids[at] for at in theme.members),
            ids[theme.representative],
            round(float(theme.cohesion), 4),
        )
        for theme in clustered.themes
    ]
