"""The web server: pywsgi on a listener without Nagle's delay, which finishes running requests when it is stopped."""

import errno
import gc
import logging
import resource
import signal
import socket as plain_socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import gevent
from gevent import pywsgi, socket
from gevent.pool import Pool

from app.platform.access.addresses import address_key
from app.platform.live.websocket.connection import SOCKET
from app.platform.logs import SeldomLog, get_logger
from app.platform.web.admission.door import AWAIT_CLIENT
from app.platform.web.admission.patience import Patience
from app.platform.web.admission.waiting import Waiting
from app.platform.web.headers import FIXED_HEADERS

log = get_logger(__name__)
seldom = SeldomLog(__name__)
BACKLOG = 4096
DESCRIPTORS = 20_000
"""Open files needed for the largest hall of one process; each seat takes up to two."""
DRAIN_SECONDS = 5
REQUEST_SECONDS = 10.0
"""Seconds in which a request must begin on a connection, and in which its head must then arrive."""
READING_SECONDS = 60.0
"""Seconds in which a client must accept a part of an answer."""
LEAVE_SECONDS, LEAVE_BYTES = 2.0, 512 * 1024
"""Seconds, and bytes, for which a refused client may go on sending before its connection is closed."""
CHUNK = 16 * 1024
REFUSED = 400
"""From this status on, a request may have been answered before its body was read."""
SOME_WAITING, MAX_WAITING = 1000, 8000
BAD_REQUEST = "".join(
    (
        "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\nCache-Control: no-store\r\n",
        *(f"{name}: {value}\r\n" for name, value in FIXED_HEADERS),
        "\r\n",
    )
).encode()


class Handler(pywsgi.WSGIHandler):  # type: ignore[misc]
    """One connection: the client must send its request in time, and malformed requests are logged seldom.

    The handler passes the socket to the application. It closes the connection after a WebSocket, because no HTTP
    request follows one.
    """

    def handle(self) -> None:
        try:
            super().handle()
        finally:
            self._waiting.leave(self)

    def read_requestline(self) -> str:
        self._waiting.enter(self, self._cut, REQUEST_SECONDS)
        if self.rfile.peek(1):
            self._waiting.enter(self, self._cut, REQUEST_SECONDS)  # idle time does not count
        line: str = super().read_requestline()
        return line

    def read_request(self, raw_requestline: str) -> bool:
        try:
            return bool(super().read_request(raw_requestline))
        finally:
            self._waiting.leave(self)

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ[SOCKET] = self.socket
        environ[AWAIT_CLIENT] = self._await_client
        return environ

    def run_application(self) -> None:
        super().run_application()
        if "HTTP_SEC_WEBSOCKET_KEY" in self.environ:
            self.close_connection = True
        elif self.close_connection and self.code >= REFUSED:
            self._take_leave()

    def log_error(self, msg: str, *args: object) -> None:
        seldom.warn("request refused", "request.broken")

    def _handle_client_error(self, ex: Exception) -> tuple[str, bytes]:
        seldom.warn("request refused", "request.broken")
        self.server.patience.pause(address_key(str(self.client_address[0])))
        return "400", BAD_REQUEST

    def handle_error(self, t: Any, v: Any, tb: Any) -> None:
        if issubclass(t, OSError):
            self.close_connection = True  # the client is gone
        else:
            super().handle_error(t, v, tb)

    def _sendall(self, data: bytes) -> None:
        with self._await_client(READING_SECONDS):
            super()._sendall(data)

    @property
    def _waiting(self) -> Waiting:
        waiting: Waiting = self.server.waiting
        return waiting

    @contextmanager
    def _await_client(self, seconds: float) -> Iterator[None]:
        self._waiting.enter(self, self._cut, seconds)
        try:
            yield
        finally:
            self._waiting.leave(self)

    def _take_leave(self) -> None:
        """Read what the client still sends, because unread bytes would reset the connection and lose the answer."""
        with suppress(OSError), self._await_client(LEAVE_SECONDS):
            self.socket.shutdown(plain_socket.SHUT_WR)
            left = LEAVE_BYTES
            while left > 0 and (data := self.socket.recv(CHUNK)):
                left -= len(data)

    def _cut(self) -> None:
        with suppress(OSError, AttributeError):  # it may be closed already
            self.socket.shutdown(plain_socket.SHUT_RDWR)


class WebServer(pywsgi.WSGIServer):  # type: ignore[misc]
    """pywsgi with a limit on the clients that keep it waiting.

    Args:
        waiting: the connections whose request or whose reading of an answer the server waits for.
        patience: delays the refusals of an address that has had many.
    """

    def __init__(self, listener: Any, app: Callable[..., Any], waiting: Waiting, patience: Patience) -> None:
        errors = logging.getLogger("gevent.pywsgi")
        super().__init__(listener, app, log=None, error_log=errors, handler_class=Handler, spawn=Pool())
        self.waiting = waiting
        self.patience = patience


def raise_descriptors() -> None:
    """Raise the limit of open files of this process as far as the system allows, and log a warning if it stays low."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    if soft != resource.RLIM_INFINITY and soft < DESCRIPTORS:
        log.warning("few open files allowed", most=soft, seats=soft // 2)


def open_listener(host: str, port: int) -> Any:
    """Return a listening socket whose accepted connections send at once (TCP_NODELAY).

    Raises:
        OSError: with a readable message when the port is taken or the address cannot be used.
    """
    family = plain_socket.AF_INET6 if ":" in host else plain_socket.AF_INET
    listener = socket.socket(family, plain_socket.SOCK_STREAM)
    listener.setsockopt(plain_socket.SOL_SOCKET, plain_socket.SO_REUSEADDR, 1)
    listener.setsockopt(plain_socket.IPPROTO_TCP, plain_socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise OSError(f"port {port} is taken; choose another with PORT=8001") from error
        raise OSError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    listener.listen(BACKLOG)
    return listener


def serve_forever(server: WebServer, *, on_stop: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; then accept nobody, call `on_stop`, and let running requests finish."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 1000)

    def stop() -> None:
        server.close()
        on_stop()
        server.stop(timeout=DRAIN_SECONDS)

    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, stop)
    server.serve_forever()
