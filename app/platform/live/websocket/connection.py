"""One client's websocket connection under Engine.IO; its own greenlet reads it, and any greenlet may write to it."""

from __future__ import annotations

import socket as plain_socket
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any, Protocol

import gevent
from engineio.exceptions import SocketIsClosedError, UnknownPacketError
from engineio.packet import NOOP, PING, PONG, UPGRADE, Packet

from app.platform.live.packets import is_client_packet
from app.platform.live.websocket.frames import (
    CloseCode,
    FrameReader,
    Opcode,
    Ping,
    ViolationError,
    encode_close,
    encode_frame,
)
from app.platform.live.websocket.handshake import answer_handshake, refuse_handshake
from app.platform.live.websocket.send_buffer import Key, Outlet, Outlets
from app.platform.logs import get_logger
from app.platform.web.admission.bodies import FIRST_MESSAGE

log = get_logger(__name__)
CHUNK = 16 * 1024
KERNEL_BUFFER = 64 * 1024
"""Bytes that the system may buffer for a client (Linux doubles this); more would only reach a slow client late."""
GOODBYE_SECONDS = 2.0
UPGRADE_SECONDS = 10.0
SOCKET = "liangting.socket"
"""Key in the WSGI environment under which the web server passes the connection's socket."""


class StraightQueue:
    """Replaces the packet queue of Engine.IO: each packet is sent at once, so that all frames keep one order."""

    __slots__ = ("_link",)

    def __init__(self, link: Link) -> None:
        self._link = link

    def put(self, packet: Packet | None) -> None:
        if packet is None:
            self._link.close()
        else:
            self._link.send_packet(packet)

    def join(self) -> None:
        """Return at once, because nothing ever waits in this queue."""


class Gate(Protocol):
    """Knows which sessions are admitted, and deals with those that send what none of our clients sends."""

    def is_admitted(self, session: str) -> bool: ...
    def note(self, session: str, code: str) -> None: ...


class Link:
    """The websocket connection of one client; Engine.IO uses this class as its `websocket` class.

    Args:
        handler: a method of the Engine.IO session that the connection belongs to.
        server: the Engine.IO server.
        outlets: the send buffers of all open sessions by session id.
        on_missed: called with the session's id and the broadcasts that a slow client has missed, once it reads again.
        gate: knows which sessions are admitted; None admits every session.
    """

    def __init__(
        self,
        handler: Any,
        server: Any,
        *,
        outlets: Outlets,
        on_missed: Callable[[str, set[Key]], None],
        gate: Gate | None = None,
    ) -> None:
        self._session = handler.__self__
        self._server = server
        self._outlets = outlets
        self._on_missed = on_missed
        self._gate = gate
        self._is_ending = False
        self._reader = FrameReader(server.max_http_buffer_size if gate is None else FIRST_MESSAGE)
        self._socket: Any = None
        self._outlet: Outlet  # set once the handshake is answered

    def __call__(self, environ: MutableMapping[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        answer = answer_handshake(environ)
        if answer is None:
            status, headers = refuse_handshake(environ)
            if not self._session.connected:
                self._session.close(wait=False, abort=True)
            start_response(status, [("Content-Length", "0"), *headers])
            return []
        self._open(environ[SOCKET], answer)
        try:
            self._talk()
        finally:
            self._end()
        return []

    def send_packet(self, packet: Packet) -> None:
        """Send an Engine.IO packet; the packet is never dropped."""
        data = packet.encode()
        if isinstance(data, str):
            self._outlet.send(encode_frame(Opcode.TEXT, data.encode()))
        else:
            self._outlet.send(encode_frame(Opcode.BINARY, data))

    def close(self, code: int = CloseCode.NORMAL, reason: str = "") -> None:
        """Send a close frame, once; a connection that is still open two seconds later is cut off."""
        if not self._is_ending:
            self._is_ending = True
            self._outlet.send(encode_close(code, reason))
            gevent.spawn_later(GOODBYE_SECONDS, self._cut)

    def _open(self, connection: Any, answer: bytes) -> None:
        self._socket = connection
        connection.setsockopt(plain_socket.IPPROTO_TCP, plain_socket.TCP_NODELAY, 1)
        connection.setsockopt(plain_socket.SOL_SOCKET, plain_socket.SO_SNDBUF, KERNEL_BUFFER)
        sid = self._session.sid
        self._outlet = Outlet(
            connection.fileno(),
            on_missed=lambda keys: self._on_missed(sid, keys),
            on_broken=self._cut,
            on_change=self._outlets.note_change,
        )
        self._outlet.send(answer)

    def _talk(self) -> None:
        messages = self._messages()
        if self._session.connected and not self._upgrade(messages):
            return
        self._take_over()
        for message in messages:
            if not self._receive(message) or self._session.closed:
                break
        self._session.close(wait=False, abort=True, reason=self._server.reason.TRANSPORT_CLOSE)

    def _upgrade(self, messages: Iterator[str | bytes]) -> bool:
        """Upgrade a client from long polling, as Engine.IO prescribes; return False when the upgrade fails."""
        session = self._session
        session.upgrading = True
        try:
            with gevent.Timeout(UPGRADE_SECONDS):
                return self._follow(messages)
        except gevent.Timeout:
            return False
        finally:
            session.upgrading = False

    def _follow(self, messages: Iterator[str | bytes]) -> bool:
        if not _is_packet(next(messages, None), PING, "probe"):
            return False
        self.send_packet(Packet(PONG, data="probe"))
        self._session.queue.put(Packet(NOOP))  # ends the poll that waits
        return _is_packet(next(messages, None), UPGRADE)

    def _take_over(self) -> None:
        """Send all packets of the session straight to the client from now on, first those that waited."""
        session = self._session
        waiting, session.queue = session.queue, StraightQueue(self)
        session.connected = session.upgraded = True
        self._outlets.add(session.sid, self._outlet)
        self._widen()
        while not waiting.empty():
            session.queue.put(waiting.get_nowait())

    def _receive(self, message: str | bytes) -> bool:
        """Pass a message to Engine.IO; return False when the connection cannot go on."""
        if not is_client_packet(message):
            if self._gate is not None:
                self._gate.note(self._session.sid, "packet.broken")
            self.close(CloseCode.PROTOCOL, "no packet of a client")
            return False
        try:
            self._session.receive(Packet(encoded_packet=message))
        except UnknownPacketError:
            return True
        except SocketIsClosedError:
            return False
        except ValueError:
            self.close(CloseCode.PROTOCOL, "no packet of Engine.IO")
            return False
        if self._reader.limit == FIRST_MESSAGE:
            self._widen()
        return True

    def _widen(self) -> None:
        """Accept larger messages once the client is admitted."""
        if self._gate is not None and self._gate.is_admitted(self._session.sid):
            self._reader.limit = self._server.max_http_buffer_size

    def _messages(self) -> Iterator[str | bytes]:
        """Yield the client's messages until either side closes; pings and close frames are answered on the way."""
        try:
            while data := self._read():
                for heard in self._reader.feed(data):
                    if isinstance(heard, str | bytes):
                        yield heard
                    elif isinstance(heard, Ping):
                        self._outlet.send(encode_frame(Opcode.PONG, heard.payload))
                    else:
                        self.close(heard.code or CloseCode.NORMAL)
                        return
                if len(data) == CHUNK:
                    gevent.sleep(0)  # a client that sends without pause must let others have their turn
        except ViolationError as error:
            self.close(error.code, error.reason)

    def _read(self) -> bytes:
        try:
            data: bytes = self._socket.recv(CHUNK)
        except OSError:
            return b""
        return data

    def _end(self) -> None:
        """Send what still waits and read on for up to two seconds, because unread bytes would reset the connection."""
        self._outlets.remove(self._session.sid)
        self.close()
        with gevent.Timeout(GOODBYE_SECONDS, False):
            while not self._outlet.is_empty:
                gevent.sleep(0.02)
            if self._outlet.is_open:
                self._shut(plain_socket.SHUT_WR)
                while self._read():
                    pass
        self._outlet.close()
        self._socket = self._session = None  # breaks the reference cycle: the session's queue has this link

    def _cut(self) -> None:
        self._shut(plain_socket.SHUT_RDWR)

    def _shut(self, how: int) -> None:
        try:
            if self._socket is not None:
                self._socket.shutdown(how)
        except OSError:
            return


def _is_packet(message: str | bytes | None, packet_type: int, data: str | None = None) -> bool:
    if not message or not is_client_packet(message):
        return False
    try:
        packet = Packet(encoded_packet=message)
    except ValueError:
        return False
    return packet.packet_type == packet_type and (data is None or packet.data == data)
