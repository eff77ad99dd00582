"""Bare Flask-SocketIO on gevent with simple-websocket and TCP_NODELAY: joins, acks and broadcasts, nothing else.

With BEAT_MS the server broadcasts the latest vote once a beat (ms) instead of every vote at once.
"""

from gevent import monkey

monkey.patch_all()

import itertools  # noqa: E402
import os  # noqa: E402
import socket  # noqa: E402
from typing import Any  # noqa: E402

from flask import Flask  # noqa: E402
from flask_socketio import SocketIO, join_room  # noqa: E402
from gevent import pywsgi  # noqa: E402

app = Flask(__name__)
board = SocketIO(app, async_mode="gevent", cors_allowed_origins="*")
numbers = itertools.count(1)
BEAT = int(os.environ.get("BEAT_MS", "0")) / 1000
latest: dict[str, dict[str, Any]] = {}


@app.get("/")
def ready() -> str:
    return "ready"


@board.on("join")  # type: ignore[untyped-decorator]
def join(wish: dict[str, Any]) -> dict[str, Any]:
    join_room(wish["room"])
    return {"ok": True}


@board.on("vote")  # type: ignore[untyped-decorator]
def vote(wish: dict[str, Any]) -> dict[str, Any]:
    number = next(numbers)
    told = {"item": wish["item"], "seq": number, "op": wish["op"]}
    if BEAT:
        latest[wish["room"]] = told
    else:
        board.emit("voted", told, to=wish["room"])
    return {"ok": True, "seq": number}


def tell_each_beat() -> None:
    while True:
        board.sleep(BEAT)
        while latest:
            room, told = latest.popitem()
            board.emit("voted", told, to=room)


if __name__ == "__main__":
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.bind(("127.0.0.1", int(os.environ["PORT"])))
    listener.listen(4096)
    if BEAT:
        board.start_background_task(tell_each_beat)
    pywsgi.WSGIServer(listener, app, log=None).serve_forever()
