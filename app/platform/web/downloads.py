"""Builds the HTTP response of a file download."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from flask import Response, send_file
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


def download_file(path: Path, *, name: str, media_type: str) -> Response:
    """Return a response with a file from the disk that the browser saves; the file is sent piece by piece."""
    response = send_file(path, mimetype=media_type, conditional=False, etag=False)
    response.headers["Content-Type"] = media_type  # as given: Flask adds a charset
    response.headers["Content-Disposition"] = disposition_of(name)
    for header in ("Cache-Control", "Expires", "Last-Modified"):  # `Guard` says that nobody keeps the file
        response.headers.pop(header, None)
    return response


def disposition_of(name: str) -> str:
    """Return the Content-Disposition header of a download (RFC 6266).

    `filename*` holds the percent-encoded name, Chinese characters included; `filename` holds an ASCII name for old
    programs.
    """
    ascii_name = name.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "").lstrip("-_. ")
    return f"attachment; filename=\"{ascii_name or 'file'}\"; filename*=UTF-8''{quote(name, safe='')}"
