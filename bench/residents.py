"""The process of a crowd: reads a plan, lets Locust's users join and vote, and prints the report as a line of JSON.

Importing Locust replaces blocking calls with gevent's, so nothing else may import this module.
"""

import json
import sys
import time
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

import gevent
import numpy as np
from gevent.event import AsyncResult, Event
from locust import task
from locust.contrib.socketio import SocketIOUser
from locust.env import Environment

from bench.crowd import Plan
from bench.hall import PATIENCE
from tests.faults.vitals import cpu_seconds

TAKE_PLACES_SECONDS = 0.5
DRAIN_SECONDS = 2.0


@dataclass(slots=True)
class Vote:
    """One vote: when it was due, when it was acknowledged, and the version that contains it (0: none yet)."""

    due: float
    acked: float | None = None
    version: int = 0


@dataclass(slots=True)
class Crowd:
    """The state that all residents share."""

    plan: Plan
    residents: list["Resident"] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)
    refused: int = 0
    joined: int = 0
    all_joined: Any = field(default_factory=Event)
    begin: Any = field(default_factory=AsyncResult)
    """when the first vote is due"""

    def count_joined(self) -> None:
        self.joined += 1
        if self.joined == len(self.plan.logins):
            self.all_joined.set()


class Resident(SocketIOUser):
    """A client that joins, votes whenever its turn comes, and notes when it received each version."""

    crowd: Crowd
    sio: Any  # Locust leaves its client untyped
    options = {"reconnection": False}

    def on_start(self) -> None:
        plan = self.crowd.plan
        self.number = len(self.crowd.residents)
        self.crowd.residents.append(self)
        self.cast = 0
        self.versions: list[int] = []
        self.times: list[float] = []
        self.doubled = 0
        self.out_of_order = 0
        self.sio.on(plan.told, self.on_told)
        self.sio.connect(
            f"http://127.0.0.1:{plan.port}",
            auth=plan.logins[self.number],
            transports=["websocket"],
            wait_timeout=PATIENCE,
        )
        if _is_ok(self.sio.call(plan.join, plan.join_data)):
            self.crowd.count_joined()
        self.due: float = self.crowd.begin.get() + self.number / plan.rate
        gevent.sleep(max(0.0, self.due - time.perf_counter()))

    def wait_time(self) -> float:
        """Return the seconds until the resident's next turn; turns rotate, so that all votes are evenly spread."""
        self.due += len(self.crowd.plan.logins) / self.crowd.plan.rate
        return max(0.0, self.due - time.perf_counter())

    @task
    def react(self) -> None:
        plan = self.crowd.plan
        if self.due >= self.crowd.begin.get() + plan.warmup + plan.seconds:
            return
        card = plan.cards[(self.number + self.cast) % len(plan.cards)]
        number = len(self.crowd.votes)
        vote = Vote(self.due)
        self.crowd.votes.append(vote)
        self.cast += 1
        data = {name: text.format(number=number, card=card) for name, text in plan.vote_data.items()}
        answer = self.sio.call(plan.vote, data)
        if answer is None:  # no answer came: Locust keeps the exception
            return
        vote.acked = time.perf_counter()
        if _is_ok(answer):
            vote.version = int(answer.get("data", answer)[plan.version])
        else:
            self.crowd.refused += 1

    def on_told(self, told: dict[str, Any]) -> None:
        version = int(told[self.crowd.plan.version])
        last = self.versions[-1] if self.versions else 0
        if version > last:
            self.versions.append(version)
            self.times.append(time.perf_counter())
        elif version == last:
            self.doubled += 1
        else:
            self.out_of_order += 1

    def sees(self, version: int) -> float | None:
        """Return when the resident first received this version or a later one; None if it never did."""
        place = bisect_left(self.versions, version)
        return self.times[place] if place < len(self.times) else None


def main() -> None:
    crowd = Crowd(Plan(**json.load(sys.stdin)))
    Resident.crowd = crowd
    runner = Environment(user_classes=[Resident]).create_local_runner()
    report = _run(crowd, runner)
    runner.quit()
    print(json.dumps(report))


def _run(crowd: Crowd, runner: Any) -> dict[str, Any]:
    plan = crowd.plan
    seats = len(plan.logins)
    started = time.perf_counter()
    runner.start(seats, spawn_rate=seats)
    if not crowd.all_joined.wait(PATIENCE):
        sys.exit(f"error: {crowd.joined} of {seats} joined")
    connect_seconds = time.perf_counter() - started
    begin = time.perf_counter() + TAKE_PLACES_SECONDS
    crowd.begin.set(begin)
    gevent.sleep(begin + plan.warmup - time.perf_counter())
    measured, server, own = time.perf_counter(), cpu_seconds(plan.pid), time.process_time()
    gevent.sleep(begin + plan.warmup + plan.seconds - time.perf_counter())
    elapsed = time.perf_counter() - measured
    server, own = cpu_seconds(plan.pid) - server, time.process_time() - own
    gevent.sleep(DRAIN_SECONDS)
    return {
        **_report_votes(crowd, [vote for vote in crowd.votes if vote.due >= begin + plan.warmup]),
        "connect_per_s": seats / connect_seconds,
        "server_cpu": server / elapsed,
        "client_cpu": own / elapsed,
    }


def _report_votes(crowd: Crowd, votes: list[Vote]) -> dict[str, Any]:
    counted = [vote for vote in votes if vote.version]
    seen = [last - vote.due for vote in counted if (last := _last_sees(crowd, vote.version)) is not None]
    return {
        "votes": len(votes),
        "ack_ms": _percentiles([vote.acked - vote.due for vote in votes if vote.acked is not None]),
        "all_see_ms": _percentiles(seen),
        "lost_ack": sum(vote.acked is None for vote in votes),
        "lost_seen": len(counted) - len(seen),
        "ack_err": crowd.refused,
        "dup": sum(resident.doubled for resident in crowd.residents),
        "seq_ooo": sum(resident.out_of_order for resident in crowd.residents),
    }


def _last_sees(crowd: Crowd, version: int) -> float | None:
    """Return when the last resident received this version or a later one; None if one of them never did."""
    times = [seen for resident in crowd.residents if (seen := resident.sees(version)) is not None]
    return max(times) if len(times) == len(crowd.residents) else None


def _percentiles(seconds: list[float]) -> dict[str, float]:
    if not seconds:
        sys.exit("error: no vote was answered or seen by all")
    return {f"p{share}": 1000 * float(np.percentile(seconds, share)) for share in (50, 95, 99)}


def _is_ok(answer: Any) -> bool:
    return isinstance(answer, dict) and answer.get("ok") is True


if __name__ == "__main__":
    main()
