"""The load generator, built from the folder that LIANGTING_LOADGEN names and run on another core than the server."""

import json
import os
import secrets
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bench.hall import LOAD_CORE, Hall, Running

FOLDER = os.environ.get("LIANGTING_LOADGEN", "")
Report = dict[str, Any]


def is_there() -> bool:
    return bool(FOLDER)


def run_load(running: Running, *options: str) -> Report:
    """Run the generator against a server and return its report.

    Raises:
        RuntimeError: with the generator's output, if the generator fails.
    """
    command = ["taskset", "-c", str(LOAD_CORE), str(_program()), "--port", str(running.port)]
    ended = subprocess.run(
        [*command, "--server-pid", str(running.pid), *options], capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise RuntimeError(f"rtload: {ended.stderr.strip()[-500:]} {ended.stdout[-500:]}")
    report: Report = json.loads(ended.stdout.strip().splitlines()[-1])
    return report


def load_hall(
    hall: Hall,
    running: Running,
    *options: str,
    cards: int,
    seen: Mapping[str, int] | None = None,
    told: str = "tally:changed",
) -> Report:
    """Run the generator against the product: residents react to cards.

    A vote counts as seen when an event `told` carries its version or a later one.
    """
    run = secrets.token_hex(4)
    return run_load(
        running,
        *("--tokens", str(hall.tokens), "--auth", '{"seat":"{token}"}'),
        *("--join", "meeting:join", "--join-data", json.dumps({"meeting": hall.meeting, "seen": dict(seen or {})})),
        *("--vote", "reaction:cast", "--items", str(cards), "--bcast", told),
        *("--vote-data", f'{{"key":"{run}-{{n}}","proposal":"benchcard{{item}}","choice":"agree"}}'),
        *("--ack-ok", '"ok":true', "--see", "seq", "--seq-key", "version", *options),
    )


def load_bare(running: Running, *options: str, beat_ms: int) -> Report:
    """Run the generator against a bare server; with a beat, a vote is seen when its number or a later one is told."""
    return run_load(running, *(("--see", "seq", "--seq-key", "seq") if beat_ms else ()), *options)


def wrong_of(report: Report) -> float:
    """Return how many votes were lost, refused, delivered twice or out of order."""
    return float(sum(int(report[kind]) for kind in ("lost_ack", "lost_seen", "ack_err", "dup", "seq_ooo")))


@cache
def _program() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="liangting-bench-"))
    program = folder / "rtload"
    subprocess.run(["gcc", "-O2", "-o", str(program), str(Path(FOLDER) / "rtload.c"), "-lz", "-lm"], check=True)
    return program
