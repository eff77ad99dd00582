"""S24: what is too large, too deep, too slow or too many costs the hall little and ends by itself."""

import http.client
import json
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from app.platform import bounded_json
from app.platform.text import MAX_MARKS, clean, clean_line
from tests.faults.vitals import Vitals
from tests.servers import Product, run_product, wait_until

PATIENCE = 40
MARKS = "\u0301" * 110_000
LONG_PATIENCE = 10.0
"""Seconds; each of these took longer, or for ever."""
NEVER_ENDED = {
    "nothing": "",
    "line": "GET / HT",
    "headers": "GET / HTTP/1.1\nHost: x\nX-Slow: ",
    "body": "POST /j/1 HTTP/1.1\nHost: x\nContent-Length: 100\n\nalias=",
    "chunk": "POST /j/1 HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n5\nab",
}
UPGRADE = "upgrade"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    folder: Path = tmp_path_factory.mktemp("floods")
    with run_product(folder, WITH_WORKER="false") as running:
        yield running


def send(product: Product, head: str, body: bytes = b"") -> socket.socket:
    wire = socket.create_connection(("127.0.0.1", product.port), timeout=PATIENCE)
    wire.sendall(head.replace("\n", "\r\n").encode() + body)
    return wire


@pytest.fixture(scope="module")
def unended(product: Product) -> Iterator[dict[str, socket.socket]]:
    """Requests that never end and an upgrade that is left, all begun at once, for each is cut off after ten seconds."""
    wires = {name: send(product, head) for name, head in NEVER_ENDED.items()}
    dribbled, ended = [wire for name, wire in wires.items() if NEVER_ENDED[name]], threading.Event()

    def dribble() -> None:
        while not ended.wait(0.5):
            for wire in dribbled:
                _send_quietly(wire, b"1")

    threading.Thread(target=dribble, daemon=True).start()
    wires[UPGRADE] = begin_upgrade(product)
    yield wires
    ended.set()
    for wire in wires.values():
        wire.close()


def begin_upgrade(product: Product) -> socket.socket:
    """The first request of a connection that begins by polling and goes on as a WebSocket."""
    with urllib.request.urlopen(f"{product.url}/socket.io/?EIO=4&transport=polling", timeout=PATIENCE) as answer:
        sid = json.loads(answer.read()[1:])["sid"]
    lines = ["Host: x", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    lines += ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""]
    return send(product, f"GET /socket.io/?EIO=4&transport=websocket&sid={sid} HTTP/1.1\n" + "\n".join(lines))


def status(wire: socket.socket) -> int:
    """The status of the answer; 0 when the connection ends without one."""
    try:
        answer = wire.recv(4096)
    except ConnectionResetError:
        return 0
    return int(answer[9:12]) if answer else 0


@pytest.mark.parametrize(
    "text",
    [
        "\u0301" * 60_000,
        "\u0344" * 60_000,
        "\u0f73" * 60_000,
        ("\u0301" * 30 + "\u200b") * 1900,
        ("\u0301" * 30 + "\u200d") * 1900,
        ("a" + "\u0315\u0300" * 15) * 1900,
        "\U0001d165" * 60_000,
    ],
    ids=["acute", "two in one", "of class 0", "zero width", "joiners", "out of order", "astral"],
)
def test_s24_text_costs_its_length(text: str) -> None:
    """Linear where it was quadratic: these took minutes."""
    began = time.process_time()
    cleaned = clean(text)
    assert time.process_time() - began < LONG_PATIENCE
    assert clean(cleaned) == cleaned == clean_line(text)
    assert cleaned.count("\u0301" * (MAX_MARKS + 1)) == 0


def test_s24_a_text_much_too_long_is_not_read() -> None:
    with pytest.raises(ValueError, match="too long"):
        clean(MARKS)
    with pytest.raises(ValueError, match="too long"):
        clean("字" * 1000, most=200)
    assert clean("e\u0301" * 200, most=200) == "é" * 200


@pytest.mark.parametrize("levels", [33, 1000, 100_000])
def test_s24_deep_json_is_refused(levels: int) -> None:
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        with pytest.raises(ValueError, match="levels"):
            bounded_json.loads(opening * levels + "1" + closing * levels)
    assert bounded_json.loads(json.dumps(["[" * 1000, {"a": "}"}] * 40)) == ["[" * 1000, {"a": "}"}] * 40


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("levels", [500, 10_000, 100_000])
def test_s24_deep_json_over_rest_is_no_failure(app: Flask, levels: int) -> None:
    body = '{"code":' + "[" * levels + "]" * levels + "}"
    answer = app.test_client().post("/api/v1/meetings/join", data=body, content_type="application/json")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "head",
    [
        "POST /j/1 HTTP/1.1\nHost: x\nContent-Length: 200000000\n\n",
        "POST /api/v1/meetings/join HTTP/1.1\nHost: x\nContent-Length: 16385\n\n",
        "POST /socket.io/?EIO=4&transport=polling&sid=x HTTP/1.1\nHost: x\nContent-Length: 65537\n\n",
        "POST /j/1 HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 99999999999999999999\n\n",
    ],
)
def test_s24_too_large_is_refused_unread(product: Product, head: str) -> None:
    began = time.monotonic()
    assert status(send(product, head)) == 413
    assert time.monotonic() - began < LONG_PATIENCE


def test_s24_a_chunked_body_is_bounded(product: Product) -> None:
    chunk = b"4000\r\n" + b"a" * 0x4000 + b"\r\n"
    wire = send(product, "POST /j/1 HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n", chunk * 2)
    assert status(wire) == 413


@pytest.mark.parametrize("coding", ["gzip, chunked", "identity", "chunked, chunked"])
def test_s24_another_coding_is_refused(product: Product, coding: str) -> None:
    assert status(send(product, f"POST /j/1 HTTP/1.1\nHost: x\nTransfer-Encoding: {coding}\n\n")) == 400


def test_s24_a_big_form_of_marks_stops_nobody(product: Product) -> None:
    """This stopped every page for 18 seconds."""
    body = urlencode({"place": MARKS[:2000]}).encode()
    kind = "application/x-www-form-urlencoded"
    for form in (body, MARKS.encode()):
        head = f"POST /account/setup/x HTTP/1.1\nHost: x\nContent-Type: {kind}\nContent-Length: {len(form)}\n\n"
        wire = socket.create_connection(("127.0.0.1", product.port), timeout=PATIENCE)
        wire.sendall(head.replace("\n", "\r\n").encode())
        threading.Thread(target=_send_quietly, args=(wire, form), daemon=True).start()
        began = time.monotonic()
        with urllib.request.urlopen(f"{product.url}/healthz", timeout=PATIENCE) as answer:
            assert answer.status == 200
        assert time.monotonic() - began < LONG_PATIENCE
        assert status(wire) in {403, 404, 409, 413}


@pytest.mark.parametrize("begun", NEVER_ENDED)
def test_s24_a_request_never_ended_is_cut_off(unended: dict[str, socket.socket], begun: str) -> None:
    """However it is dribbled: the time holds for the whole."""
    assert status(unended[begun]) in {0, 408}


def test_s24_an_upgrade_that_is_begun_and_left_ends(unended: dict[str, socket.socket]) -> None:
    wire = unended[UPGRADE]
    assert status(wire) == 101
    while wire.recv(4096):  # the test's own time-out is the deadline
        pass


def test_s24_one_poll_of_a_session_at_a_time(product: Product) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", product.port, timeout=PATIENCE)
    connection.request("GET", "/socket.io/?EIO=4&transport=polling")
    sid = json.loads(connection.getresponse().read()[1:])["sid"]
    path = f"/socket.io/?EIO=4&transport=polling&sid={sid}"
    connection.request("GET", path)
    other = http.client.HTTPConnection("127.0.0.1", product.port, timeout=PATIENCE)
    statuses = []

    def is_refused() -> bool:
        other.request("GET", path)
        statuses.append(other.getresponse())
        statuses[-1].read()
        return statuses[-1].status in {400, 404}

    wait_until(is_refused, "the second poll is refused", patience=PATIENCE)


def test_s24_malformed_requests_fill_no_log(product: Product) -> None:
    before = len(product.log())
    headers = "".join(f"X-{number}: x\n" for number in range(150))
    for head in ("NONSENSE\n\n", "GET / HTTP/9\n\n", "GET / HTTP/x.y\n\n", f"GET / HTTP/1.1\n{headers}\n") * 4:
        assert status(send(product, head)) in {0, 400}
    assert len(product.log()) - before < 1500
    assert "Traceback" not in product.log()[before:]


@pytest.mark.nightly
@pytest.mark.timeout(600)
def test_s24_five_thousand_idle_connections(product: Product) -> None:
    """They are bounded, cost little memory and end; pages are answered meanwhile."""
    before, wires = Vitals.of(product.pid).rss_kb, []
    for _ in range(5000):
        wire = socket.create_connection(("127.0.0.1", product.port), timeout=PATIENCE)
        wires.append(wire)
    for path in ("/healthz", "/readyz", "/"):
        with urllib.request.urlopen(product.url + path, timeout=PATIENCE) as answer:
            assert answer.status == 200
    grown = (Vitals.of(product.pid).rss_kb - before) / 1024
    for wire in wires:
        assert wire.recv(1) == b""
        wire.close()
    print(f"\nS24: 5,000 idle connections, memory grown by {grown:.0f} MB")
    assert grown < 150


def _send_quietly(wire: socket.socket, data: bytes) -> None:
    try:
        wire.sendall(data)
    except OSError:
        return
