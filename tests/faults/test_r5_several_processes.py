"""R5 and the scale-out: two web processes, Redis, PostgreSQL and nginx; one process dies, Redis goes away."""

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from redis import Redis

from app.factory import create_services
from app.meetings import actions as meetings
from app.platform.access.actors import SYSTEM
from app.platform.access.services import Services
from app.platform.storage import ledger
from app.proposals import queries as proposals
from app.settings import Settings
from tests.builders import build_meeting, build_proposal, view_meeting
from tests.conftest import lacking
from tests.faults.phones import CrowdPhone, plan, start_all
from tests.people import gather_cast
from tests.servers import MissingError, Product, free_ports, run_postgres, run_redis, wait_until

PATIENCE = 240.0
CARDS = 6
POLLING = 10
"""One of so many phones is where WebSockets are blocked."""


@dataclass(slots=True)
class Estate:
    """Everything that runs, a meeting on it, and the same data seen from beside."""

    product: Product
    services: Services
    meeting: str = ""
    cards: list[str] = field(default_factory=list)
    phones: list[CrowdPhone] = field(default_factory=list)

    def open(self) -> None:
        """Start everything, wait for both processes, and make a meeting."""
        self.product.start()
        for port in (self.product.port + 1, self.product.port + 2):
            Product(self.product.folder, port=port, arguments=self.product.arguments).wait()
        self.meeting = build_meeting(self.services, gather_cast(self.services).place)
        self.cards = [build_proposal(self.services, SYSTEM, self.meeting, f"第{n}条建议") for n in range(CARDS)]

    def gather(self, count: int, votes: int) -> None:
        """Seats, half through nginx, the others by turns at the two processes themselves."""
        fate, port, code = random.Random(5), self.product.port, view_meeting(self.services, self.meeting).code
        tokens = self.services.writer.run(
            lambda work: [meetings.join_meeting(work, code=code).token for _ in range(count)]
        )
        for at, token in enumerate(tokens):
            door = port if at % 2 else port + 1 + at // 2 % 2
            is_polling, meant = at // 2 % POLLING == 0, plan(self.cards, votes, fate)
            self.phones.append(CrowdPhone(token, self.meeting, door, port, meant, at, is_polling=is_polling))
        start_all(self.phones)

    def acked(self) -> int:
        return sum(len(phone.acked) for phone in self.phones)

    def truth(self) -> int:
        """The version that every phone must show."""
        with self.services.database.read() as session:
            return ledger.version_of(session, self.meeting, "tally")

    def behind(self) -> int:
        truth = self.truth()
        return sum(phone.version_of("tally") < truth for phone in self.phones)

    def lost_and_double(self) -> tuple[int, int]:
        with self.services.database.read() as session:
            assert ledger.verify_chain(session, self.meeting) is None
            recorded = ledger.entries_of(session, self.meeting)
            entries = [(entry.key, entry.seq) for entry in recorded if entry.kind == "reaction.cast"]
            rows = len(proposals.reactions_of(session, self.meeting))
        stored = dict(entries)
        lost = sum(stored.get(key) != seq for phone in self.phones for key, seq in phone.acked.items())
        meant = {(at, card) for at, phone in enumerate(self.phones) for _, card, _ in phone.votes}
        assert rows == len(meant)
        return lost, len(entries) - len(stored)


@pytest.fixture
def redis() -> Iterator[str]:
    try:
        with run_redis() as url:
            yield url
    except MissingError as error:
        lacking(error)


@pytest.fixture
def estate(tmp_path: Path, redis: str) -> Iterator[Estate]:
    if not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()):
        lacking(MissingError("nginx"))
    with run_postgres(is_durable=True) as server:
        url = server.url(server.create())
        settings = {"DATABASE_URL": url, "REDIS_URL": redis, "RATE_WRITES": "1000"}
        product = Product(tmp_path, settings, free_ports(3), ("--processes", "2"))
        services = create_services(Settings(_env_file=None, data_dir=tmp_path, database_url=url))
        built = Estate(product, services)
        try:
            built.open()
            yield built
        finally:
            for phone in built.phones:
                phone.is_over = True
            services.database.dispose()
            product.stop()


@pytest.mark.fault
@pytest.mark.postgres
@pytest.mark.redis
def test_one_of_two_processes_is_killed_while_500_vote(estate: Estate) -> None:
    count, votes = 500, 2
    estate.gather(count, votes)
    wait_until(lambda: estate.acked() >= count * votes // 4, "a quarter of the votes is answered", patience=PATIENCE)
    os.kill(process_on(estate.product.port + 1), signal.SIGKILL)
    killed = time.monotonic()
    wait_until(lambda: all(phone.is_done for phone in estate.phones), "every vote is answered", patience=PATIENCE)
    answered = time.monotonic()
    wait_until(lambda: estate.behind() == 0, "every phone shows the truth", patience=PATIENCE)
    seen = time.monotonic() - answered
    lost, double = estate.lost_and_double()
    again = sum(phone.connects > 1 for phone in estate.phones)
    away = max(phone.longest_away for phone in estate.phones)
    polling = sum(phone.is_polling for phone in estate.phones)
    print(
        f"\nR5 {count} seats, {polling} of them polling, 2 processes: {again} found back, lost {lost}, double {double}"
    )
    print(f"R5 at the true state {away:.1f} s after the line was lost, waits of .5 to 2 s included")
    print(f"R5 every vote answered {answered - killed:.1f} s after the kill, all at the true state {seen:.2f} s later")
    assert (lost, double) == (0, 0)
    assert not any(phone.refused for phone in estate.phones)
    assert again > 0


@pytest.mark.fault
@pytest.mark.postgres
@pytest.mark.redis
def test_notices_lost_with_redis_are_found_in_the_database(estate: Estate, redis: str) -> None:
    estate.gather(40, 1)
    wait_until(lambda: all(phone.is_done for phone in estate.phones), "every vote is answered", patience=PATIENCE)
    shut_down(redis)
    late = estate.phones[0]
    card = build_proposal(estate.services, SYSTEM, estate.meeting, "后来的建议")
    assert card
    late.votes.extend(plan([*estate.cards, card], 1, random.Random(6)))
    wait_until(lambda: late.is_done, "the late vote is answered", patience=PATIENCE)
    answered = time.monotonic()
    wait_until(lambda: estate.behind() == 0, "every phone shows the truth", patience=PATIENCE)
    print(f"\nR5 without Redis: every phone at the true state {time.monotonic() - answered:.2f} s after the ack")
    with estate.services.database.read() as session:
        wall = ledger.version_of(session, estate.meeting, "wall")
    wait_until(lambda: all(phone.version_of("wall") >= wall for phone in estate.phones), "all see the new card")


@pytest.mark.fault
@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of a process that was killed")
def test_nothing_outlives_a_supervisor_that_is_killed(estate: Estate) -> None:
    children = descendants_of(estate.product.pid)
    assert {"nginx", "python"} <= {name for name, _ in children}
    assert len(children) >= 5  # nginx and its worker, two web processes, the worker of jobs
    estate.product.kill()
    wait_until(lambda: not any(map(is_alive, [pid for _, pid in children])), "every child has ended")


def descendants_of(pid: int) -> list[tuple[str, int]]:
    """(name, id) of every process below one."""
    descendants = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        name, _, rest = path.read_text().partition("(")[2].rpartition(")")
        if int(rest.split()[1]) == pid:
            child = int(path.parent.name)
            descendants += [(name.split(":")[0], child), *descendants_of(child)]
    return descendants


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def process_on(port: int) -> int:
    """The web process that was told to listen on a port."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if path.read_bytes().endswith(f"serve\0--member\0{port}\0".encode()):
                return int(path.parent.name)
        except OSError:
            continue
    raise LookupError(port)


def shut_down(url: str) -> None:
    with Redis.from_url(url) as client:
        client.shutdown(nosave=True)
