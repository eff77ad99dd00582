"""An OpenAI-compatible service on loopback that answers well, slowly, rudely or wrongly, and remembers what it got."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Manner = Callable[["Handler", Any], None]


class Handler(BaseHTTPRequestHandler):
    """Answers each request in the manner of its server."""

    server: "StandIn"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, dict(self.headers), body))
        self.server.manner(self, json.loads(body))

    def log_message(self, *_: Any) -> None:
        pass

    def say(self, value: Any, status: int = 200, **headers: str) -> None:
        """Answer with a value in JSON, or with bytes as they are."""
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)


class StandIn(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, manner: Manner) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.manner = manner
        self.received: list[tuple[str, dict[str, str], bytes]] = []
        self.is_over = threading.Event()

    def handle_error(self, *_: Any) -> None:
        """Say nothing about clients that have gone."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def text(self) -> str:
        """Everything that was received, as one text with Chinese characters readable."""
        return "\n".join(json.dumps(json.loads(body), ensure_ascii=False) for _, _, body in self.received)


@contextmanager
def serving(manner: Manner, certificate: Path | None = None) -> Iterator[StandIn]:
    """Run a service; with a certificate and its key in one file, over TLS."""
    server = StandIn(manner)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.is_over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def vectors_of(asked: Any) -> list[list[float]]:
    """Three numbers for each text, which tell texts apart."""
    return [[float(len(text)), 1.0, float(sum(map(ord, text)) % 97)] for text in asked["input"]]


def embed_well(handler: Handler, asked: Any) -> None:
    """Answer with vectors in an order of its own, as services may."""
    items = [{"object": "embedding", "index": at, "embedding": row} for at, row in enumerate(vectors_of(asked))]
    handler.say({"object": "list", "data": items[::-1], "model": asked["model"], "usage": {}})


def message(content: str) -> dict[str, Any]:
    return {"choices": [{"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}]}


def sort_well(handler: Handler, asked: Any) -> None:
    """Put each card under the names whose first character it holds, and doubt about the others."""
    job = json.loads(asked["messages"][1]["content"])
    chosen = {
        card: [int(number) for number, name in job["names"].items() if name[0] in text][:3] or None
        for card, text in job["cards"].items()
    }
    handler.say(message(json.dumps(chosen)))


def say_nothing(handler: Handler, _asked: Any) -> None:
    handler.server.is_over.wait(60)


def trickle_body(handler: Handler, _asked: Any) -> None:
    """Send a byte each twentieth of a second, without an end."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    _trickle(handler)


def trickle_head(handler: Handler, _asked: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Endless: ")
    _trickle(handler)


def trickle_until_closed(handler: Handler, _asked: Any) -> None:
    """Send a body whose end is the end of the connection, which does not come."""
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    _trickle(handler)


def hang_up(handler: Handler, _asked: Any) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)  # the server closes it after the handler has ended


def stop_halfway(handler: Handler, _asked: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "500")
    handler.end_headers()
    handler.wfile.write(b'{"data": [')
    handler.close_connection = True


def flood(handler: Handler, _asked: Any) -> None:
    """Send more than anybody can want, without telling how much."""
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    block = b" " * (1 << 20)
    for _ in range(64):
        handler.wfile.write(block)


def send_elsewhere(handler: Handler, _asked: Any) -> None:
    handler.say({}, status=307, Location=f"{handler.server.url}/elsewhere")


def answer(value: Any, status: int = 200) -> Manner:
    """Return the manner of giving one answer to everything."""
    return lambda handler, _asked: handler.say(value, status)


def _trickle(handler: Handler) -> None:
    while not handler.server.is_over.is_set():
        handler.wfile.write(b"1")
        time.sleep(0.05)
