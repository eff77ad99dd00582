"""The built files: packed for the way, kept for good."""

import json
from pathlib import Path

import pytest

from app.factory import create_app, create_services
from app.settings import Settings

DIST = Path(__file__).parents[2] / "static" / "dist"


@pytest.mark.skipif(not (DIST / "manifest.json").exists(), reason="the front end is not built")
def test_a_script_comes_packed_and_stays_in_the_browser(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, secret_key="k" * 32)
    client = create_app(settings, create_services(settings)).test_client()
    name = json.loads((DIST / "manifest.json").read_text())["floor.js"]
    answer = client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) <= 30 * 1024
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert len(client.get(f"/static/{name}").data) == (DIST / name).stat().st_size


@pytest.mark.skipif(not (DIST / "manifest.json").exists(), reason="the front end is not built")
def test_pages_link_the_packed_files(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, secret_key="k" * 32)
    client = create_app(settings, create_services(settings)).test_client()
    name = json.loads((DIST / "manifest.json").read_text())["account.css"]
    assert f'"/static/{name}"' in client.get("/account/sign-in").text
