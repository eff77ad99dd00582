"""Reads the whole body of a request, within a size limit, before the application sees the request."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from app.platform.errors import DomainError, ErrorKind

KB = 1024
LARGEST_MESSAGE, FIRST_MESSAGE = 64 * KB, 4 * KB
"""Most bytes of a live message from an admitted connection, and from one that has not identified itself yet."""
CHUNKED = "chunked"
LONGEST_NUMBER = 12
"""Most digits that a Content-Length may have."""


class RequestRefusedError(Exception):
    """A request that the server stops reading; `status` is the HTTP status line of the answer."""

    def __init__(self, status: str, error: DomainError) -> None:
        super().__init__(status)
        self.status = status
        self.error = error


def check_size(environ: dict[str, Any], limit: int) -> None:
    """Refuse a request whose headers announce too large a body.

    Args:
        limit: bytes that the sender may send.

    Raises:
        RequestRefusedError: 413, or 400 for a transfer coding or length that is not understood.
    """
    coding = environ.get("HTTP_TRANSFER_ENCODING", "").strip().lower()
    length = environ.get("CONTENT_LENGTH") or "0"
    is_number = length.isascii() and length.isdigit()
    if (coding and coding != CHUNKED) or not is_number:
        raise malformed()
    if len(length) > LONGEST_NUMBER or int(length) > limit:
        raise too_large()


def read_body(environ: dict[str, Any], limit: int) -> None:
    """Read the whole body and make `wsgi.input` a buffer of it.

    Raises:
        RequestRefusedError: 413 for a chunked body beyond the limit, 408 for a body that does not arrive, 400 for a
            malformed body.
    """
    is_chunked = environ.pop("HTTP_TRANSFER_ENCODING", "").strip().lower() == CHUNKED
    length = int(environ.get("CONTENT_LENGTH") or "0")
    if not is_chunked and length == 0:
        return
    try:
        body = environ["wsgi.input"].read(limit + 1 if is_chunked else length)
    except OSError as error:
        raise too_slow() from error
    except ValueError as error:
        raise malformed() from error
    if len(body) > limit:
        raise too_large()
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))


def too_large() -> RequestRefusedError:
    return RequestRefusedError("413 Content Too Large", DomainError(ErrorKind.INVALID, "too_large"))


def too_slow() -> RequestRefusedError:
    return RequestRefusedError("408 Request Timeout", DomainError(ErrorKind.UNAVAILABLE, "request.slow"))


def malformed() -> RequestRefusedError:
    return RequestRefusedError("400 Bad Request", DomainError(ErrorKind.INVALID, "failed"))
