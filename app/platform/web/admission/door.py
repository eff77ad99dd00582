"""The first layer of the web process: checks size, sender and rate of each request before a page or socket runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from urllib.parse import parse_qs

from gevent.event import Event

from app.platform.access.addresses import address_key
from app.platform.access.limits import RateLimit
from app.platform.errors import DomainError
from app.platform.web.admission.answers import answer_of
from app.platform.web.admission.bodies import (
    FIRST_MESSAGE,
    KB,
    LARGEST_MESSAGE,
    RequestRefusedError,
    check_size,
    read_body,
)
from app.platform.web.admission.claims import Claims
from app.platform.web.admission.lane import Lane
from app.platform.web.admission.patience import Patience
from app.platform.web.admission.turns import Budget, Turns
from app.platform.web.admission.visits import VISIT, Visit
from app.platform.web.headers import Header
from app.platform.web.http import STATUS

AWAIT_CLIENT = "liangting.await_client"
"""Key in the WSGI environment of a function: `await_client(seconds)` closes the connection if the client is slower."""
STRANGERS_BODY = 16 * KB
STRANGERS_SECONDS, KNOWN_SECONDS = 10.0, 30.0
"""Time that a stranger and a known party have to send the body of a request."""
SOCKET_PATH = "/socket.io/"
CHEAP_PATHS = ("/static/", "/healthz", "/readyz")
CHEAP_PRICE, SOCKET_PRICE = 0.0005, 0.001
"""Seconds of the event loop charged for a static file or health check, and for a new live connection."""
BUSY_SHARE, CALM_SHARE = 0.05, 0.5
"""Shares of the event loop's time while the hall votes and otherwise; strangers have one such share for pages, one for
files and one for new connections."""
Start = Callable[..., Any]
App = Callable[[dict[str, Any], Start], Iterable[bytes]]


class FrontDoor:
    """Admits known parties at once and strangers one after another.

    A request that names a seat, staff or a stage in a signed cookie, or a token that was accepted a moment ago, goes
    straight through at a bounded rate. All others share a part of the event loop's time, fairly between addresses.

    Args:
        app: the application behind.
        claims: who a request claims to be.
        most_bytes: returns the largest body of a known party's request to a path (bytes).
        admitted: the live connections that have been admitted.
        patience: delays the refusals of an address that has had many.
        is_hall_busy: whether people vote at this moment; strangers then have a small share of the time, else half.
        headers_of: returns the security headers of the answer to a request.
    """

    def __init__(
        self,
        app: App,
        *,
        claims: Claims,
        most_bytes: Callable[[str], int],
        admitted: Collection[str],
        patience: Patience,
        is_hall_busy: Callable[[], bool],
        headers_of: Callable[[Mapping[str, Any]], list[Header]],
    ) -> None:
        self._app = app
        self._claims = claims
        self._most_bytes = most_bytes
        self._admitted = admitted
        self._patience = patience
        self._headers_of = headers_of
        self._paces = RateLimit(rate=100, burst=1000)

        def share() -> float:
            return BUSY_SHARE if is_hall_busy() else CALM_SHARE

        self._pages = _lane(share, burst=1.5, most_running=8)
        self._files = _lane(share, burst=2.0)
        self._sockets = _lane(share, burst=2.0)

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        try:
            return self._admit(environ, start_response)
        except RequestRefusedError as refused:
            return self._refuse(environ, start_response, refused.status, refused.error)
        except DomainError as error:
            return self._refuse(environ, start_response, f"{STATUS[error.kind]} {error.kind.name}", error)

    @property
    def waiting(self) -> int:
        """Number of requests of strangers that wait."""
        return self._pages.waiting + self._files.waiting + self._sockets.waiting

    def _admit(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        path, claim = environ["PATH_INFO"], self._claims.of(environ)
        if path.startswith(SOCKET_PATH):
            return self._admit_socket(environ, start_response, claim)
        limit = self._most_bytes(path) if claim else STRANGERS_BODY
        check_size(environ, limit)
        if claim:
            self._paces.take(claim)
        with _await_client(environ, KNOWN_SECONDS if claim else STRANGERS_SECONDS):
            read_body(environ, limit)
        if claim:
            return self._app(environ, start_response)
        if path.startswith(CHEAP_PATHS):
            self._files.pay(_address(environ), CHEAP_PRICE)
            return self._app(environ, start_response)
        return self._admit_stranger(environ, start_response)

    def _admit_socket(self, environ: dict[str, Any], start_response: Start, claim: str | None) -> Iterable[bytes]:
        session = _session(environ)
        is_admitted = session in self._admitted
        limit = LARGEST_MESSAGE if is_admitted else FIRST_MESSAGE
        check_size(environ, limit)
        if claim or is_admitted:
            self._paces.take(claim or f"session {session}")
        with _await_client(environ, STRANGERS_SECONDS):
            read_body(environ, limit)
        if not is_admitted and not claim:
            environ[VISIT] = self._sockets.pay(_address(environ), SOCKET_PRICE)
        return self._app(environ, start_response)

    def _admit_stranger(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        with self._pages.measured(_address(environ)) as visit:
            environ[VISIT] = visit
            answer = self._app(environ, start_response)
        self._note_claim(environ, visit)
        return answer

    def _note_claim(self, environ: dict[str, Any], visit: Visit) -> None:
        authorization = environ.get("HTTP_AUTHORIZATION")
        if authorization and visit.is_known:
            self._claims.remember(authorization)
        elif authorization:
            self._claims.forget(authorization)

    def _refuse(
        self, environ: dict[str, Any], start_response: Start, status: str, error: DomainError
    ) -> Iterable[bytes]:
        """Answer without reading the rest of the request, and close the connection."""
        source = environ["wsgi.input"]
        if hasattr(source, "chunked_input"):  # pywsgi would read the rest, however long it is
            source.chunked_input, source.content_length, source.position = False, 0, 0
        self._patience.pause(_address(environ))
        status, headers, body = answer_of(environ, status, error, self._headers_of(environ))
        start_response(status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _lane(share: Callable[[], float], *, burst: float, most_running: int = 100) -> Lane:
    turns: Turns[Event] = Turns(most=2000, most_of_one=1500)
    return Lane(Budget(share=share, burst=burst), turns, most_running=most_running, patience=15.0)


def _address(environ: dict[str, Any]) -> str:
    return address_key(environ.get("REMOTE_ADDR", ""))


def _session(environ: dict[str, Any]) -> str | None:
    values = parse_qs(environ.get("QUERY_STRING", "")).get("sid")
    return values[0] if values else None


def _await_client(environ: dict[str, Any], seconds: float) -> AbstractContextManager[None]:
    await_client = environ.get(AWAIT_CLIENT)
    return await_client(seconds) if await_client else nullcontext()
