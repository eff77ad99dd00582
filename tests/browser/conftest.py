"""Fixtures of the browser tests: the product as a user starts it, Chromium, and the windows of one test."""

import subprocess
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.windows import Windows, run_chromium
from tests.conftest import lacking
from tests.servers import ROOT, MissingError, Product, run_product

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def front_end() -> None:
    """The built scripts and styles."""
    if not (ROOT / "static" / "dist" / "manifest.json").exists():
        node = ROOT / ".venv" / "bin" / "node"
        subprocess.run([node, "static/build.mjs"], cwd=ROOT, check=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    try:
        with run_chromium() as browser:
            yield browser
    except MissingError as error:
        lacking(error)


@pytest.fixture(scope="session")
def product(front_end: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A server that the tests of this process share: each test brings its own meeting and its own staff."""
    with run_product(tmp_path_factory.mktemp("product")) as running:
        yield running


@pytest.fixture
def new_product(front_end: None, tmp_path: Path) -> Iterator[Product]:
    """A server of one test, with an empty database."""
    with run_product(tmp_path) as running:
        yield running


@pytest.fixture
def windows(chromium: Browser, product: Product, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Windows]:
    """The windows of one test; a failed test leaves a picture of each in its folder."""
    own_windows = Windows(chromium, product.url)
    yield own_windows
    if request.node.stash.get(FAILED, False):
        own_windows.take_pictures(tmp_path)
    own_windows.close()
