"""Phones that never sit still: they come, vote, propose, leave in each way there is, and come back."""

import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection

from tests.faults.phones import CrowdPhone, plan

PAUSE = 3.0
STAY = (1.0, 8.0)
AWAY = (0.0, 2.0)
PROPOSES = 0.01
"""Share of the arrivals after which something is proposed; it is taken back at the next: the wall stays short."""
RELOADS = 0.5
"""Share of the arrivals with an empty page; the others say what they have seen."""
LONGEST_SILENCE = 60.0
WAYS = {"closes": 60, "says goodbye": 20, "is cut off": 19, "falls silent": 1}
"""How often each way of leaving; who falls silent neither reads nor answers until the server gives it up."""
SUBMIT, WITHDRAW, LOOK = 2, 3, 4


@dataclass(slots=True)
class RestlessPhone(CrowdPhone):
    """Votes as long as it lives, and stays for some seconds at a time."""

    proposals: list[str] = field(default_factory=list)
    mine: str = ""
    """the proposal of its own that is on the wall"""
    proposed: int = 0
    left: Counter[str] = field(default_factory=Counter)
    fate: random.Random = field(default_factory=random.Random)

    async def _live(self, port: int, fate: random.Random) -> None:
        await CrowdPhone._live(self, port, fate)
        await asyncio.sleep(0 if self.is_over else fate.uniform(*AWAY))

    async def _talk(self, line: ClientConnection, fate: random.Random) -> None:
        self.leaves_at = time.monotonic() + fate.uniform(*STAY)
        self.votes.extend(plan(self.proposals, 1 + len(self.acked) + int(STAY[1]) - len(self.votes), fate))
        if fate.random() < RELOADS:
            self.shown.clear()
        await CrowdPhone._talk(self, line, fate)
        if not self.is_over:
            await self._leave(line, fate)

    async def _take(self, line: ClientConnection, packet: str) -> bool:
        if packet.startswith("432"):
            self._keep(json.loads(packet[3:])[0])
        is_vote = await CrowdPhone._take(self, line, packet)
        if packet.startswith("430"):
            await self._propose(line)
        return is_vote

    def _keep(self, answer: dict[str, dict[str, dict[str, str]]]) -> None:
        if answer["ok"]:
            self.mine = answer["data"]["data"]["proposal"]
            self.proposed += 1
        else:
            self.refused.append(answer["error"])

    async def _propose(self, line: ClientConnection) -> None:
        """Now and then look whether it was said, and say it; at the next arrival take it back."""
        key = self.fate.randbytes(8).hex()
        if self.mine:
            await self._ask(line, WITHDRAW, "proposal:withdraw", {"key": key, "proposal": self.mine})
            self.mine = ""
        elif self.fate.random() < PROPOSES:
            text = f"请在{self.fate.randrange(100)}号楼旁边建一个车棚"
            await self._ask(line, LOOK, "proposals:similar", {"text": text})
            await self._ask(line, SUBMIT, "proposal:submit", {"key": key, "text": text})

    async def _leave(self, line: ClientConnection, fate: random.Random) -> None:
        (way,) = fate.choices(list(WAYS), list(WAYS.values()))
        self.left[way] += 1
        if way == "says goodbye":
            await line.send("41")
        elif way == "is cut off":
            line.transport.abort()
        elif way == "falls silent":
            given_up = time.monotonic() + LONGEST_SILENCE
            while not self.is_over and time.monotonic() < given_up:
                await asyncio.sleep(1)
