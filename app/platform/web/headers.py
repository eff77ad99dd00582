"""The guard around the application: refuses requests for unknown hosts and adds the security headers."""

import re
from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from app.platform.i18n import negotiate, translator_of
from app.settings import Settings

App = Callable[..., Iterable[bytes]]
Header = tuple[str, str]
HEADERS = "liangting.headers"
"""Key of the security headers in the WSGI environment; the WebSocket handshake, which bypasses WSGI, reads them."""
STATIC, SOCKET = "/static/", "/socket.io/"
YEAR = 365 * 24 * 3600
_HOST = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::(?P<port>\d{1,5}))?"
)
_FIXED: tuple[Header, ...] = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)


FRAMED: dict[str, str] = {
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
}
"""Security headers of a file that one of our own pages shows in a frame."""
FIXED_HEADERS: tuple[Header, ...] = (*_FIXED, ("Content-Security-Policy", "default-src 'none'"))
"""Security headers of the answer to a malformed request, which never reaches the application."""


class Guard:
    """Refuses requests for unknown hosts, adds the security headers that an answer lacks and removes its Server header.

    Attributes:
        app: the WSGI application behind the guard.
    """

    def __init__(self, app: App, settings: Settings) -> None:
        self.app = app
        self._settings = settings

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST")
        is_known = is_host_known(self._settings, host, environ)
        headers = headers_for(self._settings, host if is_known else None, environ)
        environ[HEADERS] = headers

        def start(status: str, given: list[Header], exc_info: Any = None) -> Any:
            names = {name.lower() for name, _ in given}
            answer = [header for header in given if header[0].lower() != "server"]
            return start_response(status, [*answer, *(one for one in headers if one[0].lower() not in names)], exc_info)

        return self.app(environ, start) if is_known else _refuse(environ, start)


def headers_of(settings: Settings, environ: Mapping[str, Any]) -> list[Header]:
    """Return the security headers of an answer that does not pass the guard."""
    host = environ.get("HTTP_HOST")
    return headers_for(settings, host if is_host_known(settings, host, environ) else None, environ)


def headers_for(settings: Settings, host: str | None, environ: Mapping[str, Any]) -> list[Header]:
    """Return the security headers of the answer to one request."""
    headers = [("Content-Security-Policy", content_policy(settings, host)), *_FIXED]
    if settings.is_tls:
        headers.append(("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains"))
    if not environ.get("PATH_INFO", "").startswith(STATIC):
        headers.append(("Cache-Control", "no-store"))
    return headers


def content_policy(settings: Settings, host: str | None) -> str:
    """Return the Content-Security-Policy, which allows only our own host and websocket connections to it.

    Old browsers do not apply 'self' to a WebSocket, so the host is named; an IPv6 address cannot be named there.
    """
    hosts = dict.fromkeys(filter(None, (host, urlsplit(settings.public_url).netloc)))
    schemes = ("wss",) if settings.is_tls else ("ws", "wss")
    sockets = " ".join(f"{scheme}://{name}" for name in hosts if "[" not in name for scheme in schemes)
    return (
        f"default-src 'self'; img-src 'self' data:; connect-src 'self' {sockets}".rstrip()
        + "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def is_host_known(settings: Settings, host: str | None, environ: Mapping[str, Any]) -> bool:
    """Return whether a Host header names this installation.

    The hosts of PUBLIC_URL and ALLOWED_ORIGINS and the loopback names of this machine are always known. Without
    PUBLIC_URL, any IP address is known as well, and so is any name in a request from a private network.
    """
    if host is None:
        return environ.get("SERVER_PROTOCOL") == "HTTP/1.0"  # may omit the header, so no host was forged
    match = _HOST.fullmatch(host)
    if match is None or int(match["port"] or 1) not in range(1, 65536):
        return False
    name = match["name"].lower().strip("[]")
    if name == "localhost" or _is_loopback(name) or name in _named_hosts(settings):
        return True
    if settings.public_url:
        return False
    return _is_address(name) or _is_near(environ.get("REMOTE_ADDR", ""))


def _named_hosts(settings: Settings) -> set[str]:
    origins = (settings.public_url, *settings.allowed_origins)
    return {(urlsplit(origin).hostname or "").lower() for origin in origins} - {""}


def _is_loopback(name: str) -> bool:
    return _is_address(name) and ip_address(name).is_loopback


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_near(address: str) -> bool:
    """Return whether an address belongs to this machine or to a private network."""
    plain = address.partition("%")[0]
    return _is_address(plain) and ip_address(plain).is_private


def _refuse(environ: Mapping[str, Any], start: Callable[..., Any]) -> list[bytes]:
    words = translator_of(negotiate(environ.get("HTTP_ACCEPT_LANGUAGE")))
    body = words("errors.host.unknown").encode()
    start("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]
