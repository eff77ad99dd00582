"""Vectors are kept: a text is embedded once, and the memory for it is bounded."""

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.embedding import CachedEmbedder
from nlp.embedding.cache import ENTRY_BYTES

ROW_BYTES = ENTRY_BYTES + 8 * 4


class Counting:
    """An embedder that remembers what it was asked."""

    name, version = "counting", "7"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        rows = [np.random.default_rng(len(text)).random(8) if text else np.zeros(8) for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), 8)


def test_a_text_is_embedded_once() -> None:
    inner = Counting()
    cached = CachedEmbedder(inner)
    first = cached.embed(["停车", "路灯坏了", "停车", ""])
    again = cached.embed(["", "路灯坏了", "停车", "新的一条意见"])
    assert inner.asked == ["停车", "路灯坏了", "", "新的一条意见"]
    assert np.array_equal(first[[0, 1, 3]], again[[2, 1, 0]]) and np.array_equal(first[0], first[2])
    assert (cached.name, cached.version) == ("counting", "7")


def test_spellings_of_one_text_share_a_vector() -> None:
    inner = Counting()
    cached = CachedEmbedder(inner)
    vectors = cached.embed(["停车 ABC", "停車 ＡＢＣ", "停車 abc"])
    assert len(inner.asked) == 1 and (vectors == vectors[0]).all()


def test_no_text_at_all() -> None:
    assert CachedEmbedder(Counting()).embed([]).shape == (0, 8)


def test_the_memory_is_bounded_and_the_oldest_go() -> None:
    inner = Counting()
    cached = CachedEmbedder(inner, max_bytes=10 * ROW_BYTES)
    texts = ["x" * (number + 1) for number in range(25)]
    vectors = cached.embed(texts)
    assert cached.kept_bytes == 10 * ROW_BYTES
    cached.embed(texts[-10:])
    assert len(inner.asked) == 25
    assert np.array_equal(cached.embed(texts), vectors)
    assert len(inner.asked) == 40


def test_a_vector_that_is_too_large_is_not_kept() -> None:
    inner = Counting()
    cached = CachedEmbedder(inner, max_bytes=10)
    assert np.array_equal(cached.embed(["停车"]), cached.embed(["停车"]))
    assert len(inner.asked) == 2 and cached.kept_bytes == 0


def test_kept_rows_do_not_follow_what_callers_change() -> None:
    cached = CachedEmbedder(Counting())
    vectors = cached.embed(["停车"])
    original = vectors.copy()
    vectors[:] = 0
    kept = cached.embed(["停车"])
    kept[:] = 0
    assert np.array_equal(cached.embed(["停车"]), original)


def test_many_threads_may_ask() -> None:
    cached = CachedEmbedder(Counting(), max_bytes=20 * ROW_BYTES)
    texts = ["x" * (number + 1) for number in range(60)]
    expected = Counting().embed(texts)
    wrong: list[int] = []

    def ask(shift: int) -> None:
        for _ in range(20):
            if not np.array_equal(cached.embed(texts[shift:]), expected[shift:]):
                wrong.append(shift)

    threads = [threading.Thread(target=ask, args=(shift,)) for shift in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
