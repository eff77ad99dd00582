"""Which address the product names for the hall, and who is warned when no phone can open it."""

import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner
from flask import Flask

from app import processes
from app.cli.every_command import cli
from app.platform.access.services import Services
from app.platform.i18n import Locale, translator_of
from app.platform.web import reach
from app.processes import serving
from app.settings import Settings
from tests.clients import Browser

LAN = "192.0.2.77"
words = translator_of(Locale.ZH_HANS)


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "network_address", lambda: LAN)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000",
        "http://127.8.9.1",
        "http://localhost:8000",
        "http://LOCALHOST.",
        "http://hall.localhost",
        "http://[::1]:8000",
        "http://[::ffff:127.0.0.1]",
        "http://0.0.0.0:8000",
        "http://[::]:8000",
    ],
)
def test_an_address_of_this_machine_alone(url: str) -> None:
    assert reach.is_only_here(url)


@pytest.mark.parametrize(
    "url",
    ["http://192.168.1.20:8000", "http://10.0.0.5", "https://hall.example.org", "http://[fd00::2]", "http://hall.lan"],
)
def test_an_address_that_others_can_open(url: str) -> None:
    assert not reach.is_only_here(url)


@pytest.mark.parametrize(
    ("facts", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"host": "0.0.0.0", "port": 9000}, f"http://{LAN}:9000"),
        ({"host": "::"}, f"http://{LAN}:8000"),
        ({"host": "192.168.1.20"}, "http://192.168.1.20:8000"),
        ({"host": "fd00::2"}, "http://[fd00::2]:8000"),
        ({"host": "0.0.0.0", "public_url": "https://hall.example.org"}, "https://hall.example.org"),
    ],
)
def test_the_address_to_open_after_the_start(facts: dict[str, object], address: str) -> None:
    assert reach.start_address(Settings(_env_file=None, **facts)) == address


def test_without_a_network_everywhere_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "network_address", lambda: None)
    address = reach.start_address(Settings(_env_file=None, host="0.0.0.0"))
    assert reach.is_only_here(address)


@pytest.mark.parametrize(
    ("facts", "is_warned"),
    [({}, True), ({"host": "0.0.0.0"}, False), ({"public_url": "http://localhost:8000"}, True)],
)
def test_the_start_names_an_address_and_warns(
    services: Services, capsys: pytest.CaptureFixture[str], facts: dict[str, object], is_warned: bool
) -> None:
    settings = services.settings.model_copy(update=facts)
    serving._greet(settings, services)
    said = capsys.readouterr().out
    address = reach.start_address(settings)
    assert f"ready at {address}\n" in said
    assert f"{address}/account/setup/" in said
    assert ("no phone can join" in said) is is_warned
    assert "0.0.0.0:" not in said


@pytest.mark.parametrize(("host", "is_reachable"), [("127.0.0.1", False), ("0.0.0.0", True)])
def test_the_doctor_says_whether_phones_come_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, host: str, is_reachable: bool
) -> None:
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    result = CliRunner().invoke(cli, ["--json", "doctor"], obj=processes.make_context())
    assert json.loads(result.output)["is_reachable"] is is_reachable
    plain = CliRunner().invoke(cli, ["doctor"], obj=processes.make_context()).output
    assert ("missing address for phones" in plain) is not is_reachable


@pytest.mark.parametrize("page", ["/office/", "/office/meetings/{}", "/m/{}/desk", "/m/{}/stage"])
def test_pages_warn_while_the_square_leads_nowhere(
    app: Flask, services: Services, lin_browser: Browser, meeting: str, page: str
) -> None:
    warning = re.compile(r'<p class="[^"]*warning"[^>]*>([^<]+)</p>')
    said = warning.search(lin_browser.get(page.format(meeting)).text)
    assert said and said[1] in (words("ui.reach.stage"), words("ui.reach.only_here"))
    settings = services.settings.model_copy(update={"public_url": "https://hall.example.org"})
    app.extensions["liangting"] = replace(services, settings=settings)
    assert warning.search(lin_browser.get(page.format(meeting)).text) is None


def test_pages_name_the_hall_where_we_listen_there(
    app: Flask, services: Services, lin_browser: Browser, meeting: str
) -> None:
    settings = services.settings.model_copy(update={"host": "0.0.0.0"})
    app.extensions["liangting"] = replace(services, settings=settings)
    for page in ("desk", "stage"):
        text = lin_browser.get(f"/m/{meeting}/{page}").text
        assert f"{LAN}:8000/j" in text and 'warning"' not in text
