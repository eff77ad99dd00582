"""Seats that vote steadily, and their waits for acks: `python -m bench.steady PORT MEETING TOKENS CARDS SECONDS`."""

import asyncio
import json
import random
import sys
import time
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

PAUSE = 1.0
"""Seconds between two votes of one seat."""
PATIENCE = 60.0


async def _vote(port: int, meeting: str, token: str, cards: int, seconds: float) -> tuple[list[float], int]:
    """Vote as one seat and return (milliseconds until each ack, how many votes were refused).

    Raises:
        TimeoutError: if a vote is never acknowledged.
    """
    fate, waits, failed = random.Random(token), [], 0
    address = f"ws://127.0.0.1:{port}/socket.io/?meeting={meeting}&EIO=4&transport=websocket"
    async with connect(address, ping_interval=None, compression=None, open_timeout=PATIENCE, proxy=None) as line:
        await line.send("40" + json.dumps({"seat": token}))
        await _hear(line, "40")
        await line.send("420" + json.dumps(["meeting:join", {"meeting": meeting}]))
        await _hear(line, "430")
        await asyncio.sleep(fate.uniform(0, PAUSE))
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            began = time.monotonic()
            wish = {"key": f"{fate.getrandbits(64):016x}", "proposal": f"benchcard{fate.randrange(cards)}"}
            await line.send("421" + json.dumps(["reaction:cast", {**wish, "choice": "agree"}]))
            answer = json.loads((await _hear(line, "431"))[3:])[0]
            waits.append(1000 * (time.monotonic() - began))
            failed += not answer["ok"]
            await _listen(line, began + PAUSE)
    return waits, failed


async def _listen(line: ClientConnection, until: float) -> None:
    """Read what the server sends until the next vote is due, and answer its pings."""
    try:
        async with asyncio.timeout_at(asyncio.get_running_loop().time() + max(0.0, until - time.monotonic())):
            while True:
                if await line.recv() == "2":
                    await line.send("3")
    except TimeoutError:
        return


async def _hear(line: ClientConnection, beginning: str) -> str:
    async with asyncio.timeout(PATIENCE):
        while True:
            told = str(await line.recv())
            if told == "2":
                await line.send("3")
            elif told.startswith(beginning):
                return told


async def _run(port: int, meeting: str, tokens: list[str], cards: int, seconds: float) -> None:
    voted = await asyncio.gather(
        *(_vote(port, meeting, token, cards, seconds) for token in tokens), return_exceptions=True
    )
    there = [result for result in voted if not isinstance(result, BaseException)]
    lost = len(voted) - len(there) + sum(failed for _, failed in there)
    print(json.dumps({"waits": [wait for waits, _ in there for wait in waits], "lost": lost}))


def main(port: str, meeting: str, tokens: str, cards: str, seconds: str) -> None:
    seats = Path(tokens).read_text().split()
    asyncio.run(_run(int(port), meeting, seats, int(cards), float(seconds)))


if __name__ == "__main__":
    main(*sys.argv[1:])
