"""Records failed sign-ins in the security log."""

import hashlib
import hmac
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import g, request
from flask.typing import ResponseReturnValue

from app.accounts import queries
from app.platform.access.actors import NOBODY
from app.platform.access.security_failures import FailureBudget
from app.platform.access.security_log import SecurityKind, record_security_event
from app.platform.errors import DomainError
from app.platform.web.http import services

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
DIGEST_LETTERS = 16


def notes_failures(view: View) -> View:
    """Wrap a sign-in view so that each refusal is recorded; the view puts the typed e-mail in `flask.g.typed_email`.

    The log holds the id of the e-mail's owner or, if nobody has that e-mail, a digest of it.
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
    unlogged = services().instance(FailureBudget).take(address)
    if unlogged is None:
        return
    folded = email.lower()
    with services().database.read() as reading:
        staff = queries.staff_named(reading, folded)
    facts: dict[str, object] = {"code": code} if staff else {"code": code, "email": _digest(folded)}
    if unlogged:
        facts["unlogged"] = unlogged
    kind = SecurityKind.SIGN_IN_FAILED
    services().writer.run(
        lambda work: record_security_event(work, kind, actor=NOBODY.id, subject=staff, address=address, **facts)
    )


def _digest(typed: str) -> str:
    """Return a digest of the typed e-mail, keyed with the secret of this installation.

    A digest without a key could be reversed by trying addresses, and people mistype passwords into this field.
    """
    key = services().settings.keep_secret().encode()
    return hmac.new(key, b"email:" + typed.encode(errors="replace"), hashlib.sha256).hexdigest()[:DIGEST_LETTERS]
