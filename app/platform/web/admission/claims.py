"""Who a request claims to be, judged by its cookie or token without a database query."""

import threading
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from cachetools import LRUCache
from flask import Flask
from itsdangerous import BadSignature

from app.platform.access.secrets import digest_token

MAX_TOKENS = 10_000


class Claims:
    """Reads the signed session cookie and remembers API tokens that were accepted; the gate checks both again."""

    def __init__(self, app: Flask) -> None:
        self._cookie = str(app.config["SESSION_COOKIE_NAME"])
        interface: Any = app.session_interface
        self._serializer = interface.get_signing_serializer(app)
        self._max_age = int(app.permanent_session_lifetime.total_seconds())
        self._tokens: LRUCache[str, None] = LRUCache(MAX_TOKENS)
        self._turn = threading.Lock()

    def of(self, environ: Mapping[str, Any]) -> str | None:
        """Return a name for the party that a request claims to be, or None for a stranger."""
        authorization = environ.get("HTTP_AUTHORIZATION")
        if authorization:
            known = digest_token(authorization)
            with self._turn:
                return known if known in self._tokens else None
        return self._of_cookie(environ.get("HTTP_COOKIE", ""))

    def remember(self, authorization: str) -> None:
        """Remember an Authorization header with which a request was accepted."""
        known = digest_token(authorization)
        with self._turn:
            self._tokens[known] = None

    def forget(self, authorization: str) -> None:
        """Forget an Authorization header with which a request was refused."""
        known = digest_token(authorization)
        with self._turn:
            self._tokens.pop(known, None)

    def _of_cookie(self, header: str) -> str | None:
        if self._cookie not in header:
            return None
        try:
            cookie = SimpleCookie(header).get(self._cookie)
            held = self._serializer.loads(cookie.value, max_age=self._max_age) if cookie else {}
        except (BadSignature, CookieError, ValueError):
            return None
        staff, seats = held.get("staff"), held.get("seats")
        if isinstance(staff, str):
            return digest_token(staff)
        if isinstance(seats, dict) and seats:
            return digest_token(str(sorted(seats.values())[-1]))
        stage = held.get("stage")
        return digest_token(str(stage.get("token"))) if isinstance(stage, dict) else None
