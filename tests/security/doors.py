"""Every door of the product as one call: events of the socket, operations of the API, forms and addresses of pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from pydantic import BaseModel

from app.api import OPERATIONS
from app.api.operations import KEY, PREFIX, Operation
from app.pages import forms
from app.platform.access.permissions import ANYONE, GRANTS, SEAT, Permission
from app.registry import CATALOGUE
from tests.clients import CSRF, open_browser
from tests.platform.routes import NO_SUCH, Route, routes_of
from tests.security.estate import THEME, Estate, Room
from tests.security.samples import sample

Answer = tuple[str, str]
"""What a door said: its status or kind, and the code of a refusal."""
ENDED: Answer = ("closed", "packet.broken")
GONE: Answer = ("closed", "seat.ended")
ENDING = {"seat:revoke", "seat:leave", "meeting:close"}
"""Events that may end a seat or the meeting."""
ADDRESS_LIMIT = 6000
"""Characters of one value in an address: quoted, they are longer than the line that a server reads."""


@dataclass(frozen=True, slots=True)
class Door:
    """`ask(payload)` knocks with a whole payload; `path` are the fields that stand in the address."""

    name: str
    payload: dict[str, Any]
    ask: Callable[[dict[str, Any]], Answer]
    path: frozenset[str] = frozenset()
    who: str = ""


@dataclass(slots=True)
class Forms:
    """Which schema each page reads, seen by asking once."""

    schemas: dict[str, tuple[type[BaseModel], Collection[str]]] = field(default_factory=dict)

    def watch(self, monkeypatch: pytest.MonkeyPatch, route_of: Callable[[], str]) -> None:
        read = forms._read

        def spy(schema: Any, sent: Any, lines: Any, given: Any) -> Any:
            self.schemas.setdefault(route_of(), (schema, lines))
            return read(schema, sent, lines, given)

        monkeypatch.setattr(forms, "_read", spy)


def who(permission: Permission, staff: str = "ada") -> str:
    """Somebody who may: a resident where only residents may, a member of staff elsewhere."""
    granted = GRANTS[permission]
    return "nobody" if ANYONE in granted else "seat" if granted == {SEAT} else staff


def event_doors(estate: Estate, room: Room, staff: str = "ada") -> Iterator[Door]:
    """Give a door for each event of the catalogue; the events that end a seat or the meeting come last."""
    connect = {"seat": lambda: estate.phone(room.seat), staff: lambda: estate.desk(staff)}
    phones = {name: open_one() for name, open_one in connect.items()}
    for spec in sorted(CATALOGUE, key=lambda spec: spec.name in ENDING):

        def ask(payload: dict[str, Any], name: str = spec.name, asker: str = who(spec.permission, staff)) -> Answer:
            if not phones[asker].wire.is_connected():  # its seat has ended, so it is not let in again
                return GONE
            ack = phones[asker].ask(name, **payload)
            if ack is None:  # a packet that no client of ours sends ends its connection
                phones[asker] = connect[asker]()
                return ENDED
            return said_by(ack)

        yield Door(spec.name, sample(spec.schema, room.ids), ask, who=who(spec.permission, staff))


def said_by(ack: Mapping[str, Any]) -> Answer:
    """What an ack says, the worst of several."""
    if not ack["ok"]:
        return ack["error"]["kind"], ack["error"]["code"]
    several = ack["data"] if isinstance(ack["data"], list) else []
    return max((said_by(one) for one in several), default=("ok", ""))


def operation_doors(estate: Estate, room: Room, staff: str = "ada") -> Iterator[Door]:
    for operation in OPERATIONS:
        yield _operation_door(estate, room, operation, staff)


def _operation_door(estate: Estate, room: Room, operation: Operation, staff: str) -> Door:
    parts = frozenset(word.strip("<>") for word in operation.path.split("/") if word.startswith("<"))
    token = estate.tokens[who(operation.permission, staff)]

    def ask(payload: dict[str, Any]) -> Answer:
        path = PREFIX + operation.path
        for part in parts:
            path = path.replace(f"<{part}>", as_path(payload[part]))
        rest = {name: value for name, value in payload.items() if name not in {*parts, "key"}}
        headers = {"Authorization": token} if token else {}
        if "key" in payload:
            headers[KEY] = as_header(payload["key"])
        sent: dict[str, Any] = {"query_string": rest} if operation.method == "GET" else {"json": rest}
        if operation.method == "GET":
            sent = {"query_string": "&".join(f"{name}={as_path(value)}" for name, value in rest.items())}
        answer = estate.app.test_client().open(path, method=operation.method, headers=headers, **sent)
        code = answer.json["code"] if answer.status_code >= 400 else ""
        return str(answer.status_code), code

    return Door(operation.name, sample(operation.schema, room.ids), ask, parts, who(operation.permission, staff))


def page_routes(estate: Estate, room: Room, **swapped: str) -> list[Route]:
    """The pages and forms, of which a part of the path may name another thing; the API has its own doors."""
    ids = {
        **room.ids,
        **swapped,
        "theme": THEME,
        "format": "json",
        "staff": estate.cast.lin.id,
        "link": NO_SUCH,
        "code": NO_SUCH,
    }
    return [route for route in routes_of(estate.app, ids) if not route.path.startswith(PREFIX)]


def page_doors(estate: Estate, room: Room, monkeypatch: pytest.MonkeyPatch, staff: str = "ada") -> Iterator[Door]:
    """Forms and addresses with the fields that their pages read."""
    watched, now = Forms(), [""]
    watched.watch(monkeypatch, lambda: now[0])
    routes = page_routes(estate, room)
    for route in routes:
        now[0] = name_of(route)
        if route.endpoint != "account.sign_out":
            send(estate, route, {}, staff)
    for route in routes:
        if form := watched.schemas.get(name_of(route)):
            schema, lines = form
            payload = sample(schema, {**room.ids, "code": NO_SUCH})
            for name in lines:
                payload[name] = "建车棚"
            given = {name: value for name, value in payload.items() if name not in route.arguments}

            def ask(payload: dict[str, Any], route: Route = route) -> Answer:
                return send(estate, route, payload, staff)

            yield Door(name_of(route), given, ask, route.arguments, who(route.permission, staff))


def name_of(route: Route) -> str:
    """What a page is called in every estate."""
    return f"{route.method} {route.endpoint}"


def send(estate: Estate, route: Route, payload: dict[str, Any], staff: str = "ada") -> Answer:
    """Ask a page, as somebody who may."""
    name = who(route.permission, staff)
    browser = open_browser(estate.app) if name == "nobody" else estate.browsers[name]
    flat = {key: value for key, value in payload.items() if value is not None}
    if route.method == "GET":
        query = "&".join(f"{key}={as_path(value)}" for key, value in flat.items())
        answer = browser.client.get(route.path, query_string=query)
    else:
        body = "&".join(
            f"{key}={quoted(one)}"
            for key, value in {"csrf": CSRF, **flat}.items()
            for one in (value if isinstance(value, list) else [value])
        )
        answer = browser.client.post(route.path, data=body, content_type="application/x-www-form-urlencoded")
    return str(answer.status_code), ""


def as_path(value: object) -> str:
    """A value as a part of an address: whatever bytes it has, and no more of it than makes the address too long."""
    return quoted(str(value)[:ADDRESS_LIMIT])


def quoted(value: object) -> str:
    """A value as a form sends it."""
    return quote(str(value).encode(errors="surrogatepass"), safe="")


def as_header(value: object) -> str:
    """A value as a header can carry it."""
    return str(value).encode(errors="surrogatepass").decode("latin-1").replace("\r", "").replace("\n", "")
