"""R2: the power fails while a hall votes: whatever lies on the disk opens, is whole, and is a prefix of history."""

import contextlib
import json
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.platform.storage import ledger, migrations
from app.platform.storage.db import PRAGMAS, Database
from app.platform.storage.ledger import LedgerEntry
from app.proposals import queries as proposals
from tests.servers import ROOT, wait_until

COPIES = [
    pytest.param(200, id="200-copies"),
    pytest.param(1000, id="1000-copies", marks=[pytest.mark.nightly, pytest.mark.timeout(3600)]),
]
HEADER, FRAME_HEADER = 32, 24
"""Bytes of a WAL's header, and of that of each frame."""


def test_every_pooled_connection_is_durable(real_disk: None, tmp_path: Path) -> None:
    """Also one that is opened after another was thrown away."""
    database = Database(f"sqlite:///{tmp_path}/a.sqlite", readers=4)
    for engine, size in ((database.read_engine, 4), (database.write_engine, 1)):
        for _ in range(2):
            connections = [engine.connect() for _ in range(size)]
            for connection in connections:
                for name, value in PRAGMAS.items():
                    assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value
                assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
                connection.invalidate()
                connection.close()
    database.dispose()


@pytest.mark.fault
@pytest.mark.parametrize("copies", COPIES)
def test_a_power_cut_leaves_a_prefix_of_history(copies: int, tmp_path: Path) -> None:
    fate = random.Random(2)
    cases: list[Remains] = []
    source = tmp_path / "live" / "liangting.sqlite"
    with _voting(source) as hall:
        for number in range(copies):
            time.sleep(fate.uniform(0, 0.02))
            with hall.paused():
                remains = _cut_power(source, tmp_path / f"cut{number % 2}", hall, fate)
            cases.append(remains)
    history = _history(source, hall.meeting)
    whole = sum(remains.heads == history[: len(remains.heads)] for remains in cases)
    lossless = sum(len(remains.heads) >= remains.acknowledged for remains in cases if not remains.is_cut)
    cuts = sum(remains.is_cut for remains in cases)
    print(f"\nR2: {whole} of {copies} copies consistent and a prefix of {len(history)} entries, {cuts} with a cut WAL")
    assert whole == copies
    assert lossless == copies - cuts
    assert 0 < cuts < copies


@dataclass(frozen=True, slots=True)
class Remains:
    """What a power cut left."""

    is_cut: bool
    """whether the end of the WAL was lost"""
    acknowledged: int
    """the last entry that a voter had heard of"""
    heads: list[str]
    """the hash of each entry, in order"""


@dataclass(slots=True)
class VotingProcess:
    process: subprocess.Popen[str]
    meeting: str
    acknowledged: int = 0
    _listener: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Hold the process at whatever instruction it is: its files are then what a power cut would find."""
        self.process.send_signal(signal.SIGSTOP)
        state = Path(f"/proc/{self.process.pid}/stat")
        wait_until(lambda: state.read_text().rpartition(")")[2].split()[0] == "T", "the process stands still")
        yield
        self.process.send_signal(signal.SIGCONT)

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self.acknowledged = max(self.acknowledged, int(line))


@contextlib.contextmanager
def _voting(source: Path) -> Iterator[VotingProcess]:
    url = f"sqlite:///{source}"
    source.parent.mkdir()
    migrations.upgrade(url)
    command = [sys.executable, "-m", "tests.faults.endless_votes", url, str(source.parent)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield VotingProcess(process, (process.stdout.readline() if process.stdout else "").strip())
    finally:
        process.kill()
        process.wait()


def _cut_power(source: Path, folder: Path, hall: VotingProcess, fate: random.Random) -> Remains:
    """Copy database and WAL, lose the end of the WAL half of the time, and open what is left."""
    acknowledged = hall.acknowledged
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    copy = folder / source.name
    shutil.copyfile(source, copy)
    wal = Path(f"{source}-wal")
    content = wal.read_bytes() if wal.exists() else b""
    first = _first_byte_at_risk(Path(f"{source}-shm").read_bytes(), content)
    is_cut = first is not None and first < len(content) and fate.random() < 0.5
    end = fate.randrange(first, len(content)) if is_cut and first is not None else len(content)
    Path(f"{copy}-wal").write_bytes(content[:end])
    return Remains(is_cut, acknowledged, _check(copy, hall.meeting))


def _first_byte_at_risk(index: bytes, wal: bytes) -> int | None:
    """Where a WAL may end after a power cut: what the database file has taken over was on the disk before.

    Reads SQLite's WAL-index (https://www.sqlite.org/walformat.html): the salts of its header, and how many frames
    are, or are being, copied into the database. None while the WAL is about to start anew.
    """
    if len(wal) < HEADER or index[32:40] != wal[16:24]:
        return None
    page = struct.unpack(">I", wal[8:12])[0]
    copied, copying = struct.unpack("=I", index[96:100])[0], struct.unpack("=I", index[128:132])[0]
    return HEADER + max(copied, copying) * (FRAME_HEADER + page)


def _check(copy: Path, meeting: str) -> list[str]:
    """Open a copy as the product does; the hash of each entry once everything agrees with everything."""
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    database = Database(f"sqlite:///{copy}")
    with database.read() as session:
        entries = list(ledger.entries_of(session, meeting))
        assert ledger.verify_entries(meeting, entries, ledger.head_of(session, meeting)) is None
        rows = {(row.seat, row.proposal): row.choice for row in proposals.raw_reactions_of(session, meeting)}
        assert rows == _recount(entries)
        hashes = [entry.hash for entry in entries]
    database.dispose()
    return hashes


def _recount(entries: list[LedgerEntry]) -> dict[tuple[str, str], str]:
    counted = {}
    for entry in entries:
        if entry.kind == "reaction.cast":
            facts = json.loads(entry.payload or "{}")
            counted[(entry.actor, facts["proposal"])] = facts["choice"]
    return counted


def _history(source: Path, meeting: str) -> list[str]:
    database = Database(f"sqlite:///{source}")
    with database.read() as session:
        hashes = [entry.hash for entry in ledger.entries_of(session, meeting)]
    database.dispose()
    return hashes
