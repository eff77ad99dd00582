"""Benchmark of a hall that votes while fifty strangers attack: ack time and memory, against a quiet time before.

`BENCH_ATTACK_SECONDS` sets the length of each attack (60), `BENCH_ATTACKS` selects some of the kinds.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.attacks import ATTACKS, COUNT
from bench.figures import Figure
from bench.hall import LOAD_CORE, Hall, Running, build_hall, serve_hall
from tests.faults.vitals import Vitals

SEATS, CARDS = 100, 50
ATTACK = "bench.attacks"
WARM_SECONDS, QUIET_SECONDS = 3, 20
SECONDS = float(os.environ.get("BENCH_ATTACK_SECONDS", "60"))
KINDS = os.environ.get("BENCH_ATTACKS", ",".join(ATTACKS)).split(",")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Measurements of one stretch of time: ack p95 (ms), lost and all votes, memory growth (MB), answers seen."""

    p95: float
    lost: int
    votes: int
    grown_mb: float
    seen: str = ""


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        hall = build_hall(Path(folder), seats=SEATS, cards=CARDS)
        with serve_hall(hall) as running:
            watch(hall, running, WARM_SECONDS)
            for kind in KINDS:
                quiet = watch(hall, running, min(QUIET_SECONDS, SECONDS))
                attacked = watch(hall, running, SECONDS, kind=kind)
                print(f"    {kind}: {attacked.votes} votes; the attackers saw {attacked.seen}", flush=True)
                yield Figure(f"{COUNT} attackers, {kind}: ack p95", attacked.p95, "ms", "quiet", quiet.p95)
                yield Figure(f"{COUNT} attackers, {kind}: votes refused or lost", attacked.lost, "votes")
                yield Figure(f"{COUNT} attackers, {kind}: memory grown", attacked.grown_mb, "MB")


def watch(hall: Hall, running: Running, seconds: float, *, kind: str | None = None) -> Stretch:
    """Let the seats vote for some seconds, during an attack if `kind` names one, and return the measurements."""
    before = Vitals.of(running.pid).rss_kb
    attack = _start(ATTACK, kind, running.port, seconds + 2) if kind else None
    voters = _start("bench.steady", running.port, hall.meeting, hall.tokens, CARDS, seconds)
    told, _ = voters.communicate(timeout=seconds + 180)
    seen = attack.communicate(timeout=60)[0] if attack else ""
    report = json.loads(told)
    waits = sorted(report["waits"])
    p95 = waits[int(len(waits) * 0.95)] if waits else float("inf")
    grown = (Vitals.of(running.pid).rss_kb - before) / 1024
    return Stretch(p95, report["lost"], len(waits), grown, seen.strip())


def _start(module: str, *arguments: object) -> "subprocess.Popen[str]":
    """Start a process on the load's core; attackers get a lower priority, because the voters are measured."""
    give_way = ["nice", "-n", "15"] if module == ATTACK else []
    command = ["taskset", "-c", str(LOAD_CORE), *give_way, sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
