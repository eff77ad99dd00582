"""Builds the HTTP response of a file download."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import IO
from urllib.parse import quote

from flask import Response, send_file
from gevent import get_hub
from werkzeug.wsgi import FileWrapper

BLOCK = 1 << 16


def download(make: Callable[[], bytes], *, name: str, media_type: str, plain: str = "") -> Response:
    """Return a response that the browser saves as a file instead of showing it.

    Args:
        make: returns the content; runs in a native thread, so that the event loop goes on meanwhile.
        name: the file name, which may be Chinese.
        media_type: the value of the Content-Type header.
        plain: a name in ASCII for old programs.
    """
    content: bytes = get_hub().threadpool.apply(make)
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = disposition_of(name, plain)
    return response


def download_file(path: Path, *, name: str, media_type: str, plain: str = "") -> Response:
    """Return a response with a file from the disk that the browser saves; the file is sent piece by piece.

    Args:
        plain: a name in ASCII for old programs.
    """
    response = send_file(path, mimetype=media_type, conditional=False, etag=False)
    response.headers["Content-Type"] = media_type  # as given: Flask adds a charset
    response.headers["Content-Disposition"] = disposition_of(name, plain)
    for header in ("Cache-Control", "Expires", "Last-Modified"):  # `Guard` says that nobody keeps the file
        response.headers.pop(header, None)
    return response


def download_large(
    write: Callable[[IO[bytes]], None], *, folder: Path, name: str, media_type: str, plain: str = ""
) -> Response:
    """Return a download that is sent from a file without a name, which is gone once it was sent or the process dies.

    Args:
        write: writes the content to a stream.
        folder: a folder with room for the file.
    """
    with ExitStack() as opened:
        stream = opened.enter_context(tempfile.TemporaryFile(dir=folder))
        write(stream)
        size = stream.tell()
        stream.seek(0)
        response = Response(FileWrapper(stream, BLOCK), content_type=media_type, direct_passthrough=True)
        response.call_on_close(opened.pop_all().close)
    response.content_length = size
    response.headers["Content-Disposition"] = disposition_of(name, plain)
    return response


def disposition_of(name: str, plain: str = "") -> str:
    """Return the Content-Disposition header of a download (RFC 6266).

    `filename*` holds the percent-encoded name, Chinese characters included; `filename` holds an ASCII name for old
    programs: the plain name, else what is ASCII of the name, with its ending in any case.
    """
    ascii_name = (plain or name).encode("ascii", "ignore").decode().replace('"', "").replace("\\", "")
    stem, dot, ending = ascii_name.rpartition(".")
    stem = (stem if dot else ending).strip("-_. ") or "file"
    shown = f"{stem}.{ending}" if dot else stem
    return f"attachment; filename=\"{shown}\"; filename*=UTF-8''{quote(name, safe='')}"
