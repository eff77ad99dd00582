"""Encodes WebSocket frames (RFC 6455) and turns received bytes into messages; uses no socket."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from websockets.speedups import apply_mask

LARGEST_CONTROL = 125
OWN_CODES = range(3000, 5000)
WIRE_CODES = frozenset({1000, 1001, 1002, 1003, *range(1007, 1015)})
"""The registered close codes that a frame may contain."""


class Opcode(IntEnum):
    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


class CloseCode(IntEnum):
    NORMAL = 1000
    GOING_AWAY = 1001
    PROTOCOL = 1002
    NOT_TEXT = 1007
    TOO_SLOW = 1008
    TOO_BIG = 1009


OPCODES = frozenset(Opcode)
CONTROLS = frozenset({Opcode.CLOSE, Opcode.PING, Opcode.PONG})


class ViolationError(Exception):
    """The other side broke the protocol; the connection ends with the close code `code`."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Ping:
    payload: bytes


@dataclass(frozen=True, slots=True)
class Closing:
    """A close frame from the other side; `code` is None when the frame has none."""

    code: int | None


Heard = str | bytes | Ping | Closing


def encode_frame(opcode: Opcode, payload: bytes) -> bytes:
    """Return one whole frame as a server sends it, unmasked."""
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", 0x80 | opcode, 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 127, size)
    return head + payload


def encode_close(code: int, reason: str = "") -> bytes:
    return encode_frame(Opcode.CLOSE, struct.pack("!H", code) + reason.encode()[: LARGEST_CONTROL - 2])


class FrameReader:
    """Turns the bytes that a client sends into whole messages.

    Args:
        limit: largest message in bytes; a larger one is refused at its frame header, before its payload is buffered.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._bytes = b""
        self._message: _Message | None = None

    def feed(self, data: bytes) -> Iterator[Heard]:
        """Yield every message that is whole after these bytes.

        Raises:
            ViolationError: when the client breaks the protocol; nothing may be fed afterwards.
        """
        self._bytes = self._bytes + data if self._bytes else data
        while (frame := self._cut()) is not None:
            heard = self._take(*frame)
            if heard is not None:
                yield heard

    def _cut(self) -> tuple[bool, int, bytes] | None:
        """Cut the next whole frame off the buffer and return (is last, opcode, unmasked payload), or None."""
        held = self._bytes
        if len(held) < 2:
            return None
        self._check_head(held[0], held[1])
        size, at = held[1] & 0x7F, 2
        if size > LARGEST_CONTROL:
            at = 4 if size == 126 else 10
            if len(held) < at:
                return None
            size = int.from_bytes(held[2:at])
        self._check_size(size, held[0] & 0x0F)
        end = at + 4 + size
        if len(held) < end:
            return None
        self._bytes = held[end:]
        return bool(held[0] & 0x80), held[0] & 0x0F, apply_mask(held[at + 4 : end], held[at : at + 4])

    def _check_head(self, first: int, second: int) -> None:
        opcode = first & 0x0F
        if first & 0x70:
            raise ViolationError(CloseCode.PROTOCOL, "reserved bits")
        if opcode not in OPCODES:
            raise ViolationError(CloseCode.PROTOCOL, "unknown opcode")
        if not second & 0x80:
            raise ViolationError(CloseCode.PROTOCOL, "unmasked frame")
        if opcode in CONTROLS:
            if not first & 0x80 or second & 0x7F > LARGEST_CONTROL:
                raise ViolationError(CloseCode.PROTOCOL, "control frame in parts or too long")
        elif (opcode == Opcode.CONTINUATION) is (self._message is None):
            raise ViolationError(CloseCode.PROTOCOL, "part of no message, or a message within another")

    def _check_size(self, size: int, opcode: int) -> None:
        held = self._message.size if self._message and opcode not in CONTROLS else 0
        if held + size > self.limit:
            raise ViolationError(CloseCode.TOO_BIG, "message too big")

    def _take(self, is_last: bool, opcode: int, payload: bytes) -> Heard | None:
        if opcode in CONTROLS:
            return _control(opcode, payload)
        if is_last and self._message is None:
            return payload if opcode == Opcode.BINARY else _text(payload)
        message = self._message = self._message or _Message(is_text=opcode == Opcode.TEXT)
        message.add(payload, is_last=is_last)
        if not is_last:
            return None
        self._message = None
        return message.whole()


class _Message:
    """A message that arrives in several frames; text is decoded, and so checked, frame by frame."""

    def __init__(self, *, is_text: bool) -> None:
        self.size = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")() if is_text else None
        self._texts: list[str] = []
        self._parts: list[bytes] = []

    def add(self, payload: bytes, *, is_last: bool) -> None:
        self.size += len(payload)
        if self._decoder is None:
            self._parts.append(payload)
            return
        try:
            self._texts.append(self._decoder.decode(payload, is_last))
        except UnicodeDecodeError as error:
            raise ViolationError(CloseCode.NOT_TEXT, "text is not UTF-8") from error

    def whole(self) -> str | bytes:
        return b"".join(self._parts) if self._decoder is None else "".join(self._texts)


def _control(opcode: int, payload: bytes) -> Heard | None:
    if opcode == Opcode.PING:
        return Ping(payload)
    if opcode == Opcode.PONG:
        return None
    if not payload:
        return Closing(None)
    code = int.from_bytes(payload[:2]) if len(payload) > 1 else 0
    if code not in WIRE_CODES and code not in OWN_CODES:
        raise ViolationError(CloseCode.PROTOCOL, "no such reason for closing")
    _text(payload[2:])
    return Closing(code)


def _text(payload: bytes) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        raise ViolationError(CloseCode.NOT_TEXT, "text is not UTF-8") from error
