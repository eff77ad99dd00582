"""Sockets that say when and why the server ended them, and the five acts after which one must be dead."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import socketio

from app.accounts import actions as accounts
from app.accounts import sessions, staffing
from app.factory import create_app
from app.meetings import actions as meetings
from app.platform.access.actors import SYSTEM, Actor, Role
from app.platform.access.services import Services
from tests.acts import act as act_on
from tests.builders import build_seat
from tests.clients import open_browser
from tests.people import employ

PATIENCE = 60


@dataclass(slots=True)
class Socket:
    """One connection over a real network, which never finds back by itself."""

    client: socketio.Client
    endings: list[dict[str, Any]] = field(default_factory=list)
    ended_at: float = 0.0
    is_over: Event = field(default_factory=Event)

    @classmethod
    def open(cls, url: str, transport: str, *, seat: str | None = None, cookie: str | None = None) -> Socket:
        socket = cls(socketio.Client(reconnection=False, handle_sigint=False))
        socket.client.on("access:ended", socket.endings.append)
        socket.client.on("disconnect", lambda *_: socket._end())
        headers = {"Cookie": f"liangting={cookie}"} if cookie else {}
        if cookie and transport == "polling":
            headers["Origin"] = url  # for a WebSocket the library adds it
        socket.client.connect(
            url, headers=headers, auth={"seat": seat} if seat else {}, transports=[transport], wait_timeout=PATIENCE
        )
        return socket

    def ask(self, event: str, **payload: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.client.call(event, payload, timeout=PATIENCE)
        return answer

    def wait_for_ending(self) -> None:
        """Wait until the client's own thread has handled why the socket ended, or five seconds have passed."""
        patience = time.monotonic() + 5
        while not self.endings and time.monotonic() < patience:
            time.sleep(0.01)

    def seconds_until_dead(self, began: float) -> float:
        assert self.is_over.wait(PATIENCE), "the socket still lives"
        return self.ended_at - began

    def _end(self) -> None:
        self.ended_at = time.monotonic()
        self.is_over.set()


@dataclass(frozen=True, slots=True)
class Cause:
    """Opens a socket and says which act ends it, with the code that the socket is told."""

    name: str
    code: str
    open: Callable[[Scene, str, str], tuple[Socket, Callable[[], Any]]]


@dataclass(slots=True)
class Scene:
    """A meeting, and new people for every attempt."""

    services: Services
    place: str
    meeting: str
    count: int = 0

    def employ(self) -> Actor:
        self.count += 1
        return employ(self.services, f"person{self.count}", Role.FACILITATOR, self.place)

    def cookie(self, staff: Actor) -> tuple[str, str]:
        """The cookie of a browser in which somebody has signed in, and the token in it."""
        browser = open_browser(create_app(self.services.settings, self.services)).sign_in(self.services, staff)
        cookie = browser.client.get_cookie("liangting")
        assert cookie is not None
        return cookie.value, str(browser.held("staff"))

    def run(self, act: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        return self.services.writer.run(lambda work: act_on(work, act, *args, **facts))

    def desk(self, url: str, transport: str) -> tuple[Socket, Actor, str]:
        staff = self.employ()
        cookie, token = self.cookie(staff)
        socket = Socket.open(url, transport, cookie=cookie)
        assert socket.ask("meeting:join", meeting=self.meeting, audience="desk")["ok"]
        return socket, staff, token


def _sign_out(scene: Scene, url: str, transport: str) -> tuple[Socket, Callable[[], Any]]:
    socket, _, token = scene.desk(url, transport)
    return socket, lambda: scene.run(accounts.sign_out, token=token)


def _end_session(scene: Scene, url: str, transport: str) -> tuple[Socket, Callable[[], Any]]:
    socket, staff, _ = scene.desk(url, transport)
    return socket, lambda: scene.run(sessions.end_sessions, SYSTEM, staff_id=staff.id)


def _remove_role(scene: Scene, url: str, transport: str) -> tuple[Socket, Callable[[], Any]]:
    socket, staff, _ = scene.desk(url, transport)
    facts: dict[str, Any] = {"staff_id": staff.id, "role": Role.FACILITATOR, "place_id": scene.place}
    return socket, lambda: scene.run(staffing.remove_role, SYSTEM, **facts)


def _suspend(scene: Scene, url: str, transport: str) -> tuple[Socket, Callable[[], Any]]:
    socket, staff, _ = scene.desk(url, transport)
    return socket, lambda: scene.run(staffing.suspend_staff, SYSTEM, staff_id=staff.id)


def _revoke_seat(scene: Scene, url: str, transport: str) -> tuple[Socket, Callable[[], Any]]:
    seat = build_seat(scene.services, scene.meeting)
    socket = Socket.open(url, transport, seat=seat.token)
    assert socket.ask("meeting:join", meeting=scene.meeting)["ok"]
    return socket, lambda: scene.run(meetings.revoke_seat, SYSTEM, meeting_id=scene.meeting, seat_id=seat.id)


CAUSES = (
    Cause("sign-out", "session.ended", _sign_out),
    Cause("session ended", "session.ended", _end_session),
    Cause("role removed", "role.removed", _remove_role),
    Cause("staff suspended", "session.ended", _suspend),
    Cause("seat revoked", "seat.ended", _revoke_seat),
)


def measure(scene: Scene, cause: Cause, url: str, transport: str) -> float:
    """Seconds from the beginning of the act to the death of the socket, which was told why."""
    socket, act = cause.open(scene, url, transport)
    began = time.monotonic()
    act()
    seconds = socket.seconds_until_dead(began)
    socket.wait_for_ending()
    assert [ending["code"] for ending in socket.endings] == [cause.code]
    assert socket.endings[0]["message"]
    assert not socket.client.connected
    return seconds
