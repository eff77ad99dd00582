"""A long run of the machine: told to the desk as it goes on, and stopped by a person; the former draft stays."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

import nlp
from app.platform.live.snapshots import Snapshots
from app.platform.live.specs import Audience
from app.platform.storage.jobs import Job
from app.registry import SNAPSHOTS
from app.themes import actions, queries
from app.themes import progress as theme_progress
from app.themes.clustering import cluster_meeting
from app.themes.rules import DraftTheme
from tests.builders import build_proposal
from tests.conftest import Told
from tests.hall import Hall

CARDS = ("车棚建在三号楼旁", "车棚要有喷淋", "楼道要清", "楼道贴通知", "养只猫")


@pytest.fixture
def ids(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Five proposals with a draft; every step of a run is slow enough to be told."""
    monkeypatch.setattr(theme_progress, "PAUSE_SECONDS", 0.0)
    proposals = [build_proposal(hall.services, hall.mei, hall.meeting, text) for text in CARDS]
    draft = DraftTheme("t1", "旧", ("旧",), tuple(proposals), proposals[0], 0.5)
    hall.services.writer.run(lambda work: actions.store_draft(work, meeting_id=hall.meeting, themes=[draft], alone=[]))
    return proposals


def watch(hall: Hall, monkeypatch: pytest.MonkeyPatch, on_step: Callable[[], None]) -> None:
    """Do something at each step that the machine tells of."""
    find = nlp.find_themes

    def find_and_watch(*args: object, progress: Callable[[float], None], **options: object) -> nlp.Themes:
        def step(share: float) -> None:
            progress(share)
            on_step()

        return find(*args, progress=step, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(nlp, "find_themes", find_and_watch)


def run_view(hall: Hall) -> queries.RunView | None:
    view: queries.RunView | None = hall.read(queries.run_of, hall.meeting)
    return view


def test_the_desk_hears_how_far_a_run_is_and_that_it_is_over(
    hall: Hall, ids: list[str], monkeypatch: pytest.MonkeyPatch, told: Told
) -> None:
    seen: list[queries.RunView | None] = []
    watch(hall, monkeypatch, lambda: seen.append(run_view(hall)))
    told.touched.clear()
    cluster_meeting(hall.services, meeting_id=hall.meeting)
    percents = [view.percent for view in seen if view]
    assert percents == sorted(percents) and len(set(percents)) > 1
    assert {view.proposals for view in seen if view} == {len(CARDS)}
    assert run_view(hall) is None
    assert (hall.meeting, actions.GROUPING) in told.touched
    snapshots = Snapshots(hall.services.database, SNAPSHOTS)
    over = snapshots.read(hall.meeting, actions.GROUPING, Audience.DESK)
    assert (over["data"], over["version"]) == (None, hall.read(queries.run_version, hall.meeting))
    assert over["version"] > len(percents) - 1


def test_a_stopped_run_leaves_the_former_draft_and_a_line_in_the_record(
    hall: Hall, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[bool] = []

    def stop_once() -> None:
        if run_view(hall) and not stopped:
            stopped.append(True)
            actions_done = hall.do(actions.stop_themes, hall.cast.lin)
            assert actions_done.version > 0

    before = hall.read(queries.arrangement_of, hall.meeting)
    watch(hall, monkeypatch, stop_once)
    cluster_meeting(hall.services, meeting_id=hall.meeting)
    assert stopped
    assert hall.read(queries.arrangement_of, hall.meeting) == before
    assert run_view(hall) is None
    assert [entry.actor for entry in hall.entries("themes.stopped")] == [hall.cast.lin.id]
    assert hall.read(lambda session: list(session.scalars(select(Job.kind).where(Job.kind == "cluster_meeting")))) == []


def test_the_next_run_is_a_run_like_any_other(hall: Hall, ids: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    test_a_stopped_run_leaves_the_former_draft_and_a_line_in_the_record(hall, ids, monkeypatch)
    cluster_meeting(hall.services, meeting_id=hall.meeting)
    assert "t1" not in {theme.label for theme in hall.read(queries.arrangement_of, hall.meeting).themes}
    assert len(hall.entries("themes.drafted")) == 2


def test_where_nothing_runs_there_is_nothing_to_stop(hall: Hall) -> None:
    assert hall.refusal(actions.stop_themes, hall.cast.lin) == ("conflict", "theme.nothing_to_stop")


def test_a_run_that_fails_is_told_to_be_over(hall: Hall, ids: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def burst() -> None:
        if run_view(hall):
            raise RuntimeError("the machine is out of breath")

    watch(hall, monkeypatch, burst)
    with pytest.raises(RuntimeError):
        cluster_meeting(hall.services, meeting_id=hall.meeting)
    assert run_view(hall) is None
