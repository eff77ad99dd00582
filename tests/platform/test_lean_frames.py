"""WebSocket frames by a list of cases in the order of the Autobahn test suite's chapters."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.platform.live.websocket.frames import (
    CloseCode,
    Closing,
    FrameReader,
    Heard,
    Ping,
    ViolationError,
    encode_frame,
)
from tests.platform.lean_frames import client_frame as frame
from tests.platform.lean_frames import close_payload

LIMIT = 64 * 1024
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
WORD = "κόσμε 涼亭".encode()
BAD_TEXT = b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited"


def hear(*frames: bytes, limit: int = LIMIT) -> list[Heard]:
    reader = FrameReader(limit)
    return [heard for data in frames for heard in reader.feed(data)]


def part(opcode: int, payload: bytes, *, is_last: bool = False) -> bytes:
    return frame(opcode, payload, is_last=is_last)


TAKEN: dict[str, tuple[list[bytes], list[Heard]]] = {
    **{
        f"1.1 text of {size}": ([frame(TEXT, b"*" * size)], ["*" * size])
        for size in (0, 125, 126, 127, 128, 65535, 65536)
    },
    **{
        f"1.2 binary of {size}": ([frame(BINARY, b"\xfe" * size)], [b"\xfe" * size])
        for size in (0, 125, 126, 127, 65536)
    },
    "2.1 ping without payload": ([frame(PING)], [Ping(b"")]),
    "2.2 ping with text": ([frame(PING, b"Hello, world!")], [Ping(b"Hello, world!")]),
    "2.3 ping with binary": ([frame(PING, b"\x00\xff\xfe")], [Ping(b"\x00\xff\xfe")]),
    "2.4 ping of 125": ([frame(PING, b"\xfe" * 125)], [Ping(b"\xfe" * 125)]),
    "2.7 pong unasked": ([frame(PONG)], []),
    "2.8 pong with payload": ([frame(PONG, b"unasked")], []),
    "2.9 pong, then ping": ([frame(PONG, b"x"), frame(PING, b"y")], [Ping(b"y")]),
    "2.10 ten pings": ([frame(PING, bytes([n])) for n in range(10)], [Ping(bytes([n])) for n in range(10)]),
    "5.3 text in two parts": ([part(TEXT, b"a"), part(CONTINUATION, b"b", is_last=True)], ["ab"]),
    "5.6 ping between parts": (
        [part(TEXT, b"a"), frame(PING, b"p"), part(CONTINUATION, b"b", is_last=True)],
        [Ping(b"p"), "ab"],
    ),
    "5.19 pings between five parts": (
        [part(TEXT, b"1"), part(CONTINUATION, b"2"), frame(PING, b"p"), part(CONTINUATION, b"3", is_last=True)],
        [Ping(b"p"), "123"],
    ),
    "6.1 empty parts": ([part(TEXT, b""), part(CONTINUATION, b""), part(CONTINUATION, b"", is_last=True)], [""]),
    "6.2 UTF-8": ([frame(TEXT, WORD)], [WORD.decode()]),
    "6.2 UTF-8 cut anywhere": (
        [
            part(TEXT, WORD[:1]),
            *(part(CONTINUATION, WORD[n : n + 1]) for n in range(1, len(WORD))),
            part(0, b"", is_last=True),
        ],
        [WORD.decode()],
    ),
    "6.7 largest and noncharacters": ([frame(TEXT, "\U0010ffff\ufffe\x00".encode())], ["\U0010ffff\ufffe\x00"]),
    "binary in parts": ([part(BINARY, b"\xff"), part(CONTINUATION, b"\xfe", is_last=True)], [b"\xff\xfe"]),
    "7.1 close without code": ([frame(CLOSE)], [Closing(None)]),
    "7.3 close with code": ([frame(CLOSE, close_payload(1000))], [Closing(1000)]),
    "7.3 close with the longest reason": ([frame(CLOSE, close_payload(1000, b"*" * 123))], [Closing(1000)]),
    **{
        f"7.7 close with {code}": ([frame(CLOSE, close_payload(code))], [Closing(code)])
        for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
    },
    "12 an offer to compress that nobody took up": ([frame(TEXT, b"plain")], ["plain"]),
}
REFUSED: dict[str, tuple[list[bytes], CloseCode]] = {
    "2.5 ping of 126": ([frame(PING, b"\xfe" * 126)], CloseCode.PROTOCOL),
    **{f"3 reserved bits {bits}": ([frame(TEXT, b"x", reserved=bits)], CloseCode.PROTOCOL) for bits in range(1, 8)},
    "3 reserved bit on a ping": ([frame(PING, reserved=4)], CloseCode.PROTOCOL),
    **{f"4.1 opcode {opcode}": ([frame(opcode)], CloseCode.PROTOCOL) for opcode in range(3, 8)},
    **{f"4.2 opcode {opcode}": ([frame(opcode)], CloseCode.PROTOCOL) for opcode in range(11, 16)},
    "5.1 ping in parts": ([part(PING, b"a")], CloseCode.PROTOCOL),
    "5.2 pong in parts": ([part(PONG, b"a")], CloseCode.PROTOCOL),
    "5.9 continuation of nothing": ([part(CONTINUATION, b"a", is_last=True)], CloseCode.PROTOCOL),
    "5.12 continuation of nothing, unfinished": ([part(CONTINUATION, b"a")], CloseCode.PROTOCOL),
    "5.15 continuation after the end": (
        [part(TEXT, b"a"), part(CONTINUATION, b"b", is_last=True), part(CONTINUATION, b"c")],
        CloseCode.PROTOCOL,
    ),
    "5.18 text within text": ([part(TEXT, b"a"), frame(TEXT, b"b")], CloseCode.PROTOCOL),
    "6.3 not UTF-8": ([frame(TEXT, BAD_TEXT)], CloseCode.NOT_TEXT),
    "6.4 not UTF-8, said at the bad part": ([part(TEXT, BAD_TEXT[:14])], CloseCode.NOT_TEXT),
    "6.6 half a character": ([frame(TEXT, WORD[:1])], CloseCode.NOT_TEXT),
    "6.6 half a character in parts": ([part(TEXT, WORD[:1]), part(0, b"", is_last=True)], CloseCode.NOT_TEXT),
    "6.8 five and six bytes": ([frame(TEXT, b"\xf8\x88\x80\x80\x80")], CloseCode.NOT_TEXT),
    "6.20 surrogates": ([frame(TEXT, b"\xed\xa0\x80")], CloseCode.NOT_TEXT),
    "7.3 close of one byte": ([frame(CLOSE, b"\x03")], CloseCode.PROTOCOL),
    "7.3 close of 126": ([frame(CLOSE, close_payload(1000, b"*" * 124))], CloseCode.PROTOCOL),
    "7.5 reason not UTF-8": ([frame(CLOSE, close_payload(1000, BAD_TEXT))], CloseCode.NOT_TEXT),
    **{
        f"7.9 close with {code}": ([frame(CLOSE, close_payload(code))], CloseCode.PROTOCOL)
        for code in (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535)
    },
    "9 too big": ([frame(TEXT, b"*" * (LIMIT + 1))], CloseCode.TOO_BIG),
    "9 too big in parts": ([part(TEXT, b"*" * LIMIT), part(CONTINUATION, b"*")], CloseCode.TOO_BIG),
    "9 too big, said at the header": ([frame(TEXT, b"*" * (1 << 20))[:14]], CloseCode.TOO_BIG),
    "unmasked": ([frame(TEXT, b"x", is_masked=False)], CloseCode.PROTOCOL),
    "12 compressed though not agreed": ([frame(TEXT, b"x", reserved=4)], CloseCode.PROTOCOL),
}


@pytest.mark.parametrize(("frames", "expected"), TAKEN.values(), ids=TAKEN)
def test_what_is_taken(frames: list[bytes], expected: list[Heard]) -> None:
    assert hear(*frames) == expected
    assert hear(b"".join(frames)) == expected


@pytest.mark.parametrize(("frames", "expected"), TAKEN.values(), ids=TAKEN)
def test_what_is_taken_byte_by_byte(frames: list[bytes], expected: list[Heard]) -> None:
    if sum(map(len, frames)) < 1000:
        assert hear(*octets(frames)) == expected


@pytest.mark.parametrize(("frames", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(frames: list[bytes], code: CloseCode) -> None:
    with pytest.raises(ViolationError) as refused:
        hear(*frames)
    assert refused.value.code is code


def test_what_came_before_a_violation_is_heard() -> None:
    heard: list[Heard] = []
    reader = FrameReader(LIMIT)
    with pytest.raises(ViolationError):
        for message in reader.feed(frame(TEXT, b"before") + frame(3)):
            heard.append(message)
    assert heard == ["before"]


@given(st.lists(st.text(max_size=300), max_size=6), st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_any_cut_of_the_stream_gives_the_same_messages(texts: list[str], sizes: list[int]) -> None:
    stream = b"".join(frame(TEXT, text.encode()) for text in texts)
    assert hear(*cuts(stream, sizes)) == texts


@given(st.binary(max_size=400))
def test_any_bytes_are_heard_or_refused(data: bytes) -> None:
    try:
        hear(data)
    except ViolationError as refused:
        assert refused.code in CloseCode


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
def test_frames_of_the_server_are_whole_and_unmasked(size: int) -> None:
    assert encode_frame(1, b"x" * size) == frame(TEXT, b"x" * size, is_masked=False)


def octets(frames: Iterable[bytes]) -> list[bytes]:
    return [bytes([octet]) for octet in b"".join(frames)]


def cuts(stream: bytes, sizes: list[int]) -> list[bytes]:
    pieces, at = [], 0
    while at < len(stream):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(stream[at : at + size])
        at += size
    return pieces
