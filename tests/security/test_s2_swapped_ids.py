"""S2: an id of another place or meeting, wherever it stands, is answered like one that does not exist."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.api import OPERATIONS
from app.api.operations import PREFIX
from app.platform.access.permissions import Permission
from app.platform.text import is_id
from app.registry import LOCATORS
from tests.builders import new_key
from tests.platform.routes import NO_SUCH
from tests.security.doors import Answer, Door, event_doors, operation_doors, page_doors, page_routes, send, who
from tests.security.estate import OFFICE_IDS, Estate, Room
from tests.security.rows import count_rows
from tests.security.samples import Where, leaves, put

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the gate is the same on both
NOT_FOR_THEM = ("403", "forbidden")
"""Whoever asks may never do this, whatever the id."""
UNKNOWN = {("404", "not_found"), ("not_found", "not_found"), ("404", "")}


def ids_of(door: Door) -> list[tuple[Where, str]]:
    """Where a payload names a thing, and under which name: in fields, in lists and in items."""
    named = ((at, [step for step in at if isinstance(step, str)][-1]) for at in leaves(door.payload))
    located = [(at, name) for at, name in named if name in LOCATORS or name.removesuffix("s") in LOCATORS]
    return [(at, name) for at, name in located if is_id(value_at(door.payload, at))]


def value_at(payload: Any, at: Where) -> str:
    for step in at:
        payload = payload[step]
    return str(payload)


def foreign_rooms(estate: Estate, door: Door, *, is_joint: bool) -> dict[str, Room]:
    """Lin runs the meeting next door, too: it is foreign only beside an id of this meeting, or to a resident."""
    rooms = {"another place": estate.away}
    return {**rooms, "next door": estate.next_door} if is_joint or door.who == "seat" else rooms


def swap_all(estate: Estate, doors: Iterator[Door]) -> tuple[int, list[str]]:
    """How many swaps were tried, and which of them were not answered like an unknown id."""
    cells, wrong = 0, []
    for door in doors:
        places = ids_of(door)
        is_joint = len(places) + len(door.path - set(door.payload)) > 1
        for at, name in places:
            if name in OFFICE_IDS:
                continue
            unknown = door.ask(fresh(put(door.payload, at, NO_SUCH)))
            for where, room in foreign_rooms(estate, door, is_joint=is_joint).items():
                answer = door.ask(fresh(put(door.payload, at, room.ids[name])))
                cells += 1
                if answer != unknown or answer not in UNKNOWN | {NOT_FOR_THEM}:
                    wrong.append(f"{door.name} {at} of {where}: {answer}, unknown: {unknown}")
    return cells, wrong


def fresh(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload under a key of its own, so that no receipt of another answers."""
    return {**payload, "key": new_key()} if "key" in payload else payload


def check(estate: Estate, doors: Iterator[Door], what: str, least: int) -> None:
    before = count_rows(estate.services)
    cells, wrong = swap_all(estate, doors)
    print(f"\nS2: {cells} swaps in {what}, {len(wrong)} wrong")
    assert wrong == []
    assert cells >= least
    assert count_rows(estate.services) == before


def test_s2_events(estate: Estate) -> None:
    check(estate, event_doors(estate, estate.here, "lin"), "events", 50)


def test_s2_operations(estate: Estate) -> None:
    check(estate, operation_doors(estate, estate.here, "lin"), "operations", 35)


def test_s2_forms(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    doors = list(page_doors(estate, estate.here, monkeypatch, "lin"))
    check(estate, iter(doors), "forms", 12)


def test_s2_paths(estate: Estate) -> None:
    """Each part of each page's path."""
    before, cells, wrong = count_rows(estate.services), 0, []
    for name in LOCATORS:
        unknown = answers(estate, {name: NO_SUCH}, name)
        for room in (estate.next_door, estate.away):
            is_joint = room is estate.next_door  # Lin runs that meeting, too: beside another id alone it is foreign
            for path, answer in answers(estate, {name: room.ids[name]}, name, is_joint=is_joint).items():
                cells += 1
                if answer != unknown[path]:
                    wrong.append(f"{path} with another {name}: {answer}, unknown: {unknown[path]}")
    print(f"\nS2: {cells} swaps in paths of pages, {len(wrong)} wrong")
    assert wrong == []
    assert cells > 60
    assert count_rows(estate.services) == before


def answers(estate: Estate, swapped: dict[str, str], name: str, *, is_joint: bool = False) -> dict[str, Answer]:
    """{rule and method: the answer} of the pages whose path has the part; `is_joint`: and another id beside it."""
    by_route = {}
    for route in page_routes(estate, estate.here, **swapped):
        if name in route.arguments and route.permission is not Permission.PUBLIC:
            is_alone = len(route.arguments & set(LOCATORS)) == 1 and who(route.permission) != "seat"
            if not (is_joint and is_alone):
                by_route[f"{route.method} {route.endpoint}"] = send(estate, route, {}, "lin")
    return by_route


def test_s2_a_body_or_query_names_no_other_thing_than_the_path(estate: Estate) -> None:
    wrong, cells = [], 0
    for door in operation_doors(estate, estate.here, "lin"):
        for name in door.path & set(LOCATORS):
            for room in (estate.next_door, estate.away):
                if room.ids[name] == door.payload[name]:
                    continue  # the meeting next door is at the same place
                answer = ask_twice_named(estate, door, name, room.ids[name])
                cells += 1
                if answer != 404:
                    wrong.append(f"{door.name} {name}: {answer}")
    assert wrong == []
    assert cells > 30


def ask_twice_named(estate: Estate, door: Door, name: str, value: str) -> int:
    """The status of an operation whose body or query names a thing once more, and differently."""
    operation = next(one for one in OPERATIONS if one.name == door.name)
    path = PREFIX + operation.path
    for part in door.path:
        path = path.replace(f"<{part}>", str(door.payload[part]))
    rest = {key: one for key, one in door.payload.items() if key not in {*door.path, "key"}} | {name: value}
    how: dict[str, Any] = {"query_string": rest} if operation.method in ("GET", "DELETE") else {"json": rest}
    headers = {"Authorization": estate.tokens[door.who]}
    return estate.app.test_client().open(path, method=operation.method, headers=headers, **how).status_code
