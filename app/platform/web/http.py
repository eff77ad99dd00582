"""The HTTP door: who asks, the forgery check, the permission of each route, and what a browser keeps."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from flask import Flask, Request, current_app, g, request, session
from flask.typing import ResponseReturnValue
from pydantic import BaseModel
from werkzeug.wrappers import Response as BaseResponse

from app.platform.access.actors import NOBODY, Actor
from app.platform.access.gate import admit, scope_of
from app.platform.access.located import Ids, ids_in
from app.platform.access.permissions import Permission
from app.platform.access.secrets import digest_token, new_token
from app.platform.access.services import Call, Services
from app.platform.access.uses import note_use
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, wire_name
from app.platform.web.admission.visits import note_known
from app.platform.web.payloads import read_seen

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
SEEN = "Seen-Version"
"""Header by which a program says which version of the meeting it has read; a form of ours says so in `seen`."""
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
DEVICE_DIGITS = 16
MOST_DEVICES = 5
"""Accounts that one browser is known to; the cookie stays small."""
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


def allow(permission: Permission, *, as_seat: bool = False, for_programs: bool = False) -> Callable[[View], View]:
    """Name the permission of a route.

    Args:
        as_seat: in a browser with both a seat and a staff session, act as the seat.
        for_programs: the route does not use the session, so a request without a session needs no forgery token.
    """

    def mark(view: View) -> View:
        vars(view).update(permission=permission, as_seat=as_seat, for_programs=for_programs)
        return view

    return mark


def current_call() -> Call:
    """Return the call that the gate has admitted for this request."""
    call: Call = g.call
    return call


def admit_payload(payload: BaseModel) -> None:
    """Check the ids in a body or query at the gate: they must belong to what the path names.

    Raises:
        DomainError: as `gate.admit` says.
    """
    ids: Ids = ids_in(payload)
    for name, value in g.path.items():
        said = ids.get(name, value)
        ids[name] = [value, *([said] if isinstance(said, str) else said)]
    call = current_call()
    g.call = replace(admit(services(), call.actor, g.permission, ids), address=call.address, seen=call.seen)


def check_path_agrees(sent: Mapping[str, object], path: Mapping[str, object]) -> None:
    """Refuse a body or query whose ids differ from those in the path.

    Raises:
        DomainError: `not_found`.
    """
    if any(sent.get(name, value) != value for name, value in path.items()):
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")


def services() -> Services:
    services: Services = current_app.extensions["liangting"]
    return services


def install_gate(app: Flask) -> None:
    """Put the gate before every route."""
    app.before_request(_admit_request)


def csrf_token() -> str:
    """The forgery token of this browser's session."""
    if "csrf" not in session:
        session["csrf"] = new_token()
    token: str = session["csrf"]
    return token


def keep_seat(meeting_id: MeetingId, token: str) -> None:
    """Remember a seat in the browser's signed cookie."""
    session["seats"] = {**session.get("seats", {}), meeting_id: token}
    session.permanent = True


def keep_stage(meeting_id: MeetingId, token: str) -> None:
    """Make this browser the stage of one meeting; who is signed in here stays signed in."""
    session["stage"] = {"meeting": meeting_id, "token": token}
    session.permanent = True


def forget_browser(response: BaseResponse) -> BaseResponse:
    """Have the browser drop what it kept for whoever signed out.

    Votes of a resident that wait on it stay, and so does the mark of a browser that has signed in to an account before.
    """
    dropped = ["cache"]
    if not session.get("seats"):
        dropped += ["storage"] if session.get("devices") else ["cookies", "storage"]
    response.headers["Clear-Site-Data"] = ", ".join(f'"{kind}"' for kind in dropped)
    return response


def seat_token(meeting_id: MeetingId) -> str | None:
    """The secret of the seat this browser holds in a meeting."""
    token: str | None = session.get("seats", {}).get(meeting_id)
    return token


def forget_seat(meeting_id: MeetingId) -> None:
    """Forget the seat that this browser held in a meeting."""
    session["seats"] = {known: token for known, token in session.get("seats", {}).items() if known != meeting_id}


def socket_actor(kept: Mapping[str, Any]) -> Actor | None:
    """The member of staff, else the stage, whom a browser session names."""
    return staff_from_cookie(kept) or stage_from_cookie(kept)


def stage_from_cookie(kept: Mapping[str, Any]) -> Actor | None:
    """The stage that a browser session was opened as, while its link is good."""
    stage = kept.get("stage")
    token = stage.get("token") if isinstance(stage, dict) else None
    return _find(services().identities.find_stage, token) if isinstance(token, str) else None


def known_device(account: str) -> str | None:
    """The id of this browser, if it has signed in to an account before."""
    device: str | None = session.get("devices", {}).get(digest_token(account)[:DEVICE_DIGITS])
    return device


def remember_device(account: str) -> None:
    """Note in the browser's signed cookie that it has signed in to an account."""
    devices = {**session.get("devices", {})}
    devices.setdefault(digest_token(account)[:DEVICE_DIGITS], new_token())
    session["devices"] = dict(list(devices.items())[-MOST_DEVICES:])


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
    ids = {wire_name(name): value for name, value in (request.view_args or {}).items()}
    actor, is_by_cookie = _identify(request, ids, permission, as_seat=vars(view)["as_seat"])
    if request.method not in SAFE_METHODS:
        if is_by_cookie and (session or not vars(view)["for_programs"]):
            _check_forgery()
        services().limits.take_write(actor)
    else:
        services().limits.take_read(actor)
    note_use(services(), actor)
    g.permission, g.path = permission, ids
    call = admit(services(), actor, permission, ids)
    g.call = replace(call, address=request.remote_addr or "", seen=_seen(for_programs=vars(view)["for_programs"]))


def _seen(*, for_programs: bool) -> int | None:
    """The version that a program's header, or a form of ours, says the client has seen.

    Raises:
        DomainError: `payload.invalid` for what is no number.
    """
    if request.method in SAFE_METHODS:
        return None
    said = request.headers.get(SEEN) if for_programs else request.form.get("seen")
    return None if said is None else read_seen(said)


def _identify(
    asked: Request, ids: Mapping[str, object], permission: Permission, *, as_seat: bool
) -> tuple[Actor, bool]:
    """The actor, and whether a cookie said so."""
    scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
    identities = services().identities
    by_scheme = {"Seat": identities.find_seat, "Bearer": identities.find_api_token}
    if scheme in by_scheme:
        actor = _find(by_scheme[scheme], token.strip())
        if actor is None:
            raise DomainError(ErrorKind.UNAUTHENTICATED, "sign_in.needed")
        note_known(asked.environ)
        return actor, False
    if permission is Permission.MEETING_WATCH and (stage := _stage_of(ids)):
        return stage, True  # the least that may look on
    seat = _seat_from_cookie(ids) if as_seat else None
    return seat or staff_from_cookie(session) or (None if as_seat else _seat_from_cookie(ids)) or NOBODY, True


def _stage_of(ids: Mapping[str, object]) -> Actor | None:
    """The stage that this browser is, of the meeting that the path names."""
    stage = stage_from_cookie(session)
    return stage if stage is not None and stage.meeting == ids.get("meeting") else None


def _seat_from_cookie(ids: Mapping[str, object]) -> Actor | None:
    if not session.get("seats"):
        return None
    try:
        scope = scope_of(services(), ids)
        meeting_id = scope.meeting if scope else None
    except DomainError:  # the gate refuses; where nothing is known of the meeting, as if this browser had no seat there
        meeting_id = MeetingId(str(ids.get("meeting", "")))
    token = seat_token(meeting_id) if meeting_id else None
    return _find(services().identities.find_seat, token) if token else None


def _find(finder: Callable[..., Actor | None], token: str) -> Actor | None:
    with services().database.read() as reading:
        return finder(reading, token)


def _check_forgery() -> None:
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    if not hmac.compare_digest(digest_token(sent), digest_token(session.get("csrf", new_token()))):
        raise DomainError(ErrorKind.FORBIDDEN, "form.expired")
