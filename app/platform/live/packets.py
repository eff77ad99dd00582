"""Packets of Socket.IO: what clients of ours send and nothing else; what is JSON text already is sent as it stands."""

from __future__ import annotations

from typing import Any

from socketio.packet import ACK, CONNECT, DISCONNECT, EVENT, Packet

MESSAGE = "4"
FROM_CLIENT = {str(kind) for kind in (CONNECT, DISCONNECT, EVENT)}
"""Packets of Socket.IO that a client of ours sends: it is asked for no ack, and nothing here is binary."""
CONTROLS = frozenset({"1", "2probe", "3", "5"})
"""Packets of Engine.IO without a message: close, the probe of an upgrade, pong, upgrade."""
SEPARATOR = "\x1e"
MOST_IN_PAYLOAD = 16
"""Packets of one request of long polling, as python-engineio has it."""


def is_client_packet(packet: str | bytes) -> bool:
    """Whether a packet of Engine.IO may come from a client of ours; its content is not read."""
    if not isinstance(packet, str):
        return False
    return (packet[:1] == MESSAGE and packet[1:2] in FROM_CLIENT) or packet in CONTROLS


def is_client_payload(body: bytes) -> bool:
    """The same for what long polling posts: some packets of text."""
    try:
        packets = body.decode().split(SEPARATOR)
    except UnicodeDecodeError:
        return False
    return len(packets) <= MOST_IN_PAYLOAD and all(map(is_client_packet, packets))


class Prepared(str):
    """A value as JSON text; it is sent as it stands."""

    __slots__ = ()


class LivePacket(Packet):  # type: ignore[misc]
    """The stock packet, but for `Prepared` values of an event or an ack, which go out as they are."""

    data: Any

    def decode(self, encoded_packet: Any) -> int:
        """Read a client's packet.

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
