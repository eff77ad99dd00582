"""S5: only listed origins open the socket, on both transports; a cookie counts from our own pages alone."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import socketio
import websocket
from socketio.exceptions import ConnectionError as RefusedError

from app.factory import create_services, is_origin_allowed
from app.settings import Settings
from tests.builders import build_meeting, build_seat
from tests.people import gather_cast
from tests.servers import Product, run_product

LISTED = "https://community.example.org"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    folder: Path = tmp_path_factory.mktemp("origin")
    with run_product(folder, ALLOWED_ORIGINS=LISTED, WITH_WORKER="false") as running:
        yield running


@pytest.fixture(scope="module")
def seat(product: Product) -> tuple[str, str]:
    """(meeting, token) of a seat on the running product."""
    services = create_services(Settings(_env_file=None, data_dir=product.folder))
    meeting = build_meeting(services, gather_cast(services).place)
    token = build_seat(services, meeting).token
    services.database.dispose()
    return meeting, token


@pytest.mark.parametrize("transport", ["polling", "websocket"])
@pytest.mark.parametrize(
    ("headers", "is_open"),
    [
        ({"Origin": "{own}"}, True),
        ({"Origin": LISTED}, True),
        ({}, True),  # a program, not a page: it comes in by the seat that it names
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"}, False),
        ({"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}, False),
        ({"Origin": "{own}.evil.example"}, False),
    ],
)
def test_only_listed_origins_connect(
    product: Product, seat: tuple[str, str], transport: str, headers: dict[str, str], is_open: bool
) -> None:
    sent = {name: value.replace("{own}", product.url) for name, value in headers.items()}
    options: dict[str, Any] = {}
    if transport == "websocket":  # this client would add an origin of its own
        origin = sent.pop("Origin", None)
        options = {"websocket_extra_options": {"origin": origin} if origin else {"suppress_origin": True}}
    client = socketio.Client(reconnection=False, handle_sigint=False, **options)
    try:
        client.connect(product.url, headers=sent, auth={"seat": seat[1]}, transports=[transport], wait_timeout=20)
        answer = client.call("meeting:join", {"meeting": seat[0]}, timeout=20)
    except RefusedError:
        assert not is_open
    else:
        assert is_open and answer["ok"]
    finally:
        client.disconnect()


def test_a_bare_websocket_without_origin_is_refused(product: Product, seat: tuple[str, str]) -> None:
    address = product.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    wire = websocket.create_connection(address, suppress_origin=True, timeout=20)
    wire.recv()
    wire.send("40")
    assert wire.recv() == '44{"message":"sign_in.needed"}'
    with suppress(OSError, websocket.WebSocketException):
        wire.send('420["meeting:join",{"meeting":"%s"}]' % seat[0])  # noqa: UP031
        while heard := wire.recv():
            assert "ok" not in str(heard)
    wire.close()


@pytest.mark.parametrize(
    ("origin", "environ", "is_allowed"),
    [
        ("https://hall.example", {"wsgi.url_scheme": "https", "HTTP_HOST": "hall.example"}, True),
        ("http://hall.example", {"wsgi.url_scheme": "https", "HTTP_HOST": "hall.example"}, False),
        (None, {"HTTP_HOST": "hall.example"}, False),
        ("", {"HTTP_HOST": ""}, False),
        ("null", {"HTTP_HOST": "null"}, False),
        ("https://evil.example", {"HTTP_HOST": "a", "HTTP_X_FORWARDED_HOST": "evil.example"}, False),
        ("https://public.example", {"HTTP_HOST": "10.0.0.1"}, True),
    ],
)
def test_the_rule_itself(origin: str | None, environ: dict[str, str], is_allowed: bool) -> None:
    settings = Settings(_env_file=None, public_url="https://public.example")
    assert is_origin_allowed(settings, origin, environ) is is_allowed
