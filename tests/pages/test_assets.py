"""The built files: packed for the way, kept for good."""

import json
import re
from pathlib import Path

import pytest

from app.factory import create_app, create_services
from app.settings import Settings
from tests.clients import Browser

DIST = Path(__file__).parents[2] / "static" / "dist"


@pytest.mark.skipif(not (DIST / "manifest.json").exists(), reason="the front end is not built")
def test_a_script_comes_packed_and_stays_in_the_browser(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, secret_key="a long key that only the tests know")
    client = create_app(settings, create_services(settings)).test_client()
    name = json.loads((DIST / "manifest.json").read_text())["floor.js"]
    answer = client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) <= 30 * 1024
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert len(client.get(f"/static/{name}").data) == (DIST / name).stat().st_size


LINK = re.compile(r'<(?:script|link|img)[^>]*(?:src|href)="(/[^"]+)"')


@pytest.mark.skipif(not (DIST / "manifest.json").exists(), reason="the front end is not built")
@pytest.mark.parametrize("page", ["/", "/account/sign-in", "/office/", "/m/{}/desk", "/m/{}/stage", "/m/{}/floor"])
def test_every_file_that_a_page_links_comes_packed(
    lin_browser: Browser, mei_browser: Browser, meeting: str, page: str
) -> None:
    browser = mei_browser if "floor" in page else lin_browser
    links = LINK.findall(browser.get(page.format(meeting)).text)
    assert links
    for link in links:
        answer = browser.get(link, headers={"Accept-Encoding": "gzip"})
        assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, "gzip"), link
        assert len(answer.data) == (DIST / f"{Path(link).name}.gz").stat().st_size
        assert "immutable" in answer.headers["Cache-Control"]
