"""Error pages in plain words, and problem+json for programs."""

from flask import Flask, Response, flash, jsonify, redirect, render_template, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.pages.rendering import translator
from app.pages.typed import keep_typed
from app.platform.errors import DomainError, ErrorKind
from app.platform.logs import get_logger
from app.platform.serialise import to_json_value
from app.platform.web.http import SAFE_METHODS, STATUS

log = get_logger(__name__)
PROGRAM_PATHS = ("/api/", "/open311/")
_KINDS = {401: "sign_in.needed", 403: "forbidden", 404: "not_found", 405: "not_found", 413: "too_large"}


def install(app: Flask) -> None:
    """Register the handlers that answer every error of the application."""
    app.register_error_handler(DomainError, refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(Exception, _fail)


def refuse(error: DomainError) -> ResponseReturnValue:
    return _answer(error, STATUS[error.kind])


def _refuse_http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    kind = ErrorKind.NOT_FOUND if status in (404, 405) else ErrorKind.INVALID
    return _answer(DomainError(kind, _KINDS.get(status, "failed")), status)


def _fail(error: Exception) -> ResponseReturnValue:
    log.error("request failed", endpoint=request.endpoint, exc_info=error)
    return _answer(DomainError(ErrorKind.UNAVAILABLE, "failed"), 500)


def _answer(error: DomainError, status: int) -> ResponseReturnValue:
    message = translator()(f"errors.{error.code}", **error.params)
    is_addressed = request_ctx.url_adapter is not None  # a page has links, which need the adapter
    if request.path.startswith(PROGRAM_PATHS) or not is_addressed:
        return _problem(error, message, status)
    is_form = request.method not in SAFE_METHODS and status in (403, 409, 422, 429, 503)
    back = request.referrer
    if is_form and back and back.startswith(request.host_url):
        flash(message, "error")
        keep_typed(back)
        return redirect(back, 303)
    page = render_template("error.html", audience="account", status=status, message=message, code=error.code)
    return page, status, retry_after(error)


def _problem(error: DomainError, message: str, status: int) -> Response:
    """Return an error as problem+json (RFC 9457)."""
    details = {name: to_json_value(value) for name, value in error.params.items()}
    body = {**details, "type": "about:blank", "title": message, "status": status, "code": error.code}
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    response.headers.update(retry_after(error))
    return response


def retry_after(error: DomainError) -> dict[str, str]:
    """Return the `Retry-After` header (seconds, rounded up), or no header if the error names no waiting time."""
    wait_ms = error.params.get("wait_ms")
    return {} if wait_ms is None else {"Retry-After": str(-(-int(str(wait_ms)) // 1000))}
