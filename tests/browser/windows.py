"""Chromium's windows: a staff desktop, the projector, residents' phones; each complains when its page fails."""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from tests.servers import MissingError

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = 15_000
DESKTOP = ViewportSize(width=1440, height=900)
PROJECTOR = ViewportSize(width=1920, height=1080)
PHONE = ViewportSize(width=390, height=844)


@contextlib.contextmanager
def run_chromium() -> Iterator[Browser]:
    """Start Chromium, headless.

    Raises:
        MissingError: when it is not installed.
    """
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        raise MissingError("chromium")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS, headless=True)
        try:
            yield chromium
        finally:
            chromium.close()


@dataclass(slots=True)
class Windows:
    """The windows of one test; `faults` is what their pages complained of."""

    chromium: Browser
    url: str
    faults: list[str] = field(default_factory=list)
    _open: dict[str, Page] = field(default_factory=dict)

    def open(
        self, name: str, size: ViewportSize, *, locale: str = "zh-CN", runs_script: bool = True, scale: float = 1
    ) -> Page:
        """A window with cookies of its own."""
        is_phone = size == PHONE
        context = self.chromium.new_context(
            base_url=self.url,
            viewport=size,
            locale=locale,
            is_mobile=is_phone,
            has_touch=is_phone,
            java_script_enabled=runs_script,
            device_scale_factor=scale,
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        self.watch(name, page)
        return page

    def watch(self, name: str, page: Page) -> Page:
        """Note every script error and every refused or missing resource of a page."""
        self._open[name] = page
        page.on("pageerror", lambda error: self.faults.append(f"{name}: {error}"))
        page.on("console", lambda message: self._hear(name, message))
        return page

    def take_pictures(self, folder: Path) -> None:
        """How every window that is still open looks now."""
        for name, page in self._open.items():
            if not page.is_closed():
                page.screenshot(path=folder / f"{name}.png")

    def close(self) -> None:
        for context in {page.context for page in self._open.values()}:
            context.close()

    def _hear(self, name: str, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"{name}: {message.text} {message.location}")
