"""A crowd of Locust's Socket.IO users in a process of its own: the load if no load generator is named."""

import json
import secrets
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Any

from bench.hall import LOAD_CORE, Hall, Running, card_of
from bench.load import Report

WARMUP_SECONDS = 2.0
SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Plan:
    """The server, the clients and the messages of a crowd; it is passed to the crowd's process as JSON."""

    port: int
    pid: int
    rate: float
    """votes a second, all clients together"""
    cards: list[str]
    logins: list[dict[str, str]]
    """what each client sends when it connects"""
    join: str
    join_data: dict[str, Any]
    vote: str
    vote_data: dict[str, str]
    """templates in which {number} and {card} are replaced for each vote"""
    told: str
    version: str
    """the field with the version, in the event `told` and in the ack of a vote"""
    warmup: float = WARMUP_SECONDS
    seconds: float = SECONDS


def is_there() -> bool:
    return find_spec("locust") is not None


def crowd_in_hall(hall: Hall, running: Running, *, rate: float, cards: int) -> Report:
    """Let every seat of a hall join and react to cards; no seat repeats a card before it has answered all."""
    return _run(
        Plan(
            port=running.port,
            pid=running.pid,
            rate=rate,
            cards=[card_of(number) for number in range(cards)],
            logins=[{"seat": token} for token in hall.tokens.read_text().split()],
            join="meeting:join",
            join_data={"meeting": hall.meeting, "seen": {}},
            vote="reaction:cast",
            vote_data={"key": f"{secrets.token_hex(4)}-{{number}}", "proposal": "{card}", "choice": "agree"},
            told="tally:changed",
            version="version",
        )
    )


def crowd_at_bare(running: Running, *, clients: int, rate: float, cards: int) -> Report:
    """Let some clients join and vote in the same way at a bare server, which stores nothing."""
    return _run(
        Plan(
            port=running.port,
            pid=running.pid,
            rate=rate,
            cards=[str(number) for number in range(cards)],
            logins=[{}] * clients,
            join="join",
            join_data={"room": "hall"},
            vote="vote",
            vote_data={"room": "hall", "item": "{card}", "op": "{number}"},
            told="voted",
            version="seq",
        )
    )


def _run(plan: Plan) -> Report:
    command = ["taskset", "-c", str(LOAD_CORE), sys.executable, "-m", "bench.residents"]
    ended = subprocess.run(command, input=json.dumps(asdict(plan)), capture_output=True, text=True, check=False)
    if ended.returncode:
        raise RuntimeError(f"the crowd: {ended.stderr.strip()[-500:]}")
    report: Report = json.loads(ended.stdout.strip().splitlines()[-1])
    return report
