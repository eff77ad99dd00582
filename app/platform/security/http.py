"""The HTTP door: who asks, the forgery check, the permission of each route, and the headers of each answer."""

import hmac
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import Flask, Request, Response, current_app, g, request, session
from flask.typing import ResponseReturnValue

from app.platform.errors import DomainError, ErrorKind
from app.platform.gate import admit, scope_of
from app.platform.security.actors import NOBODY, Actor
from app.platform.security.permissions import Permission
from app.platform.security.secrets import digest_token, new_token
from app.platform.services import Call, Services

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
STATUS = {
    ErrorKind.INVALID: 422,
    ErrorKind.UNAUTHENTICATED: 401,
    ErrorKind.FORBIDDEN: 403,
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.CONFLICT: 409,
    ErrorKind.CLOSED: 409,
    ErrorKind.TOO_FAST: 429,
    ErrorKind.UNAVAILABLE: 503,
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def allow(permission: Permission, *, as_seat: bool = False, for_programs: bool = False) -> Callable[[View], View]:
    """Name the permission of a route.

    Args:
        as_seat: in a browser that holds both, the seat asks, not the staff member.
        for_programs: the route answers without touching the session, so whoever holds none needs no forgery token.
    """

    def mark(view: View) -> View:
        vars(view).update(permission=permission, as_seat=as_seat, for_programs=for_programs)
        return view

    return mark


def current_call() -> Call:
    """The call that the gate let in for this request."""
    call: Call = g.call
    return call


def services() -> Services:
    found: Services = current_app.extensions["liangting"]
    return found


def install_gate(app: Flask) -> None:
    """Put the gate before every route and the headers behind it."""
    app.before_request(_admit_request)
    app.after_request(_add_headers)


def csrf_token() -> str:
    """The forgery token of this browser's session."""
    if "csrf" not in session:
        session["csrf"] = new_token()
    token: str = session["csrf"]
    return token


def keep_seat(meeting: str, token: str) -> None:
    """Remember a seat in the browser's signed cookie."""
    session["seats"] = {**session.get("seats", {}), meeting: token}
    session.permanent = True


def seat_token(meeting: str) -> str | None:
    """The secret of the seat this browser holds in a meeting."""
    token: str | None = session.get("seats", {}).get(meeting)
    return token


def staff_from_cookie(held: Mapping[str, Any]) -> Actor | None:
    """The member of staff whom a browser session names."""
    token = held.get("staff")
    return _find(services().identities.find_staff, token) if isinstance(token, str) else None


def _admit_request() -> None:
    if request.endpoint is None or request.endpoint == "static":
        return
    view = current_app.view_functions[request.endpoint]
    permission = vars(view).get("permission")
    if permission is None:
        raise DomainError(ErrorKind.FORBIDDEN, "forbidden")
    ids = request.view_args or {}
    actor, is_by_cookie = _identify(request, ids, as_seat=vars(view)["as_seat"])
    if request.method not in SAFE_METHODS:
        if is_by_cookie and (session or not vars(view)["for_programs"]):
            _check_forgery()
        if actor.is_seat:
            services().writes.take(actor.id)
    g.call = admit(services(), actor, permission, ids)


def _identify(asked: Request, ids: Mapping[str, object], *, as_seat: bool) -> tuple[Actor, bool]:
    """The actor, and whether a cookie said so."""
    scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
    identities = services().identities
    by_scheme = {"Seat": identities.find_seat, "Bearer": identities.find_api_token}
    if scheme in by_scheme:
        actor = _find(by_scheme[scheme], token.strip())
        if actor is None:
            raise DomainError(ErrorKind.UNAUTHENTICATED, "sign_in.needed")
        return actor, False
    seat = _seat_from_cookie(ids)
    staff = staff_from_cookie(session)
    return (seat or staff or NOBODY if as_seat else staff or seat or NOBODY), True


def _seat_from_cookie(ids: Mapping[str, object]) -> Actor | None:
    if not session.get("seats"):
        return None
    try:
        scope = scope_of(services(), ids)
        meeting = scope.meeting if scope else None
    except DomainError:  # the gate refuses; where nothing is known of the meeting, as if this browser had no seat there
        meeting = str(ids.get("meeting", ""))
    token = seat_token(meeting) if meeting else None
    return _find(services().identities.find_seat, token) if token else None


def _find(finder: Callable[..., Actor | None], token: str) -> Actor | None:
    with services().database.read() as reading:
        return finder(reading, token)


def _check_forgery() -> None:
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    if not hmac.compare_digest(digest_token(sent), digest_token(session.get("csrf", new_token()))):
        raise DomainError(ErrorKind.FORBIDDEN, "form.expired")


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
