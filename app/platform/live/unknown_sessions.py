"""Answers requests for long-polling sessions of other processes so that the proxy sends them on."""

from collections.abc import Callable, Container, Iterable
from typing import Any
from urllib.parse import parse_qs

PATH = "/socket.io/"


class Elsewhere:
    """Answers 404 for a session that is not in this process, so that nginx asks the next process (`site.conf`).

    Engine.IO would answer 400. nginx sends a meeting to another process while the meeting's own process is away, and
    back when it returns; with a 400, a client on long polling would then lose the session that it began meanwhile.

    Args:
        app: the WSGI application with the socket door in it.
        sessions: the ids that Engine.IO knows here.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], sessions: Container[str]) -> None:
        self._app = app
        self._sessions = sessions

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(PATH):
            sid = parse_qs(environ.get("QUERY_STRING", "")).get("sid")
            if sid and sid[0] not in self._sessions:
                start_response("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "0")])
                return []
        return self._app(environ, start_response)
