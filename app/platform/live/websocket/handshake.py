"""The opening handshake of a WebSocket, which accepts no extension and no subprotocol.

Browsers always offer permessage-deflate. Accepting it would cost a compressor for each connection, and a compression
for each receiver of a broadcast that is otherwise encoded once.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

from app.platform.web.headers import HEADERS

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
VERSION = "13"
WRONG_VERSION = ("426 Upgrade Required", [("Sec-WebSocket-Version", VERSION)])
NO_HANDSHAKE: tuple[str, list[tuple[str, str]]] = ("400 Bad Request", [])


def answer_handshake(environ: Mapping[str, Any]) -> bytes | None:
    """Return the answer that opens the WebSocket, or None when the request is not a proper opening handshake."""
    key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "").strip()
    if not _asks_for_websocket(environ) or environ.get("HTTP_SEC_WEBSOCKET_VERSION") != VERSION or not _is_key(key):
        return None
    digest = hashlib.sha1((key + GUID).encode(), usedforsecurity=False).digest()
    lines = (
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Accept: {base64.b64encode(digest).decode()}",
        *(f"{name}: {value}" for name, value in environ.get(HEADERS, ())),
    )
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()


def refuse_handshake(environ: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    """Return (status, headers) of the refusal of a request for which `answer_handshake` returns None."""
    is_other_version = _asks_for_websocket(environ) and environ.get("HTTP_SEC_WEBSOCKET_VERSION") != VERSION
    return WRONG_VERSION if is_other_version else NO_HANDSHAKE


def _asks_for_websocket(environ: Mapping[str, Any]) -> bool:
    wishes = {part.strip().lower() for part in environ.get("HTTP_CONNECTION", "").split(",")}
    is_websocket = environ.get("HTTP_UPGRADE", "").strip().lower() == "websocket"
    return is_websocket and "upgrade" in wishes and environ.get("REQUEST_METHOD") == "GET"


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == 16
    except binascii.Error:
        return False
