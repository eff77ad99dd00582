"""Files that a door hands out."""

from collections.abc import Callable

from flask import Response
from gevent import get_hub


def download(make: Callable[[], bytes], *, name: str, media_type: str) -> Response:
    """A file to be kept, not shown; made in a thread, in which the board does not have to stand still."""
    content: bytes = get_hub().threadpool.apply(make)
    response = Response(content, content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
