"""Socket.IO packets: only those that our own clients send are accepted; values that are JSON text go out unchanged."""

from __future__ import annotations

from typing import Any

from socketio.packet import ACK, CONNECT, DISCONNECT, EVENT, Packet

MESSAGE = "4"
FROM_CLIENT = {str(kind) for kind in (CONNECT, DISCONNECT, EVENT)}
"""Types of Socket.IO packets that our clients send: the server asks them for no ack, and nothing is binary."""
CONTROLS = frozenset({"1", "2probe", "3", "5"})
"""Engine.IO packets without a message: close, the probe of an upgrade, pong, upgrade."""
SEPARATOR = "\x1e"
MAX_IN_PAYLOAD = 16
"""Most packets in one request of long polling, the same limit as in python-engineio."""


def is_client_packet(packet: str | bytes) -> bool:
    """Return whether an Engine.IO packet may come from one of our clients; the packet's content is not read."""
    if not isinstance(packet, str):
        return False
    return (packet[:1] == MESSAGE and packet[1:2] in FROM_CLIENT) or packet in CONTROLS


def is_client_payload(body: bytes) -> bool:
    """Return whether a body posted by long polling is a list of text packets that may come from one of our clients."""
    try:
        packets = body.decode().split(SEPARATOR)
    except UnicodeDecodeError:
        return False
    return len(packets) <= MAX_IN_PAYLOAD and all(map(is_client_packet, packets))


class Prepared(str):
    """A value that is JSON text already and is sent unchanged."""

    __slots__ = ()


class LivePacket(Packet):  # type: ignore[misc]
    """The stock packet, limited to what our clients send; `Prepared` values of an event or an ack go out unchanged."""

    data: Any

    def decode(self, encoded_packet: Any) -> int:
        """Read a client's packet; return 0, its number of binary attachments.

        Raises:
            ValueError: for another kind of packet, another namespace, binary data or malformed JSON.
        """
        if not isinstance(encoded_packet, str) or encoded_packet[:1] not in FROM_CLIENT:
            raise ValueError("no packet of a client")
        attachments: int = super().decode(encoded_packet)
        if attachments or self.namespace not in (None, "/"):
            raise ValueError("no packet of a client")
        return 0

    def encode(self) -> Any:
        data: Any = self.data
        if not isinstance(data, list) or not any(isinstance(item, Prepared) for item in data):
            return super().encode()
        if self.packet_type not in (EVENT, ACK):
            raise ValueError("prepared text and binary data cannot go together")
        space = "" if self.namespace in (None, "/") else f"{self.namespace},"
        number = "" if self.id is None else self.id
        values = (item if isinstance(item, Prepared) else self.json.dumps(item, separators=(",", ":")) for item in data)
        return f"{self.packet_type}{space}{number}[{','.join(values)}]"
