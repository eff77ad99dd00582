"""Benchmark of embedding: seconds for new texts, seconds for kept ones, and memory of a process that embeds."""

import time

from bench.child import in_child
from bench.datasets import made_texts
from bench.figures import Figure
from nlp.embedding import default_embedder

SIZES = (40, 400, 3000)


def run() -> list[Figure]:
    if default_embedder() is None:
        print("  the sentence encoder does not work here: nothing to measure", flush=True)
        return []
    _, bare = in_child(_read, SIZES[-1])
    figures = []
    for size in SIZES:
        seconds, peak = in_child(_embed, size)
        kept, _ = in_child(_embed_again, size)
        figures.append(Figure(f"embedding of {size} new texts", seconds, "s"))
        figures.append(Figure(f"vectors of {size} kept texts", kept, "s", "new texts", seconds))
    figures.append(Figure(f"memory of a process that embeds {SIZES[-1]} texts", peak, "MB", "reading them", bare))
    return figures


def _read(size: int) -> float:
    return float(len(_texts(size)))


def _embed(size: int) -> float:
    return _seconds(size, times=1)


def _embed_again(size: int) -> float:
    return _seconds(size, times=2)


def _seconds(size: int, *, times: int) -> float:
    """Return the seconds that the last of several times takes, without those for loading the model."""
    embedder = default_embedder()
    if embedder is None:
        return 0.0
    texts, seconds = _texts(size), 0.0
    for _ in range(times):
        started = time.perf_counter()
        embedder.embed(texts)
        seconds = time.perf_counter() - started
    return seconds


def _texts(size: int) -> list[str]:
    return made_texts(size, seed=size)[0]
