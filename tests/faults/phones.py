"""Phones by the hundred in one thread: each speaks just enough Socket.IO over a bare line, and finds back."""

import asyncio
import json
import math
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import WebSocketException

from tests.builders import new_key
from tests.faults.lines import Line, open_polling, open_socket

Vote = tuple[str, str, str]
"""(key, proposal, choice)"""
LONGEST_WAIT = 1.0


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
    pause: float = 2.0
    """the longest pause between two votes (s)"""
    acked: dict[str, int] = field(default_factory=dict)
    refused: list[Any] = field(default_factory=list)
    shown: dict[str, tuple[int, Any]] = field(default_factory=dict)
    connects: int = 0
    leaves_at: float = math.inf
    is_over: bool = False
    is_polling: bool = False
    """where WebSockets are blocked"""
    lost_at: float = math.inf
    """when the line was lost that has not been found again (s)"""
    longest_away: float = 0.0
    """from a lost line to the true state on the next one (s)"""

    @property
    def is_done(self) -> bool:
        return len(self.acked) == len(self.votes)

    @property
    def is_leaving(self) -> bool:
        return self.is_over or time.monotonic() > self.leaves_at

    def version_of(self, topic: str) -> int:
        return self.shown.get(topic, (-1, None))[0]

    async def run(self) -> None:
        """Live until it is over."""
        fate = random.Random(self.seed)
        while not self.is_over:
            try:
                await self._live(self.door if self.connects == 0 else self.home, fate)
            except (OSError, WebSocketException, ValueError):
                self.lost_at = min(self.lost_at, time.monotonic())
                await asyncio.sleep(fate.uniform(0.5, 2))

    async def _live(self, port: int, fate: random.Random) -> None:
        open_line = open_polling if self.is_polling else open_socket
        async with open_line(port, self.meeting) as line:
            self.connects += 1
            await line.send("40" + json.dumps({"seat": self.token}))
            await self._talk(line, fate)

    async def _talk(self, line: Line, fate: random.Random) -> None:
        next_at, is_asked = time.monotonic() + fate.uniform(0, 2 * self.pause), False
        while not self.is_leaving:
            if not is_asked and not self.is_done and time.monotonic() > next_at and self.shown:
                is_asked = True
                key, proposal, choice = self.votes[len(self.acked)]
                await self._ask(line, 1, "reaction:cast", {"key": key, "proposal": proposal, "choice": choice})
            pause = LONGEST_WAIT if is_asked or self.is_done else max(0.01, next_at - time.monotonic())
            try:
                async with asyncio.timeout(min(pause, LONGEST_WAIT)):
                    packet = str(await line.recv())
            except TimeoutError:
                continue
            if await self._take(line, packet):
                is_asked, next_at = False, time.monotonic() + fate.uniform(0, self.pause)

    async def _take(self, line: Line, packet: str) -> bool:
        """Take one packet in; whether it answers the vote that waits."""
        if packet == "2":
            await line.send("3")
        elif packet.startswith("40"):
            await self._join(line)
        elif packet.startswith("430"):
            answer = json.loads(packet[3:])[0]
            if not answer["ok"]:
                raise ConnectionError(answer["error"])
            for snapshot in answer["data"]["snapshots"]:
                self._show(snapshot)
            self.longest_away = max(self.longest_away, time.monotonic() - self.lost_at)
            self.lost_at = math.inf
        elif packet.startswith("42"):
            await self._hear(line, json.loads(packet[2:])[1])
        elif packet.startswith("431"):
            return self._note(json.loads(packet[3:])[0])
        return False

    async def _hear(self, line: Line, snapshot: Any) -> None:
        """Show what is told; a page that follows one that never came is no use."""
        if snapshot.get("since", 0) > self.version_of(snapshot["topic"]):
            await self._join(line)
        else:
            self._show(snapshot)

    async def _join(self, line: Line) -> None:
        seen = {topic: version for topic, (version, _) in self.shown.items()}
        await self._ask(line, 0, "meeting:join", {"meeting": self.meeting, "seen": seen})

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
    async def _ask(line: Line, number: int, event: str, payload: dict[str, Any]) -> None:
        await line.send(f"42{number}{json.dumps([event, payload])}")


def start_all(phones: Sequence[CrowdPhone]) -> threading.Thread:
    """Let all phones live in a thread of theirs, until it is over for the last."""

    async def live() -> None:
        await asyncio.gather(*(phone.run() for phone in phones))

    thread = threading.Thread(target=asyncio.run, args=(live(),), daemon=True)
    thread.start()
    return thread


def plan(proposals: list[str], count: int, fate: random.Random) -> list[Vote]:
    """Votes, some of them changes of mind."""
    return [(new_key(), fate.choice(proposals), fate.choice(("agree", "disagree", "pass"))) for _ in range(count)]
