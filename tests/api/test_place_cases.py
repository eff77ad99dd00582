"""A case from no meeting over REST: opened at a place, moved, listed, and in the case ledger of the place."""

import csv
import io

from tests.api.programs import Program
from tests.builders import new_key
from tests.people import Cast

TITLE = "三号楼漏水"


def test_it_is_opened_moved_and_listed(wen_api: Program, cast: Cast) -> None:
    receipt = wen_api.ask("POST", "/cases", {"place": cast.place, "title": TITLE, "handler": "物业"}, status=201)
    assert receipt["topic"] == "cases"
    case = receipt["data"]["case"]
    wen_api.ask("POST", f"/cases/{case}/moves", {"to": "triaged"})
    (listed,) = wen_api.ask("GET", "/cases")["items"]
    assert {name: listed[name] for name in ("id", "place", "meeting", "resolution", "resolution_number", "state")} == {
        "id": case,
        "place": cast.place,
        "meeting": None,
        "resolution": None,
        "resolution_number": "",
        "state": "triaged",
    }


def test_the_same_key_is_one_case(wen_api: Program, cast: Cast) -> None:
    key, body = new_key(), {"place": cast.place, "title": TITLE}
    first, second = (wen_api.ask("POST", "/cases", body, status=201, key=key) for _ in range(2))
    assert first == second
    assert len(wen_api.ask("GET", "/cases")["items"]) == 1


def test_it_needs_a_place_or_a_resolution_and_a_title(wen_api: Program, cast: Cast) -> None:
    both = {"place": cast.place, "resolution": "someresolution00", "title": TITLE}
    for body in ({"title": TITLE}, both):
        assert wen_api.refusal("POST", "/cases", body) == (422, "payload.invalid")
    assert wen_api.refusal("POST", "/cases", {"place": cast.place}) == (422, "title.missing")


def test_strangers_and_seats_open_none(hai_api: Program, mei_api: Program, no_api: Program, cast: Cast) -> None:
    body = {"place": cast.place, "title": TITLE}
    assert hai_api.refusal("POST", "/cases", body) == (404, "not_found")
    assert mei_api.refusal("POST", "/cases", body)[0] in (403, 404)
    assert no_api.refusal("POST", "/cases", body) == (401, "sign_in.needed")


def test_it_stands_in_the_case_ledger_of_the_place(wen_api: Program, hai_api: Program, cast: Cast) -> None:
    wen_api.ask("POST", "/cases", {"place": cast.place, "title": TITLE}, status=201)
    path = f"/places/{cast.place}/exports/ledger-csv"
    answer = wen_api.send("GET", path)
    assert answer.content_type == "text/csv; charset=utf-8"
    head, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    cells = dict(zip(head, row, strict=True))
    assert TITLE in row
    assert cells[head[0]] == "桂花苑-2026-0001"
    assert cells[head[2]] == ""  # no meeting
    assert hai_api.refusal("GET", path) == (404, "not_found")
