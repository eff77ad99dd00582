"""Nobody changes the tables under a running process, and no process writes to tables that it does not know."""

import threading
import time
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.factory import create_services
from app.platform.access.services import Services
from app.platform.errors import DomainError, ErrorKind
from app.platform.storage import lease, migrations
from app.platform.storage.db import MIGRATIONS, NEWEST, make_engine
from app.platform.storage.lease import alone, take_lease
from app.platform.web.readiness import measure_readiness
from app.proposals.queries import tallies_of
from app.proposals.rules import Choice
from app.settings import Settings
from tests.builders import build_meeting, build_proposal, build_seat, react
from tests.people import gather_cast
from tests.servers import Postgres

BEFORE = str(ScriptDirectory(str(MIGRATIONS)).get_revision(NEWEST).down_revision)
END_ALL_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid != pg_backend_pid()"
)
KEY = "a long key that only the tests know"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/hall.sqlite"
    server: Postgres = request.getfixturevalue("postgres")
    return server.url(server.create())


def services_of(url: str, folder: Path) -> Services:
    return create_services(Settings(_env_file=None, data_dir=folder, database_url=url, secret_key=KEY))


def refusal_of(error: pytest.ExceptionInfo[DomainError]) -> tuple[ErrorKind, str]:
    return error.value.kind, error.value.code


def set_revision(url: str, revision: str) -> None:
    engine = make_engine(url, immediate=True)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    engine.dispose()


def test_the_newest_revision_is_that_of_the_migrations() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == NEWEST


def test_nobody_is_alone_beside_a_lease(url: str) -> None:
    migrations.upgrade(url)
    leases = [take_lease(url), take_lease(url)]
    for held in leases:
        with pytest.raises(DomainError) as refused, alone(url):
            raise AssertionError("somebody uses it")
        assert refusal_of(refused) == (ErrorKind.CONFLICT, "storage.in_use")
        held.release()
    with alone(url):
        pass


def test_nobody_starts_while_the_tables_change(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    migrations.upgrade(url)
    monkeypatch.setattr(lease, "PATIENCE", 0.0)
    with alone(url):
        with pytest.raises(DomainError) as refused:
            take_lease(url)
        assert refusal_of(refused) == (ErrorKind.UNAVAILABLE, "storage.being_changed")
    take_lease(url).release()


def test_a_start_waits_for_the_change(url: str) -> None:
    migrations.upgrade(url)
    is_over = threading.Event()

    def change() -> None:
        with alone(url):
            is_changing.set()
            is_over.wait(10)

    is_changing = threading.Event()
    changing = threading.Thread(target=change)
    changing.start()
    assert is_changing.wait(10)
    threading.Timer(0.3, is_over.set).start()
    take_lease(url).release()
    assert is_over.is_set()
    changing.join()


def test_one_server_on_a_file_and_several_on_postgresql(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    migrations.upgrade(url)
    monkeypatch.setattr(lease, "SHORT_PATIENCE", 0.0)
    first = take_lease(url, serves=True)
    if url.startswith("sqlite"):
        with pytest.raises(DomainError) as refused:
            take_lease(url, serves=True)
        assert refusal_of(refused) == (ErrorKind.CONFLICT, "storage.served")
    else:
        take_lease(url, serves=True).release()
    take_lease(url).release()
    first.release()
    take_lease(url, serves=True).release()


def test_a_lease_comes_back_with_the_database(url: str) -> None:
    migrations.upgrade(url)
    held = take_lease(url)
    if not url.startswith("sqlite"):
        engine = make_engine(url)
        with engine.begin() as connection:
            connection.execute(text(END_ALL_OTHERS))
        engine.dispose()
    held.renew()
    with pytest.raises(DomainError), alone(url):
        raise AssertionError("somebody uses it")
    held.release()


def test_a_newer_database_is_refused(url: str) -> None:
    migrations.upgrade(url)
    set_revision(url, "9999")
    with pytest.raises(DomainError) as refused:
        migrations.bring_up_to_date(url)
    assert (*refusal_of(refused), refused.value.params) == (ErrorKind.CONFLICT, "storage.newer", {"revision": "9999"})


def test_an_upgrade_waits_for_the_processes_of_before(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    migrations.upgrade(url, BEFORE)
    monkeypatch.setattr(lease, "PATIENCE", 0.3)
    held = take_lease(url)
    with pytest.raises(DomainError) as refused:
        migrations.bring_up_to_date(url)
    assert refusal_of(refused) == (ErrorKind.CONFLICT, "storage.in_use")
    assert migrations.current(url) == BEFORE
    held.release()
    migrations.bring_up_to_date(url)
    assert migrations.current(url) == NEWEST
    held = take_lease(url)
    migrations.bring_up_to_date(url)  # nothing is missing, so nobody is in the way
    held.release()


def test_several_starts_upgrade_once(url: str) -> None:
    faults: list[Exception] = []

    def start() -> None:
        try:
            migrations.bring_up_to_date(url)
            take_lease(url).release()
        except Exception as error:
            faults.append(error)

    starts = [threading.Thread(target=start) for _ in range(3)]
    for each in starts:
        each.start()
    for each in starts:
        each.join()
    assert faults == []
    assert migrations.current(url) == NEWEST


def test_other_tables_are_not_written(url: str, tmp_path: Path) -> None:
    migrations.upgrade(url)
    services = services_of(url, tmp_path)
    services.writer.run(lambda work: None)
    assert measure_readiness(services).database == "ok"
    for revision in (BEFORE, "9999"):
        set_revision(url, revision)
        with pytest.raises(DomainError) as refused:
            services.writer.run(lambda work: None)
        assert refusal_of(refused) == (ErrorKind.UNAVAILABLE, "storage.other_tables")
        state = measure_readiness(services)
        assert (state.database, state.is_ready) == ("other_tables", False)
    set_revision(url, NEWEST)
    services.writer.run(lambda work: None)
    assert measure_readiness(services).is_ready
    services.database.dispose()
    assert measure_readiness(services).redis == "unused"


def test_votes_beside_a_change_of_the_tables_are_stored_or_refused(url: str, tmp_path: Path) -> None:
    """A server of before goes on while somebody migrates down and up again without asking."""
    migrations.upgrade(url)
    services = services_of(url, tmp_path)
    cast = gather_cast(services)
    meeting = build_meeting(services, cast.place)
    card = build_proposal(services, build_seat(services, meeting), meeting)
    stored, refused, is_over = 0, set(), threading.Event()

    def vote() -> None:
        nonlocal stored
        while not is_over.is_set():
            try:
                seat = build_seat(services, meeting)
                react(services, seat, meeting, card, Choice.AGREE)
                stored += 1
            except DomainError as error:
                refused.add(error.code)
                time.sleep(0.005)

    voter = threading.Thread(target=vote)
    voter.start()
    for _ in range(2):
        enough = stored + 5
        while stored < enough and voter.is_alive():
            time.sleep(0.01)
        migrations.downgrade(url, BEFORE)
        time.sleep(0.1)
        migrations.upgrade(url)
    enough = stored + 5
    while stored < enough and voter.is_alive():
        time.sleep(0.01)
    is_over.set()
    voter.join()
    with services.database.read() as session:
        tally = tallies_of(session, meeting)[card]
    assert refused == {"storage.other_tables"}
    assert tally.agree == stored
    services.database.dispose()
