"""Benchmark: durable votes a second through gate, rules, row and ledger, on both databases, against bare upserts."""

import secrets
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import psycopg

from app.factory import create_services
from app.meetings import actions as meetings
from app.meetings import queries
from app.organisations import actions as organisation_actions
from app.platform.access.actors import SYSTEM, Actor, ActorKind
from app.platform.access.gate import admit
from app.platform.access.permissions import Permission
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.ids import MeetingId
from app.platform.storage import migrations
from app.platform.storage.db import PRAGMAS
from app.platform.storage.unit_of_work import Act, BatchedAction, Transactions
from app.proposals import actions as proposals
from app.proposals.rules import Choice
from app.settings import Settings
from bench.figures import Figure
from tests.servers import MissingError, run_postgres

T = TypeVar("T")
VOTES = 4000
ALONE = 500
TOGETHER = 64
SEATS = 50
CARDS = 40
UPSERT = "INSERT INTO vote VALUES ({0}, {0}, {0}) ON CONFLICT (seat, card) DO UPDATE SET choice = excluded.choice"
TABLE = "CREATE TABLE vote (seat integer, card integer, choice integer, PRIMARY KEY (seat, card))"


def run() -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        bare = _bare_sqlite(Path(folder) / "bare.sqlite")
        figures += _figures("SQLite FULL", _product(Path(folder), ""), bare)
    try:
        with run_postgres(is_durable=True) as server, tempfile.TemporaryDirectory() as folder:
            bare = _bare_postgres(f"user={server.user} dbname={server.create()} host={server.folder}")
            figures += _figures("PostgreSQL", _product(Path(folder), server.url(server.create())), bare)
    except MissingError as error:
        print(f"  without PostgreSQL: {error} is not installed")
    return figures


def _figures(engine: str, ours: tuple[float, float], bare: tuple[float, float]) -> list[Figure]:
    baseline = "bare upsert"
    return [
        Figure(f"{engine}: votes a second, {TOGETHER} in a commit", ours[0], "votes/s", baseline, bare[0]),
        Figure(f"{engine}: votes a second, each its own commit", ours[1], "votes/s", baseline, bare[1]),
    ]


def _bare_sqlite(path: Path) -> tuple[float, float]:
    """Return (together, alone): rows a second that SQLite itself upserts, with `synchronous=FULL`."""
    connection = sqlite3.connect(path, isolation_level=None)
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")
    connection.execute(TABLE)

    def write(rows: list[tuple[int, int, int]]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for row in rows:
            connection.execute(UPSERT.format("?"), row)
        connection.execute("COMMIT")

    return _rates(_bare_votes(), write)


def _bare_postgres(address: str) -> tuple[float, float]:
    """Return (together, alone): rows a second that PostgreSQL itself upserts, one statement after another."""
    with psycopg.connect(address) as connection:
        connection.execute(TABLE)
        connection.commit()

        def write(rows: list[tuple[int, int, int]]) -> None:
            for row in rows:
                connection.execute(UPSERT.format("%s"), row)
            connection.commit()

        return _rates(_bare_votes(), write)


def _bare_votes() -> list[tuple[int, int, int]]:
    return [(number % SEATS, number // SEATS % CARDS, 1) for number in range(VOTES + ALONE)]


def _product(folder: Path, url: str) -> tuple[float, float]:
    services = create_services(Settings(data_dir=folder, database_url=url))
    migrations.upgrade(services.settings.database)
    transactions = Transactions(
        services.database, services.clock, services.listeners, lambda _touched: None, services.keys
    )
    transactions.signer.witness.is_deferred = True  # as in the web process

    def write(batch: list[Callable[[], Act[tuple[object, ...]]]]) -> None:
        for outcome in transactions.run_all([ask() for ask in batch]):
            (answer,) = outcome.result()
            if isinstance(answer, Exception):
                raise answer

    with _ended(services):
        return _rates(_votes(services), write)


@contextmanager
def _ended(services: Services) -> Iterator[None]:
    try:
        yield
    finally:
        services.database.dispose()


def _votes(services: Services) -> list[Callable[[], Act[tuple[object, ...]]]]:
    """Return votes in a meeting made for them, as functions that each ask the gate first."""
    write = services.writer.run
    place_id = write(lambda work: organisation_actions.create_place(work, SYSTEM, name="bench"))
    made = write(lambda work: perform(work, meetings.create_meeting, SYSTEM, place_id=place_id, title="bench"))
    meeting_id: MeetingId = made.data["meeting"]
    write(lambda work: perform(work, meetings.move_phase, SYSTEM, meeting_id=meeting_id, to="say"))
    with services.database.read() as session:
        code = queries.meeting_of(session, meeting_id).code
    joined = [write(lambda work: meetings.join_meeting(work, code=code)) for _ in range(SEATS)]
    seats = [Actor(ActorKind.SEAT, seat.seat, meeting=meeting_id, token=seat.token) for seat in joined]
    submit = partial(perform, action=proposals.submit_proposal, actor=SYSTEM, meeting_id=meeting_id)
    cards = [write(partial(submit, text=f"{at}")).data["proposal"] for at in range(CARDS)]

    def ask(number: int) -> Act[tuple[object, ...]]:
        seat, card = seats[number % SEATS], cards[number // SEATS % CARDS]
        admit(services, seat, Permission.REACTION_CAST, {"meeting": meeting_id, "proposal": card})
        wish = proposals.ReactionRequest(seat, meeting_id, card, Choice.AGREE, secrets.token_hex(8))
        return BatchedAction(proposals.cast_reactions, (wish,))

    return [partial(ask, number) for number in range(VOTES + ALONE)]


def _rates(items: list[T], write: Callable[[list[T]], None]) -> tuple[float, float]:
    return _rate(items[:VOTES], TOGETHER, write), _rate(items[VOTES:], 1, write)


def _rate(items: list[T], size: int, write: Callable[[list[T]], None]) -> float:
    start = time.perf_counter()
    for at in range(0, len(items), size):
        write(items[at : at + size])
    return len(items) / (time.perf_counter() - start)
