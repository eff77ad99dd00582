"""`draw_number`: every thing of a series gets a number of its own, and no number is left out."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from app.platform.ids import PlaceId
from app.platform.storage.db import Database
from app.platform.storage.numbering import draw_number

HERE, THERE = PlaceId("place00000000001"), PlaceId("place00000000002")
PROCESSES, DRAWS = 4, 12


def draw(database: Database, place: PlaceId = HERE, year: int = 2026, kind: str = "case") -> int:
    with Session(database.write_engine) as session, session.begin():
        return draw_number(session, place_id=place, year=year, kind=kind)


@pytest.fixture
def database(database_url: str) -> Database:
    return Database(database_url)


def test_each_place_year_and_kind_counts_from_one(database: Database) -> None:
    assert [draw(database) for _ in range(3)] == [1, 2, 3]
    assert [draw(database, THERE), draw(database, year=2027), draw(database, kind="resolution")] == [1, 1, 1]
    assert draw(database) == 4
    database.dispose()


def test_what_is_rolled_back_gives_its_number_back(database: Database) -> None:
    draw(database)
    with pytest.raises(LookupError), Session(database.write_engine) as session, session.begin():
        assert draw_number(session, place_id=HERE, year=2026, kind="case") == 2
        raise LookupError
    assert draw(database) == 2
    database.dispose()


def test_processes_that_draw_at_once_draw_every_number_once(database_url: str) -> None:
    """Each thread has a database of its own, as a process has, and keeps its transaction open for two draws."""
    barrier = Barrier(PROCESSES)

    def draw_many() -> list[int]:
        database = Database(database_url)
        barrier.wait()
        numbers = []
        for _ in range(DRAWS):
            with Session(database.write_engine) as session, session.begin():
                numbers += [draw_number(session, place_id=HERE, year=2026, kind="case") for _ in range(2)]
        database.dispose()
        return numbers

    with ThreadPoolExecutor(PROCESSES) as pool:
        drawn = [number for one in [pool.submit(draw_many) for _ in range(PROCESSES)] for number in one.result()]
    assert sorted(drawn) == list(range(1, PROCESSES * DRAWS * 2 + 1))
