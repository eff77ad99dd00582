"""Assembles the web application from rooms, doors, services and live board; no other module does this."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import gevent
from flask import Flask, request
from flask.json.provider import DefaultJSONProvider
from flask_socketio import SocketIO
from whitenoise import WhiteNoise

from app import api, pages
from app.assembly import Publish, Publisher, create_services
from app.platform import bounded_json
from app.platform.access.services import Services
from app.platform.live.access_watch import AccessWatch
from app.platform.live.board import Board
from app.platform.live.coalescer import Coalescer
from app.platform.live.packet_gate import PacketGate
from app.platform.live.packets import LivePacket, Prepared
from app.platform.live.polling_door import PollingDoor
from app.platform.live.snapshots import Snapshots
from app.platform.live.stock_websocket import StockWebSocket
from app.platform.live.unknown_sessions import Elsewhere
from app.platform.live.websocket.broadcasts import TURN_PAUSE, LeanManager
from app.platform.web.admission.bodies import KB, LARGEST_MESSAGE
from app.platform.web.admission.claims import Claims
from app.platform.web.admission.door import FrontDoor
from app.platform.web.admission.patience import Patience
from app.platform.web.headers import Guard, headers_of
from app.platform.web.http import install_gate, socket_actor
from app.platform.web.routing import install_converters
from app.registry import CATALOGUE, EVENTS, SNAPSHOTS
from app.settings import LiveLayer, Settings

__all__ = [
    "Live",
    "Publish",
    "Publisher",
    "attach_live",
    "create_app",
    "create_services",
    "guard",
    "is_origin_allowed",
    "serve_assets",
]

ROOT = Path(__file__).parent.parent
GUARD = "liangting.guard"
"""Name of the guard among the extensions of the application."""
UPLOADS = re.compile(r"/office/import|/api/v1/imports|(/office|/api/v1)/places/\w+/templates/\w+")
"""The paths to which files are sent."""
"""Paths at which files are imported; a request body may be larger there than elsewhere."""
SCAN_PATH = re.compile(r"/(office|api/v1)/meetings/[a-z0-9]{8,32}/papers/scan")
SCAN_KB = 24_900
"""Largest body with the scan of a signed paper, in base64 from programs; the site's nginx takes 25 MB."""


class BoundedJson(DefaultJSONProvider):
    """Flask's JSON provider, with a bounded depth for JSON that comes from outside."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        return bounded_json.loads(s, **kwargs)


def create_app(settings: Settings, services: Services | None = None) -> Flask:
    """Create the Flask application with every page and route behind the gate."""
    app = Flask(
        __name__,
        root_path=str(ROOT),
        static_folder="static/dist",
        static_url_path="/static",  # the path of `serve_assets`; Flask's own default would be /dist
        template_folder="templates",
    )
    # A path with a slash too few or too many is answered or refused without Flask's redirect, because that would name
    # the Host that the client sent.
    app.url_map.strict_slashes = app.url_map.merge_slashes = False
    app.json = BoundedJson(app)
    app.secret_key = settings.keep_secret()
    app.config.update(
        MAX_CONTENT_LENGTH=settings.request_kb * KB,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.seat_days),
        SESSION_COOKIE_NAME="__Host-liangting" if settings.is_tls else "liangting",
        SESSION_COOKIE_SECURE=settings.is_tls,
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
    )
    app.extensions["liangting"] = services or create_services(settings)
    serve_assets(app)
    install_converters(app)
    app.before_request(lambda: _limit_body(settings))
    app.wsgi_app = app.extensions[GUARD] = Guard(app.wsgi_app, settings)  # type: ignore[method-assign]
    install_gate(app)
    pages.register(app)
    api.register(app)
    return app


def serve_assets(app: Flask) -> None:
    """Serve the built files compressed; browsers keep those with a content hash in their name for good."""
    folder = Path(app.static_folder or "")
    if not folder.is_dir():
        return

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix="static/",
        max_age=0,
        immutable_file_test=r"-[A-Z0-9]{8}\.\w+$",
    )


@dataclass(frozen=True, slots=True)
class Live:
    """The parts of one web process that serve live connections."""

    board: Board
    coalescer: Coalescer
    socketio: SocketIO
    access: AccessWatch
    gate: PacketGate
    patience: Patience


def attach_live(app: Flask, *, async_mode: str) -> Live:
    """Attach the Socket.IO door to an application; `coalescer.start()` then starts the announcing of snapshots."""
    services: Services = app.extensions["liangting"]
    settings = services.settings
    guard: Guard = app.extensions[GUARD]
    app.wsgi_app = guard.app  # type: ignore[method-assign]  # Socket.IO's layer goes inside the guard
    # Handlers run one after another for each connection: a resident's second vote never overtakes the first.
    manager = LeanManager(pause=TURN_PAUSE if settings.beat_ms else None)
    socketio = SocketIO(
        app,
        client_manager=manager,
        async_mode=async_mode,
        async_handlers=False,
        manage_session=False,
        serializer=LivePacket,
        cors_allowed_origins=lambda origin, environ: is_origin_allowed(settings, origin, environ),
        max_http_buffer_size=LARGEST_MESSAGE,
        json=bounded_json,
        http_compression=False,
    )
    patience = Patience()
    gate = PacketGate(socketio.server, [spec.name for spec in CATALOGUE], patience)
    gate.attach()
    guard.app = Elsewhere(PollingDoor(app.wsgi_app, gate), socketio.server.eio.sockets)
    app.wsgi_app = guard  # type: ignore[method-assign]
    snapshots = Snapshots(services.database, SNAPSHOTS)
    coalescer = Coalescer(
        snapshots,
        lambda event, snapshot, room: socketio.server.emit(event, Prepared(snapshot.text), to=room),
        beat_ms=settings.beat_ms,
    )
    board = Board(services, snapshots, coalescer)

    def identify(environ: Any) -> Any:
        with app.request_context(environ):
            from_cookie = app.session_interface.open_session(app, app.request_class(environ))
            return socket_actor(from_cookie or {})

    board.attach(socketio.server, EVENTS, identify)
    if async_mode == "gevent" and settings.live_layer is LiveLayer.LEAN:
        manager.take_over(socketio.server, on_missed=board.catch_up, gate=gate)
    elif async_mode == "gevent":
        eio = socketio.server.eio
        eio._async = {**eio._async, "websocket": StockWebSocket}
    pause = (lambda: gevent.sleep(0)) if async_mode == "gevent" else (lambda: None)
    return Live(board, coalescer, socketio, AccessWatch(services, board, pause=pause), gate, patience)


def most_bytes(settings: Settings, path: str) -> int:
    """Return the size in bytes of the largest request body that is accepted at a path."""
    if SCAN_PATH.fullmatch(path):
        return max(settings.request_kb, SCAN_KB) * KB
    return max(settings.request_kb, settings.upload_kb if UPLOADS.fullmatch(path) else 0) * KB


def _limit_body(settings: Settings) -> None:
    request.max_content_length = most_bytes(settings, request.path)


def guard(app: Flask, live: Live) -> None:
    """Put the front door before an application that is served to strangers.

    The front door is outside the host check, so a request refused for its host costs no more than any stranger's.
    """
    settings: Settings = app.extensions["liangting"].settings
    app.wsgi_app = FrontDoor(  # type: ignore[method-assign]
        app.wsgi_app,
        claims=Claims(app),
        most_bytes=lambda path: most_bytes(settings, path),
        admitted=live.gate.admitted,
        patience=live.patience,
        is_hall_busy=live.gate.is_busy,
        headers_of=lambda environ: headers_of(settings, environ),
    )


def is_origin_allowed(settings: Settings, origin: str | None, environ: dict[str, Any]) -> bool:
    """Return whether a page from this origin may connect: our own address, or an origin that the settings list.

    X-Forwarded-Host headers are ignored, because any client can send them.
    """
    if origin is None:
        return False
    own = f"{environ.get('wsgi.url_scheme', 'http')}://{environ.get('HTTP_HOST', '')}"
    return origin in {own, settings.public_url, *settings.allowed_origins} - {""}
