"""S6: what no client of ours sends ends the connection, on both transports and both live layers, and fills no log."""

import json
import random
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import websocket

from app.factory import create_services
from app.settings import Settings
from tests.builders import build_meeting, build_seat
from tests.faults.vitals import Vitals
from tests.people import gather_cast
from tests.servers import Product, run_product

PATIENCE = 30
DEEP = "[" * 3000
GROWTH_MB = 50
MOST_TURNS = 8
ADMITTED = {
    "binary event": '451-["proposal:submit",{"_placeholder":true,"num":0}]',
    "binary ack": '461-[{"_placeholder":true,"num":0}]',
    "client connect": '420["connect",{"seat":"x"}]',
    "client disconnect": '420["disconnect"]',
    "connect error event": '420["connect_error",{}]',
    "unknown event": '420["no:such",{}]',
    "another namespace": '42/admin,0["meeting:join",{}]',
    "second connect": "40",
    "ack": "430[]",
    "no list": '420{"a":1}',
    "no name": '420[{"a":1}]',
    "three parts": '420["meeting:join",{},{}]',
    "deep": f'420["meeting:join",{DEEP}{"]" * len(DEEP)}]',
    "deep engine": "4" + DEEP,
    "truncated": '420["meeting:join"',
    "not a number": "²",
    "base64": "bAAAA",
    "endless id": "42" + "1" * 500 + "[]",
    "not a NaN": '420["meeting:join",NaN]',
}


@dataclass(frozen=True, slots=True)
class Door:
    """A running product, and a seat in a meeting on it; `sources` are the addresses to come from, each once."""

    product: Product
    meeting: str
    token: str
    sources: Iterator[str]

    def open(self, *, is_admitted: bool = True) -> websocket.WebSocket:
        """A connection from an address of its own: one with many refusals would hear of the next ones later."""
        address = self.product.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
        line = socket.create_connection(
            ("127.0.0.1", self.product.port), timeout=PATIENCE, source_address=(next(self.sources), 0)
        )
        wire = websocket.create_connection(address, suppress_origin=True, timeout=PATIENCE, socket=line)
        wire.recv()
        if is_admitted:
            wire.send("40" + json.dumps({"seat": self.token}))
            assert wire.recv().startswith('40{"sid"')
        return wire

    def still_votes(self) -> bool:
        wire = self.open()
        wire.send("420" + json.dumps(["meeting:join", {"meeting": self.meeting}]))
        answer = wire.recv()
        wire.close()
        return '"ok":true' in answer


@pytest.fixture(scope="module", params=["lean", "stock"])
def door(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder: Path = tmp_path_factory.mktemp("sockets")
    with run_product(folder, WITH_WORKER="false", LIVE_LAYER=request.param) as product:
        services = create_services(Settings(_env_file=None, data_dir=folder))
        meeting = build_meeting(services, gather_cast(services).place)
        token = build_seat(services, meeting).token
        services.database.dispose()
        yield Door(product, meeting, token, loopback())


@pytest.fixture(scope="module", autouse=True)
def silent(door: Door) -> Iterator[websocket.WebSocket]:
    """A connection that never says who it is, opened before the tests: its time passes while they run."""
    wire = door.open(is_admitted=False)
    yield wire
    wire.close()


def loopback() -> Iterator[str]:
    """Addresses of this machine; other systems than Linux know one of them alone."""
    numbers = range(2, 250) if sys.platform == "linux" else ()
    yield from (f"127.0.{first}.{last}" for first in numbers for last in numbers)
    while True:
        yield "127.0.0.1"


def is_closed(wire: websocket.WebSocket) -> bool:
    """Whether the server ends the connection, without a positive answer before."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            heard = wire.recv()
        except (OSError, websocket.WebSocketException):
            return True
        if not heard:
            return True
        assert '"ok":true' not in str(heard)
        if heard == "2":
            wire.send("3")
    return False


@pytest.mark.parametrize("packet", ADMITTED.values(), ids=ADMITTED.keys())
def test_s6_a_packet_of_no_client_closes_the_connection(door: Door, packet: str) -> None:
    wire = door.open()
    wire.send(packet)
    assert is_closed(wire)
    assert door.still_votes()


def test_s6_binary_messages_close_the_connection(door: Door) -> None:
    wire = door.open()
    wire.send_binary(b"\x00" * 1000)
    assert is_closed(wire)


def test_s6_a_message_over_64_kb_closes_the_connection(door: Door) -> None:
    wire = door.open()
    with suppress(OSError, websocket.WebSocketException):
        wire.send("420" + json.dumps(["meeting:join", {"meeting": "x" * 70_000}]))
    assert is_closed(wire)


@pytest.mark.parametrize(
    "packet",
    ['420["meeting:join",{}]', "41", '451-["a"]', "40[]", "40/other,"],
    ids=["event", "bye", "binary", "list", "space"],
)
def test_s6_before_admission_nothing_is_heard(door: Door, packet: str) -> None:
    wire = door.open(is_admitted=False)
    wire.send(packet)
    assert is_closed(wire)


def test_s6_nobody_is_refused_at_connect(door: Door) -> None:
    for auth in ("", "{}", '{"seat":"wrong"}', '{"seat":5}', '{"seat":"' + "x" * 3000 + '"}'):
        wire = door.open(is_admitted=False)
        wire.send("40" + auth)
        assert wire.recv() == '44{"message":"sign_in.needed"}'
        assert is_closed(wire)


@pytest.mark.parametrize("body", ["bAAAA", '451-["a"]', "x", "4[[", "\x1e".join(["3"] * 17), "40\x1e40\x1eb"])
def test_s6_the_same_by_long_polling(door: Door, body: str) -> None:
    base = f"{door.product.url}/socket.io/?EIO=4&transport=polling"
    with urllib.request.urlopen(base, timeout=PATIENCE) as answer:
        sid = json.loads(answer.read()[1:])["sid"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{base}&sid={sid}", body.encode(), timeout=PATIENCE)
    assert refused.value.code == 400
    with pytest.raises(urllib.error.HTTPError) as gone:
        urllib.request.urlopen(f"{base}&sid={sid}", timeout=PATIENCE)
    assert gone.value.code == 404


@pytest.mark.parametrize("sockets", [40, pytest.param(300, marks=pytest.mark.nightly)])
def test_s6_fuzzed_packets_raise_nothing_and_fill_no_log(door: Door, sockets: int) -> None:
    fate, before = random.Random(6), len(door.product.log())
    letters = '0123456789[]{}":,-/b\\abcé\x00\x1e'
    for _ in range(sockets):
        wire = door.open(is_admitted=fate.random() < 0.7)
        with suppress(OSError, websocket.WebSocketException):
            for _ in range(3):
                wire.send("".join(fate.choices(letters, k=fate.randrange(1, 40))))
        wire.close()
    said = door.product.log()[before:]
    assert "Traceback" not in said
    assert len(said) < 30 * sockets
    assert door.still_votes()


def send_attachments(door: Door) -> None:
    """Send 60 MB of attachments over twenty connections, of which ten are admitted."""
    for is_admitted in (True, False) * 10:
        wire = door.open(is_admitted=is_admitted)
        with suppress(OSError, websocket.WebSocketException):
            wire.send(ADMITTED["binary event"])
            for _ in range(50):
                wire.send_binary(b"\x00" * 60_000)
        wire.close()


def test_s6_attachments_are_held_for_nobody(door: Door) -> None:
    """The memory in use grows to what is in flight at once and no further: held attachments would add 120 MB a turn."""
    growths: list[float] = []
    while not growths or (growths[-1] >= GROWTH_MB and len(growths) < MOST_TURNS):
        before = Vitals.of(door.product.pid).rss_kb
        send_attachments(door)
        send_attachments(door)
        growths.append((Vitals.of(door.product.pid).rss_kb - before) / 1024)
    assert growths[-1] < GROWTH_MB, growths


def test_s6_who_never_says_who_it_is_is_sent_away(silent: websocket.WebSocket) -> None:
    assert is_closed(silent)
