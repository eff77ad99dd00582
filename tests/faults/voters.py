"""Voters who keep what they sent until it is answered, as a phone's outbox does."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import socketio
from socketio.exceptions import SocketIOError

from tests.builders import new_key
from tests.servers import wait_until

CHOICES = ("agree", "disagree", "pass")
PATIENCE = 180.0


@dataclass(slots=True)
class Vote:
    """One vote as its voter remembers it."""

    seat: str
    key: str
    proposal: str
    choice: str
    sent: int = 0
    version: int | None = None
    """the version in the ack; None while unanswered"""
    seconds: float = 0.0
    """from the question that was answered to its ack"""


@dataclass(slots=True)
class Voter:
    """One resident: casts votes in order, each again with the same key until it is acknowledged."""

    url: str
    token: str
    votes: list[Vote]
    seed: float
    patience: float = PATIENCE
    wait: float = 10.0
    """seconds after which a silent server is asked again"""
    refused: list[dict[str, object]] = field(default_factory=list)

    def run(self) -> None:
        """Cast every vote; gives up after a generous time, leaving votes without a version."""
        fate, deadline = random.Random(self.seed), time.monotonic() + self.patience
        client = _new_client()
        for vote in self.votes:
            time.sleep(fate.uniform(0, 0.4))
            while vote.version is None and time.monotonic() < deadline:
                if not self._send(client, vote):
                    client = _new_client()  # one that was cut off at a bad moment may take itself for connected
                if vote.version is None:
                    time.sleep(fate.uniform(0.3, 1.2))
        client.disconnect()

    def _send(self, client: socketio.Client, vote: Vote) -> bool:
        """Ask once; False when the connection is of no more use."""
        try:
            if not client.connected:
                client.connect(self.url, auth={"seat": self.token}, transports=["websocket"], wait_timeout=self.wait)
            vote.sent += 1
            began = time.monotonic()
            asked = {"key": vote.key, "proposal": vote.proposal, "choice": vote.choice}
            answer = client.call("reaction:cast", asked, timeout=self.wait)
        except (SocketIOError, OSError):
            client.disconnect()
            return False
        if answer["ok"]:
            vote.seconds = time.monotonic() - began
            vote.version = answer["data"]["version"]
        else:
            self.refused.append(answer["error"])
        return True


def _new_client() -> socketio.Client:
    return socketio.Client(reconnection=False, handle_sigint=False)


def plan_votes(seat: str, proposals: list[str], count: int, fate: random.Random) -> list[Vote]:
    """A voter's votes, some of them changes of mind."""
    return [Vote(seat, new_key(), fate.choice(proposals), fate.choice(CHOICES)) for _ in range(count)]


def last_words(votes: list[Vote]) -> dict[tuple[str, str], str]:
    """{(seat, proposal): choice} after all votes in the order they were cast."""
    return {(vote.seat, vote.proposal): vote.choice for vote in votes}


def count_choices(words: dict[tuple[str, str], str]) -> dict[str, Counter[str]]:
    """{proposal: how often each choice}."""
    counts: dict[str, Counter[str]] = {}
    for (_, proposal), choice in words.items():
        counts.setdefault(proposal, Counter())[choice] += 1
    return counts


def run_all(voters: list[Voter]) -> list[threading.Thread]:
    """Start all voters at once."""
    threads = [threading.Thread(target=voter.run, daemon=True) for voter in voters]
    for thread in threads:
        thread.start()
    return threads


def wait_for_answers(votes: list[Vote], count: int) -> None:
    """Wait until so many votes are acknowledged."""
    wait_until(lambda: sum(vote.version is not None for vote in votes) >= count, f"{count} votes are answered")
