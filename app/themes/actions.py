"""Writes of themes: clustering results and people's edits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from app.meetings import queries as meetings
from app.platform.access.actors import SYSTEM, Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, PlaceId, ProposalId
from app.platform.serialise import to_json_value
from app.platform.storage import jobs, ledger
from app.platform.storage.ledger import Entry, Receipt
from app.platform.storage.unit_of_work import Work
from app.themes import queries, rows, rules
from app.themes.editing import do_edit
from app.themes.models import ThemeDraft, ThemeRun
from app.themes.placing import taps

TOPIC = queries.THEMES
GROUPING = "grouping"
CLUSTER_MEETING = "cluster_meeting"
CLUSTER_DELAY = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class ThemesChanged:
    """Event: the themes of a meeting's proposals may have changed."""

    meeting: MeetingId


def ask_for_themes(work: Work, *, meeting_id: MeetingId, delay: timedelta = CLUSTER_DELAY) -> None:
    """Ask the worker to cluster a meeting's proposals."""
    jobs.enqueue(work, CLUSTER_MEETING, delay=delay, meeting_id=meeting_id)


def regroup_place(work: Work, *, place_id: PlaceId) -> None:
    """Cluster the open meetings of a place again, because the place's words have changed."""
    for meeting in meetings.meetings_at(work.session, [place_id]):
        if meeting.closed_at is None:
            ask_for_themes(work, meeting_id=meeting.id)


def suggest_themes(work: Work, actor: Actor, *, meeting_id: MeetingId) -> Entry:
    """Ask for a clustering run now, for a facilitator; until the next edit the largest theme comes first again.

    The run also sorts again the proposals about one question that nobody has placed.
    """
    _keep_order(work, meeting_id, [])
    _forget_names(work, meeting_id)
    ask_for_themes(work, meeting_id=meeting_id, delay=timedelta(0))
    return Entry(meeting_id, "themes.asked", TOPIC, actor.id, {})


def store_draft(
    work: Work,
    *,
    meeting_id: MeetingId,
    themes: Sequence[rules.DraftTheme],
    alone: Sequence[ProposalId],
    leaders: Mapping[ProposalId, ProposalId] | None = None,
    why: Mapping[ProposalId, Sequence[str]] | None = None,
    sorting: queries.DraftSorting | None = None,
) -> Receipt | None:
    """Store a draft and the moves that people see, as in `ThemeDraft`; return None if the draft is the stored one."""
    sorting = sorting or queries.DraftSorting()
    row = {
        "themes": [to_json_value(replace(theme, members=())) | {"members": list(theme.members)} for theme in themes],
        "alone": list(alone),
        "leaders": dict(leaders or {}),
        "why": {proposal: list(words) for proposal, words in (why or {}).items()},
        **to_json_value(sorting),
    }
    stored = work.session.get(ThemeDraft, meeting_id)
    if stored is not None and row == {name: getattr(stored, name) for name in row}:
        return None
    before, _ = queries.draft_of(work.session, meeting_id)
    has_moved = not rules.is_extended(before, themes)
    shown = queries.arrangement_of(work.session, meeting_id) if has_moved else None
    draft = stored or ThemeDraft(meeting=meeting_id)
    for name, value in row.items():
        setattr(draft, name, value)
    draft.moved = []
    work.session.add(draft)
    work.session.flush()
    doubtful: Collection[ProposalId] = ()
    is_one = sorting.case is rules.Case.ONE
    if is_one or shown is not None or draft.shown_order:
        after = queries.arrangement_of(work.session, meeting_id)
        _follow_order(work, meeting_id, after)
        draft.moved = [] if shown is None else to_json_value(rules.moves_between(shown, after))
        work.session.flush()
        doubtful = queries.doubtful_in(after, sorting) if is_one else ()
    taps.forget_other_taps(work.session, meeting_id, doubtful)
    work.record(ThemesChanged(meeting_id))
    payload = {
        "themes": {theme.key: len(theme.members) for theme in themes},
        "alone": len(alone),
        "moved": len(draft.moved),
    }
    return ledger.append(work, ledger.Entry(meeting_id, "themes.drafted", TOPIC, SYSTEM.id, payload))


def edit_themes(work: Work, actor: Actor, *, meeting_id: MeetingId, edits: Sequence[rules.Edit]) -> Entry:
    """Apply the edits of one act, either all or none; an undo without a number takes back the last active edit.

    Raises:
        DomainError: `payload.invalid` without edits, otherwise as `rules.check_edit` states.
    """
    if not edits:
        raise DomainError(ErrorKind.INVALID, "payload.invalid", field="edits")
    shown = queries.arrangement_of(work.session, meeting_id)
    done_edits: list[rules.Edit] = []
    for edit in edits:
        act = done_edits[0].number if done_edits else 0
        done_edits.append(do_edit(work, actor.id, meeting_id, edit, act=act))
    taps.forget_taps(work.session, [proposal for edit in done_edits for proposal in rules.placed_in(edit)])
    if not queries.order_of(work.session, meeting_id):
        _keep_order(work, meeting_id, [theme.key for theme in shown.themes])
    _follow_order(work, meeting_id, queries.arrangement_of(work.session, meeting_id))
    work.record(ThemesChanged(meeting_id))
    sort_again(work, meeting_id)
    payload = {"edits": [rows.ledger_row_of(edit) for edit in done_edits]}
    return Entry(meeting_id, "themes.edited", TOPIC, actor.id, payload)


def sort_again(work: Work, meeting_id: MeetingId) -> None:
    """Ask the worker to sort the proposals about one question if the names of the themes have changed since it did."""
    sorting = queries.sorting_of(work.session, meeting_id)
    if sorting.case is rules.Case.ONE and queries.names_now(work.session, meeting_id) != sorting.names:
        ask_for_themes(work, meeting_id=meeting_id, delay=timedelta(0))


def note_progress(work: Work, *, meeting_id: MeetingId, run: int, proposals: int, percent: int) -> int:
    """Store the progress of a long clustering run for the desk, and return the run's number.

    A `run` of 0 starts a new run. Nothing is stored for a run that has been stopped.
    """
    stored_run = work.session.get(ThemeRun, meeting_id)
    if stored_run is None:
        stored_run = ThemeRun(meeting=meeting_id, version=0, run=0, proposals=0, percent=0, is_running=False)
        work.session.add(stored_run)
    if not run:
        stored_run.run, stored_run.is_running = stored_run.run + 1, True
    elif run != stored_run.run or not stored_run.is_running:
        return run  # stopped meanwhile: the reporter finds out before its next report
    stored_run.proposals, stored_run.percent, stored_run.version = proposals, percent, stored_run.version + 1
    work.session.flush()
    work.touch(meeting_id, GROUPING)
    return stored_run.run


def end_run(work: Work, *, meeting_id: MeetingId, run: int) -> None:
    """Mark a long clustering run as ended, unless it was stopped or another run has followed it."""
    stored_run = work.session.get(ThemeRun, meeting_id)
    if stored_run is not None and stored_run.run == run and stored_run.is_running:
        stored_run.is_running, stored_run.version = False, stored_run.version + 1
        work.touch(meeting_id, GROUPING)


def stop_themes(work: Work, actor: Actor, *, meeting_id: MeetingId) -> Entry:
    """Stop the clustering run that is under way and drop the one that waits; the previous draft stays.

    Raises:
        DomainError: `theme.nothing_to_stop` when no run waits and none that has reported progress is under way.
    """
    is_waiting = jobs.drop(work, CLUSTER_MEETING, meeting_id=meeting_id)
    is_running = queries.run_of(work.session, meeting_id) is not None
    if not is_waiting and not is_running:
        raise DomainError(ErrorKind.CONFLICT, "theme.nothing_to_stop")
    if is_running:
        end_run(work, meeting_id=meeting_id, run=work.session.get_one(ThemeRun, meeting_id).run)
    return Entry(meeting_id, "themes.stopped", TOPIC, actor.id, {})


def _keep_order(work: Work, meeting_id: MeetingId, keys: list[str]) -> None:
    """Store the display order of the themes by key; without keys the largest theme comes first."""
    draft = work.session.get(ThemeDraft, meeting_id, with_for_update=True)
    if draft is None and not keys:
        return
    if draft is None:
        draft = ThemeDraft(meeting=meeting_id, themes=[], alone=[], leaders={}, why={}, moved=[])
        work.session.add(draft)
    draft.shown_order = keys
    work.session.flush()


def _forget_names(work: Work, meeting_id: MeetingId) -> None:
    """Forget under which names the proposals were sorted, so that the next run sorts them again."""
    draft = work.session.get(ThemeDraft, meeting_id, with_for_update=True)
    if draft is not None:
        draft.names = {}
        work.session.flush()


def _follow_order(work: Work, meeting_id: MeetingId, shown: rules.Arrangement) -> None:
    """Append new themes to the stored display order, if there is one; keys of vanished themes stay in the order."""
    order = queries.order_of(work.session, meeting_id)
    if order:
        _keep_order(work, meeting_id, list(dict.fromkeys([*order, *(theme.key for theme in shown.themes)])))
