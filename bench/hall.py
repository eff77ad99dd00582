"""A hall for the benchmarks: a meeting with its seats and cards, and the product's server on a core of its own."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from app.factory import create_services
from app.meetings import actions as meetings
from app.meetings.models import Seat
from app.organisations import actions as organisation_actions
from app.platform.access.actors import SYSTEM
from app.platform.access.secrets import digest_token
from app.platform.commands import perform
from app.platform.ids import MeetingId
from app.platform.storage import migrations
from app.proposals import actions as proposals
from app.proposals.models import Proposal
from app.proposals.rules import Choice
from app.settings import Settings
from tests.faults.vitals import wait_until_quiet

PATIENCE = 60.0
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = CORES[0], CORES[-1]
UNBOUND_RATE = "1000"
"""Writes a second that each seat may send: so many, because a few clients of the generator vote for a whole hall."""


@dataclass(frozen=True, slots=True)
class Hall:
    """A meeting in a database of its own. Card number n has the id `benchcard<n>`, so that a generator can name it."""

    folder: Path
    meeting: MeetingId
    tokens: Path
    settings: Settings


@dataclass(frozen=True, slots=True)
class Running:
    port: int
    pid: int


def build_hall(
    folder: Path, *, seats: int, cards: int, reactions: int = 0, copies: int = 0, database_url: str = ""
) -> Hall:
    """Create a meeting in the phase `say`, with so many seats, cards on the wall and reactions of the seats.

    Args:
        copies: how many of the last cards are merged as duplicates, each into one of the first cards.
    """
    settings = Settings(_env_file=None, data_dir=folder, database_url=database_url)
    services = create_services(settings)
    migrations.upgrade(settings.database)
    place_id = services.writer.run(lambda work: organisation_actions.create_place(work, SYSTEM, name="bench"))
    made = services.writer.run(
        lambda work: perform(work, meetings.create_meeting, SYSTEM, place_id=place_id, title="bench")
    )
    meeting_id: MeetingId = made.data["meeting"]
    services.writer.run(lambda work: perform(work, meetings.move_phase, SYSTEM, meeting_id=meeting_id, to="say"))
    tokens = [secrets.token_urlsafe(24) for _ in range(seats)]
    now = datetime.now(UTC)
    with services.database.write_engine.begin() as connection:
        if seats:
            connection.execute(
                insert(Seat), [_seat(meeting_id, number, token, now) for number, token in enumerate(tokens)]
            )
        if cards:
            wall = [_card(meeting_id, number, now) for number in range(cards)]
            for original, copy in zip(wall, wall[cards - copies :], strict=False):
                copy["copy_of"] = original["id"]
            connection.execute(insert(Proposal), wall)
    if reactions:
        said = [
            (_seat_id(number % seats), card_of(number // seats % cards), Choice.AGREE) for number in range(reactions)
        ]
        services.writer.run(lambda work: proposals.import_reactions(work, meeting_id=meeting_id, reactions=said))
    services.database.dispose()
    path = folder / "tokens.txt"
    path.write_text("".join(f"{token}\n" for token in tokens))
    return Hall(folder, meeting_id, path, settings)


def card_of(number: int) -> str:
    return f"benchcard{number}"


@contextmanager
def serve_hall(hall: Hall, *, core: int | None = SERVER_CORE, **environment: str) -> Iterator[Running]:
    """Run the product on a hall, without a worker unless the environment asks for one."""
    ours = {
        "DATA_DIR": str(hall.folder),
        "DATABASE_URL": hall.settings.database_url,
        "WITH_WORKER": "false",
        "RATE_WRITES": UNBOUND_RATE,
        **environment,
    }
    with serve([sys.executable, "-m", "app", "serve"], ours, path="/readyz", core=core) as running:
        wait_until_quiet(running.pid)
        yield running


@contextmanager
def serve(
    command: list[str], environment: Mapping[str, str], *, path: str, core: int | None = SERVER_CORE
) -> Iterator[Running]:
    """Run a server on a free port of loopback, pinned to `core` unless that is None, until the block ends."""
    port = free_port()
    server = subprocess.Popen(
        command,
        env={**os.environ, "HOST": "127.0.0.1", "PORT": str(port), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        if core is not None:
            os.sched_setaffinity(server.pid, {core})
        _wait_until_ready(server, f"http://127.0.0.1:{port}{path}")
        yield Running(port, server.pid)
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(server: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise TimeoutError("the server did not become ready")


def _seat_id(number: int) -> str:
    return f"seat{number:06}"


def _seat(meeting_id: MeetingId, number: int, token: str, now: datetime) -> dict[str, object]:
    return {
        "id": _seat_id(number),
        "meeting": meeting_id,
        "token_digest": digest_token(token),
        "alias": "",
        "kind": "resident",
        "attendance": "hall",
        "joined_at": now,
    }


def _card(meeting_id: MeetingId, number: int, now: datetime) -> dict[str, object]:
    return {
        "id": card_of(number),
        "meeting": meeting_id,
        "number": number + 1,
        "text": f"bench {number}",
        "state": "visible",
        "reason": "",
        "external_author": "",
        "created_at": now,
        "copy_of": None,
    }
