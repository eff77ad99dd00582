"""Benchmark of how soon common ground is shown: after a vote in a hall where all have answered, and after an import.

`LIANGTING_LOADGEN` names the folder of the load generator, which votes and waits for the snapshot with the vote.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from app.common_ground import queries
from app.factory import create_services
from app.platform.ids import MeetingId
from app.proposals import actions as proposals
from app.proposals.rules import Choice
from app.settings import Settings
from bench.datasets import SHIPPED
from bench.figures import Figure
from bench.hall import Hall, build_hall, card_of, serve, serve_hall
from bench.load import is_there, load_hall

SEATS, CARDS, RATE, SECONDS = 500, 60, 20, 30
LISTENING = int(os.environ.get("BENCH_LISTENING", SEATS))
"""Seats whose phones are connected; `BENCH_LISTENING` sets fewer where the generator shares its cores with others."""
WARM = 15
"""Seconds of warm-up, in which the worker computes the first common ground."""
PATIENCE = 120.0
BROUGHT = "vtaiwan-uberx-zh"


def run() -> list[Figure]:
    return [*_voted(), *_brought_in()]


def _voted() -> Iterator[Figure]:
    """Yield the time from a vote until every phone and the stage have the common-ground snapshot that contains it.

    The generator leaves after a second without news, so the common ground of the last votes may come too late for it.
    """
    if not is_there():
        print("  left out: LIANGTING_LOADGEN names no load generator")
        return
    with tempfile.TemporaryDirectory() as folder:
        hall = build_hall(Path(folder), seats=SEATS, cards=CARDS)
        _answer_all(hall)
        with serve_hall(hall, core=None, WITH_WORKER="true") as running:
            options = ("--clients", str(LISTENING), "--rate", str(RATE), "--warmup", str(WARM), "--secs", str(SECONDS))
            report = load_hall(hall, running, *options, cards=CARDS, told="ground:changed")
    name = f"{SEATS} seats x {CARDS} cards, {LISTENING} connected, {RATE} votes/s"
    for part in ("p50", "p95", "max"):
        yield Figure(f"{name}: ack, {part}", float(report["ack_ms"][part]), "ms")
        yield Figure(f"{name}: common ground on the last screen, {part}", float(report["all_see_ms"][part]), "ms")
    lost = sum(int(report[kind]) for kind in ("lost_ack", "ack_err", "dup", "seq_ooo"))
    yield Figure(f"{name}: unanswered, refused, doubled, out of order", float(lost), "votes")


def _answer_all(hall: Hall) -> None:
    """Store an answer of every seat to every card, as two groups would answer."""
    draw = np.random.default_rng(0)
    side = np.where(np.arange(SEATS) % 5 < 3, 1.0, -1.0)
    logit = draw.normal(0.3, 0.8, CARDS) + side[:, None] * draw.normal(0, 1.5, CARDS)
    agrees = draw.random((SEATS, CARDS)) < 1 / (1 + np.exp(-logit))
    said = [
        (f"seat{seat:06}", card_of(card), Choice.AGREE if agrees[seat, card] else Choice.DISAGREE)
        for seat in range(SEATS)
        for card in range(CARDS)
    ]
    services = create_services(hall.settings)
    services.writer.run(lambda work: proposals.import_reactions(work, meeting_id=hall.meeting, reactions=said))
    services.database.dispose()


def _brought_in() -> Iterator[Figure]:
    """Yield the duration of an import command, and the time from its end to the board of the imported meeting."""
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(_env_file=None, data_dir=Path(place))
        here = {"DATA_DIR": place}
        with serve([sys.executable, "-m", "app", "serve"], here, path="/readyz", core=None):
            begun = time.perf_counter()
            command = [sys.executable, "-m", "app", "import", "polis", str(SHIPPED / BROUGHT)]
            done = subprocess.run(command, env={**os.environ, **here}, capture_output=True, text=True, check=True)
            ended = time.perf_counter()
            _wait_for_board(settings, MeetingId(done.stdout.split()[-1]))
            shown = time.perf_counter()
    yield Figure(f"{BROUGHT}: the command", ended - begun, "s")
    yield Figure(f"{BROUGHT}: from its end to the board", shown - ended, "s")


def _wait_for_board(settings: Settings, meeting_id: MeetingId) -> None:
    services = create_services(settings)
    deadline = time.perf_counter() + PATIENCE
    while time.perf_counter() < deadline:
        with services.database.read() as session:
            ground = queries.ground_of(session, meeting_id)
            if ground and ground.proposals:
                services.database.dispose()
                return
        time.sleep(0.05)
    raise TimeoutError("no common ground after the import")
