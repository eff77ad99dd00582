"""R16: the tables go up, down and up again under a full database, and no vote changes."""

import hashlib
import itertools
import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from app.factory import create_services
from app.platform.access.actors import SYSTEM, Actor
from app.platform.access.services import Services
from app.platform.storage import ledger, migrations
from app.platform.storage.db import Base, make_engine
from app.platform.storage.unit_of_work import Work
from app.proposals import actions as proposals
from app.proposals import queries
from app.proposals.queries import Tally
from app.proposals.rules import Choice
from app.settings import Settings
from tests.builders import build_meeting, build_proposal, build_seat, new_key
from tests.people import gather_cast
from tests.servers import Postgres

FIRST = "0001"
"""The change that made the tables; below it there is nothing to keep."""
PORTION = 500
SIZES = [
    pytest.param((40, 50), id="2000-votes"),
    pytest.param((250, 400), id="100000-votes", marks=[pytest.mark.nightly, pytest.mark.timeout(3600)]),
]
Columns = dict[str, list[str]]
"""{table: its columns}"""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without a table."""
    if request.param == "sqlite":
        made = make_engine(f"sqlite:///{tmp_path / 'liangting.sqlite'}")
        yield made
        made.dispose()
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.create()
    made = make_engine(server.url(name))
    yield made
    made.dispose()
    server.drop(name)


@pytest.mark.fault
@pytest.mark.parametrize("size", SIZES)
def test_votes_outlive_the_changes(engine: Engine, size: tuple[int, int], tmp_path: Path) -> None:
    url = engine.url.render_as_string(hide_password=False)
    migrations.upgrade(url, FIRST)
    columns = _columns(engine)
    columns["secret_ballot"].remove("code")  # taken away for good: no code leads to a choice any more
    migrations.upgrade(url)
    services = create_services(Settings(_env_file=None, data_dir=tmp_path, database_url=url))
    meeting = _fill(services, *size)
    before, sums = _digests(engine, columns), _sums(services, meeting)

    began = time.monotonic()
    migrations.downgrade(url, FIRST)
    seconds_down = time.monotonic() - began
    assert {**_columns(engine), "secret_ballot": columns["secret_ballot"]} == columns
    assert _digests(engine, columns) == before
    began = time.monotonic()
    migrations.upgrade(url)
    seconds_up = time.monotonic() - began

    assert _digests(engine, columns) == before
    assert _sums(services, meeting) == sums
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    with services.database.read() as session:
        assert ledger.verify_chain(session, meeting) is None
        entries, _ = ledger.head_of(session, meeting)
    votes = size[0] * size[1]
    assert entries >= votes
    services.database.dispose()
    print(
        f"\nR16 {engine.dialect.name}: {votes} votes, 0 rows changed, down {seconds_down:.1f} s, up {seconds_up:.1f} s"
    )


def _fill(services: Services, seats: int, cards: int) -> str:
    """A meeting in which everybody has an opinion on everything."""
    meeting = build_meeting(services, gather_cast(services).place)
    people = [build_seat(services, meeting) for _ in range(seats)]
    wall = [build_proposal(services, SYSTEM, meeting, f"第{number}条建议") for number in range(cards)]
    fate = random.Random(16)
    votes = [(seat, card, fate.choice(list(Choice))) for seat, card in itertools.product(people, wall)]
    for at in range(0, len(votes), PORTION):
        portion = votes[at : at + PORTION]
        services.writer.run(lambda work, portion=portion: _cast(work, meeting, portion))
    return meeting


def _cast(work: Work, meeting: str, votes: Sequence[tuple[Actor, str, Choice]]) -> None:
    for seat, card, choice in votes:
        proposals.cast_reaction(work, seat, meeting_id=meeting, proposal_id=card, choice=choice, key=new_key())


def _sums(services: Services, meeting: str) -> tuple[Mapping[str, Tally], int]:
    with services.database.read() as session:
        return queries.tallies_of(session, meeting), queries.voters_of(session, meeting)


def _columns(engine: Engine) -> Columns:
    inspector = inspect(engine)
    names = sorted(set(inspector.get_table_names()) - {"alembic_version"})
    return {table: sorted(column["name"] for column in inspector.get_columns(table)) for table in names}


def _digests(engine: Engine, columns: Columns) -> dict[str, tuple[int, str]]:
    """{table: (rows, a hash of them that no order changes)}."""
    with engine.connect() as connection:
        return {
            table: _digest(connection.execute(text(f"SELECT {', '.join(map(_quote, names))} FROM {_quote(table)}")))
            for table, names in columns.items()
        }


def _digest(rows: Iterable[Any]) -> tuple[int, str]:
    hashes = [int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest()) for row in rows]
    return len(hashes), f"{sum(hashes):x}"


def _quote(name: str) -> str:
    return f'"{name}"'
