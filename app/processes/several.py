"""Starts several web processes on one machine, with a worker, and nginx in front of them; keeps them all alive."""

from __future__ import annotations

import ctypes
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import gevent
from gevent.event import Event

from app.cli.deployment import nginx_site, nginx_whole
from app.platform.files import write_atomic
from app.platform.logs import get_logger
from app.platform.storage import migrations
from app.settings import Settings

log = get_logger(__name__)
RESTART_SECONDS = 1
REPLACE_SECONDS = 5
"""Longest wait (s) before a restart while other processes serve: a start uses a core that they need for 2 seconds."""
PATIENCE = 20
PARENT_DEATH_SIGNAL = 1
"""Linux's PR_SET_PDEATHSIG."""


class Kept:
    """A child process that is restarted when it ends, and that ends with this process, even if this one is killed."""

    def __init__(self, name: str, command: list[str], is_replaced: Callable[[], bool] = lambda: False) -> None:
        """`is_replaced` says whether other processes do the work of this one, so that its restart can wait."""
        self.name = name
        self._command = command
        self._is_replaced = is_replaced
        self._child: subprocess.Popen[bytes] | None = None
        self._is_stopped = False

    def run(self) -> None:
        end_with_us = _end_with_parent()
        while not self._is_stopped:
            self._child = subprocess.Popen(self._command, preexec_fn=end_with_us)  # noqa: S603, PLW1509
            code = self._child.wait()
            if not self._is_stopped:
                log.warning("process ended, starting another", name=self.name, code=code)
                self._rest()

    def _rest(self) -> None:
        gevent.sleep(RESTART_SECONDS)
        for _ in range(RESTART_SECONDS, REPLACE_SECONDS):
            if not self._is_replaced():
                break
            gevent.sleep(1)

    def stop(self) -> None:
        self._is_stopped = True
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()

    def end(self, seconds: float) -> None:
        """Wait until the process has ended, and kill it if that takes longer than `seconds`."""
        if self._child is None:
            return
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            self._child.kill()


def serve_several(settings: Settings, count: int, *, greet: Callable[[], None]) -> None:
    """Run all processes until SIGTERM or SIGINT; `greet` is called once a web process listens.

    Raises:
        OSError: with a sentence for people, if PostgreSQL, Redis or nginx is missing.
    """
    nginx = _find_nginx(settings)
    migrations.bring_up_to_date(settings.database)
    settings.keep_secret()
    ports = [settings.port + at for at in range(1, count + 1)]
    some_listen = partial(_some_listen, ports)
    web = [Kept(f"web {port}", _command("serve", "--member", str(port)), some_listen) for port in ports]
    worker = Kept("worker", _command("worker"))
    proxy = Kept("nginx", [nginx, "-c", str(_write_config(settings, ports))])
    is_over = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, is_over.set)
    for child in (*web, worker):
        gevent.spawn(child.run)
    while not some_listen() and not is_over.wait(RESTART_SECONDS / 10):
        pass
    gevent.spawn(proxy.run)
    greet()
    is_over.wait()
    _end_all([*web, worker])  # nginx ends last, because it delivers their last answers
    _end_all([proxy])


def _end_all(kept: list[Kept]) -> None:
    for child in kept:
        child.stop()
    for child in kept:
        child.end(PATIENCE)


def _end_with_parent() -> Callable[[], None] | None:
    """Return what a child calls before its program, so that Linux ends it when we are killed; None on other systems."""
    if sys.platform != "linux":
        return None
    return partial(ctypes.CDLL(None).prctl, PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _some_listen(ports: list[int]) -> bool:
    return any(map(_listens, ports))


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _find_nginx(settings: Settings) -> str:
    if not settings.database.startswith("postgresql") or not settings.redis_url:
        raise OSError("several processes need DATABASE_URL=postgresql+psycopg://… and REDIS_URL=redis://…")
    path = next(filter(None, map(shutil.which, ("nginx", "/usr/sbin/nginx", "/usr/local/sbin/nginx"))), None)
    if path is None:
        raise OSError("several processes need nginx before them: apt-get install nginx-light")
    return path


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "app", *arguments]


def _write_config(settings: Settings, ports: list[int]) -> Path:
    folder = (settings.data_dir / "nginx").resolve()
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    site = nginx_site([f"127.0.0.1:{port}" for port in ports], listen=f"{host}:{settings.port}")
    path = folder / "nginx.conf"
    write_atomic(path, nginx_whole(folder, site).encode())
    return path
