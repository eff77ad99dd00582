"""Two ways for a phone to speak with the server: a WebSocket, and long polling where that is blocked."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from websockets.asyncio.client import connect

PATIENCE = 60
SEPARATOR = "\x1e"


class Line(Protocol):
    """Packets of Engine.IO, one by one."""

    async def send(self, packet: str, /) -> None: ...

    async def recv(self) -> str | bytes: ...


@asynccontextmanager
async def open_socket(port: int, meeting: str) -> AsyncIterator[Line]:
    """A WebSocket from the beginning."""
    address = f"ws://127.0.0.1:{port}{_path(meeting, 'websocket')}"
    plain = connect(address, open_timeout=PATIENCE, ping_interval=None, compression=None, max_size=None, proxy=None)
    async with plain as line:
        yield line


@asynccontextmanager
async def open_polling(port: int, meeting: str) -> AsyncIterator[Line]:
    """Long polling, never anything else."""
    line = Polling(port, _path(meeting, "polling"))
    opened = await line.fetch()
    line.path += f"&sid={json.loads(opened[1:])['sid']}"
    polls = asyncio.create_task(line.poll())
    try:
        yield line
    finally:
        polls.cancel()


class Polling:
    """A session of long polling; each request has a connection of its own.

    Raises (by what is called next):
        ConnectionError: when the server does not know the session, or is gone.
    """

    def __init__(self, port: int, path: str) -> None:
        self.path = path
        self._port = port
        self._heard: asyncio.Queue[str | ConnectionError] = asyncio.Queue()

    async def send(self, packet: str, /) -> None:
        await self.fetch(packet)

    async def recv(self) -> str:
        heard = await self._heard.get()
        if isinstance(heard, ConnectionError):
            raise heard
        return heard

    async def poll(self) -> None:
        """Ask again and again, until it fails."""
        try:
            while True:
                for packet in (await self.fetch()).split(SEPARATOR):
                    self._heard.put_nowait(packet)
        except OSError as error:
            self._heard.put_nowait(ConnectionError(str(error)))

    async def fetch(self, body: str | None = None) -> str:
        """The answer to a request: GET, or POST with a body."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            data = (body or "").encode()
            asked = f"{'GET' if body is None else 'POST'} {self.path} HTTP/1.0"
            head = (asked, f"Host: 127.0.0.1:{self._port}", f"Content-Length: {len(data)}", "", "")
            writer.write("\r\n".join(head).encode() + data)
            answer = await reader.read()
        finally:
            writer.close()
        status, _, rest = answer.decode().partition("\r\n")
        if " 200 " not in status:
            raise ConnectionError(status or "no answer")
        return rest.partition("\r\n\r\n")[2]


def _path(meeting: str, transport: str) -> str:
    return f"/socket.io/?meeting={meeting}&EIO=4&transport={transport}"
