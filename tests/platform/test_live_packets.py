"""Packets that carry prepared JSON text: on the wire what the stock packet would say."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from socketio.packet import ACK, EVENT, Packet

from app.platform.live.packets import LivePacket, Prepared
from app.platform.serialise import JsonObject

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(values, st.sampled_from(["/", "/hall", None]), st.none() | st.integers(0, 10**6), st.sampled_from([EVENT, ACK]))
def test_prepared_text_is_told_as_the_stock_packet_tells_the_value(
    value: Any, namespace: str | None, number: int | None, kind: int
) -> None:
    stock = Packet(kind, namespace=namespace, id=number, data=["wall:changed", value])
    ours = LivePacket(
        kind, namespace=namespace, id=number, data=["wall:changed", Prepared(json.dumps(value, separators=(",", ":")))]
    )
    assert ours.encode() == stock.encode()


@given(values, st.binary())
def test_all_else_is_the_stock_packet(value: Any, attached: bytes) -> None:
    for data in ([value], [value, attached], None):
        assert LivePacket(EVENT, data=data).encode() == Packet(EVENT, data=data).encode()


def test_prepared_text_with_binary_data_is_refused() -> None:
    with pytest.raises(ValueError, match="binary"):
        LivePacket(EVENT, data=["wall:changed", Prepared("1"), b"1"]).encode()


@given(st.dictionaries(st.text(), values))
def test_a_plain_value_is_the_text_of_itself(value: dict[str, Any]) -> None:
    assert json.loads(JsonObject(value).text) == value
