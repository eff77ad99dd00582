"""A program that speaks to the API: one credential, JSON in and out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.accounts import actions as accounts
from app.api.operations import KEY, PREFIX
from app.platform.access.actors import SYSTEM, Actor
from app.platform.access.services import Services

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Program:
    app: Flask
    authorization: str = ""

    def send(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> TestResponse:
        headers = {"Authorization": self.authorization} if self.authorization else {}
        if key:
            headers[KEY] = key
        return self.app.test_client().open(f"{PREFIX}{path}", method=method, json=body, headers=headers)

    def ask(self, method: str, path: str, body: Any = None, *, status: int = 200, key: str | None = None) -> Any:
        """Send what must be accepted; returns the JSON."""
        answer = self.send(method, path, body, key=key)
        assert answer.status_code == status, answer.text
        return answer.json

    def refusal(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        """(status, code) of what must be refused, as RFC 9457 says."""
        answer = self.send(method, path, body)
        said = answer.json
        assert answer.content_type == PROBLEM, answer.text
        assert isinstance(said, dict)
        assert said["status"] == answer.status_code
        assert said["title"]
        assert said["type"] == "about:blank"
        return answer.status_code, said["code"]


def staff_program(app: Flask, services: Services, name: str) -> Program:
    """A program with an API token of a member of staff."""
    email = f"{name}@example.org"
    token = services.writer.run(lambda work: accounts.create_api_token(work, SYSTEM, email=email))
    return Program(app, f"Bearer {token}")


def seat_program(app: Flask, seat: Actor) -> Program:
    """A program that a resident gave the seat's token."""
    return Program(app, f"Seat {seat.token}")
