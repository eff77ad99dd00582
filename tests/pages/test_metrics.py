"""/metrics: told to this machine or to whoever has the token, and to nobody through a proxy."""

import pytest
from flask import Flask

from app.platform.access.services import Services
from app.platform.metrics import Metrics
from app.settings import Settings
from tests.clients import Browser


def test_this_machine_sees_the_figures(browser: Browser, services: Services) -> None:
    services.instance(Metrics).gauge("listeners", "Connections that listen.", lambda: 7)
    services.instance(Metrics).counter("writes", "Writes answered.", lambda: 3)
    shown = browser.get("/metrics").get_data(as_text=True)
    assert "liangting_listeners 7.0" in shown
    assert "liangting_writes_total 3.0" in shown
    assert "process_open_fds" in shown


@pytest.mark.parametrize(
    "asked",
    [
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"environ_base": {"REMOTE_ADDR": "10.0.0.9"}},
    ],
)
def test_nobody_else_does(browser: Browser, asked: dict[str, dict[str, str]]) -> None:
    assert browser.get("/metrics", **asked).status_code == 404


class TestWithToken:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"metrics_token": "measure"})

    def test_the_token_opens(self, app: Flask, browser: Browser) -> None:
        far = {"REMOTE_ADDR": "10.0.0.9"}
        opened = browser.get("/metrics", headers={"Authorization": "Metrics measure"}, environ_base=far)
        assert opened.status_code == 200
        assert browser.get("/metrics", headers={"Authorization": "Metrics other"}).status_code == 404
        assert browser.get("/metrics").status_code == 404
