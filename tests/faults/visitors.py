"""Visitors of a meeting by the ways that a modern phone does not take: no script, no WebSocket, the desk, the stage."""

import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import socketio

from app.factory import create_app
from app.platform.access.actors import Role
from tests.builders import build_seat, new_key, view_meeting
from tests.clients import open_browser
from tests.faults.conftest import FaultyHall
from tests.people import employ

PATIENCE = 60
WALKING_AWAY = "left while polling"
POLLING = "/socket.io/?EIO=4&transport=polling"
FIELD = re.compile(r'name="csrf" value="([^"]+)"')


@dataclass(slots=True)
class Visitors:
    """One after another comes by one of these ways, until it is over."""

    hall: FaultyHall
    visits: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    is_over: bool = False
    walks_away: bool = True
    """whether some leave while polling, which the server finds out three quarters of a minute later"""
    _code: str = ""
    _seats: list[str] = field(default_factory=list)
    _desk: dict[str, str] = field(default_factory=dict)

    def start(self, count: int, seconds: float) -> list[threading.Thread]:
        """So many threads, in each of which somebody comes every few seconds."""
        hall = self.hall
        self._code = view_meeting(hall.services, hall.meeting).code
        self._seats = [build_seat(hall.services, hall.meeting).token for _ in range(count)]
        self._desk = self._sign_in()
        threads = [threading.Thread(target=self._run, args=(at, seconds), daemon=True) for at in range(count)]
        for thread in threads:
            thread.start()
        return threads

    def _run(self, at: int, seconds: float) -> None:
        fate, token = random.Random(at), self._seats[at]
        ways: dict[str, Callable[[], None]] = {
            "without script": lambda: self._walk_in(fate),
            "long polling": lambda: self._poll(token, fate, ["polling"]),
            "upgrade": lambda: self._poll(token, fate, ["polling", "websocket"]),
            WALKING_AWAY: lambda: self._walk_away(token),
            "desk": self._work,
            "stage": self._look,
        }
        while not self.is_over:
            way = fate.choice([way for way in ways if way != WALKING_AWAY or self.walks_away])
            try:
                ways[way]()
                self.visits[way] += 1
            except Exception as error:  # the test looks at these; the others go on coming
                self.failed.append(f"{way}: {error!r}")
            time.sleep(fate.uniform(0, seconds))

    def _walk_in(self, fate: random.Random) -> None:
        """A new resident takes a seat, reads the page and votes, all with forms."""
        url, meeting = self.hall.product.url, self.hall.meeting
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        csrf = _csrf(browser.open(f"{url}/j/{self._code}", timeout=PATIENCE).read())
        form = urlencode({"csrf": csrf, "key": new_key(), "alias": ""}).encode()
        csrf = _csrf(browser.open(f"{url}/j/{self._code}", form, timeout=PATIENCE).read())
        form = urlencode({"csrf": csrf, "key": new_key(), "choice": "agree"}).encode()
        card = fate.choice(self.hall.proposals)
        browser.open(f"{url}/m/{meeting}/proposals/{card}/reaction", form, timeout=PATIENCE).read()

    def _poll(self, token: str, fate: random.Random, transports: list[str]) -> None:
        """The stock client, as behind a proxy that knows no WebSocket, or that begins without one."""
        client = socketio.Client(reconnection=False, handle_sigint=False)
        client.connect(self.hall.product.url, auth={"seat": token}, transports=transports, wait_timeout=PATIENCE)
        client.call("meeting:join", {"meeting": self.hall.meeting}, timeout=PATIENCE)
        asked = {"key": new_key(), "proposal": fate.choice(self.hall.proposals), "choice": "pass"}
        client.call("reaction:cast", asked, timeout=PATIENCE)
        time.sleep(fate.uniform(0, 1))
        client.disconnect()

    def _walk_away(self, token: str) -> None:
        """A session that is polled no more: the server must find out by itself."""
        address = self.hall.product.url + POLLING
        packet = self._fetch(address)
        here = f"{address}&sid={json.loads(packet[1:])['sid']}"
        self._fetch(here, "40" + json.dumps({"seat": token}))
        self._fetch(here)
        self._fetch(here, "420" + json.dumps(["meeting:join", {"meeting": self.hall.meeting}]))

    def _work(self) -> None:
        """A facilitator's desk: its page, and its own room."""
        hall = self.hall
        self._fetch(f"{hall.product.url}/m/{hall.meeting}/desk", **self._desk)
        client = socketio.Client(reconnection=False, handle_sigint=False)
        client.connect(hall.product.url, headers=self._desk, transports=["websocket"], wait_timeout=PATIENCE)
        answer = client.call("meeting:join", {"meeting": hall.meeting, "audience": "desk"}, timeout=PATIENCE)
        client.disconnect()
        if not answer["ok"]:
            raise PermissionError(answer["error"])

    def _look(self) -> None:
        """The projector is switched on."""
        self._fetch(f"{self.hall.product.url}/m/{self.hall.meeting}/stage", **self._desk)

    def _fetch(self, address: str, body: str | None = None, **headers: str) -> str:
        asked = Request(address, body.encode() if body else None, headers)
        with build_opener().open(asked, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def _sign_in(self) -> dict[str, str]:
        """The headers of a browser in which a facilitator has signed in."""
        services = self.hall.services
        place = view_meeting(services, self.hall.meeting).place
        browser = open_browser(create_app(services.settings, services))
        browser.sign_in(services, employ(services, "soak", Role.FACILITATOR, place))
        cookie = browser.client.get_cookie("liangting")
        return {"Cookie": f"liangting={cookie.value if cookie else None}"}  # the client adds the origin


def _csrf(page: bytes) -> str:
    match = FIELD.search(page.decode())
    if match is None:
        raise LookupError("no form on the page")
    return match[1]
