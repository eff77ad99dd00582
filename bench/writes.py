"""Votes a second, durable, through rules, row and ledger; beside a bare insert into SQLite with the same durability."""

import secrets
import sqlite3
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.factory import create_services
from app.meetings import actions as meetings
from app.meetings import queries
from app.people import actions as people
from app.platform import migrations
from app.platform.db import PRAGMAS
from app.platform.security.actors import SYSTEM, Actor, ActorKind
from app.platform.services import Services
from app.platform.work import Transactions, Work
from app.proposals import actions as proposals
from app.proposals.rules import Choice
from app.settings import Settings
from bench.figures import Figure

T = TypeVar("T")
VOTES = 2000
TOGETHER = 64
SEATS = 50
CARDS = 40


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        bare = _bare_inserts(Path(folder) / "bare.sqlite")
        together, alone = _product(Path(folder) / "product")
    baseline = "bare SQLite insert"
    return [
        Figure(f"votes a second, {TOGETHER} in a commit", together, "votes/s", baseline, bare[0]),
        Figure("votes a second, each its own commit", alone, "votes/s", baseline, bare[1]),
    ]


def _bare_inserts(path: Path) -> tuple[float, float]:
    """(together, alone): rows a second that SQLite itself takes, upserted with `synchronous=FULL`."""
    connection = sqlite3.connect(path, isolation_level=None)
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")
    connection.execute("CREATE TABLE vote (seat, card, choice, PRIMARY KEY (seat, card))")
    upsert = "INSERT INTO vote VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET choice = excluded.choice"

    def write(rows: list[tuple[int, int, int]]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for row in rows:
            connection.execute(upsert, row)
        connection.execute("COMMIT")

    votes = [(number % SEATS, number // SEATS % CARDS, 1) for number in range(VOTES)]
    return _rate(votes, TOGETHER, write), _rate(votes, 1, write)


def _product(folder: Path) -> tuple[float, float]:
    services = create_services(Settings(data_dir=folder))
    migrations.upgrade(services.settings.database)
    acts = _votes(services)
    transactions = Transactions(services.database, services.clock, services.listeners, lambda _touched: None)

    def write(batch: list[Callable[[Work], object]]) -> None:
        for outcome in transactions.run_all(batch):
            outcome.result()

    return _rate(acts[:VOTES], TOGETHER, write), _rate(acts[VOTES:], 1, write)


def _votes(services: Services) -> list[Callable[[Work], object]]:
    """Two rounds of votes in a meeting made for it."""
    write = services.writer.run
    place = write(lambda work: people.create_place(work, SYSTEM, name="bench"))
    meeting = write(lambda work: meetings.create_meeting(work, SYSTEM, place=place, title="bench")).data["meeting"]
    write(lambda work: meetings.move_phase(work, SYSTEM, meeting=meeting, to="say"))
    with services.database.read() as session:
        code = queries.meeting_of(session, meeting).code
    joined = [write(lambda work: meetings.join_meeting(work, code=code)) for _ in range(SEATS)]
    seats = [Actor(ActorKind.SEAT, seat.seat, meeting=meeting, token=seat.token) for seat in joined]
    cards = [
        write(partial(proposals.submit_proposal, actor=SYSTEM, meeting=meeting, text=f"{at}")) for at in range(CARDS)
    ]

    def vote(number: int) -> Callable[[Work], object]:
        seat, card = seats[number % SEATS], cards[number // SEATS % CARDS].data["proposal"]
        key = secrets.token_hex(8)
        return lambda work: proposals.cast_reaction(
            work, seat, meeting=meeting, proposal=card, choice=Choice.AGREE, key=key
        )

    return [vote(number) for number in range(2 * VOTES)]


def _rate(items: list[T], size: int, write: Callable[[list[T]], None]) -> float:
    start = time.perf_counter()
    for at in range(0, len(items), size):
        write(items[at : at + size])
    return len(items) / (time.perf_counter() - start)
