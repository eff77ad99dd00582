"""Bad Wi-Fi: a TCP proxy on loopback that is slow, resets connections, loses answers or swallows everything."""

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

CHUNK = 65536
RESET = struct.pack("ii", 1, 0)
"""Linger for no time: a closed socket then sends RST."""


@dataclass(slots=True)
class Proxy:
    """Forwards to a port of loopback; of what a client sends, a share is hit.

    A hit is either lost on the way, or arrives and its answer is lost; the connection is reset both times.
    """

    target: int
    share: float
    round_trip: float
    fate: random.Random
    port: int = 0
    lost: int = 0
    unanswered: int = 0
    is_cut: bool = False
    is_silent: bool = False
    _spell: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._run(self._listen())

    def stop(self) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)

    def cut(self) -> None:
        """No connection lives and none is made until `mend`."""
        self.is_cut = True
        self._run(self._end())

    def swallow(self) -> None:
        """Nothing passes and nobody is told, until `mend`; what was open or is opened meanwhile never answers again."""
        self.is_silent = True
        self._spell += 1

    def mend(self) -> None:
        self.is_cut = self.is_silent = False
        self._spell += 1

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    async def _listen(self) -> None:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            _reset(writer)
            return
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            _reset(writer)
            return
        spell = self._spell
        pumps = [
            asyncio.create_task(self._send_up(reader, to_server, spell)),
            asyncio.create_task(self._send_down(from_server, writer, spell)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            _reset(writer)
            _reset(to_server)

    async def _send_up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, spell: int) -> None:
        while chunk := await _read(reader):
            await asyncio.sleep(self.round_trip / 2)
            if self._is_swallowed(spell):
                continue
            is_hit = self.fate.random() < self.share
            if is_hit and self.fate.random() < 0.5:
                self.lost += 1
                return
            writer.write(chunk)
            if is_hit:
                self.unanswered += 1
                await asyncio.sleep(self.round_trip / 2)  # it arrives and is done; the answer is on its way
                return

    async def _send_down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, spell: int) -> None:
        while chunk := await _read(reader):
            await asyncio.sleep(self.round_trip / 2)
            if not self._is_swallowed(spell):
                writer.write(chunk)

    def _is_swallowed(self, spell: int) -> bool:
        """Whether a connection of that spell of weather passes nothing now."""
        return self.is_silent or spell != self._spell


@contextlib.contextmanager
def run_proxy(target: int, *, share: float, round_trip: float, fate: random.Random) -> Iterator[Proxy]:
    """A proxy in a thread of its own."""
    proxy = Proxy(target, share, round_trip, fate)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()


async def _read(reader: asyncio.StreamReader) -> bytes:
    """The next bytes; none once the connection has ended, in whatever way."""
    try:
        return await reader.read(CHUNK)
    except OSError:
        return b""


def _reset(writer: asyncio.StreamWriter) -> None:
    wire = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()
