"""What the WebSocket layer relies on inside python-engineio, python-socketio and pywsgi: an upgrade must be read.

When this fails after an upgrade, compare the named code with `app/platform/live/`, mend what changed, and
write the new digests here.
"""

import hashlib
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from engineio.async_drivers import gevent as driver
from engineio.packet import Packet as EnginePacket
from engineio.server import Server as EngineServer
from engineio.socket import Socket
from gevent.pywsgi import Input, WSGIHandler
from socketio import Manager, Server
from socketio.base_manager import BaseManager
from socketio.packet import Packet

READ: dict[Callable[..., Any], str] = {
    Socket._websocket_handler: "58afe122719282de",
    Socket._upgrade_websocket: "02f6ac05441609d3",
    Socket.receive: "4126eb2537d0d020",
    Socket.send: "f8b2738ee5d48ab2",
    Socket.close: "05fac55831999f25",
    Socket.handle_get_request: "d45c0d8f98840672",
    Socket.check_ping_timeout: "ccddc110d9836176",
    EngineServer._handle_connect: "049f7c2b2c239080",
    EngineServer._service_task: "9492b7b0d652907d",
    EnginePacket.encode: "8f3d5d869711cbb8",
    EnginePacket.decode: "18e27ff7fd56addd",
    Manager.emit: "566510ea2de39d65",
    BaseManager.basic_enter_room: "3f509586d2d7f47e",
    BaseManager.basic_leave_room: "e27f3eea06d1c6a6",
    BaseManager.basic_disconnect: "2933b50bc4b2ea7b",
    BaseManager.basic_close_room: "1d81a80fe1cac5a5",
    BaseManager.get_participants: "7d78ad681c95de5b",
    BaseManager.is_sid_room: "e9a9393a969c85fd",
    BaseManager.sid_from_eio_sid: "15467098a36bcd71",
    Server._send_eio_packet: "5fa452fb118c3565",
    Packet.encode: "513c45be75181da2",
    WSGIHandler.get_environ: "fbd39b74e42d7dbf",
    WSGIHandler.run_application: "46cef793ff43fe1a",
    WSGIHandler.process_result: "9752185381512541",
    WSGIHandler.handle: "9e7238affc125354",
    Server._handle_eio_connect: "4be135c046ed6bcc",
    Server._handle_eio_message: "65f309c138d634eb",
    Server._handle_connect: "1b0ba130a57d9320",
    Server._handle_event: "3f64c030f25eb785",
    Server._handle_disconnect: "fb93d61de8cb8c31",
    Server._handle_eio_disconnect: "5c0002fcdb35a127",
    WSGIHandler.handle_one_request: "14e946e9fb33cbb8",
    WSGIHandler.handle_one_response: "16fcb501fa891f23",
    WSGIHandler.read_request: "b1702b63da71633f",
    WSGIHandler._handle_client_error: "a3fbde482b69b9fd",
    WSGIHandler.handle_error: "26bd9fca7d99887c",
    WSGIHandler._sendall: "fa086148722693ca",
    Input._discard: "bea0da8a70780ba8",
    Input._chunked_read: "b2be7abb9d2e0374",
}


def digest_of(code: Callable[..., Any]) -> str:
    return hashlib.sha256(inspect.getsource(code).encode()).hexdigest()[:16]


@pytest.mark.parametrize("code", READ, ids=lambda code: code.__qualname__)
def test_the_code_relied_on_is_the_code_that_was_read(code: Callable[..., Any]) -> None:
    assert digest_of(code) == READ[code]


def test_the_driver_names_its_websocket_class() -> None:
    assert "websocket" in driver._async


def test_a_server_keeps_its_driver_where_it_is_replaced() -> None:
    server = Server(async_mode="gevent")
    assert server.eio._async["websocket"] is driver._async["websocket"]
    assert server.eio.reason.TRANSPORT_CLOSE
