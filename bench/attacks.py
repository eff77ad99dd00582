"""Attackers without a seat, only for loopback: `python -m bench.attacks KIND PORT SECONDS [COUNT]`.

Each attacker does one thing in a closed loop: it sends, reads the answer, and begins again at once.
"""

import asyncio
import contextlib
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from urllib.parse import quote_plus, urlencode

COUNT = 50
PATIENCE = 20.0
SOCKET = "/socket.io/?EIO=4&transport=websocket"
MARKS = "\u0301" * 110_000
FEW_MARKS = "\u0301" * 2000
TEXT, BINARY = 1, 2
DRIBBLE_SECONDS, DRIBBLES = 1.0, 20
HALF_OPEN_EACH = 20
BEGUN = (b"", b"GET / HT", b"POST /j/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\nalias=")
"""Beginnings of requests that never end."""
Attack = Callable[[int, random.Random, Counter[str]], Awaitable[None]]


async def send_marks(port: int, fate: random.Random, seen: Counter[str]) -> None:
    """Post a form full of combining marks, either of 220 KB or of a size that strangers may send."""
    marks = fate.choice((MARKS, FEW_MARKS))
    body = f"alias={quote_plus(marks) if len(marks) < len(MARKS) else marks}&code=000000000".encode()
    await _request(port, "POST", "/j/000000000", seen, body=body, kind="application/x-www-form-urlencoded")


async def nest(port: int, fate: random.Random, seen: Counter[str]) -> None:
    """Post deeply nested JSON, either of 200 KB or of a size that strangers may send."""
    levels = fate.choice((100_000, 7000))
    body = b'{"code":' + b"[" * levels + b"]" * levels + b"}"
    await _request(port, "POST", "/api/v1/meetings/join", seen, body=body, kind="application/json")


async def guess_passwords(port: int, fate: random.Random, seen: Counter[str]) -> None:
    """Sign in with a wrong password and, like a browser, with the forgery token of the page."""
    page = await _request(port, "GET", "/account/sign-in", seen)
    head, _, rest = page.partition("\r\n\r\n")
    csrf = rest.partition('name="csrf" value="')[2].partition('"')[0]
    cookie = head.partition("Set-Cookie: ")[2].partition(";")[0]
    form = urlencode({"csrf": csrf, "email": f"who{fate.randrange(5)}@example.org", "password": "a wrong password"})
    kind = "application/x-www-form-urlencoded"
    await _request(port, "POST", "/account/sign-in", seen, body=form.encode(), kind=kind, cookie=cookie)


async def speak_unasked(port: int, fate: random.Random, seen: Counter[str]) -> None:
    """Submit proposals full of combining marks over a websocket connection without a seat."""
    text = json.dumps({"key": "key-00001", "text": FEW_MARKS}, ensure_ascii=False)
    await _talk(port, fate, seen, [(TEXT, b"40"), *[(TEXT, f'420["proposal:submit",{text}]'.encode())] * 5])


async def attach(port: int, fate: random.Random, seen: Counter[str]) -> None:
    """Send an event that announces one binary attachment, and then twenty large ones."""
    event = b'451-["proposal:submit",{"_placeholder":true,"num":0}]'
    parts = [(BINARY, os.urandom(60_000))] * 20
    await _talk(port, fate, seen, [(TEXT, b"40"), (TEXT, event), *parts])


async def send_nonsense(port: int, fate: random.Random, seen: Counter[str]) -> None:
    """Send websocket messages that no client of ours sends."""
    frames = (b"", b"x", b"44[", b"4" + b"[" * 3000, b"9", b'42["connect"]', b"\xff\xfe", b'42["no:such",{}]')
    await _talk(port, fate, seen, [(TEXT, fate.choice(frames)) for _ in range(3)])


async def stay_half_open(port: int, fate: random.Random, seen: Counter[str]) -> None:
    """Open connections that never complete a request; those that have begun one send a byte a second.

    A connection counts as `cut` when the server ended it, and as `open` when it lasted until this attacker gave up.
    """

    async def hold() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        end = "open"
        try:
            if await _dribble(reader, writer, fate.choice(BEGUN)):
                end = "cut"
        finally:
            seen[end] += 1
            writer.close()

    for outcome in await asyncio.gather(*(hold() for _ in range(HALF_OPEN_EACH)), return_exceptions=True):
        if isinstance(outcome, OSError):
            seen[type(outcome).__name__] += 1


async def _dribble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, begun: bytes) -> bool:
    """Send the beginning of a request and then a byte at a time; return whether the server ended the connection."""
    try:
        writer.write(begun)
        for _ in range(DRIBBLES):
            writer.write(b"x" if begun else b"")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DRIBBLE_SECONDS):
                    await reader.read()
                return True
    except ConnectionError:
        return True
    return False


ATTACKS: dict[str, Attack] = {
    "marks": send_marks,
    "unasked": speak_unasked,
    "passwords": guess_passwords,
    "attachments": attach,
    "nested": nest,
    "half-open": stay_half_open,
    "nonsense": send_nonsense,
}


async def _request(  # noqa: PLR0913
    port: int, method: str, path: str, seen: Counter[str], *, body: bytes = b"", kind: str = "", cookie: str = ""
) -> str:
    """Send one request on a connection of its own and return the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", f"Content-Length: {len(body)}"]
        lines += [f"Content-Type: {kind}"] if kind else []
        lines += [f"Cookie: {cookie}"] if cookie else []
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        answer = (await reader.read()).decode(errors="replace")
        seen[answer[9:12] or "cut"] += 1
        return answer
    finally:
        writer.close()


async def _talk(port: int, fate: random.Random, seen: Counter[str], messages: list[tuple[int, bytes]]) -> None:
    """Open a websocket connection, send all messages, and read until the server closes it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        lines = [f"GET {SOCKET} HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Connection: Upgrade"]
        lines += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        head = await reader.readuntil(b"\r\n\r\n")
        seen[head[9:12].decode()] += 1
        for opcode, payload in messages:
            writer.write(_frame(opcode, payload))
            await writer.drain()
        await reader.read()
    finally:
        writer.close()


def _frame(opcode: int, payload: bytes) -> bytes:
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2)
    return bytes([0x80 | opcode]) + length + bytes(4) + payload  # a mask of zeros


async def _attack(kind: str, port: int, seconds: float, count: int) -> Counter[str]:
    seen: Counter[str] = Counter()
    deadline = time.monotonic() + seconds

    async def go_on(number: int) -> None:
        fate = random.Random(number)
        while time.monotonic() < deadline:
            try:
                async with asyncio.timeout(PATIENCE):
                    await ATTACKS[kind](port, fate, seen)
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                seen[type(error).__name__] += 1
                await asyncio.sleep(0.01)

    tasks = [asyncio.create_task(go_on(number)) for number in range(count)]
    await asyncio.wait(tasks, timeout=seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return seen


def main(kind: str, port: str, seconds: str, count: str = str(COUNT)) -> None:
    print(json.dumps(asyncio.run(_attack(kind, int(port), float(seconds), int(count)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
