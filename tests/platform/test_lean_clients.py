"""The running product, spoken to by others' clients: socket.io-client, python-socketio, websockets, plain bytes."""

import base64
import json
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import socketio
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from app.factory import create_services
from app.platform.access.actors import SYSTEM, Actor
from app.platform.access.services import Services
from app.platform.storage import migrations
from app.settings import Settings
from tests.builders import build_meeting, build_proposal, build_seat, new_key
from tests.people import gather_cast
from tests.platform.lean_frames import client_frame
from tests.servers import ROOT, Product, run_product

CLIENT = Path(__file__).with_name("lean_client.mjs")
PATH = "/socket.io/?EIO=4&transport=websocket"
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Place:
    """A running product and, seen from beside, the meeting on it."""

    product: Product
    services: Services
    meeting: str

    def seat(self) -> Actor:
        return build_seat(self.services, self.meeting)

    def card(self) -> str:
        return build_proposal(self.services, SYSTEM, self.meeting)


@contextmanager
def run_place(folder: Path, layer: str) -> Iterator[Place]:
    settings = Settings(_env_file=None, data_dir=folder)
    migrations.upgrade(settings.database)
    services = create_services(settings)
    meeting = build_meeting(services, gather_cast(services).place)
    with run_product(folder, LIVE_LAYER=layer, WITH_WORKER="false", RATE_WRITES="1000") as product:
        yield Place(product, services, meeting)
    services.database.dispose()


@pytest.fixture(scope="module", params=["lean", "stock"])
def any_place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with run_place(tmp_path_factory.mktemp(request.param), request.param) as place:
        yield place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with run_place(tmp_path_factory.mktemp("lean"), "lean") as place:
        yield place


@contextmanager
def open_raw(place: Place, **options: Any) -> Iterator[ClientConnection]:
    """A WebSocket past the opening packet of Engine.IO, spoken by the `websockets` package."""
    url = place.product.url.replace("http", "ws") + PATH
    with connect(url, open_timeout=PATIENCE, proxy=None, **options) as wire:
        assert json.loads(str(wire.recv(PATIENCE))[1:])["upgrades"] == []
        yield wire


def join_raw(wire: ClientConnection, place: Place, seat: Actor) -> dict[str, Any]:
    """Sign in and join by hand; the join's ack."""
    wire.send("40" + json.dumps({"seat": seat.token}))
    hear_answer(wire, "40")
    wire.send("420" + json.dumps(["meeting:join", {"meeting": place.meeting}]))
    answered: dict[str, Any] = json.loads(hear_answer(wire, "430")[3:])[0]
    return answered


def hear_answer(wire: ClientConnection, beginning: str) -> str:
    """The next packet that begins so; before it the room may be told of changes, and the server may ping."""
    while not (packet := str(wire.recv(PATIENCE))).startswith(beginning):
        assert packet.startswith("42[") or packet == "2", packet
    return packet


def shake_hands(
    place: Place, *, head: str = "", key: str | None = None, path: str = PATH
) -> tuple[socket.socket, bytes]:
    """A socket after an opening handshake with these further header lines, and the answer's head."""
    wire = socket.create_connection(("127.0.0.1", place.product.port), timeout=PATIENCE)
    key = key if key is not None else base64.b64encode(os.urandom(16)).decode()
    lines = f"GET {path} HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Key: {key}\r\n{head}\r\n"
    wire.sendall(lines.encode())
    answer = b""
    while b"\r\n\r\n" not in answer and (data := wire.recv(4096)):
        answer += data
    return wire, answer


UPGRADE = "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"


@pytest.mark.parametrize("transports", ["websocket", "polling", "polling,websocket"])
def test_the_official_client(any_place: Place, transports: str) -> None:
    seat, card = any_place.seat(), any_place.card()
    command = [ROOT / ".venv/bin/node", CLIENT, any_place.product.url, seat.token, any_place.meeting, card, transports]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 0, (ended.stdout, ended.stderr)
    heard = {line["what"]: line["body"] for line in lines}
    assert heard["joined"]["ok"] is True
    assert heard["voted"]["ok"] is True
    assert heard["way"] == transports.split(",")[-1]
    assert heard["told"]["version"] >= heard["voted"]["data"]["version"]


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_python_socketio(any_place: Place, transport: str) -> None:
    card, arrival = any_place.card(), threading.Event()
    listener, voter = socketio.Client(), socketio.Client()
    listener.on("tally:changed", lambda snapshot: card in snapshot["data"]["proposals"] and arrival.set())
    for client in (listener, voter):
        client.connect(
            any_place.product.url, auth={"seat": any_place.seat().token}, transports=[transport], wait_timeout=PATIENCE
        )
        assert client.call("meeting:join", {"meeting": any_place.meeting}, timeout=PATIENCE)["ok"] is True
    answer = voter.call("reaction:cast", {"key": new_key(), "proposal": card, "choice": "agree"}, timeout=PATIENCE)
    assert answer["ok"] is True
    assert arrival.wait(PATIENCE)
    for client in (listener, voter):
        client.disconnect()


def test_one_connection_hears_its_acks_in_the_order_it_asked(place: Place) -> None:
    seat, card = place.seat(), place.card()
    with open_raw(place) as wire:
        join_raw(wire, place, seat)
        for number in range(1, 51):
            vote = {"key": new_key(), "proposal": card, "choice": "agree" if number % 2 else "pass"}
            wire.send(f"42{number}" + json.dumps(["reaction:cast", vote]))
        heard = []
        while len(acks := [line for line in heard if line.startswith("43")]) < 50:
            heard.append(str(wire.recv(PATIENCE)))
    assert [int(ack[2 : ack.index("[")]) for ack in acks] == list(range(1, 51))
    versions = [json.loads(line[2:])[1]["version"] for line in heard if line.startswith('42["tally')]
    assert versions == sorted(set(versions))


def test_compression_is_offered_and_refused(place: Place) -> None:
    with open_raw(place, compression="deflate") as wire:
        assert wire.protocol.extensions == []
        assert join_raw(wire, place, place.seat())["ok"] is True


def test_a_message_in_parts_with_a_ping_between(place: Place) -> None:
    with open_raw(place) as wire:
        join_raw(wire, place, place.seat())
        text = '421["meeting:join",' + json.dumps({"meeting": place.meeting}) + "]"
        wire.send(iter([text[:5], text[5:20], text[20:]]))
        assert wire.ping().wait(PATIENCE)
        hear_answer(wire, "431")


def test_a_goodbye_is_answered(place: Place) -> None:
    with open_raw(place) as wire:
        wire.close(1000, "done")
    assert wire.close_code == 1000


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (client_frame(1, b"4" * 70_000), 1009),
        (client_frame(1, b"\xff"), 1007),
        (client_frame(3), 1002),
        (client_frame(1, b"x", reserved=4), 1002),
        (client_frame(1, b"x", is_masked=False), 1002),
        (client_frame(1, b""), 1002),
        (client_frame(1, b"no packet"), 1002),
    ],
    ids=["too big", "not text", "opcode", "compressed", "unmasked", "empty", "no packet"],
)
def test_a_violation_is_answered_with_its_code(place: Place, data: bytes, code: int) -> None:
    wire, answer = shake_hands(place, head=UPGRADE)
    wire.sendall(data)
    while chunk := wire.recv(65536):
        answer += chunk
    wire.close()
    assert code.to_bytes(2) in answer.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    ("head", "key", "status"),
    [
        (UPGRADE.replace("13", "8"), None, b"426"),
        (UPGRADE, "short", b"400"),
        (UPGRADE, "", b"400"),
        (UPGRADE.replace("Upgrade: websocket", "Upgrade: h2c"), None, b"400"),
    ],
    ids=["version", "key too short", "no key", "another protocol"],
)
def test_a_wrong_handshake_is_refused(place: Place, head: str, key: str | None, status: bytes) -> None:
    wire, answer = shake_hands(place, head=head, key=key)
    wire.close()
    assert answer.split()[1] == status


def test_a_slow_reader_comes_back_to_the_true_state(place: Place) -> None:
    """It stops reading while its room is told far more than is held for it; then it skips what is old."""
    slow, author = place.seat(), place.seat()
    for number in range(80):
        build_proposal(place.services, SYSTEM, place.meeting, "长" * 290 + f"{number}")
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
    narrow.connect(("127.0.0.1", place.product.port))
    with (
        open_raw(place, sock=narrow, max_queue=1, max_size=None) as slow_wire,
        open_raw(place, max_size=None) as wire,
    ):
        join_raw(slow_wire, place, slow)
        join_raw(wire, place, author)
        walls = [submit_and_hear(wire, f"第{number}条") for number in range(24)]
        heard = [hear_wall(slow_wire)]
        while heard[-1]["version"] < walls[-1]["version"]:
            heard.append(hear_wall(slow_wire))
        assert heard[-1] == walls[-1]
        assert len(heard) < len(walls)
        assert submit_and_hear(wire, "还有一条") == hear_wall(slow_wire)


def submit_and_hear(wire: ClientConnection, text: str) -> dict[str, Any]:
    """Put a proposal forward; the wall as the room is told of it."""
    wire.send("42" + json.dumps(["proposal:submit", {"key": new_key(), "text": text}]))
    while text not in str(wall := hear_wall(wire)):
        pass
    return wall


def hear_wall(wire: ClientConnection) -> dict[str, Any]:
    """The next wall that a client is told."""
    while not (line := str(wire.recv(PATIENCE))).startswith('42["wall:changed"'):
        pass
    snapshot: dict[str, Any] = json.loads(line[2:])[1]
    return snapshot


def test_a_client_that_vanishes_frees_its_place(place: Place) -> None:
    wire, answer = shake_hands(place, head=UPGRADE)
    assert answer.split()[1] == b"101"
    wire.close()
    with open_raw(place) as other:
        assert join_raw(other, place, place.seat())["ok"] is True
        with pytest.raises(ConnectionClosed):
            other.send("1")
            while True:
                other.recv(PATIENCE)
