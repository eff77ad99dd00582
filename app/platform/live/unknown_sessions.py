"""A session of long polling lives in one process; a request for it that comes to another has to be sent on."""

from collections.abc import Callable, Container, Iterable
from typing import Any
from urllib.parse import parse_qs

PATH = "/socket.io/"


class Elsewhere:
    """Answers 404 for a session that is not in this process, upon which nginx asks the next (`site.conf`).

    Engine.IO would answer 400. nginx sends a meeting to another process while its own is away, and back when that
    returns: without this, whoever polls would lose the session that was begun meanwhile.

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
