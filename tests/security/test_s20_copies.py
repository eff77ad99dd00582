"""S20: whoever copies the database's files, at any moment and as often as they like, joins no voter to a choice."""

import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, select

from app.platform.backup.taking import take_backup
from app.settings import Settings
from app.voting import actions
from app.voting.models import SealedBallot, SecretBallot
from app.voting.rules import Choice
from tests.hall import Hall
from tests.security.copies import Eavesdropper, cast_in_steps, marks_in, marks_in_backup, plan
from tests.servers import Postgres

VOTERS = 60
SIZES = pytest.mark.parametrize("size", [1, 12], ids=["one by one", "in a crowd"])
SECRET = pytest.mark.parametrize("is_secret", [True, False], ids=["secret", "planted leak"])
ViewState = Callable[[], int]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database made by the migrations, as that of an installation is."""
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        return server.url(server.create(template=request.getfixturevalue("migrated_postgres")))
    path = tmp_path / "data" / "liangting.sqlite"
    path.parent.mkdir(mode=0o700)
    shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Keys lie beside the data folder here, so that the data folder alone is what a thief copies."""
    return Settings(
        _env_file=None,
        data_dir=tmp_path / "data",
        key_dir=tmp_path / "keys",
        database_url=database_url,
        secret_key="a long key that only the tests know",
    )


@pytest.fixture
def look(hall: Hall, settings: Settings, request: pytest.FixtureRequest) -> ViewState:
    """Count the marks in the database's files as they lie on the disk at this moment."""
    if settings.database.startswith("sqlite"):
        return lambda: marks_in(settings.data_dir)
    server: Postgres = request.getfixturevalue("postgres")
    return lambda: marks_in(_folder(settings, request)) + marks_in(server.folder / "data" / "pg_wal")


def hold(hall: Hall, look: ViewState, *, is_secret: bool, size: int) -> tuple[Eavesdropper, str, list[Choice]]:
    """A vote of sixty under the eyes of an eavesdropper, up to the close."""
    poll = hall.open_poll(is_secret=is_secret)
    seats, choices = hall.seats(VOTERS), plan(VOTERS, seed=20)
    eavesdropper = Eavesdropper(look)
    eavesdropper.begin()
    for step in cast_in_steps(hall, poll, seats, choices, size):
        eavesdropper.watch(step)
    return eavesdropper, poll, choices


@SIZES
@SECRET
def test_s20_files_copied_after_every_ballot(hall: Hall, look: ViewState, is_secret: bool, size: int) -> None:
    eavesdropper, poll, choices = hold(hall, look, is_secret=is_secret, size=size)
    print(f"\nS20 {size} at a time: {eavesdropper.joined} of {VOTERS} joined")
    if not is_secret:
        assert eavesdropper.joined >= choices.count(Choice.ABSTAIN)
        return
    assert eavesdropper.joined == 0
    hall.close_poll(poll)
    actions.scrub_storage(hall.services)
    order: list[str] = hall.read(
        lambda session: list(session.scalars(select(SecretBallot.choice).order_by(SecretBallot.number)))
    )
    assert sorted(order) == sorted(choices)
    assert order != [choice.value for choice in choices]  # by chance once in 10^16
    assert hall.services.keys.names("poll-") == []


@SECRET
def test_s20_backups_taken_every_minute(hall: Hall, settings: Settings, tmp_path: Path, is_secret: bool) -> None:
    """A backup after every six ballots."""
    path = tmp_path / "minutely" / "backup.zip"

    def look() -> int:
        now = hall.services.clock.now()
        take_backup(path, url=settings.database, folder=settings.data_dir, now=now, without=settings.keys)
        return marks_in_backup(path)

    eavesdropper, poll, _ = hold(hall, look, is_secret=is_secret, size=6)
    assert eavesdropper.joined == 0 if is_secret else eavesdropper.joined > VOTERS / 2
    hall.close_poll(poll)
    actions.scrub_storage(hall.services)


def test_s20_a_changed_vote_shows_no_more_than_the_first(hall: Hall, look: ViewState) -> None:
    poll, seat = hall.open_poll(), hall.mei
    eavesdropper = Eavesdropper(look)
    eavesdropper.begin()
    for choice in (Choice.ABSTAIN, Choice.YES, Choice.ABSTAIN, Choice.ABSTAIN):
        hall.vote(poll, seat, choice)
        eavesdropper.watch([choice])
    assert eavesdropper.joined == 0


def test_s20_the_tables_hold_no_sealed_ballot_after_the_close(
    hall: Hall, settings: Settings, request: pytest.FixtureRequest
) -> None:
    """Deleted rows are overwritten. PostgreSQL's log keeps them until it is recycled, encrypted, without their key."""
    poll = hall.open_poll()
    for seat in hall.seats(12):
        hall.vote(poll, seat)
    sealed: list[bytes] = hall.read(lambda session: list(session.scalars(select(SealedBallot.sealed))))
    assert len(_kept(settings, request, sealed)) == 12
    hall.close_poll(poll)
    actions.scrub_storage(hall.services)
    assert _kept(settings, request, sealed) == []


def _kept(settings: Settings, request: pytest.FixtureRequest, sealed: list[bytes]) -> list[bytes]:
    """Which of the sealed ballots stand in the database's files."""
    files = [path.read_bytes() for path in _folder(settings, request).rglob("*") if path.is_file()]
    return [ballot for ballot in sealed if any(ballot in content for content in files)]


def _folder(settings: Settings, request: pytest.FixtureRequest) -> Path:
    """Where the database's own tables lie; PostgreSQL is told to write down what it holds in memory."""
    if settings.database.startswith("sqlite"):
        return settings.data_dir
    server: Postgres = request.getfixturevalue("postgres")
    server.execute("CHECKPOINT")
    name = make_url(settings.database).database
    with psycopg.connect(f"user={server.user} dbname=postgres host={server.folder}") as connection:
        row = connection.execute("SELECT oid FROM pg_database WHERE datname = %s", (name,)).fetchone()
    assert row is not None
    return server.folder / "data" / "base" / str(row[0])
