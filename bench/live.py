"""The live board under the load generator, beside bare servers in the same run: fan-out, latency, memory, growth.

`LIANGTING_LOADGEN` names the folder of the generator; without it a crowd of Locust's users votes at a smaller scale.
`BENCH_POLIS_SECONDS` shortens the Polis workload (300).
"""

import os
import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench import crowd
from bench.figures import Figure
from bench.hall import Hall, Running, build_hall, cpu_seconds, serve, serve_hall
from bench.load import Report, is_there, load_hall, run_load
from bench.slow import slow_reader

BARE = Path(__file__).with_name("bare")
NODE = Path(__file__).parents[1] / ".venv/bin/node"
DESCRIPTORS = 20_000
ROOM = 1000
CARDS = 50
SLOW_SECONDS = 30
IDLE_SEATS = 5000
GROWTH = (100, 1000, 10_000)
FANOUT = ("--clients", str(ROOM), "--closed", "4", "--until", "seen", "--warmup", "1", "--secs", "5")
CROWDS = ((50, 20), (100, 20))
CALM = ("--clients", str(ROOM), "--rate", "100", "--warmup", "2")
BARE_FLASK = "bare Flask-SocketIO"
BARE_NODE = "bare Node socket.io"
BARE_SERVERS = {
    BARE_FLASK: [sys.executable, str(BARE / "flask_gevent.py")],
    BARE_NODE: [str(NODE), str(BARE / "socketio_node.mjs")],
}


def run() -> list[Figure]:
    if not is_there():
        return _without_generator()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return [*_fan_out(), *_steady(), *_hall_votes(), *_slow(), *_idle(), *_rejoin(), *_growth(), *_polis()]


def _without_generator() -> list[Figure]:
    if not crowd.is_there():
        print("  left out: LIANGTING_LOADGEN names no load generator, and Locust is not installed")
        return []
    print("  LIANGTING_LOADGEN names no load generator: a crowd of Locust's users instead, at a smaller scale")
    return [*_crowds()]


def _crowds() -> Iterator[Figure]:
    """Votes at an even rate; more of them would measure the crowd, which takes all the bare server tells one by one."""
    for seats, rate in CROWDS:
        with serve(BARE_SERVERS[BARE_FLASK], {}, path="/") as running:
            bare = crowd.crowd_at_bare(running, clients=seats, rate=rate, cards=CARDS)
        with _hall(seats=seats) as (hall, running):
            report = crowd.crowd_in_hall(hall, running, rate=rate, cards=CARDS)
        name = f"crowd of {seats}, {rate} votes/s"
        for figure, beside in zip(_figures_of(name, report), _figures_of(name, bare), strict=True):
            yield replace(figure, baseline=BARE_FLASK, baseline_value=beside.value)
        own, own_beside = 100 * float(report["client_cpu"]), 100 * float(bare["client_cpu"])
        yield Figure(f"{name}: the crowd itself", own, "% of a core", BARE_FLASK, own_beside)
        joined, joined_beside = float(report["connect_per_s"]), float(bare["connect_per_s"])
        yield Figure(f"{name}: seats that sign in", joined, "seats/s", BARE_FLASK, joined_beside)


def _fan_out() -> Iterator[Figure]:
    """Messages a second that one room of a thousand is told, every vote at once."""
    bare = {name: _bare(name) for name in BARE_SERVERS}
    with _hall(seats=ROOM, BEAT_MS="0") as (hall, running):
        plain = load_hall(hall, running, *FANOUT, cards=CARDS)
    with _hall(seats=ROOM, BEAT_MS="0") as (hall, running):
        packed = load_hall(hall, running, "--deflate", *FANOUT, cards=CARDS)
    told = float(plain["delivered_per_s"])
    for name, report in bare.items():
        yield Figure(f"fan-out to {ROOM:,}", told, "messages/s", name, float(report["delivered_per_s"]))
    yield Figure("the same, compression offered", float(packed["delivered_per_s"]), "messages/s", "not offered", told)
    memory = float(bare[BARE_FLASK]["rss_kb_per_conn"])
    yield Figure("memory for each seat", float(plain["rss_kb_per_conn"]), "KB", BARE_FLASK, memory)
    yield Figure(
        "seats that sign in",
        float(plain["connect_per_s"]),
        "seats/s",
        BARE_FLASK,
        float(bare[BARE_FLASK]["connect_per_s"]),
    )


def _steady() -> Iterator[Figure]:
    """Votes at an even rate, written before the ack."""
    for seats, rate, seconds in ((200, 100, 10), (1000, 100, 10), (3000, 300, 10)):
        with _hall(seats=seats) as (hall, running):
            options = ("--clients", str(seats), "--rate", str(rate), "--warmup", "2", "--secs", str(seconds))
            yield from _figures_of(f"{seats:,} seats, {rate} votes/s", load_hall(hall, running, *options, cards=CARDS))


def _hall_votes() -> Iterator[Figure]:
    """Seven of ten in a hall of five hundred vote within ten seconds."""
    with _hall(seats=500) as (hall, running):
        options = ("--clients", "500", "--voters", "350", "--rate", "35", "--poisson", "--warmup", "0", "--secs", "10")
        yield from _figures_of("hall of 500, 70 % in 10 s", load_hall(hall, running, *options, cards=CARDS))


def _slow() -> Iterator[Figure]:
    """One client of a room of a thousand does not read for half a minute."""
    seconds = ("--secs", str(SLOW_SECONDS))
    with _hall(seats=ROOM + 1) as (hall, running):
        alone = load_hall(hall, running, *CALM, *seconds, cards=CARDS)
        with slow_reader(hall, running) as slow:
            beside = load_hall(hall, running, *CALM, *seconds, cards=CARDS)
            back = slow.come_back()
    with_it, without = float(beside["all_see_ms"]["p95"]), float(alone["all_see_ms"]["p95"])
    yield Figure("beside a slow reader: the last sees, p95", with_it, "ms", "without one", without)
    yield Figure("slow reader: true state after it reads again", back.seconds, "s")
    yield Figure("slow reader: what had waited for it", back.waited_bytes / 1024, "KB")


def _idle() -> Iterator[Figure]:
    with _hall(seats=IDLE_SEATS) as (hall, running):
        options = ("--clients", str(IDLE_SEATS), "--idle", "30", "--rate", "1", "--warmup", "0", "--secs", "1")
        report = load_hall(hall, running, *options, cards=CARDS)
    yield Figure(f"{IDLE_SEATS:,} idle seats: web process", 100 * float(report["idle_cpu"]), "% of a core")
    yield Figure(f"{IDLE_SEATS:,} idle seats: memory of each", float(report["rss_kb_per_conn"]), "KB")


def _rejoin() -> Iterator[Figure]:
    """Three thousand are cut off at once; then all vote and are told as before."""
    with _hall(seats=3000) as (hall, running):
        options = ("--clients", "3000", "--storm", "3000", "--rate", "100", "--warmup", "0", "--secs", "5")
        report = load_hall(hall, running, *options, cards=CARDS)
        yield Figure("3,000 lost and joined again", float(report["storm_s"]), "s")
        yield Figure("after it: lost, refused, doubled, out of order", _wrong(report), "votes")


def _growth() -> Iterator[Figure]:
    """What a hundred votes a second cost a hall of two hundred as the wall grows."""
    first: float | None = None
    for cards in GROWTH:
        with _hall(seats=200, cards=cards) as (hall, running):
            options = ("--clients", "200", "--rate", "100", "--warmup", "2", "--secs", "6")
            report = load_hall(hall, running, *options, cards=cards, seen={"wall": 0})  # they hold the wall already
        cost = 1000 * float(report["server_cpu"]) / float(report["votes_per_s"])
        first = first if first is not None else cost
        yield Figure(f"processor time of a vote, {cards:,} proposals", cost, "ms", f"with {GROWTH[0]}", first)


def _polis() -> Iterator[Figure]:
    """A hundred voters, 172 statements, a vote every five seconds each; themes and common ground live beside them."""
    seconds = os.environ.get("BENCH_POLIS_SECONDS", "300")
    with _hall(seats=100, cards=172, WITH_WORKER="true") as (hall, running):
        before = cpu_seconds(running.pid)
        options = ("--clients", "100", "--rate", "20", "--poisson", "--warmup", "2", "--secs", seconds)
        yield from _figures_of("Polis retest", load_hall(hall, running, *options, cards=172))
        used = (cpu_seconds(running.pid) - before) / (float(seconds) + 2)
        yield Figure("Polis retest: web process and worker", used, "cores")


def _figures_of(name: str, report: Report) -> Iterator[Figure]:
    yield Figure(f"{name}: ack p95", float(report["ack_ms"]["p95"]), "ms")
    yield Figure(f"{name}: ack p99", float(report["ack_ms"]["p99"]), "ms")
    yield Figure(f"{name}: the last sees, p95", float(report["all_see_ms"]["p95"]), "ms")
    yield Figure(f"{name}: web process", 100 * float(report["server_cpu"]), "% of a core")
    yield Figure(f"{name}: lost, refused, doubled, out of order", _wrong(report), "votes")


def _wrong(report: Report) -> float:
    return float(sum(int(report[kind]) for kind in ("lost_ack", "lost_seen", "ack_err", "dup", "seq_ooo")))


def _bare(name: str) -> Report:
    with serve(BARE_SERVERS[name], {}, path="/") as running:
        return run_load(running, *FANOUT)


@contextmanager
def _hall(*, seats: int, cards: int = CARDS, **environment: str) -> Iterator[tuple[Hall, Running]]:
    with tempfile.TemporaryDirectory() as folder:
        hall = build_hall(Path(folder), seats=seats, cards=cards)
        with serve_hall(hall, core=None if "WITH_WORKER" in environment else _core(), **environment) as running:
            yield hall, running


def _core() -> int:
    return min(os.sched_getaffinity(0))
