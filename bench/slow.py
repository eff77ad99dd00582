"""A client that joins a hall and then stops reading for a while, like a phone in a lift."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from websockets.sync.client import ClientConnection, connect

from bench.hall import Hall, Running

PATH = "/socket.io/?EIO=4&transport=websocket"
OWN_BUFFER = 16 * 1024
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Return:
    """How a slow reader caught up: seconds until it had the current state, and characters that it read meanwhile."""

    seconds: float
    waited_bytes: int


@dataclass(slots=True)
class SlowReader:
    """A joined client that reads nothing until `come_back`."""

    hall: Hall
    running: Running
    wire: ClientConnection

    def come_back(self) -> Return:
        with _joined(self.hall, self.running) as (_, version):
            begin = time.perf_counter()
            read = 0
            while True:
                line = str(self.wire.recv(PATIENCE))
                read += len(line)
                if line == "2":
                    self.wire.send("3")
                elif line.startswith('42["tally') and json.loads(line[2:])[1]["version"] >= version:
                    return Return(time.perf_counter() - begin, read)


@contextmanager
def slow_reader(hall: Hall, running: Running) -> Iterator[SlowReader]:
    with _joined(hall, running) as (wire, _):
        yield SlowReader(hall, running, wire)


@contextmanager
def _joined(hall: Hall, running: Running) -> Iterator[tuple[ClientConnection, int]]:
    """Yield a connection with which the hall's last seat has joined, and the version of the tally that it was given."""
    token = hall.tokens.read_text().split()[-1]
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, OWN_BUFFER)
    narrow.connect(("127.0.0.1", running.port))
    with connect(f"ws://127.0.0.1:{running.port}{PATH}", sock=narrow, max_queue=1, max_size=None) as wire:
        wire.recv(PATIENCE)
        wire.send("40" + json.dumps({"seat": token}))
        wire.recv(PATIENCE)
        wire.send("420" + json.dumps(["meeting:join", {"meeting": hall.meeting}]))
        while not (line := str(wire.recv(PATIENCE))).startswith("430"):
            pass
        snapshots = json.loads(line[3:])[0]["data"]["snapshots"]
        yield wire, next((one["version"] for one in snapshots if one["topic"] == "tally"), 0)
