"""Files that a door hands out."""

from collections.abc import Callable
from urllib.parse import quote

from flask import Response
from gevent import get_hub


def download(make: Callable[[], bytes], *, name: str, media_type: str) -> Response:
    """A file to be kept, not shown; made in a thread, in which the board does not have to stand still."""
    content: bytes = get_hub().threadpool.apply(make)
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = disposition_of(name)
    return response


def disposition_of(name: str) -> str:
    """The header as RFC 6266 has it: Chinese goes percent-encoded, with a name in ASCII for old programs."""
    ascii_name = name.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "").lstrip("-_. ")
    return f"attachment; filename=\"{ascii_name or 'file'}\"; filename*=UTF-8''{quote(name, safe='')}"
