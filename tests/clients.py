"""Clients for tests: a browser that keeps cookies and knows the forgery token, a phone on the live board."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import actions as accounts
from app.factory import Live
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from tests.builders import new_key

CSRF = "the forgery token of this test's browser"
ORIGIN = "http://localhost"


@dataclass(slots=True)
class Browser:
    """Flask's test client with the session that a person's browser would hold."""

    client: FlaskClient

    def sign_in(self, services: Services, staff: Actor) -> Browser:
        """Be a member of staff from here on."""
        signed_in = services.writer.run(lambda work: accounts.sign_in(work, staff_id=staff.id, hours=12))
        return self._keep(staff=signed_in.token)

    def take_seat(self, seat: Actor) -> Browser:
        """Hold a seat from here on."""
        return self._keep(seats={seat.meeting: seat.token})

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def post(self, path: str, **form: Any) -> TestResponse:
        """Send a form as a page of ours would, with forgery token and key."""
        return self.client.post(path, data={"csrf": CSRF, "key": new_key(), **form})

    def held(self, name: str) -> Any:
        """A value of the browser's session."""
        with self.client.session_transaction() as session:
            return session.get(name)

    def _keep(self, **facts: Any) -> Browser:
        with self.client.session_transaction() as session:
            session.update(facts)
        return self


def open_browser(app: Flask) -> Browser:
    """A browser that has seen a page of ours, so that it may send forms."""
    return Browser(app.test_client())._keep(csrf=CSRF)


@dataclass(slots=True)
class Phone:
    """One Socket.IO connection through the real server and board; only the network is missing."""

    wire: Any

    @classmethod
    def connect(cls, app: Flask, live: Live, *, seat: str | None = None, browser: Browser | None = None) -> Phone:
        """Connect with a seat's token, or with the cookies of a browser from our own origin."""
        return cls(
            live.socketio.test_client(
                app,
                auth={"seat": seat} if seat else None,
                flask_test_client=browser.client if browser else None,
                headers={"Origin": ORIGIN} if browser else None,
            )
        )

    def ask(self, event: str, **payload: Any) -> dict[str, Any]:
        """Send an event; returns the ack."""
        answer: dict[str, Any] = self.wire.emit(event, payload, callback=True)
        return answer

    def refusal(self, event: str, **payload: Any) -> tuple[str, str]:
        """(kind, code) of an event that must be refused."""
        answer = self.ask(event, **payload)
        assert answer["ok"] is False, answer
        return answer["error"]["kind"], answer["error"]["code"]

    def heard(self) -> list[tuple[str, dict[str, Any]]]:
        """(event, snapshot) of everything told since last asked."""
        return [(packet["name"], packet["args"][0]) for packet in self.wire.get_received()]
