"""Benchmark of two web processes with Redis and nginx on one PostgreSQL, against one process.

The servers may run on every core, also on the generator's. nginx sends a whole meeting to one process, so the run
through nginx shows the cost of the proxy; the run with clients spread over both processes' ports shows the cost of the
notices between the processes.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure
from bench.hall import UNBOUND_RATE, Hall, Running, build_hall
from bench.load import Report, is_there, load_hall, wrong_of
from tests.faults.vitals import children_of, wait_until_quiet
from tests.servers import MissingError, Postgres, Product, free_ports, run_postgres, run_redis

PROCESSES = 2
SEATS, CARDS, RATE, SECONDS = 500, 50, 100, 15
PATH = "/socket.io/?EIO=4&transport=websocket&meeting={meeting}"
ONE = "one process"
WRONG = "lost, refused, doubled, disordered"
WAITS = (("ack", "ack_ms", "p95"), ("ack", "ack_ms", "p99"), ("the last sees", "all_see_ms", "p95"))


@dataclass(frozen=True, slots=True)
class Serving:
    """The product on a hall of its own, and its web processes with the ports on which they listen."""

    hall: Hall
    product: Product
    members: dict[int, int]
    """{port: process id}"""

    def load(self, ports: list[int]) -> Report:
        """Run votes at an even rate from seats that are spread over ports, and return the generator's report."""
        options = ("--clients", str(SEATS), "--rate", str(RATE), "--warmup", "3", "--secs", str(SECONDS))
        where = ("--port", _joined(ports), "--server-pid", _joined(self.members.values()))
        path = ("--path", PATH.format(meeting=self.hall.meeting))
        running = Running(self.product.port, self.product.pid)
        return load_hall(self.hall, running, *options, *where, *path, cards=CARDS)


def run() -> list[Figure]:
    missing = _missing()
    if missing:
        print(f"  left out, missing: {', '.join(missing)}")
        return []
    try:
        with run_postgres(is_durable=True) as server, run_redis() as redis:
            return [*_measure(server, redis)]
    except MissingError as error:
        print(f"  left out, missing: {error}")
        return []


def _missing() -> list[str]:
    is_here = {
        "a load generator (LIANGTING_LOADGEN)": is_there(),
        "redis-server": shutil.which("redis-server"),
        "nginx": shutil.which("nginx") or Path("/usr/sbin/nginx").exists(),
    }
    return [name for name, is_present in is_here.items() if not is_present]


def _measure(server: Postgres, redis: str) -> Iterator[Figure]:
    with _serve(server) as serving:
        one = serving.load([serving.product.port])
    yield Figure(f"{ONE}, {SEATS} seats, {RATE} votes/s: {WRONG}", wrong_of(one), "votes")
    with _serve(server, REDIS_URL=redis) as serving:
        yield from _figures_of("two, clients spread", serving.load([*serving.members]), one)
    with _serve(server, REDIS_URL=redis) as serving:
        yield from _figures_of("two, behind nginx", serving.load([serving.product.port]), one)


@contextmanager
def _serve(server: Postgres, **environment: str) -> Iterator[Serving]:
    """Run the product on a new database: several processes if the environment names Redis, else one."""
    url, is_one = server.url(server.create()), not environment
    arguments = () if is_one else ("--processes", str(PROCESSES))
    environment = {**environment, "DATABASE_URL": url, "RATE_WRITES": UNBOUND_RATE}
    with tempfile.TemporaryDirectory() as folder:
        hall = build_hall(Path(folder), seats=SEATS, cards=CARDS, database_url=url)
        product = Product(Path(folder), environment, free_ports(PROCESSES + 1), arguments)
        try:
            product.start()
            ports = [product.port] if is_one else [product.port + at for at in range(1, PROCESSES + 1)]
            for port in ports:
                Product(product.folder, port=port, arguments=arguments).wait()
            wait_until_quiet(product.pid)
            pids = {ports[0]: product.pid} if is_one else _members(product.pid)
            yield Serving(hall, product, pids)
        finally:
            product.stop()


def _members(pid: int) -> dict[int, int]:
    """Return {port: process id} of the web processes that a process has started."""
    commands = {child: Path(f"/proc/{child}/cmdline").read_text().split("\0") for child in children_of(pid)}
    return {int(words[-2]): child for child, words in commands.items() if "--member" in words}


def _figures_of(name: str, report: Report, one: Report) -> Iterator[Figure]:
    for kind, asked, share in WAITS:
        yield Figure(f"{name}: {kind} {share}", float(report[asked][share]), "ms", ONE, float(one[asked][share]))
    used, alone = 100 * float(report["server_cpu"]), 100 * float(one["server_cpu"])
    yield Figure(f"{name}: web processes", used, "% of a core", ONE, alone)
    yield Figure(f"{name}: {WRONG}", wrong_of(report), "votes")


def _joined(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))
