"""Phones by the hundred: each a bare WebSocket in a thread that speaks just enough Socket.IO, and finds back."""

import json
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import websocket

from tests.builders import new_key

Vote = tuple[str, str, str]
"""(key, proposal, choice)"""


@dataclass(slots=True)
class CrowdPhone:
    """Joins its meeting, casts its votes in order, each until it is acknowledged, and keeps what it is shown."""

    token: str
    meeting: str
    door: int
    """port of the first connection"""
    home: int
    """port of every later one"""
    votes: list[Vote]
    seed: int
    acked: dict[str, int] = field(default_factory=dict)
    refused: list[Any] = field(default_factory=list)
    shown: dict[str, tuple[int, Any]] = field(default_factory=dict)
    connects: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True).start()

    @property
    def is_done(self) -> bool:
        return len(self.acked) == len(self.votes)

    def version_of(self, topic: str) -> int:
        return self.shown.get(topic, (-1, None))[0]

    def _run(self) -> None:
        fate = random.Random(self.seed)
        while not self.is_over.is_set():
            try:
                self._live(self.door if self.connects == 0 else self.home, fate)
            except (OSError, websocket.WebSocketException, ValueError):
                self.is_over.wait(fate.uniform(0.3, 1.5))

    def _live(self, port: int, fate: random.Random) -> None:
        address = f"ws://127.0.0.1:{port}/socket.io/?meeting={self.meeting}&EIO=4&transport=websocket"
        line = websocket.create_connection(address, timeout=20)
        try:
            self.connects += 1
            line.send("40" + json.dumps({"seat": self.token}))
            self._talk(line, fate)
        finally:
            line.close()

    def _talk(self, line: websocket.WebSocket, fate: random.Random) -> None:
        line.settimeout(0.25)
        next_at, asked = time.monotonic() + fate.uniform(0, 4), None
        while not self.is_over.is_set():
            if asked is None and not self.is_done and time.monotonic() > next_at and self.shown:
                asked = self.votes[len(self.acked)]
                key, proposal, choice = asked
                self._ask(line, 1, "reaction:cast", {"key": key, "proposal": proposal, "choice": choice})
            try:
                told = str(line.recv())
            except websocket.WebSocketTimeoutException:
                continue
            if told == "":
                raise ConnectionError
            if self._take(line, told) and asked is not None:
                asked, next_at = None, time.monotonic() + fate.uniform(0, 2)

    def _take(self, line: websocket.WebSocket, told: str) -> bool:
        """Take one packet in; whether it answers the vote that waits."""
        if told == "2":
            line.send("3")
        elif told.startswith("40"):
            seen = {topic: version for topic, (version, _) in self.shown.items()}
            self._ask(line, 0, "meeting:join", {"meeting": self.meeting, "seen": seen})
        elif told.startswith("430"):
            for snapshot in json.loads(told[3:])[0]["data"]["snapshots"]:
                self._show(snapshot)
        elif told.startswith("42"):
            self._show(json.loads(told[2:])[1])
        elif told.startswith("431"):
            return self._note(json.loads(told[3:])[0])
        return False

    def _note(self, answer: Any) -> bool:
        if answer["ok"]:
            self.acked[self.votes[len(self.acked)][0]] = answer["data"]["version"]
        else:
            self.refused.append(answer["error"])
        return True

    def _show(self, snapshot: Any) -> None:
        if snapshot["version"] > self.version_of(snapshot["topic"]):
            self.shown[snapshot["topic"]] = snapshot["version"], snapshot["data"]

    @staticmethod
    def _ask(line: websocket.WebSocket, number: int, event: str, payload: dict[str, Any]) -> None:
        line.send(f"42{number}{json.dumps([event, payload])}")


def plan(proposals: list[str], count: int, fate: random.Random) -> list[Vote]:
    """Votes, some of them changes of mind."""
    return [(new_key(), fate.choice(proposals), fate.choice(("agree", "disagree", "pass"))) for _ in range(count)]
