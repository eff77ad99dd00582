"""Benchmark of the start: seconds from the start, after `kill -9`, to `/readyz`, against importing the libraries."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from statistics import median

from bench.figures import Figure

STARTS = 5
PATIENCE = 60.0
LIBRARIES = "import flask, flask_socketio, gevent, sqlalchemy.orm, alembic.command, pydantic"


def run() -> list[Figure]:
    baseline = median(_import_libraries() for _ in range(STARTS))
    with tempfile.TemporaryDirectory() as folder:
        _start(folder)  # makes the database
        again = median(_start(folder) for _ in range(STARTS))
    return [Figure("start to /readyz after kill -9", again, "s", "importing the libraries", baseline)]


def _import_libraries() -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", LIBRARIES], check=True)
    return time.perf_counter() - begin


def _start(folder: str) -> float:
    """Start the server in a folder, wait until it is ready, kill it, and return the seconds until it was ready."""
    port = _free_port()
    environment = {**os.environ, "DATA_DIR": folder, "PORT": str(port)}
    begin = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "app", "serve"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            while not _is_ready(port):
                if time.perf_counter() - begin > PATIENCE:
                    raise TimeoutError("the server did not become ready")
                time.sleep(0.02)
            return time.perf_counter() - begin
        finally:
            server.kill()


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
