"""Also what nginx answers by itself carries the security headers; what the product answers keeps its own."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from app.cli.deployment import nginx_site, nginx_whole
from app.platform.web.headers import FIXED_HEADERS
from tests.conftest import lacking
from tests.servers import MissingError, free_port, wait_until

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
OWN = {**dict(FIXED_HEADERS), "Cache-Control": "no-store"}
MB = 1024 * 1024


class Upstream(BaseHTTPRequestHandler):
    """Answers with a policy of its own, as the product does."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def run_nginx(folder: Path, upstream: int) -> Iterator[int]:
    """nginx before one server; gives the port that nginx listens on."""
    if NGINX is None:
        lacking(MissingError("nginx"))
    port = free_port()
    site = nginx_site([f"127.0.0.1:{upstream}"], listen=f"127.0.0.1:{port}")
    (folder / "nginx.conf").write_text(nginx_whole(folder, site))
    running = subprocess.Popen([NGINX, "-c", folder / "nginx.conf"])
    try:
        wait_until(lambda: _listens(port), "nginx")
        yield port
    finally:
        running.terminate()
        running.wait(20)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ask(port: int, path: str, method: str = "GET", **asked: Any) -> tuple[int, list[tuple[str, str]]]:
    """Status and headers of one answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, **asked)
        answer = connection.getresponse()
        return answer.status, answer.getheaders()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "method", "asked", "status"),
    [
        ("/", "GET", {}, 502),
        ("/socket.io/?EIO=4", "GET", {}, 502),
        ("/metrics", "GET", {}, 404),
        ("/", "POST", {"headers": {"Content-Length": str(100 * MB)}}, 413),
        ("/%00", "GET", {}, 400),
    ],
)
def test_an_answer_of_nginx_itself_carries_the_headers(
    tmp_path: Path, path: str, method: str, asked: dict[str, Any], status: int
) -> None:
    with run_nginx(tmp_path, upstream=free_port()) as port:
        answered, headers = ask(port, path, method, **asked)
    assert answered == status
    names = [name for name, _ in headers]
    assert {name: value for name, value in headers if name in OWN} == OWN
    assert all(names.count(name) == 1 for name in OWN)


def test_an_answer_of_the_product_keeps_its_own_headers(tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        with run_nginx(tmp_path, upstream=server.server_port) as port:
            status, headers = ask(port, "/")
    finally:
        server.shutdown()
        server.server_close()
    assert status == 200
    assert [value for name, value in headers if name == "Content-Security-Policy"] == ["default-src 'self'"]
    assert [value for name, value in headers if name == "X-Frame-Options"] == ["DENY"]
    assert "Permissions-Policy" not in dict(headers), "the product decides which headers its answers have"
