"""What the two processes say to each other: frames of a length and as many bytes."""

import json
import struct
from collections.abc import Sequence
from typing import IO

import numpy as np

from nlp.embedding.embedder import Floats

_LENGTH = struct.Struct(">I")
_SHAPE = struct.Struct(">II")
MOST_BYTES = 1 << 24


def write_texts(stream: IO[bytes], texts: Sequence[str]) -> None:
    _write(stream, json.dumps(texts).encode())


def read_texts(stream: IO[bytes]) -> list[str] | None:
    """Return the next texts, or None after the last ones."""
    body = _read(stream)
    return None if body is None else [str(text) for text in json.loads(body)]


def write_vectors(stream: IO[bytes], vectors: Floats) -> None:
    _write(stream, _SHAPE.pack(*vectors.shape) + vectors.astype("<f4").tobytes())


def read_vectors(stream: IO[bytes]) -> Floats:
    """Return the next vectors, (n, d).

    Raises
    ------
    EOFError
        When the other process has ended.
    ValueError
        For a frame that does not hold vectors.
    """
    body = _read(stream)
    if body is None:
        raise EOFError
    if len(body) < _SHAPE.size:
        raise ValueError("the frame is too short")
    rows: Floats = np.frombuffer(body, "<f4", offset=_SHAPE.size).reshape(_SHAPE.unpack_from(body)).astype(np.float32)
    return rows


def _write(stream: IO[bytes], body: bytes) -> None:
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def _read(stream: IO[bytes]) -> bytes | None:
    """Return the bytes of the next frame, or None at the end of the stream, also inside a frame."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    if length > MOST_BYTES:
        raise ValueError("the frame is too long")
    body = stream.read(length)
    return body if len(body) == length else None
