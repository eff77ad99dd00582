"""The web server: pywsgi on a listener without Nagle's delay, stopped gently."""

import errno
import gc
import logging
import resource
import signal
import socket as plain_socket
from collections.abc import Callable
from typing import Any

import gevent
from gevent import pywsgi, socket
from gevent.pool import Pool

from app.platform.live.lean.link import SOCKET
from app.platform.logs import get_logger

log = get_logger(__name__)
BACKLOG = 4096
DESCRIPTORS = 20_000
"""Enough for the largest hall of one process; each seat takes up to two."""
DRAIN_SECONDS = 5


class Handler(pywsgi.WSGIHandler):  # type: ignore[misc]
    """Gives the application the socket, and ends the connection after a WebSocket: no HTTP request follows one."""

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ[SOCKET] = self.socket
        return environ

    def run_application(self) -> None:
        super().run_application()
        if "HTTP_SEC_WEBSOCKET_KEY" in self.environ:
            self.close_connection = True


def raise_descriptors() -> None:
    """Allow this process as many open files as the system lets it, and say so when those are few."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    if soft != resource.RLIM_INFINITY and soft < DESCRIPTORS:
        log.warning("few open files allowed", most=soft, seats=soft // 2)


def open_listener(host: str, port: int) -> Any:
    """A listening socket whose accepted connections send at once.

    Raises:
        OSError: with a sentence for people when the port is taken or the address is not ours.
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


def serve_forever(app: Callable[..., Any], listener: Any, *, on_stop: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; then nobody comes in, `on_stop` sees the others off, and requests may end."""
    server = pywsgi.WSGIServer(
        listener, app, log=None, error_log=logging.getLogger("gevent.pywsgi"), handler_class=Handler, spawn=Pool()
    )
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
