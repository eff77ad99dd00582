"""A clustering run that still waits in the queue can be stopped, too."""

from sqlalchemy import select

from app.platform.storage.jobs import Job
from app.themes import actions
from tests.builders import build_proposal
from tests.hall import Hall


def test_a_run_that_waits_is_dropped_and_the_record_says_so(hall: Hall) -> None:
    build_proposal(hall.services, hall.mei, hall.meeting, "车棚建在三号楼旁")
    assert _waiting(hall) == ["cluster_meeting"]
    hall.do(actions.stop_themes, hall.cast.lin)
    assert _waiting(hall) == []
    assert [entry.actor for entry in hall.entries("themes.stopped")] == [hall.cast.lin.id]
    assert hall.refusal(actions.stop_themes, hall.cast.lin) == ("conflict", "theme.nothing_to_stop")


def _waiting(hall: Hall) -> list[str]:
    query = select(Job.kind).where(Job.kind == "cluster_meeting")
    return hall.read(lambda session: list(session.scalars(query)))
