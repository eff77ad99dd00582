"""What the security log is told of sign-ins that failed."""

import hashlib
import hmac
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import g, request
from flask.typing import ResponseReturnValue

from app.people import queries
from app.platform.access.actors import NOBODY
from app.platform.access.security_failures import FailureBudget
from app.platform.access.security_log import SecurityKind, record_security_event
from app.platform.errors import DomainError
from app.platform.web.http import services

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
DIGEST_LETTERS = 16


def notes_failures(view: View) -> View:
    """Record each refusal of a sign-in view, which puts the e-mail it has read into `flask.g.typed_email`.

    The log names the owner of the e-mail by id, or else holds a digest of what was typed.
    """

    @wraps(view)
    def noting(*args: Any, **named: Any) -> ResponseReturnValue:
        try:
            return view(*args, **named)
        except DomainError as error:
            _note_failure(g.get("typed_email", ""), error.code)
            raise

    return noting  # type: ignore[return-value]


def _note_failure(email: str, code: str) -> None:
    address = request.remote_addr or ""
    unlogged = services().keep(FailureBudget).take(address)
    if unlogged is None:
        return
    folded = email.lower()
    with services().database.read() as reading:
        staff = queries.staff_with_email(reading, folded)
    facts: dict[str, object] = {"code": code} if staff else {"code": code, "email": _digest(folded)}
    if unlogged:
        facts["unlogged"] = unlogged
    kind = SecurityKind.SIGN_IN_FAILED
    services().writer.run(
        lambda work: record_security_event(work, kind, actor=NOBODY.id, subject=staff, address=address, **facts)
    )


def _digest(typed: str) -> str:
    """Under the key of this installation: a digest alone would be found by trying addresses, and people mistype
    passwords into this field."""
    key = services().settings.keep_secret().encode()
    return hmac.new(key, b"email:" + typed.encode(errors="replace"), hashlib.sha256).hexdigest()[:DIGEST_LETTERS]
