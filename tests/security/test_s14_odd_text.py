"""S14: odd text at every door is refused clearly, or stored the same, on SQLite and PostgreSQL alike."""

import shutil
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import cycle, islice
from pathlib import Path

import pytest
from sqlalchemy import Engine, String, select

from app.documents.formats import EXPORTS
from app.factory import Publisher, create_services
from app.platform.storage.db import Base
from app.settings import Settings
from tests.clocks import StandingClock
from tests.security.doors import Answer, Door, event_doors, operation_doors, page_doors
from tests.security.estate import Estate, build_estate
from tests.security.odd_texts import ODD_TEXTS, ODD_VALUES
from tests.security.samples import leaves, put

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(2400)]
TELLING = {"title", "text", "question", "name", "alias", "handler", "note", "reason", "wanted", "condition", "gives"}
TELLING |= {"stop", "user", "synonyms", "stage_view", "theme", "email", "stake"}
WORST = ("nul", "high surrogate", "bidi override", "zwj emoji", "long", "huge", "int64 + 1", "null", "dict")
Said = dict[tuple[str, str, str], Answer]


@pytest.fixture
def estates(
    sqlite_template: Path, postgres_database: Engine, tmp_path: Path, postgres: object
) -> Iterator[dict[str, Estate]]:
    """The same estate on either database."""
    shutil.copy(sqlite_template, tmp_path / "odd.sqlite")
    urls = {"sqlite": f"sqlite:///{tmp_path / 'odd.sqlite'}", "postgres": str(postgres_database.url)}
    built = {name: _build(url, tmp_path / name) for name, url in urls.items()}
    yield built
    for estate in built.values():
        estate.services.database.dispose()
    with postgres_database.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


def _build(url: str, folder: Path) -> Estate:
    folder.mkdir()
    settings = Settings(
        _env_file=None, data_dir=folder, database_url=url, secret_key="a long key that only the tests know", beat_ms=20
    )
    publisher = Publisher([])
    return build_estate(settings, create_services(settings, clock=StandingClock(), publisher=publisher), publisher)


def worst_of(each: int) -> pytest.MarkDecorator:
    """Parametrize `names` and `each`: so many of the worst values at every place by day, all values nightly."""
    sizes = [pytest.param(WORST, each, id="worst"), pytest.param((), None, id="all", marks=pytest.mark.nightly)]
    return pytest.mark.parametrize(("names", "each"), sizes)


def chosen(names: Collection[str], odd: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in odd.items() if not names or name in names}


def knock(doors: Iterator[Door], odd: Mapping[str, object], each: int | None) -> Said:
    """Odd values at every place of every door's payload, one at a time: all of them, or the next so many in turn."""
    said: Said = {}
    turn = cycle(odd)
    for door in doors:
        for at in leaves(door.payload):
            for name in odd if each is None else islice(turn, each):
                cell = (door.name, ".".join(map(str, at)), name)
                said[cell] = door.ask(put(door.payload, at, odd[name]))
    return said


def check_same(said: dict[str, Said], what: str) -> None:
    """No door fails, and what one database answers the other does."""
    failed = {key: answer for one in said.values() for key, answer in one.items() if _is_failure(answer)}
    assert failed == {}
    first, second = said.values()
    assert {key: (answer, second[key]) for key, answer in first.items() if answer != second[key]} == {}
    taken = sum(answer[0] in {"ok", "200", "201", "202", "303"} for answer in first.values())
    print(f"\nS14: {what}: {len(first)} cells on each database, {taken} taken, 0 failures, 0 differences")
    assert len(first) > 100


def _is_failure(answer: Answer) -> bool:
    return answer[0].startswith("5") or answer[0] == "unavailable" or answer[1] == "failed"


def texts_of(estate: Estate) -> Counter[tuple[str, str, str]]:
    """Every text that people have written, with its table and column."""
    texts: Counter[tuple[str, str, str]] = Counter()
    with estate.services.database.read() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if column.name in TELLING and (isinstance(column.type, String) or column.name in {"stop", "user"}):
                    values = session.scalars(select(column))
                    texts.update((table.name, column.name, str(value)) for value in values)
    return texts


def check_stored(estates: dict[str, Estate]) -> None:
    """The same texts stand in both databases, clean, and every page and file that shows them opens."""
    first, second = (texts_of(estate) for estate in estates.values())
    first, second = ({key: n for key, n in one.items() if _is_text(key)} for one in (first, second))
    assert first == second
    unclean = [text for *_, text in first if any(sign in text for sign in "\x00\x1b\u202e\u200b")]
    assert unclean == []
    for estate in estates.values():
        meeting = estate.here.meeting
        pages = [f"/m/{meeting}/desk", f"/m/{meeting}/stage", "/office/", "/office/cases", "/office/staff"]
        pages += [
            f"/office/meetings/{meeting}",
            f"/office/meetings/{meeting}/ledger",
            f"/office/places/{estate.cast.place}/words",
        ]
        pages += [f"/office/meetings/{meeting}/exports/{name}" for name in EXPORTS]
        shut = {path: status for path in pages if (status := estate.browsers["ada"].get(path).status_code) != 200}
        assert shut == {}
        # One of the doors gives the seat up: its browser is then sent to the way in.
        assert estate.browsers["seat"].get(f"/m/{meeting}/floor").status_code in {200, 302}


def _is_text(key: tuple[str, str, str]) -> bool:
    """Ids differ from one estate to the other: a theme of a split has a key made from them."""
    return key[1] != "theme" and key[0] != "place_words" or key[1] in {"stop", "user"}


@worst_of(9)
def test_s14_events(estates: dict[str, Estate], names: Collection[str], each: int | None) -> None:
    odd = chosen(names, {**ODD_TEXTS, **ODD_VALUES})
    check_same({name: knock(event_doors(one, one.here), odd, each) for name, one in estates.items()}, "events")
    check_stored(estates)


@worst_of(2)
def test_s14_operations(estates: dict[str, Estate], names: Collection[str], each: int | None) -> None:
    odd = chosen(names, {**ODD_TEXTS, **ODD_VALUES})
    said = {name: knock(operation_doors(one, one.here), odd, each) for name, one in estates.items()}
    check_same(said, "operations")
    check_stored(estates)


@worst_of(1)
def test_s14_pages(
    estates: dict[str, Estate], names: Collection[str], each: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, said = chosen(names, ODD_TEXTS), {}
    for name, one in estates.items():
        with monkeypatch.context() as patches:
            said[name] = knock(page_doors(one, one.here, patches), odd, each)
    check_same(said, "pages")
    check_stored(estates)
