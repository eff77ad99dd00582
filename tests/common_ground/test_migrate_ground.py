"""Common ground from before its words were kept: it is dropped, and every meeting that had one is weighed anew."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.common_ground.actions import ANALYSE_MEETING
from app.platform.storage import migrations
from app.platform.storage.db import make_engine
from app.platform.storage.jobs import Job
from tests.servers import Postgres

BEFORE, AFTER = "0014", "0017"
PLACE = "INSERT INTO place (id, name, created_at) VALUES ('place00000000000', 'p', '2026-01-01')"
MEETING = """
INSERT INTO meeting (id, place, title, question, template, phase, code, qr_token, is_joinable, is_reviewed, stakes,
                     stage_view, results, source, created_at)
VALUES (:id, 'place00000000000', 't', 'q', 'T2', 'say', :code, :code, true, false, '[]', 'wall', 'open', '',
        '2026-01-01')
"""
GROUND = "INSERT INTO ground (meeting, version, data) VALUES (:id, 3, :data)"
WEIGHED, WAITING, SILENT = (f"meeting00000000{number}" for number in range(3))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/liangting.sqlite"
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        address = server.url(server.create())
    migrations.upgrade(address, BEFORE)
    engine = make_engine(address)
    with engine.begin() as connection:
        connection.execute(text(PLACE))
        for number, meeting in enumerate((WEIGHED, WAITING, SILENT)):
            connection.execute(text(MEETING), {"id": meeting, "code": f"12345678{number}"})
        for meeting in (WEIGHED, WAITING):
            connection.execute(text(GROUND), {"id": meeting, "data": json.dumps({"proposals": []})})
        waits = {
            "id": "job",
            "dedupe": f"{ANALYSE_MEETING}:meeting={WAITING}",
            "args": json.dumps({"meeting": WAITING}),
        }
        connection.execute(
            text(
                "INSERT INTO job (id, kind, args, dedupe, state, due_at, attempts) "
                f"VALUES (:id, '{ANALYSE_MEETING}', :args, :dedupe, 'queued', '2026-01-01', 0)"  # noqa: S608
            ),
            waits,
        )
    engine.dispose()
    return address


def test_each_meeting_that_had_one_is_weighed_anew_once(url: str) -> None:
    migrations.upgrade(url, AFTER)
    engine = make_engine(url)
    with Session(engine) as session:
        jobs = {job.dedupe: job for job in session.query(Job)}
        assert session.execute(text("SELECT count(*) FROM ground")).scalar() == 0
        assert sorted(jobs) == [f"{ANALYSE_MEETING}:meeting={meeting}" for meeting in (WEIGHED, WAITING)]
        assert {job.args["meeting"] for job in jobs.values()} == {WEIGHED, WAITING}
        assert {(job.kind, job.state, job.attempts) for job in jobs.values()} == {(ANALYSE_MEETING, "queued", 0)}
    engine.dispose()
