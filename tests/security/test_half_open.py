"""The benchmark's half-open connections: what the server ended is told from what it left open."""

import asyncio
import random
from collections import Counter

import pytest

from bench import attacks


@pytest.mark.parametrize(("is_patient", "end"), [(False, "cut"), (True, "open")])
def test_only_what_the_server_ended_counts_as_cut(monkeypatch: pytest.MonkeyPatch, is_patient: bool, end: str) -> None:
    monkeypatch.setattr(attacks, "DRIBBLES", 1 if is_patient else 1000)
    monkeypatch.setattr(attacks, "DRIBBLE_SECONDS", 0.2)
    assert asyncio.run(_attack(is_patient)) == {end: attacks.HALF_OPEN_EACH}


async def _attack(is_patient: bool) -> Counter[str]:
    seen: Counter[str] = Counter()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if is_patient:
            await reader.read()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        await attacks.stay_half_open(server.sockets[0].getsockname()[1], random.Random(1), seen)
    return seen
