"""Ballots from before sealing: a closed poll keeps its count and its receipts, an open one is closed as it stands."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text

from app.platform.storage import migrations
from app.platform.storage.db import make_engine
from tests.servers import Postgres

BEFORE, AFTER = "0010", "0011"
POLL = """
INSERT INTO poll (id, meeting, number, question, rule, terms, is_secret, opened_at, closed_at)
VALUES ('poll000000000000', 'meeting000000000', 1, 'q', 'R0', '{}', true, '2026-01-01', '2026-01-01')
"""
MEETING = """
INSERT INTO meeting (id, place, title, question, template, phase, code, qr_token, is_joinable, is_reviewed, stakes,
                     stage_view, results, source, created_at)
VALUES ('meeting000000000', 'place00000000000', 't', 'q', 'T2', 'say', '123456789', 'x', true, false, '[]',
        'wall', 'open', '', '2026-01-01')
"""
PLACE = "INSERT INTO place (id, name, created_at) VALUES ('place00000000000', 'p', '2026-01-01')"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/liangting.sqlite"
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        address = server.url(server.create())
    migrations.upgrade(address, BEFORE)
    engine = make_engine(address)
    with engine.begin() as connection:
        for statement in (PLACE, MEETING, POLL):
            connection.execute(text(statement))
        for number in range(20):
            choice = "yes" if number % 3 else "no"
            row = f"('poll000000000000', 'CODE-{number:02}', '{choice}')"
            connection.execute(text(f"INSERT INTO secret_ballot (poll, code, choice) VALUES {row}"))  # noqa: S608
    engine.dispose()
    return address


def _column(url: str, query: str) -> list[object]:
    engine = make_engine(url)
    with engine.connect() as connection:
        values = list(connection.scalars(text(query)))
    engine.dispose()
    return values


def test_choices_lose_their_codes_and_nothing_is_lost(url: str) -> None:
    migrations.upgrade(url, AFTER)
    assert Counter(_column(url, "SELECT choice FROM secret_ballot")) == {"yes": 13, "no": 7}
    assert _column(url, "SELECT number FROM secret_ballot ORDER BY number") == list(range(1, 21))
    assert _column(url, "SELECT code FROM ballot_receipt ORDER BY code") == [
        f"CODE-{number:02}" for number in range(20)
    ]
    assert _column(url, "SELECT count(*) FROM poll WHERE NOT is_sealed") == [1]


def test_the_way_back_keeps_the_count(url: str) -> None:
    migrations.upgrade(url, AFTER)
    migrations.downgrade(url, BEFORE)
    assert Counter(_column(url, "SELECT choice FROM secret_ballot")) == {"yes": 13, "no": 7}


def test_there_is_no_way_back_while_ballots_are_sealed(url: str) -> None:
    migrations.upgrade(url, AFTER)
    engine = make_engine(url)
    with engine.begin() as connection:
        seat = "INSERT INTO seat (id, meeting, alias, kind, attendance, joined_at) VALUES "
        connection.execute(text(seat + "('s', 'meeting000000000', '', 'resident', 'hall', '2026-01-01')"))
        connection.execute(
            text("INSERT INTO sealed_ballot (poll, seat, sealed, code) VALUES ('poll000000000000', 's', :x, 'c')"),
            {"x": b"sealed"},
        )
    engine.dispose()
    with pytest.raises(RuntimeError, match="secret polls are open"):
        migrations.downgrade(url, BEFORE)
    assert len(_column(url, "SELECT seat FROM sealed_ballot")) == 1
