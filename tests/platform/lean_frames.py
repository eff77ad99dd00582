"""Frames as a client sends them, for the tests of the WebSocket layer."""

import struct

MASK = b"\x01\x02\x03\x04"


def client_frame(
    opcode: int, payload: bytes = b"", *, is_last: bool = True, reserved: int = 0, is_masked: bool = True
) -> bytes:
    """One frame with whatever header is wished for."""
    first = (0x80 if is_last else 0) | reserved << 4 | opcode
    masked = 0x80 if is_masked else 0
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", first, masked | size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", first, masked | 126, size)
    else:
        head = struct.pack("!BBQ", first, masked | 127, size)
    if not is_masked:
        return head + payload
    return head + MASK + bytes(byte ^ MASK[at % 4] for at, byte in enumerate(payload))


def close_payload(code: int, reason: bytes = b"") -> bytes:
    return struct.pack("!H", code) + reason
