"""A backup holds every row and file, and comes back into either database; what is damaged changes nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest

from app.factory import create_services
from app.platform.backup import restoring
from app.platform.backup.archive import Manifest, TableFacts, reflect
from app.platform.backup.restoring import restore_backup
from app.platform.backup.taking import drop_older, one_moment, table_facts, take_backup
from app.platform.errors import DomainError
from app.platform.storage.migrations import upgrade
from app.proposals import queries
from app.settings import Settings
from tests.builders import build_proposal, build_seat, react
from tests.clocks import StandingClock
from tests.hall import Hall
from tests.proposals.copying import merge
from tests.servers import Postgres

Take = Callable[..., Manifest]
OTHERS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=OTHERS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database made by the changes of the tables, as an installation's is."""
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        return server.url(server.create(template=request.getfixturevalue("migrated_postgres")))
    path = tmp_path / "liangting.sqlite"
    shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def lived(hall: Hall, settings: Settings) -> Hall:
    """A hall in which something of everything has happened, with a file and a key beside it."""
    (settings.data_dir / "secret_key").write_text("signs cookies")
    (settings.data_dir / "files").mkdir()
    (settings.data_dir / "files" / "光.jpg").write_bytes(b"\xff\xd8 evidence")
    card = build_proposal(hall.services, hall.mei, hall.meeting, "灯要亮一点\n“夜里”")
    react(hall.services, hall.bo, hall.meeting, card)
    copy = build_proposal(hall.services, hall.bo, hall.meeting, "夜里灯要亮一点")
    merge(hall.services, hall.cast.lin, hall.meeting, copy, card)
    case = hall.open_case(hall.adopted())
    assert case
    hall.vote(hall.open_poll(), hall.bo)
    return hall


@pytest.fixture
def take(lived: Hall, settings: Settings, clock: StandingClock, tmp_path: Path) -> Take:

    def take(path: Path, **options: bool) -> Manifest:
        return take_backup(path, url=settings.database, folder=settings.data_dir, now=clock.now(), **options)

    return take


@pytest.fixture(params=OTHERS)
def elsewhere(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An empty installation on either database."""
    folder = tmp_path_factory.mktemp("elsewhere")
    if request.param == "sqlite":
        return Settings(_env_file=None, data_dir=folder)
    server: Postgres = request.getfixturevalue("postgres")
    return Settings(_env_file=None, data_dir=folder, database_url=server.url(server.create()))


def facts_of(url: str) -> dict[str, TableFacts]:
    with one_moment(url) as connection:
        return {table.name: table_facts(connection, table) for table in reflect(connection)}


def test_every_row_and_file_comes_back_in_either_database(
    take: Take, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "backups" / "a.zip"
    made = take(path)
    assert made.tables == facts_of(settings.database)
    assert path.stat().st_mode & 0o077 == 0
    restore_backup(path, url=elsewhere.database, folder=elsewhere.data_dir)
    restored = facts_of(elsewhere.database)
    assert {name: (facts.rows, facts.digest) for name, facts in restored.items()} == {
        name: (facts.rows, facts.digest) for name, facts in made.tables.items()
    }
    assert (elsewhere.data_dir / "files" / "光.jpg").read_bytes() == b"\xff\xd8 evidence"
    assert (elsewhere.data_dir / "secret_key").read_text() == (settings.data_dir / "secret_key").read_text()


def test_cards_that_were_put_together_come_back_together(
    take: Take, lived: Hall, elsewhere: Settings, tmp_path: Path
) -> None:
    before = lived.read(queries.duplicates_of, lived.meeting)
    assert len(before) == 1
    take(tmp_path / "a.zip")
    restore_backup(tmp_path / "a.zip", url=elsewhere.database, folder=elsewhere.data_dir)
    database = create_services(elsewhere).database
    with database.read() as session:
        assert queries.duplicates_of(session, lived.meeting) == before
    database.dispose()


def test_the_key_can_stay_behind(take: Take, tmp_path: Path) -> None:
    made = take(tmp_path / "a.zip", with_key=False)
    assert list(made.files) == ["files/光.jpg"]


def test_nothing_is_replaced_unasked(take: Take, settings: Settings, tmp_path: Path, lived: Hall) -> None:
    path = tmp_path / "a.zip"
    made = take(path)
    build_seat(lived.services, lived.meeting)
    lived.services.database.dispose()
    with pytest.raises(DomainError) as refused:
        restore_backup(path, url=settings.database, folder=settings.data_dir)
    assert refused.value.code == "backup.not_empty"
    assert facts_of(settings.database) != made.tables


def test_force_replaces_what_is_there(take: Take, elsewhere: Settings, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    made = take(path)
    upgrade(elsewhere.database)
    for _ in range(2):
        restore_backup(path, url=elsewhere.database, folder=elsewhere.data_dir, is_forced=True)
    assert {name: facts.digest for name, facts in facts_of(elsewhere.database).items()} == {
        name: facts.digest for name, facts in made.tables.items()
    }


def test_a_forced_restore_that_fails_leaves_what_was_there(
    take: Take, settings: Settings, tmp_path: Path, lived: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    take(path)
    build_seat(lived.services, lived.meeting)
    lived.services.database.dispose()
    before = facts_of(settings.database)
    monkeypatch.setattr(restoring, "table_facts", lambda _connection, _table: None)
    with pytest.raises(DomainError, match="backup.unequal"):
        restore_backup(path, url=settings.database, folder=settings.data_dir, is_forced=True)
    assert facts_of(settings.database) == before


@pytest.mark.parametrize("member", ["tables/ledger_entry.jsonl", "files/files/光.jpg"])
def test_a_damaged_backup_changes_nothing(take: Take, settings: Settings, tmp_path: Path, member: str) -> None:
    path, bad = tmp_path / "a.zip", tmp_path / "bad.zip"
    take(path)
    before = facts_of(settings.database)
    with ZipFile(path) as good, ZipFile(bad, "w", ZIP_STORED) as spoilt:
        for name in good.namelist():
            spoilt.writestr(name, good.read(name)[:-2] if name == member else good.read(name))
    with pytest.raises(DomainError) as refused:
        restore_backup(bad, url=settings.database, folder=settings.data_dir, is_forced=True)
    assert (refused.value.code, refused.value.params) == ("backup.damaged", {"part": member})
    assert facts_of(settings.database) == before


def test_what_is_no_backup_is_refused(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"not a zip")
    with pytest.raises(DomainError) as refused:
        restore_backup(path, url=settings.database, folder=tmp_path)
    assert refused.value.code == "backup.unreadable"


@pytest.mark.parametrize("manifest", ["[]", "{}", '{"format": "liangting-backup-1", "tables": [], "heads": {}}', "{"])
def test_a_backup_with_a_broken_manifest_is_refused(settings: Settings, tmp_path: Path, manifest: str) -> None:
    path = tmp_path / "a.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", manifest)
    with pytest.raises(DomainError) as refused:
        restore_backup(path, url=settings.database, folder=tmp_path)
    assert refused.value.code == "backup.unreadable"


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"2026110{day}T000000Z.liangting.zip").touch()
    (tmp_path / "notes.txt").touch()
    drop_older(tmp_path, 2)
    assert sorted(path.name[:8] for path in tmp_path.iterdir() if path.is_file()) == [
        "20261104",
        "20261105",
        "notes.tx",
    ]


def test_no_table_refers_to_itself_or_in_a_circle(settings: Settings, lived: Hall) -> None:
    """Rows come back table by table, those that others refer to first."""
    with one_moment(settings.database) as connection:
        tables = reflect(connection)
    places = {table.name: at for at, table in enumerate(tables)}
    for table in tables:
        for key in table.foreign_keys:
            assert places[key.column.table.name] < places[table.name], (table.name, key.target_fullname)
