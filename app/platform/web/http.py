"""The HTTP door: identifies who asks, checks the forgery token and each route's permission, and keeps the session."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from flask import Flask, Request, current_app, g, request, session
from flask.typing import ResponseReturnValue
from pydantic import BaseModel
from werkzeug.wrappers import Response as BaseResponse

from app.platform.access.actors import NOBODY, Actor
from app.platform.access.gate import Ids, admit, ids_in, scope_of
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
"""Header in which a program says which version of the meeting it has read; our own forms send the field `seen`."""
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
DEVICE_DIGITS = 16
MAX_DEVICES = 5
"""Most accounts for which one browser is remembered, so that the cookie stays small."""
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
    """Mark a view with the permission that its route requires.

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
    """Admit the ids in a body or query at the gate: they must belong to the place and meeting that the path names.

    Raises:
        DomainError: the errors of `gate.admit`.
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
    """Return the forgery (CSRF) token of this browser's session; a session without a token gets one."""
    if "csrf" not in session:
        session["csrf"] = new_token()
    token: str = session["csrf"]
    return token


def keep_seat(meeting_id: MeetingId, token: str) -> None:
    """Store the secret of a seat in the browser's signed cookie."""
    session["seats"] = {**session.get("seats", {}), meeting_id: token}
    session.permanent = True


def keep_stage(meeting_id: MeetingId, token: str) -> None:
    """Make this browser the stage of one meeting; a staff session in the same browser continues."""
    session["stage"] = {"meeting": meeting_id, "token": token}
    session.permanent = True


def forget_browser(response: BaseResponse) -> BaseResponse:
    """Tell the browser, by the Clear-Site-Data header, to delete what it stored for whoever signed out.

    While the session holds a seat, only the cache is deleted, because unsent votes of a resident wait in the storage.
    The cookies stay as well while they remember an account that this browser has signed in to.
    """
    dropped = ["cache"]
    if not session.get("seats"):
        dropped += ["storage"] if session.get("devices") else ["cookies", "storage"]
    response.headers["Clear-Site-Data"] = ", ".join(f'"{kind}"' for kind in dropped)
    return response


def seat_token(meeting_id: MeetingId) -> str | None:
    """Return the secret of the seat that this browser holds in a meeting, or None."""
    token: str | None = session.get("seats", {}).get(meeting_id)
    return token


def forget_seat(meeting_id: MeetingId) -> None:
    """Forget the seat that this browser held in a meeting."""
    session["seats"] = {known: token for known, token in session.get("seats", {}).items() if known != meeting_id}


def socket_actor(kept: Mapping[str, Any]) -> Actor | None:
    """Return the member of staff whom a browser session names, else its stage, else None."""
    return staff_from_cookie(kept) or stage_from_cookie(kept)


def stage_from_cookie(kept: Mapping[str, Any]) -> Actor | None:
    """Return the stage that a browser session was opened as, or None without a valid stage link."""
    stage = kept.get("stage")
    token = stage.get("token") if isinstance(stage, dict) else None
    return _find(services().identities.find_stage, token) if isinstance(token, str) else None


def known_device(account: str) -> str | None:
    """Return the id of this browser if it has signed in to an account before, else None."""
    device: str | None = session.get("devices", {}).get(digest_token(account)[:DEVICE_DIGITS])
    return device


def remember_device(account: str) -> None:
    """Record in the browser's signed cookie that this browser has signed in to an account."""
    devices = {**session.get("devices", {})}
    devices.setdefault(digest_token(account)[:DEVICE_DIGITS], new_token())
    session["devices"] = dict(list(devices.items())[-MAX_DEVICES:])


def staff_from_cookie(held: Mapping[str, Any]) -> Actor | None:
    """Return the member of staff whom a browser session names, or None."""
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
    """Return the version that the client of a write says it has seen, in a program's header or in one of our own forms.

    Raises:
        DomainError: `payload.invalid` if the version is not a number.
    """
    if request.method in SAFE_METHODS:
        return None
    said = request.headers.get(SEEN) if for_programs else request.form.get("seen")
    return None if said is None else read_seen(said)


def _identify(
    asked: Request, ids: Mapping[str, object], permission: Permission, *, as_seat: bool
) -> tuple[Actor, bool]:
    """Return the actor of a request; also False if an Authorization header identified the actor, else True."""
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
        return stage, True  # the stage has the fewest rights of all who may watch
    seat = _seat_from_cookie(ids) if as_seat else None
    return seat or staff_from_cookie(session) or (None if as_seat else _seat_from_cookie(ids)) or NOBODY, True


def _stage_of(ids: Mapping[str, object]) -> Actor | None:
    """Return the stage that this browser is, if it is the stage of the meeting that the path names."""
    stage = stage_from_cookie(session)
    return stage if stage is not None and stage.meeting == ids.get("meeting") else None


def _seat_from_cookie(ids: Mapping[str, object]) -> Actor | None:
    if not session.get("seats"):
        return None
    try:
        scope = scope_of(services(), ids)
        meeting_id = scope.meeting if scope else None
    except DomainError:  # the gate will refuse these ids; until then the path's meeting, if any, says which seat asks
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
