"""Builds the HTTP response of a file download."""

from collections.abc import Callable
from urllib.parse import quote

from flask import Response
from gevent import get_hub


def download(make: Callable[[], bytes], *, name: str, media_type: str) -> Response:
    """Return a response that the browser saves as a file instead of showing it.

    Args:
        make: returns the content; runs in a native thread, so that the event loop goes on meanwhile.
        name: the file name, which may be Chinese.
        media_type: the value of the Content-Type header.
    """
    content: bytes = get_hub().threadpool.apply(make)
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = disposition_of(name)
    return response


def disposition_of(name: str) -> str:
    """Return the Content-Disposition header of a download (RFC 6266).

    `filename*` holds the percent-encoded name, Chinese characters included; `filename` holds an ASCII name for old
    programs.
    """
    ascii_name = name.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "").lstrip("-_. ")
    return f"attachment; filename=\"{ascii_name or 'file'}\"; filename*=UTF-8''{quote(name, safe='')}"
