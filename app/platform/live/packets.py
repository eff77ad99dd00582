"""Packets of Socket.IO that carry what is JSON text already, so that it is written once and not for each client."""

from __future__ import annotations

from typing import Any

from socketio.packet import ACK, EVENT, Packet


class Prepared(str):
    """A value as JSON text; it is sent as it stands."""

    __slots__ = ()


class LivePacket(Packet):  # type: ignore[misc]
    """The stock packet, but for `Prepared` values of an event or an ack, which go out as they are."""

    data: Any

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
