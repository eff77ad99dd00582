"""A client's WebSocket when it is over: nothing of it stays behind."""

import gc
import socket
import weakref
from queue import Queue
from types import SimpleNamespace
from typing import Any

import gevent
import pytest

from app.platform.live.websocket import connection as connections
from app.platform.live.websocket.connection import SOCKET, Link, StraightQueue
from app.platform.live.websocket.send_buffer import Outlets

HANDSHAKE = {
    "REQUEST_METHOD": "GET",
    "HTTP_UPGRADE": "websocket",
    "HTTP_CONNECTION": "Upgrade",
    "HTTP_SEC_WEBSOCKET_VERSION": "13",
    "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==",
}


class Session:
    """Stands for Engine.IO's session."""

    def __init__(self) -> None:
        self.sid = "sid"
        self.connected = self.closed = self.upgraded = False
        self.queue: Any = Queue()

    def handle(self) -> None:
        """The method by which Engine.IO makes itself known."""

    def close(self, **_: object) -> None:
        self.closed = True


def test_a_session_is_freed_without_the_garbage_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "GOODBYE_SECONDS", 0.01)
    session = Session()
    is_freed = weakref.ref(session)
    gc.disable()
    try:
        _come_and_go(session)
        gevent.sleep(0.1)  # the time in which a client may answer our goodbye
        assert isinstance(session.queue, StraightQueue)
        session.queue.put(None)  # what Engine.IO may do later on hurts nobody
        del session
        assert is_freed() is None
    finally:
        gc.enable()


def _come_and_go(session: Session) -> None:
    server = SimpleNamespace(max_http_buffer_size=1024, reason=SimpleNamespace(TRANSPORT_CLOSE="transport close"))
    with socket.create_server(("127.0.0.1", 0)) as door:
        theirs = socket.create_connection(door.getsockname())
        ours, _ = door.accept()
    with ours, theirs:
        ours.setblocking(False)  # and so nothing is there to read: the client has gone
        link = Link(session.handle, server, outlets=Outlets(), on_missed=lambda *_: None)
        link({**HANDSHAKE, SOCKET: ours}, lambda *_: None)
