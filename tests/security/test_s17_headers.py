"""S17: headers stand on every answer of every layer, over TLS and not; a host that is not ours is refused."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.factory import attach_live, create_app
from app.platform.access.services import Services
from app.platform.web.headers import Guard, content_policy, is_host_known
from app.settings import Settings
from tests.clients import open_browser
from tests.platform.routes import routes_of
from tests.servers import Product, run_product

WANTED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
SOCKET_PATHS = (
    "/socket.io/",
    "/socket.io/?EIO=4&transport=polling",
    "/socket.io/?EIO=4&transport=polling&sid=none",
    "/socket.io/?EIO=4&transport=websocket",
    "/socket.io/?EIO=99&transport=nonsense",
)
UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
Answer = tuple[int, dict[str, list[str]]]


def check(answer: Answer, what: str, *, is_tls: bool) -> None:
    _status, headers = answer
    for name, value in WANTED.items():
        if name != "referrer-policy" or not what.startswith("GET /stage/"):
            assert headers.get(name) == [value], (what, name)
    (policy,) = headers["content-security-policy"]
    sources = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert "unsafe" not in policy and "*" not in policy and sources["frame-ancestors"] == "'none'", what
    assert not {"ws:", "wss:", "http:", "https:"} & set(sources["connect-src"].split()), what
    assert ("strict-transport-security" in headers) is is_tls, what
    assert "server" not in headers, what
    if is_tls:
        assert "ws://" not in policy and "max-age=31536000" in headers["strict-transport-security"][0], what


def ask(product: Product, path: str, *, host: str | None = None, extra: str = "", method: str = "GET") -> Answer:
    """One request on a connection of its own, as raw as it goes over the wire."""
    named = f"127.0.0.1:{product.port}" if host is None else host
    request = f"{method} {path} HTTP/1.1\r\nHost: {named}\r\n{extra or 'Connection: close' + chr(13) + chr(10)}\r\n"
    with socket.create_connection(("127.0.0.1", product.port), timeout=20) as wire:
        wire.sendall(request.encode())
        head = b""
        while b"\r\n\r\n" not in head and (part := wire.recv(65536)):
            head += part
    lines = head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers: dict[str, list[str]] = {}
    for line in lines[1:]:
        name, _, value = line.partition(": ")
        headers.setdefault(name.lower(), []).append(value)
    return int(lines[0].split(" ")[1]), headers


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "tls"])
def is_tls(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, is_tls: bool) -> Iterator[Product]:
    folder: Path = tmp_path_factory.mktemp("headers")
    with run_product(folder, IS_TLS=str(is_tls).lower(), WITH_WORKER="false") as running:
        yield running


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    settings = Settings(
        _env_file=None, data_dir=tmp_path_factory.mktemp("routes"), secret_key="a long key that only the tests know"
    )
    return [(route.method, route.path) for route in routes_of(create_app(settings), {})]


def test_every_route_of_the_running_product(product: Product, routes: list[tuple[str, str]], is_tls: bool) -> None:
    for method, path in routes:
        extra = "Content-Length: 0\r\nConnection: close\r\n"
        answer = ask(product, path, method=method, extra=extra)
        check(answer, f"{method} {path}", is_tls=is_tls)
        assert answer[1]["cache-control"] == ["no-store"], path
    print(f"\nS17: {len(routes)} routes, {'TLS' if is_tls else 'plain'}")
    assert len(routes) > 90


def test_static_files_and_what_is_none(product: Product, is_tls: bool) -> None:
    for path in ("/static/manifest.json", "/static/none.js", "/static/../app/settings.py", "/no/such/page"):
        answer = ask(product, path)
        check(answer, path, is_tls=is_tls)
        if answer[0] == 200:
            assert "no-store" not in answer[1]["cache-control"][0]


@pytest.mark.parametrize("path", SOCKET_PATHS)
def test_the_socket_door_on_both_transports(product: Product, is_tls: bool, path: str) -> None:
    check(ask(product, path), path, is_tls=is_tls)
    answer = ask(product, path, extra=UPGRADE)
    check(answer, f"{path} upgraded", is_tls=is_tls)
    if path == SOCKET_PATHS[3]:
        assert answer[0] == 101


@pytest.mark.parametrize("path", ["/", "/healthz", "/static/manifest.json", *SOCKET_PATHS])
@pytest.mark.parametrize(
    "host", ["a b", "evil.example:0", "evil.example:99999", "-", "[::1", "a,b", "user@localhost", "x" * 300, "", "лес"]
)
def test_a_host_that_is_none_is_refused_everywhere(product: Product, is_tls: bool, path: str, host: str) -> None:
    answer = ask(product, path, host=host)
    assert answer[0] == 400
    if answer[1].get("content-type"):  # what the server itself cannot read has no answer of ours
        check(answer, f"{path} of {host}", is_tls=is_tls)


def test_cookies_over_tls_are_bound_to_the_host(product: Product, is_tls: bool) -> None:
    cookies = [part for values in [ask(product, "/account/sign-in")[1].get("set-cookie", [])] for part in values]
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-") is is_tls
        assert ("Secure" in cookie) is is_tls and "HttpOnly" in cookie and "SameSite=Lax" in cookie


HALL = {"REMOTE_ADDR": "192.168.1.20", "SERVER_PROTOCOL": "HTTP/1.1"}
FAR = {"REMOTE_ADDR": "8.8.8.8", "SERVER_PROTOCOL": "HTTP/1.1"}
NAMED = {"public_url": "https://hall.example", "allowed_origins": ("https://second.example:8443",)}


@pytest.mark.parametrize(
    ("facts", "host", "environ", "is_known"),
    [
        (NAMED, "hall.example", FAR, True),
        (NAMED, "HALL.example:443", FAR, True),
        (NAMED, "second.example", FAR, True),
        (NAMED, "localhost:8000", FAR, True),
        (NAMED, "127.0.0.1", FAR, True),
        (NAMED, "[::1]:8000", FAR, True),
        (NAMED, "evil.example", HALL, False),
        (NAMED, "192.168.1.5", HALL, False),
        (NAMED, "hall.example.evil.example", FAR, False),
        (NAMED, "hall.example@evil.example", FAR, False),
        ({}, "192.168.1.5:8000", HALL, True),
        ({}, "203.0.113.9", FAR, True),
        ({}, "[2001:db8::1]:8000", FAR, True),
        ({}, "[::zz]", FAR, False),
        ({}, "hall.local", HALL, True),
        ({}, "hall.local", {**HALL, "REMOTE_ADDR": "fe80::1%eth0"}, True),
        ({}, "hall.local", {**HALL, "REMOTE_ADDR": "no address"}, False),
        ({}, "evil.example", FAR, False),
        ({}, "evil.example", {"SERVER_PROTOCOL": "HTTP/1.1"}, False),
        ({}, None, {"SERVER_PROTOCOL": "HTTP/1.0"}, True),
        ({}, None, HALL, False),
        ({}, "", HALL, False),
    ],
)
def test_which_hosts_are_ours(facts: dict[str, Any], host: str | None, environ: dict[str, str], is_known: bool) -> None:
    assert is_host_known(Settings(_env_file=None, **facts), host, environ) is is_known


def test_the_policy_names_our_own_hosts_alone() -> None:
    plain, tls = Settings(_env_file=None), Settings(_env_file=None, is_tls=True, public_url="https://hall.example")
    assert "connect-src 'self' ws://10.0.0.5:8000 wss://10.0.0.5:8000;" in content_policy(plain, "10.0.0.5:8000")
    assert "connect-src 'self' wss://localhost wss://hall.example;" in content_policy(tls, "localhost")
    assert "connect-src 'self' wss://hall.example;" in content_policy(tls, "hall.example")
    assert "connect-src 'self';" in content_policy(plain, "[::1]:8000")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_forged_host_reaches_no_page_and_no_socket(settings: Settings, services: Services) -> None:
    named = settings.model_copy(update={"public_url": "https://hall.example"})
    app: Flask = create_app(named, replace(services, settings=named))
    attach_live(app, async_mode="threading")
    browser = open_browser(app)
    for path in ("/", "/socket.io/?EIO=4&transport=polling", "/static/none.js"):
        answer = browser.get(path, base_url="http://evil.example", headers={"Accept-Language": "en"})
        assert answer.status_code == 400 and "not an address of ours" in answer.text and "evil" not in answer.text
        assert "evil" not in str(answer.headers)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/", "/static/none.js", *SOCKET_PATHS])
def test_every_header_is_sent_once(settings: Settings, services: Services, path: str) -> None:
    app = create_app(settings, services)
    attach_live(app, async_mode="threading")
    sent = open_browser(app).get(path).headers
    names = [name.lower() for name, _ in sent]
    assert len(names) == len(set(names)) and {*WANTED, "content-security-policy"} <= set(names)


def test_the_guard_keeps_the_headers_of_an_answer_but_its_server() -> None:
    def app(_environ: Any, start: Any) -> list[bytes]:
        start("200 OK", [("Server", "x/1"), ("X-Frame-Options", "SAMEORIGIN")], None)
        return [b""]

    given: list[tuple[str, str]] = []
    guard = Guard(app, Settings(_env_file=None))
    guard({"HTTP_HOST": "localhost", "PATH_INFO": "/"}, lambda _status, headers, _exc=None: given.extend(headers))
    names = [name for name, _ in given]
    assert len(names) == len(set(names)) and "Server" not in names
    assert dict(given)["X-Frame-Options"] == "SAMEORIGIN"
