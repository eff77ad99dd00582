"""Files brought in over REST, and counts that are not shown yet."""

import base64

import pytest
from flask import Flask

from app.meetings import actions as meetings
from app.meetings.rules import ResultsVisibility
from app.platform.access.actors import SYSTEM, Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from app.themes.clustering import cluster_meeting
from tests.api.programs import Program, seat_program, staff_program
from tests.builders import build_proposal, build_seat, new_key, react
from tests.people import Cast
from tests.proposals.reading.makers import separated

LIST = separated([["序號", "提議"], ["1", "裝路燈"], ["2", ""]], separator="\t").encode("utf-16")


@pytest.fixture
def lin(app: Flask, services: Services, cast: Cast) -> Program:
    return staff_program(app, services, "lin")


def sent(cast: Cast, content: bytes = LIST, **facts: str) -> dict[str, str]:
    return {"place": cast.place, "name": "list.txt", "content": base64.b64encode(content).decode(), **facts}


def test_a_list_is_brought_in_and_accounted_for(cast: Cast, lin: Program) -> None:
    answer = lin.ask("POST", "/imports", sent(cast), status=201)
    report = answer["report"]
    assert (report["rows"], report["taken"], report["left_out"]) == (2, 1, {"no_text": ["3"]})
    assert report["words"][0] == "list.txt: 2 rows read, 1 taken, 1 left out."
    items = lin.ask("GET", f"/meetings/{answer['meeting']}/proposals")["items"]
    assert [item["text"] for item in items] == ["裝路燈"]


def test_the_same_key_brings_it_in_once(cast: Cast, lin: Program) -> None:
    key = new_key()
    first, second = (lin.ask("POST", "/imports", sent(cast), status=201, key=key)["meeting"] for _ in range(2))
    assert first == second


def test_refusals(cast: Cast, lin: Program) -> None:
    assert lin.refusal("POST", "/imports", sent(cast, b"%PDF-1")) == (422, "import.not_a_table")
    assert lin.refusal("POST", "/imports", {**sent(cast), "content": "???"}) == (422, "payload.invalid")
    assert lin.refusal("POST", "/imports", {**sent(cast), "place": cast.elsewhere}) == (404, "not_found")
    assert lin.refusal("POST", "/imports", sent(cast, column="没有")) == (422, "import.column_missing")


@pytest.mark.parametrize("results", [ResultsVisibility.WITHHELD, ResultsVisibility.AFTER_ANSWER])
def test_counts_that_are_not_shown_are_null(
    app: Flask, services: Services, cast: Cast, meeting: str, results: ResultsVisibility, lin: Program
) -> None:
    said, _ = (build_proposal(services, cast.lin, meeting, text) for text in ("装路灯", "修台阶"))
    seats = [build_seat(services, meeting) for _ in range(7)]
    for seat in seats[:6]:
        react(services, seat, meeting, said)
    services.writer.run(lambda work: perform(work, meetings.show_results, SYSTEM, meeting_id=meeting, results=results))

    def tallies(program: Program) -> list[dict[str, int] | None]:
        return [item["tally"] for item in program.ask("GET", f"/meetings/{meeting}/proposals")["items"]]

    nobody, six = {"agree": 0, "disagree": 0, "passes": 0}, {"agree": 6, "disagree": 0, "passes": 0}
    assert tallies(seat_program(app, seats[6])) == [None, None]
    assert tallies(seat_program(app, seats[0])) == (
        [six, None] if results is ResultsVisibility.AFTER_ANSWER else [None, None]
    )
    assert tallies(lin) == [six, nobody]
    services.writer.run(
        lambda work: perform(
            work, meetings.show_results, SYSTEM, meeting_id=meeting, results=ResultsVisibility.IMMEDIATE
        )
    )
    assert tallies(seat_program(app, seats[6])) == [six, nobody]


def test_the_weight_of_themes_is_null_while_it_is_not_shown(
    app: Flask, services: Services, meeting: str, mei: Actor, cast: Cast
) -> None:
    for number in range(4):
        build_proposal(services, cast.lin, meeting, f"三号楼电动车棚装充电桩{number}")
    cluster_meeting(services, meeting_id=meeting)
    services.writer.run(
        lambda work: perform(
            work, meetings.show_results, SYSTEM, meeting_id=meeting, results=ResultsVisibility.WITHHELD
        )
    )
    themes = seat_program(app, mei).ask("GET", f"/meetings/{meeting}/themes")["themes"]
    assert themes and {theme["people"] for theme in themes} == {None}
