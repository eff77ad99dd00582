"""An older database: its number series go on after the highest number, and its cases keep their meetings."""

from pathlib import Path

import pytest
from sqlalchemy import text

from app.platform.storage import migrations
from app.platform.storage.db import make_engine
from tests.servers import Postgres

BEFORE, AFTER, NULLABLE = "0017", "0018", "0019"
PLACE = "INSERT INTO place (id, name, created_at) VALUES (:place, :name, '2026-01-01')"
MEETING = """
INSERT INTO meeting (id, place, title, question, template, phase, code, qr_token, is_joinable, is_reviewed, stakes,
                     stage_view, results, source, created_at)
VALUES (:meeting, :place, 't', 'q', 'T2', 'say', :meeting, :meeting, true, false, '[]', 'wall', 'open', '',
        '2026-01-01')
"""
RESOLUTION = """
INSERT INTO resolution (id, meeting, number, title, text, state, reservations, created_at)
VALUES (:resolution, :meeting, :number, 't', 't', :state, '[]', '2026-01-01')
"""
CASE = """
INSERT INTO case_record (id, place, meeting, resolution, number, title, handler, level, state, evidence, reopened,
                         opened_at)
VALUES (:number, :place, :meeting, :resolution, :number, 't', '', 'community', 'registered', '', 0, '2026-01-01')
"""
HERE = {"place": "place00000000001", "name": "桂花苑", "meeting": "meeting000000001"}
THERE = {"place": "place00000000002", "name": "河西-2", "meeting": "meeting000000002"}
RESOLUTIONS = [
    (HERE, "桂花苑〔2025〕1号"),
    (HERE, "桂花苑〔2026〕9号"),
    (HERE, "桂花苑〔2026〕10号"),
    (HERE, None),
    (THERE, "河西-2〔2026〕1号"),
]
CASES = [(HERE, "桂花苑-2026-0002"), (HERE, "桂花苑-2026-0011"), (THERE, "河西-2-2027-10000")]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/liangting.sqlite"
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        address = server.url(server.create())
    migrations.upgrade(address, BEFORE)
    engine = make_engine(address)
    with engine.begin() as connection:
        for home in (HERE, THERE):
            connection.execute(text(PLACE), home)
            connection.execute(text(MEETING), home)
        for at, (home, number) in enumerate(RESOLUTIONS):
            state = "adopted" if number else "draft"
            row = {**home, "resolution": f"resolution{at}", "number": number, "state": state}
            connection.execute(text(RESOLUTION), row)
        for home, number in CASES:
            connection.execute(text(CASE), {**home, "resolution": "resolution0", "number": number})
    engine.dispose()
    return address


def test_each_series_goes_on_after_its_highest_number(url: str) -> None:
    for _ in range(2):
        migrations.upgrade(url, AFTER)
        engine = make_engine(url)
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT place, year, kind, last FROM number_series"))
            series = {(row.place, row.year, row.kind): row.last for row in rows}
        engine.dispose()
        assert series == {
            (HERE["place"], 2025, "resolution"): 1,
            (HERE["place"], 2026, "resolution"): 10,
            (THERE["place"], 2026, "resolution"): 1,
            (HERE["place"], 2026, "case"): 11,
            (THERE["place"], 2027, "case"): 10000,
        }
        migrations.downgrade(url, BEFORE)


def test_the_way_back_is_closed_while_a_case_belongs_to_no_meeting(url: str) -> None:
    migrations.upgrade(url, NULLABLE)
    migrations.downgrade(url, AFTER)
    migrations.upgrade(url, NULLABLE)
    _execute(url, "UPDATE case_record SET meeting = NULL, resolution = NULL WHERE number = '桂花苑-2026-0002'")
    with pytest.raises(RuntimeError, match="cases without a meeting"):
        migrations.downgrade(url, AFTER)
    assert migrations.current(url) == NULLABLE
    _execute(url, "DELETE FROM case_record WHERE meeting IS NULL")
    migrations.downgrade(url, AFTER)


def _execute(url: str, statement: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
