"""Benchmark of the live board against bare servers in the same run: fan-out, latency, memory, growth.

`LIANGTING_LOADGEN` names the folder of the load generator; without it a crowd of Locust's users votes at a smaller
scale. `BENCH_POLIS_SECONDS` sets the length of the Polis workload (300).
"""

import os
import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench import crowd
from bench.figures import Figure
from bench.hall import SERVER_CORE, Hall, Running, build_hall, serve, serve_hall
from bench.load import Report, is_there, load_bare, load_hall, wrong_of
from bench.slow import slow_reader
from tests.faults.vitals import cpu_seconds

BARE = Path(__file__).with_name("bare")
NODE = Path(__file__).parents[1] / ".venv/bin/node"
DESCRIPTORS = 20_000
ROOM = 1000
CARDS = 50
BEAT_MS = 200
SLOW_SECONDS = 30
IDLE_SEATS = 5000
GROWTH = (100, 1000, 10_000)
GROWTH_ROUNDS = 5
FANOUT = ("--clients", str(ROOM), "--warmup", "1", "--secs", "5")
UNTIL_SEEN = ("--closed", "4", "--until", "seen")
UNTIL_ACK = ("--closed", "1")
"""The product sends the ack before the broadcast: the next vote comes meanwhile, and each vote has its own message."""
FANOUT_ROUNDS = 5
CROWDS = ((50, 20), (100, 50))
BARE_FLASK = "bare Flask-SocketIO"
BARE_NODE = "bare Node socket.io"
BARE_SERVERS = {
    BARE_FLASK: [sys.executable, str(BARE / "flask_gevent.py")],
    BARE_NODE: [str(NODE), str(BARE / "socketio_node.mjs")],
}


def run() -> Iterator[Figure]:
    if not is_there():
        yield from _without_generator()
        return
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    for part in (_fan_out, _steady, _hall_votes, _slow, _idle, _rejoin, _growth, _polis):
        yield from part()


def _without_generator() -> Iterator[Figure]:
    if not crowd.is_there():
        print("  left out: LIANGTING_LOADGEN names no load generator, and Locust is not installed")
        return
    print("  LIANGTING_LOADGEN names no load generator: a crowd of Locust's users instead, at a smaller scale")
    yield from _crowds()


def _crowds() -> Iterator[Figure]:
    """Yield figures of votes at an even, low rate; at a higher one the crowd would be measured."""
    for seats, rate in CROWDS:
        with serve(BARE_SERVERS[BARE_FLASK], {"BEAT_MS": str(BEAT_MS)}, path="/") as running:
            bare = crowd.crowd_at_bare(running, clients=seats, rate=rate, cards=CARDS)
        with _hall(seats=seats) as (hall, running):
            report = crowd.crowd_in_hall(hall, running, rate=rate, cards=CARDS)
        name = f"crowd of {seats}, {rate} votes/s"
        yield from _figures_of(name, report, bare)
        own, own_beside = 100 * float(report["client_cpu"]), 100 * float(bare["client_cpu"])
        yield Figure(f"{name}: the crowd itself", own, "% of a core", BARE_FLASK, own_beside)
        joined, joined_beside = float(report["connect_per_s"]), float(bare["connect_per_s"])
        yield Figure(f"{name}: seats that sign in", joined, "seats/s", BARE_FLASK, joined_beside)


def _fan_out() -> Iterator[Figure]:
    """Yield the messages a second that reach a room of a thousand, with every vote broadcast at once.

    The servers take turns, because the speed of a machine varies.
    """
    rounds: dict[str, list[Report]] = {BARE_FLASK: [], BARE_NODE: [], "plain": [], "packed": []}
    packings = [("plain", ()), ("packed", ("--deflate",))]
    for number in range(FANOUT_ROUNDS):
        for name in BARE_SERVERS:
            rounds[name].append(_bare(*FANOUT, *UNTIL_SEEN, name=name, beat_ms=0))
        for name, packing in packings if number % 2 else reversed(packings):
            with _hall(seats=ROOM, BEAT_MS="0") as (hall, running):
                rounds[name].append(load_hall(hall, running, *packing, *FANOUT, *UNTIL_ACK, cards=CARDS))

    def of(name: str, key: str) -> float:
        return median(float(report[key]) for report in rounds[name])

    told = of("plain", "delivered_per_s")
    for name in BARE_SERVERS:
        yield Figure(f"fan-out to {ROOM:,}", told, "messages/s", name, of(name, "delivered_per_s"))
    packed = of("packed", "delivered_per_s")
    yield Figure("the same, compression offered", packed, "messages/s", "not offered", told)
    for what, key, unit in (
        ("memory for each seat", "rss_kb_per_conn", "KB"),
        ("seats that sign in", "connect_per_s", "seats/s"),
    ):
        yield Figure(what, of("plain", key), unit, BARE_FLASK, of(BARE_FLASK, key))


def _steady() -> Iterator[Figure]:
    """Yield figures of votes at an even rate, each stored before its ack."""
    for seats, rate, packing in ((200, 100, ()), (1000, 100, ()), (1000, 100, ("--deflate",)), (3000, 300, ())):
        options = ("--clients", str(seats), "--rate", str(rate), "--warmup", "2", "--secs", "10")
        bare = _bare(*options, *packing, beat_ms=BEAT_MS)
        name = f"{seats:,} seats, {rate} votes/s{', compression offered' if packing else ''}"
        with _hall(seats=seats) as (hall, running):
            yield from _figures_of(name, load_hall(hall, running, *options, *packing, cards=CARDS), bare)


def _hall_votes() -> Iterator[Figure]:
    """Yield figures of a hall of five hundred in which seven of ten vote within ten seconds.

    The second before is not counted: of the votes in the first message to a client, the generator counts only the
    last one as seen.
    """
    options = ("--clients", "500", "--voters", "350", "--rate", "35", "--poisson", "--warmup", "1", "--secs", "10")
    bare = _bare(*options, beat_ms=BEAT_MS)
    with _hall(seats=500) as (hall, running):
        yield from _figures_of("hall of 500, 70 % in 10 s", load_hall(hall, running, *options, cards=CARDS), bare)


def _slow() -> Iterator[Figure]:
    """Yield figures of a room of a thousand in which one client does not read for half a minute."""
    calm = ("--clients", str(ROOM), "--rate", "100", "--warmup", "2", "--secs", str(SLOW_SECONDS))
    with _hall(seats=ROOM + 1) as (hall, running):
        alone = load_hall(hall, running, *calm, cards=CARDS)
        with slow_reader(hall, running) as slow:
            beside = load_hall(hall, running, *calm, cards=CARDS)
            back = slow.come_back()
    with_it, without = float(beside["all_see_ms"]["p95"]), float(alone["all_see_ms"]["p95"])
    yield Figure("beside a slow reader: the last sees, p95", with_it, "ms", "without one", without)
    yield Figure("slow reader: true state after it reads again", back.seconds, "s")
    yield Figure("slow reader: what had waited for it", back.waited_bytes / 1024, "KB")


def _idle() -> Iterator[Figure]:
    options = ("--clients", str(IDLE_SEATS), "--idle", "30", "--rate", "1", "--warmup", "0", "--secs", "1")
    bare = _bare(*options, beat_ms=BEAT_MS)
    with _hall(seats=IDLE_SEATS) as (hall, running):
        report = load_hall(hall, running, *options, cards=CARDS)
    name = f"{IDLE_SEATS:,} idle seats"
    idle, bare_idle = 100 * float(report["idle_cpu"]), 100 * float(bare["idle_cpu"])
    yield Figure(f"{name}: web process", idle, "% of a core", BARE_FLASK, bare_idle)
    memory, bare_memory = float(report["rss_kb_per_conn"]), float(bare["rss_kb_per_conn"])
    yield Figure(f"{name}: memory of each", memory, "KB", BARE_FLASK, bare_memory)


def _rejoin() -> Iterator[Figure]:
    """Yield figures of three thousand clients that are cut off at once, join again, and vote as before."""
    options = ("--clients", "3000", "--storm", "3000", "--rate", "100", "--warmup", "1", "--secs", "5")
    bare = _bare(*options, beat_ms=BEAT_MS)
    with _hall(seats=3000) as (hall, running):
        report = load_hall(hall, running, *options, cards=CARDS)
    yield Figure("3,000 lost and joined again", float(report["storm_s"]), "s", BARE_FLASK, float(bare["storm_s"]))
    yield Figure("after it: lost, refused, doubled, out of order", wrong_of(report), "votes")


def _growth() -> Iterator[Figure]:
    """Yield the processor time of a vote, at a hundred votes a second to two hundred listeners, in halls of all sizes.

    Either the wall or the number of seats grows. The halls run at the same time and take turns, because the speed of a
    machine varies.
    """
    options = ("--clients", "200", "--rate", "100", "--warmup", "1", "--secs", "6")
    series: list[tuple[str, list[dict[str, Any]]]] = [
        ("proposals", [{"seats": 200, "cards": cards} for cards in GROWTH]),
        (
            "seats that have voted on everything, a fifth of it copies",
            [{"seats": max(seats, 200), "reactions": seats * CARDS, "copies": CARDS // 5} for seats in GROWTH],
        ),
    ]
    for what, sizes in series:
        costs: list[list[float]] = [[] for _ in sizes]
        with ExitStack() as standing:
            halls = [standing.enter_context(_hall(**size)) for size in sizes]
            for _ in range(GROWTH_ROUNDS):
                for size, (hall, running), spent in zip(sizes, halls, costs, strict=True):
                    cards = size.get("cards", CARDS)
                    # With `seen` the clients say that they have the wall already.
                    report = load_hall(hall, running, *options, cards=cards, seen={"wall": 0})
                    spent.append(1000 * float(report["server_cpu"]) / float(report["votes_per_s"]))
        for number, spent in zip(GROWTH, costs, strict=True):
            name = f"processor time of a vote, {number:,} {what}"
            yield Figure(name, median(spent), "ms", f"with {GROWTH[0]}", median(costs[0]))


def _polis() -> Iterator[Figure]:
    """Yield figures of 100 voters on 172 statements, a vote each every 5 s, with live themes and common ground."""
    seconds = os.environ.get("BENCH_POLIS_SECONDS", "300")
    options = ("--clients", "100", "--rate", "20", "--poisson", "--warmup", "2", "--secs")
    bare = _bare(*options, "20", beat_ms=BEAT_MS)
    with _hall(seats=100, cards=172, WITH_WORKER="true") as (hall, running):
        before = cpu_seconds(running.pid)
        report = load_hall(hall, running, *options, seconds, cards=172)
        used = (cpu_seconds(running.pid) - before) / (float(seconds) + 2)
    yield from _figures_of("Polis retest", report, bare)
    yield Figure("Polis retest: web process and worker", used, "cores", BARE_FLASK, float(bare["server_cpu"]))


def _figures_of(name: str, report: Report, bare: Report) -> Iterator[Figure]:
    """Yield figures against a bare server that broadcasts at the same beat, stores nothing, checks no permission."""
    for what, group, part in (
        ("ack p95", "ack_ms", "p95"),
        ("ack p99", "ack_ms", "p99"),
        ("the last sees, p95", "all_see_ms", "p95"),
    ):
        yield Figure(f"{name}: {what}", float(report[group][part]), "ms", BARE_FLASK, float(bare[group][part]))
    used, bare_used = 100 * float(report["server_cpu"]), 100 * float(bare["server_cpu"])
    yield Figure(f"{name}: web process", used, "% of a core", BARE_FLASK, bare_used)
    yield Figure(f"{name}: lost, refused, doubled, out of order", wrong_of(report), "votes")


def _bare(*options: str, beat_ms: int, name: str = BARE_FLASK) -> Report:
    with serve(BARE_SERVERS[name], {"BEAT_MS": str(beat_ms)}, path="/") as running:
        return load_bare(running, *options, beat_ms=beat_ms)


@contextmanager
def _hall(
    *, seats: int, cards: int = CARDS, reactions: int = 0, copies: int = 0, **environment: str
) -> Iterator[tuple[Hall, Running]]:
    with tempfile.TemporaryDirectory() as folder:
        hall = build_hall(Path(folder), seats=seats, cards=cards, reactions=reactions, copies=copies)
        with serve_hall(hall, core=None if "WITH_WORKER" in environment else SERVER_CORE, **environment) as running:
            yield hall, running
