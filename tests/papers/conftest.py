"""Fixtures of the papers' tests: a meeting that has ended with an adopted resolution, and programs of its staff."""

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.platform.local_time import to_local
from tests.api.programs import Program, seat_program, staff_program
from tests.clocks import StandingClock
from tests.hall import Hall

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40) + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + bytes(40) + b"\xff\xd9"


@dataclass(slots=True)
class Papers:
    """The papers of one meeting, over REST, as Lin the facilitator unless somebody else is named."""

    hall: Hall
    clock: StandingClock
    resolution: str
    lin: Program
    wen: Program
    fang: Program
    mei: Program

    @property
    def root(self) -> str:
        return f"/meetings/{self.hall.meeting}/papers"

    def day(self, days: int = 0) -> str:
        return (to_local(self.clock.now()).date() + timedelta(days=days)).isoformat()

    def ask(self, what: str, by: Program | None = None, *, status: int = 200, **facts: Any) -> Any:
        body = {"kind": "minutes", **facts}
        return (by or self.lin).ask("POST", f"{self.root}/{what}", body, status=status)

    def refusal(self, what: str, by: Program | None = None, **facts: Any) -> tuple[int, str]:
        return (by or self.lin).refusal("POST", f"{self.root}/{what}", {"kind": "minutes", **facts})

    def of_resolution(self) -> dict[str, str]:
        return {"kind": "resolution", "resolution": self.resolution}

    def views(self) -> list[dict[str, Any]]:
        return list(self.lin.ask("GET", self.root)["items"])

    def view(self, kind: str = "minutes") -> dict[str, Any]:
        """The current version of the first paper of a kind."""
        return next(one for one in self.views() if one["kind"] == kind)

    def open(self, days: int = 3) -> None:
        self.ask("comments", until=self.day(days))

    def amend(self, by: Program | None = None, wording: str = "请假改为三人", **facts: Any) -> str:
        self.clock.advance(seconds=1)
        asked = {"passage": "一、出席", "wording": wording, **facts}
        return str(self.ask("amendments", by, status=201, **asked)["data"]["amendment"])

    def answer(self, amendment: str, *, is_accepted: bool, reason: str = "") -> None:
        body = {"is_accepted": is_accepted, "reason": reason}
        self.lin.ask("POST", f"/amendments/{amendment}/answer", body)

    def sign(self, content: bytes = PDF, name: str = "签字件.pdf") -> None:
        self.ask("scan", name=name, content=base64.b64encode(content).decode())

    def finalise(self, **facts: Any) -> None:
        self.ask("final", **facts)

    def file(self, format: str = "pdf", kind: str = "minutes", **query: Any) -> bytes:
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        answer = self.lin.send("GET", f"{self.root}/{kind}/files/{format}?{asked}")
        assert answer.status_code == 200, answer.text
        return answer.data

    def export(self, format: str) -> bytes:
        answer = self.lin.send("GET", f"/meetings/{self.hall.meeting}/exports/{format}")
        assert answer.status_code == 200, answer.text
        return answer.data


@pytest.fixture
def running(app: Flask, hall: Hall, clock: StandingClock) -> Papers:
    """A meeting that goes on, with one adopted resolution."""
    resolution = hall.adopted()
    people = {name: staff_program(app, hall.services, name) for name in ("lin", "wen", "fang")}
    return Papers(hall, clock, resolution, mei=seat_program(app, hall.mei), **people)


@pytest.fixture
def papers(running: Papers) -> Papers:
    """The same after the end of the meeting."""
    running.hall.close_meeting()
    return running
