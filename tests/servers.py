"""Real servers for tests: PostgreSQL, Redis and the product itself, each in a folder and on an address of its own."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psycopg

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 180.0


class MissingError(Exception):
    """A program that a test needs is not on this machine."""


@dataclass(slots=True)
class Postgres:
    """A PostgreSQL server that listens on a socket in its own folder alone."""

    folder: Path
    user: str
    command: list[str | Path]
    as_user: dict[str, Any]
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "log").open("a") as log:
            self._process = subprocess.Popen(self.command, **self.as_user, cwd=self.folder, stdout=log, stderr=log)
        wait_until(self._answers, "PostgreSQL answers")

    def restart_at_once(self) -> None:
        """Stop it in the immediate mode, as a crash would, and start it again, which recovers."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
        self.start()

    def stop(self) -> None:
        """Stop it in the fast mode, which waits for nobody to disconnect."""
        if self._process is not None:
            _end(self._process, signal.SIGINT)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{self.user}@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        address = f"user={self.user} dbname=postgres host={self.folder}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def create(self, *, template: str | None = None) -> str:
        """A new database, empty or a copy of another; returns its name."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        copy = f" TEMPLATE {template}" if template else ""
        self.execute(f"CREATE DATABASE {name}{copy}")
        return name

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _answers(self) -> bool:
        try:
            self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


@contextlib.contextmanager
def run_postgres(*, is_durable: bool = False) -> Iterator[Postgres]:
    """Start a PostgreSQL server; as another user when we are root, for it refuses to run as root.

    Raises:
        MissingError: when it is not installed.
    """
    programs = _postgres_programs()
    user = _other_user()
    folder = Path(tempfile.mkdtemp(prefix="liangting-pg-"))
    if user:
        shutil.chown(folder, user)
    name = user or pwd.getpwuid(os.getuid()).pw_name
    as_user = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    data = folder / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-A", "trust", "-U", name, "-E", "UTF8", "--locale=C", "--no-sync"],
        **as_user,  # type: ignore[call-overload]
        cwd=folder,
        check=True,
        capture_output=True,
    )
    options = ["listen_addresses=", f"unix_socket_directories={folder}", "max_connections=60"]
    if not is_durable:
        options += ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]
    switches = [part for option in options for part in ("-c", option)]
    command: list[str | Path] = [programs / "postgres", "-D", data, *switches]
    server = Postgres(folder, name, command, as_user)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def run_redis() -> Iterator[str]:
    """Start a Redis server on loopback; gives its URL.

    Raises:
        MissingError: when it is not installed.
    """
    program = shutil.which("redis-server")
    if program is None:
        raise MissingError("redis-server")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: _is_open(port), "Redis answers")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        _end(server)


@dataclass(slots=True)
class Product:
    """`python -m app serve` on loopback, as a user starts it; it can be killed and started again."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = 0
    arguments: tuple[str, ...] = ()
    _process: subprocess.Popen[Any] | None = None
    _log: IO[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The id of the running process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> float:
        """Start it and wait until it is ready; returns the seconds that took."""
        self._log = (self.folder / "serve.log").open("ab")
        self._process = self.command("serve", *self.arguments, stdout=self._log, stderr=self._log)
        return self.wait()

    def wait(self) -> float:
        """Wait until it is ready; returns the seconds that took."""
        began = time.monotonic()
        wait_until(
            self._is_ready,
            f"the product is ready:\n{self.log()[-2000:]}",
            patience=PATIENCE * (3 if self.arguments else 1),
        )
        return time.monotonic() - began

    def command(self, *arguments: str, **streams: Any) -> "subprocess.Popen[Any]":
        """Begin another command of `python -m app` on the same data."""
        self.port = self.port or free_port()
        ours = {"DATA_DIR": str(self.folder), "HOST": "127.0.0.1", "PORT": str(self.port)}
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        environment = {**inherited, **ours, **self.environment}
        return subprocess.Popen([sys.executable, "-m", "app", *arguments], cwd=ROOT, env=environment, **streams)

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """SIGTERM, as a service manager does."""
        if self._process is not None:
            _end(self._process)
        if self._log is not None:
            self._log.close()

    def log(self) -> str:
        return (self.folder / "serve.log").read_text(errors="replace")

    def _is_ready(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError(f"serve ended with {self._process.returncode}:\n{self.log()[-2000:]}")
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


@contextlib.contextmanager
def run_product(folder: Path, **environment: str) -> Iterator[Product]:
    """The product, started with these settings beside its folder and port."""
    product = Product(folder, environment)
    try:
        product.start()
        yield product
    finally:
        product.stop()


def free_port() -> int:
    """A port of loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def free_ports(count: int) -> int:
    """The first of several ports of loopback, one after another, that nobody uses at this moment."""
    while True:
        first = free_port()
        with contextlib.ExitStack() as probes:
            try:
                for port in range(first, first + count):
                    probes.enter_context(socket.socket()).bind(("127.0.0.1", port))
                return first
            except (OSError, OverflowError):
                continue


def wait_until(is_so: Callable[[], Any], what: str, *, patience: float = PATIENCE) -> None:
    """Wait for something that will come, generously.

    Raises:
        TimeoutError: saying what did not come.
    """
    deadline = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {patience:.0f} s in vain until {what}")
        time.sleep(0.02)


def _postgres_programs() -> Path:
    initdb = shutil.which("initdb")
    if initdb:
        return Path(initdb).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not versions:
        raise MissingError("postgresql")
    return versions[-1].parent


def _other_user() -> str | None:
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _end(process: subprocess.Popen[Any], by: signal.Signals = signal.SIGTERM) -> None:
    process.send_signal(by)
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
