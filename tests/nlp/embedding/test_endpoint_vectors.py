"""Vectors from a service: right answers are used, everything else is an error in plain words, in time."""

import json
import socket
import threading
import time
from typing import Any

import numpy as np
import pytest

from nlp.embedding import CachedEmbedder, Embedder, EmbedderError, Endpoint, EndpointEmbedder, EndpointError
from nlp.embedding.endpoint.client import Client
from tests.nlp.embedding.stand_in import (
    Handler,
    Manner,
    answer,
    embed_well,
    flood,
    hang_up,
    say_nothing,
    send_elsewhere,
    serving,
    stop_halfway,
    trickle_body,
    trickle_head,
    trickle_until_closed,
    vectors_of,
)

TEXTS = ["停车位不够", "廣場舞太吵", "路灯坏了"]
KEY = "sk-very-secret"


def embedder_of(url: str, *, seconds: float = 30.0, rest: float = 0.0) -> EndpointEmbedder:
    endpoint = Endpoint(url, "bge-m3", KEY)
    return EndpointEmbedder(endpoint, Client(endpoint, seconds=seconds, rest_seconds=rest))


def test_vectors_come_in_the_order_of_the_texts() -> None:
    with serving(embed_well) as server:
        embedder = embedder_of(server.url)
        vectors = embedder.embed([TEXTS[0], "", TEXTS[1], TEXTS[2]])
        path, headers, body = server.received[0]
    assert isinstance(embedder, Embedder) and (embedder.name, embedder.version) == ("bge-m3", "127.0.0.1")
    sent = {"input": ["停车位不够", "广场舞太吵", "路灯坏了"]}
    expected = np.array(vectors_of(sent))
    assert np.allclose(vectors[[0, 2, 3]], expected / np.linalg.norm(expected, axis=1, keepdims=True), atol=1e-6)
    assert vectors.dtype == np.float32 and not vectors[1].any()
    assert path == "/v1/embeddings" and headers["Authorization"] == f"Bearer {KEY}"
    assert json.loads(body) == {"model": "bge-m3", "encoding_format": "float", **sent}


def test_many_texts_go_in_several_requests() -> None:
    with serving(embed_well) as server:
        texts = [f"第{number}盏路灯" for number in range(150)]
        vectors = embedder_of(server.url).embed(texts)
        assert vectors.shape == (150, 3) and len(server.received) == 3
        assert np.allclose(embedder_of(server.url).embed(texts[140:]), vectors[140:], atol=1e-6)


def test_without_a_key_none_is_sent() -> None:
    with serving(embed_well) as server:
        EndpointEmbedder(Endpoint(server.url, "m")).embed(TEXTS)
        assert "Authorization" not in server.received[0][1]


def test_kept_vectors_are_not_asked_for_again() -> None:
    with serving(embed_well) as server:
        cached = CachedEmbedder(embedder_of(server.url))
        assert cached.embed(["", "13812345678"]).shape == (2, 0)
        first = cached.embed([*TEXTS, ""])
        assert np.array_equal(cached.embed([*TEXTS, ""]), first) and first.shape == (4, 3)
        assert len(server.received) == 1


SLOW = [say_nothing, trickle_body, trickle_head, trickle_until_closed]


@pytest.mark.parametrize("manner", SLOW, ids=lambda manner: manner.__name__)
def test_a_slow_service_is_left_in_time(manner: Manner) -> None:
    with serving(manner) as server:
        started = time.monotonic()
        with pytest.raises(EndpointError, match="within 1 s|in time"):
            embedder_of(server.url, seconds=1.0).embed(TEXTS)
        assert time.monotonic() - started < 30


RUDE = {
    "error": (answer({"error": "x"}, 500), "status 500"),
    "key": (answer({}, 401), "does not accept the key"),
    "model": (answer({}, 404), "no such address or model"),
    "busy": (answer({}, 429), "too often"),
    "redirect": (send_elsewhere, "not followed"),
    "hang up": (hang_up, "connection"),
    "halfway": (stop_halfway, "too early|connection"),
    "flood": (flood, "too long"),
    "html": (answer(b"<html>Sign in</html>"), "JSON"),
    "bytes": (answer(b"\xff\xfe\x00"), "JSON"),
    "nothing": (answer(b""), "JSON"),
    "deep": (answer(b"[" * 200_000), "JSON"),
}


@pytest.mark.parametrize(("manner", "words"), RUDE.values(), ids=RUDE)
def test_a_rude_service_is_an_error(manner: Manner, words: str) -> None:
    with serving(manner) as server:
        with pytest.raises(EndpointError, match=words) as caught:
            embedder_of(server.url).embed(TEXTS)
        assert len(server.received) == 1
    assert KEY not in str(caught.value) and "停车" not in str(caught.value)


def items(*rows: Any) -> list[dict[str, Any]]:
    return [{"index": at, "embedding": row} for at, row in enumerate(rows)]


WRONG = {
    "too few": {"data": items([1, 2], [3, 4])},
    "too many": {"data": items([1, 2], [3, 4], [5, 6], [7, 8])},
    "twice": {"data": [*items([1, 2], [3, 4]), {"index": 1, "embedding": [5, 6]}]},
    "unknown number": {"data": [*items([1, 2], [3, 4]), {"index": 7, "embedding": [5, 6]}]},
    "no number": {"data": [{"embedding": [1, 2]}] * 3},
    "true as number": {
        "data": [*items([1, 2]), {"index": True, "embedding": [1, 2]}, {"index": 2, "embedding": [1, 2]}]
    },
    "other lengths": {"data": items([1, 2], [3, 4], [5, 6, 7])},
    "no length": {"data": items([], [], [])},
    "too long": {"data": items(*[[1.0] * 9000] * 3)},
    "not a number": {"data": items([1, 2], [3, 4], [5, float("nan")])},
    "infinite": {"data": items([1, 2], [3, 4], [5, float("inf")])},
    "huge": {"data": items([1, 2], [3, 4], [5, 1e308])},
    "huge integer": {"data": items([1, 2], [3, 4], [5, 10**400])},
    "zeros": {"data": items([1, 2], [3, 4], [0, 0])},
    "text": {"data": items([1, 2], [3, 4], ["5", "6"])},
    "base64": {"data": items("AAAA", "AAAA", "AAAA")},
    "truth": {"data": items([1, 2], [3, 4], [True, False])},
    "null": {"data": items([1, 2], [3, 4], None)},
    "no data": {"object": "list"},
    "a list": items([1, 2], [3, 4], [5, 6]),
    "null alone": None,
    "strings": {"data": ["a", "b", "c"]},
}


@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_is_an_error(value: Any) -> None:
    with serving(answer(value)) as server, pytest.raises(EndpointError):
        embedder_of(server.url).embed(TEXTS)


def test_the_length_of_vectors_never_changes() -> None:
    lengths = iter([3, 3, 4])

    def change(handler: Handler, asked: Any) -> None:
        length = next(lengths)
        handler.say({"data": items(*[[1.0] * length for _ in asked["input"]])})

    with serving(change) as server:
        embedder = embedder_of(server.url)
        assert embedder.embed(TEXTS).shape == embedder.embed(TEXTS).shape == (3, 3)
        with pytest.raises(EndpointError, match="4 numbers for a text, not 3"):
            embedder.embed(TEXTS)


def test_a_service_that_is_down_is_an_error() -> None:
    with serving(embed_well) as server:
        url = server.url
    with pytest.raises(EndpointError, match="nothing answers|broke"):
        embedder_of(url).embed(TEXTS)


def test_a_machine_whose_name_is_not_known_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with pytest.raises(EmbedderError, match="not known"):
        embedder_of("https://no-such-machine.invalid/v1").embed(TEXTS)


def test_a_slow_look_up_of_the_name_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    is_over = threading.Event()

    def wait(*_: Any, **__: Any) -> None:
        is_over.wait(60)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", wait)
    started = time.monotonic()
    with pytest.raises(EndpointError, match="within 1 s"):
        embedder_of("https://slow.invalid/v1", seconds=1.0).embed(TEXTS)
    assert time.monotonic() - started < 30
    is_over.set()


def test_after_a_failure_nobody_waits_again_at_once() -> None:
    with serving(answer({}, 500)) as server:
        embedder = embedder_of(server.url, rest=300.0)
        for _ in range(3):
            with pytest.raises(EndpointError, match="status 500"):
                embedder.embed(TEXTS)
        assert len(server.received) == 1


def test_blank_texts_ask_nobody() -> None:
    with serving(embed_well) as server:
        assert embedder_of(server.url).embed(["", " "]).shape == (2, 0)
        assert server.received == []


def test_the_key_is_never_shown() -> None:
    assert KEY not in repr(Endpoint("https://example.org/v1", "m", KEY))
