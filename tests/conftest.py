"""Fixtures of all tests: both databases, a standing clock, the cast, and clients for page and socket."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import hypothesis
import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine

from app.factory import Live, Publisher, attach_live, create_app, create_services
from app.platform.access import limits
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.storage import migrations
from app.platform.storage.db import NEWEST, PRAGMAS, REVISION_TABLE, Base, make_engine
from app.platform.storage.unit_of_work import Touch
from app.settings import Settings
from tests.api.programs import Program, seat_program, staff_program
from tests.builders import build_meeting, build_seat
from tests.clients import Browser, Phone, open_browser
from tests.clocks import StandingClock
from tests.compiled import keep_routes, keep_statements, with_templates
from tests.exports.walk import Walk, walk_through
from tests.figures import figure, pytest_terminal_summary  # noqa: F401  (a fixture and a hook, found by name)
from tests.gathering import Gathered, Walked, gather, walk_once
from tests.hall import Hall
from tests.people import Cast, gather_cast
from tests.servers import MissingError, Postgres, run_postgres, run_redis
from tests.shares import leave_variants_to_the_night

OWN_PRAGMAS = dict(PRAGMAS)
"""As the product sets them."""
ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]

# A property is tried with the same examples in every run, and no example fails because the machine is busy.
hypothesis.settings.load_profile("ci")


@dataclass(slots=True)
class Told:
    """What the commits announced: (chain, topic) in order."""

    touched: list[Touch] = field(default_factory=list)

    def topics(self) -> list[str]:
        return [topic for _, topic in self.touched]


def lacking(error: MissingError) -> None:
    """A missing program is a loud skip on a developer's machine and a failure in CI."""
    if os.environ.get("CI"):
        pytest.fail(f"{error} is missing; .ci/install installs it")
    pytest.skip(f"{error} is missing; .ci/install says how to get it")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case after its argument, not after its bytes: the bytes of a file can hold the hour."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before `-m` chooses among the tests."""
    leave_variants_to_the_night(items)


@pytest.fixture(scope="session", autouse=True)
def compiled() -> Iterator[None]:
    """Have the applications of this process share compiled routes, and its databases compiled statements."""
    with pytest.MonkeyPatch.context() as patch:
        keep_routes(patch)
        keep_statements(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def idle_disk() -> Iterator[None]:
    """Have the SQLite databases of this process wait for no disk; servers that a test starts are not touched."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PRAGMAS, "synchronous", 0)
        yield


@pytest.fixture
def real_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the SQLite databases of this test wait for the disk, as the product does."""
    monkeypatch.setitem(PRAGMAS, "synchronous", OWN_PRAGMAS["synchronous"])


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for this test process."""
    try:
        with run_postgres() as server:
            yield server
    except MissingError as error:
        lacking(error)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis server for this test process."""
    try:
        with run_redis() as url:
            yield url
    except MissingError as error:
        lacking(error)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    create_tables(engine)
    engine.dispose()
    return path


def create_tables(engine: Engine) -> None:
    """Make every table as it is after all migrations, and note their revision."""
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {REVISION_TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        connection.exec_driver_sql(f"INSERT INTO {REVISION_TABLE} VALUES ('{NEWEST}')")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file made by the migrations, as that of an installation is; to be copied."""
    path = tmp_path_factory.mktemp("template") / "migrated.sqlite"
    migrations.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """A PostgreSQL database made by the migrations; to be copied."""
    name = postgres.create()
    migrations.upgrade(postgres.url(name))
    return name


@pytest.fixture(scope="session")
def postgres_database(postgres: Postgres) -> Iterator[Engine]:
    """A PostgreSQL database with every table, used by one test after another."""
    engine = make_engine(postgres.url(postgres.create()))
    create_tables(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with every table and no row, on either engine."""
    if request.param == "sqlite":
        path = tmp_path / "liangting.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        engine: Engine = request.getfixturevalue("postgres_database")
        yield str(engine.url)
        with engine.begin() as connection:
            connection.exec_driver_sql("SET lock_timeout = '20s'")
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=database_url,
        secret_key="a long key that only the tests know",
        beat_ms=20,
    )


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def full_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rate limits that allow a burst and no more: for them no time passes, however slow the machine is."""
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: 1000.0))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def publisher(told: Told) -> Publisher:
    return Publisher([told.touched.extend])


@pytest.fixture
def services(settings: Settings, clock: StandingClock, publisher: Publisher) -> Iterator[Services]:
    """Database, writer and identities, as the factory joins them, with a standing clock."""
    built = create_services(settings, clock=clock, publisher=publisher)
    yield built
    built.database.dispose()


@pytest.fixture(scope="session")
def gathered(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Gathered:
    """The cast with its rows and keys, made once."""
    folder = tmp_path_factory.mktemp("cast")
    shutil.copy(sqlite_template, folder / "cast.sqlite")
    return gather(f"sqlite:///{folder / 'cast.sqlite'}", folder)


@pytest.fixture
def cast(services: Services, gathered: Gathered) -> Cast:
    return gathered.lay(services) if gathered.suits(services) else gather_cast(services)


@pytest.fixture(scope="session")
def walked(gathered: Gathered, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """A meeting that has gone the whole way, made once."""
    folder = tmp_path_factory.mktemp("walk")
    shutil.copy(sqlite_template, folder / "walk.sqlite")
    return walk_once(gathered, f"sqlite:///{folder / 'walk.sqlite'}", folder)


@pytest.fixture
def walk(services: Services, cast: Cast, walked: Walked) -> Walk:
    """A meeting that has gone the whole way, in the database of the test."""
    return walked.lay(services) if walked.suits(services, cast) else walk_through(services, cast)


@pytest.fixture
def meeting(services: Services, cast: Cast) -> str:
    """A meeting at the place, in the phase in which residents speak."""
    return build_meeting(services, cast.place)


@pytest.fixture
def mei(services: Services, meeting: str) -> Actor:
    """A resident of the place, in the meeting."""
    return build_seat(services, meeting, "梅")


@pytest.fixture
def bo(services: Services, meeting: str) -> Actor:
    """Another resident in the same meeting."""
    return build_seat(services, meeting, "波")


@pytest.fixture
def hall(services: Services, cast: Cast, meeting: str, mei: Actor, bo: Actor) -> Hall:
    """The meeting with Mei and Bo in it, where things are decided."""
    return Hall(services, cast, meeting, mei, bo)


@pytest.fixture
def lin_desk(app: Flask, live: Live, lin_browser: Browser) -> Phone:
    """Lin's desk, connected with her cookie."""
    return Phone.connect(app, live, browser=lin_browser)


@pytest.fixture
def away(services: Services, cast: Cast) -> str:
    """Hai's meeting, at the other place."""
    return build_meeting(services, cast.elsewhere, title="河西的事")


@pytest.fixture
def guo(services: Services, away: str) -> Actor:
    """A guest from elsewhere: holds a seat, but in the other place's meeting."""
    return build_seat(services, away, "郭")


@pytest.fixture
def app(settings: Settings, services: Services) -> Flask:
    """The Flask application; errors inside a view reach the error pages, as they would in use."""
    return with_templates(create_app(settings, services))


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser that nobody has signed in."""
    return open_browser(app)


@pytest.fixture
def lin_browser(app: Flask, services: Services, cast: Cast) -> Browser:
    """The browser of Lin, the facilitator, signed in."""
    return open_browser(app).sign_in(services, cast.lin)


@pytest.fixture
def mei_browser(app: Flask, mei: Actor) -> Browser:
    """Mei's browser with her seat in its cookie."""
    return open_browser(app).take_seat(mei)


@pytest.fixture
def lin_api(app: Flask, services: Services, cast: Cast) -> Program:
    """A program of Lin, the facilitator."""
    return staff_program(app, services, "lin")


@pytest.fixture
def mei_api(app: Flask, mei: Actor) -> Program:
    """A program with Mei's seat."""
    return seat_program(app, mei)


@pytest.fixture
def live(app: Flask, publisher: Publisher) -> Live:
    """The real board, coalescer and Socket.IO server, without a network."""
    attached = attach_live(app, async_mode="threading")
    publisher.told.append(attached.coalescer.mark)
    return attached


@pytest.fixture
def mei_phone(app: Flask, live: Live, mei: Actor) -> Phone:
    """Mei's phone, connected."""
    return Phone.connect(app, live, seat=mei.token)


@pytest.fixture
def guo_phone(app: Flask, live: Live, guo: Actor) -> Phone:
    """Guo's phone: a seat of another meeting."""
    return Phone.connect(app, live, seat=guo.token)


@pytest.fixture
def hai_desk(app: Flask, live: Live, services: Services, cast: Cast) -> Phone:
    """Hai's desk: staff of another place."""
    return Phone.connect(app, live, browser=open_browser(app).sign_in(services, cast.hai))
