"""Answers that refuse a request before a page is rendered: plain text for people, problem+json for programs."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from app.platform.errors import DomainError
from app.platform.i18n import negotiate, translator_of
from app.platform.web.headers import Header

PROGRAM_PATHS = ("/api/", "/open311/", "/socket.io/")
Answer = tuple[str, list[Header], bytes]
"""(status, headers, body)"""


def answer_of(environ: Mapping[str, Any], status: str, error: DomainError, fixed: Iterable[Header]) -> Answer:
    """Return the answer that refuses a request and closes its connection.

    Args:
        fixed: the security headers that every answer carries.
    """
    message = translator_of(negotiate(environ.get("HTTP_ACCEPT_LANGUAGE")))(f"errors.{error.code}", **error.params)
    if environ["PATH_INFO"].startswith(PROGRAM_PATHS):
        facts = {
            **error.params,
            "type": "about:blank",
            "title": message,
            "status": int(status[:3]),
            "code": error.code,
        }
        media_type, body = "application/problem+json", json.dumps(facts, ensure_ascii=False).encode()
    else:
        media_type, body = "text/plain; charset=utf-8", f"{message}\n".encode()
    headers = [
        ("Content-Type", media_type),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
        ("Cache-Control", "no-store"),
        *(header for header in fixed if header[0] != "Cache-Control"),
    ]
    wait_ms = error.params.get("wait_ms")
    if wait_ms is not None:
        headers.append(("Retry-After", str(-(-int(str(wait_ms)) // 1000))))
    return status, headers, body
