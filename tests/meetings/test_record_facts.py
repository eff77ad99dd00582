"""`record_facts`: staff enter what the papers of a meeting print, during it and after it, through every door."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from markupsafe import escape

from app.exports.facts import office_facts
from app.meetings import facts
from app.meetings.rules import RecordedFacts
from app.platform.access.services import Services
from app.platform.i18n import Locale, translator_of
from app.platform.storage import ledger
from app.platform.storage.ledger.record import check_record
from app.registry import REPLAYS
from tests.api.programs import Program, seat_program, staff_program
from tests.builders import build_meeting, new_key
from tests.clients import Browser, open_browser
from tests.hall import Hall
from tests.people import Cast

words = translator_of(Locale.ZH_HANS)
ROOM = {"venue": "三号楼活动室", "host": "王建国（社区党组织书记）", "entitled": 64, "on_leave": 2}
NAMES = ("赵一", "钱二")
FROM, UNTIL = datetime(2026, 11, 28, 11, 30, tzinfo=UTC), datetime(2026, 11, 28, 12, 59, tzinfo=UTC)


def recorded(hall: Hall) -> RecordedFacts:
    stored: RecordedFacts = hall.read(facts.recorded_facts, hall.meeting)
    return stored


def record(hall: Hall, **given: Any) -> ledger.Receipt:
    return hall.do(facts.record_facts, hall.cast.lin, facts=given)


def refusal(hall: Hall, **given: Any) -> tuple[str, str]:
    refused = hall.refusal(facts.record_facts, hall.cast.lin, facts=given)
    assert recorded(hall) == RecordedFacts()
    return refused


def test_what_is_entered_stands(hall: Hall) -> None:
    record(hall, **ROOM, in_attendance=("孙三（街道办）",), held_from=FROM, held_until=UNTIL)
    assert recorded(hall) == RecordedFacts(**ROOM, in_attendance=("孙三（街道办）",), held_from=FROM, held_until=UNTIL)
    (entry,) = hall.entries("facts.recorded")
    assert entry.actor == hall.cast.lin.id
    assert entry.payload["venue"] == "三号楼活动室"
    assert entry.payload["in_attendance"] == ["孙三（街道办）"]


def test_a_fact_stays_until_it_is_named_and_none_empties_it(hall: Hall) -> None:
    record(hall, **ROOM)
    record(hall, venue="二楼", entitled=None)
    assert recorded(hall) == RecordedFacts(**{**ROOM, "venue": "二楼", "entitled": None})


def test_what_changes_nothing_leaves_no_entry(hall: Hall) -> None:
    record(hall, **ROOM)
    record(hall, **ROOM)
    assert len(hall.entries("facts.recorded")) == 1


def test_the_same_key_writes_once(hall: Hall) -> None:
    key = new_key()
    first = hall.do(facts.record_facts, hall.cast.lin, facts={"venue": "一楼"}, key=key)
    again = hall.do(facts.record_facts, hall.cast.lin, facts={"venue": "一楼"}, key=key)
    assert (first.version, len(hall.entries("facts.recorded"))) == (again.version, 1)


def test_names_of_those_on_leave_stay_out_of_the_record(hall: Hall) -> None:
    record(hall, on_leave_names=NAMES)
    assert recorded(hall).on_leave_names == NAMES
    (entry,) = hall.entries("facts.recorded")
    assert entry.payload == {"named_on_leave": 2}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"entitled": 3, "on_leave": 4}, "facts.leave"),
        ({"entitled": 1, "on_leave_names": NAMES}, "facts.leave"),
        ({"on_leave": 1, "on_leave_names": NAMES}, "facts.names"),
        ({"held_until": UNTIL}, "facts.until_without_from"),
        ({"held_from": UNTIL, "held_until": FROM}, "facts.until_before_from"),
        ({"held_from": FROM, "held_until": FROM}, "facts.until_before_from"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(hall: Hall, given: dict[str, Any], code: str) -> None:
    assert refusal(hall, **given) == ("invalid", code)


def test_facts_are_entered_after_the_meeting_too(hall: Hall) -> None:
    hall.close_meeting()
    record(hall, **ROOM)
    assert recorded(hall).venue == "三号楼活动室"


def test_after_the_minutes_are_final_a_change_needs_a_reason(hall: Hall) -> None:
    record(hall, **ROOM)
    hall.do(facts.finalise_facts, hall.cast.lin)
    hall.do(facts.finalise_facts, hall.cast.lin)
    assert len(hall.entries("facts.finalised")) == 1
    refused = hall.refusal(facts.record_facts, hall.cast.lin, facts={"venue": "二楼"})
    assert refused == ("closed", "facts.reason_needed")
    hall.do(facts.record_facts, hall.cast.lin, facts={"venue": "二楼"}, reason="写错了楼层")
    assert recorded(hall).venue == "二楼"
    assert hall.entries("facts.recorded")[-1].payload == {"venue": "二楼", "reason": "写错了楼层"}


def test_the_record_agrees_with_the_rows(hall: Hall) -> None:
    record(hall, **ROOM, on_leave_names=NAMES, held_from=FROM)
    hall.do(facts.finalise_facts, hall.cast.lin)
    hall.do(facts.record_facts, hall.cast.lin, facts={"held_from": None, "venue": None}, reason="撤回")
    report = hall.read(check_record, hall.services.signer, REPLAYS)
    assert report.faults == []


@pytest.fixture
def lin(app: Flask, services: Services, cast: Cast) -> Program:
    return staff_program(app, services, "lin")


def test_a_program_enters_facts_and_reads_what_is_missing(lin: Program, hall: Hall) -> None:
    path = f"/meetings/{hall.meeting}/facts"
    lin.ask("PATCH", path, {"facts": {**ROOM, "held_from": "2026-11-28T19:30", "on_leave_names": list(NAMES)}})
    assert recorded(hall).held_from == FROM
    told = lin.ask("GET", path)
    assert told["host"] == {"name": "王建国", "role": "", "office": "社区党组织书记"}
    assert (told["entitled"], told["present"], told["on_leave"], told["absent"]) == (64, 2, 2, 60)
    assert told["missing"] == ["convener", "recorder", "supervisor", "in_attendance"]
    lin.ask("PATCH", path, {"facts": {"venue": None}})
    assert recorded(hall) == RecordedFacts(**{**ROOM, "venue": ""}, held_from=FROM, on_leave_names=NAMES)


@pytest.mark.parametrize(
    "given", [{"entitled": -1}, {"venue": "长" * 121}, {"held_from": "9999-12-31T23:59"}, {"x": 1}]
)
def test_a_program_that_sends_nonsense_is_told_so(lin: Program, hall: Hall, given: dict[str, Any]) -> None:
    status, code = lin.refusal("PATCH", f"/meetings/{hall.meeting}/facts", {"facts": given})
    assert (status, code) in {(422, "payload.invalid"), (422, "text.long")}
    assert recorded(hall) == RecordedFacts()


def test_only_those_who_keep_the_meeting_enter_facts(app: Flask, services: Services, cast: Cast, hall: Hall) -> None:
    path, body = f"/meetings/{hall.meeting}/facts", {"facts": {"venue": "一楼"}}
    assert seat_program(app, hall.mei).refusal("PATCH", path, body)[0] == 403
    assert seat_program(app, hall.mei).refusal("GET", path)[0] == 403
    assert staff_program(app, services, "hai").refusal("PATCH", path, body)[0] == 404
    staff_program(app, services, "fang").ask("PATCH", path, body)


def test_the_form_of_the_office_holds_all_facts(lin_browser: Browser, hall: Hall) -> None:
    page, action = f"/office/meetings/{hall.meeting}", f"/office/meetings/{hall.meeting}/facts"
    before = hall.read(office_facts, hall.meeting).missing
    assert f"纪要还缺 {len(before)} 项" in lin_browser.get(page).text
    form = {**ROOM, "entitled": "６４", "in_attendance": "孙三（街道办）\r\n\r\n李四", "held_from": "2026-11-28T19:30"}
    answer = lin_browser.post(action, **form)
    assert answer.status_code == 303, answer.text
    stored = RecordedFacts(**ROOM, in_attendance=("孙三（街道办）", "李四"), held_from=FROM)
    assert recorded(hall) == stored
    shown = lin_browser.get(page).text
    assert 'value="三号楼活动室"' in shown and 'value="2026-11-28T19:30"' in shown and 'value="64"' in shown
    warning = shown.split('paper-facts-title">', 1)[1].split("notice-warning", 1)[1].split("</p>", 1)[0]
    assert "#venue" not in warning and "#convener" in warning
    lin_browser.post(action, **{**form, "venue": "", "in_attendance": ""})
    assert recorded(hall) == RecordedFacts(**{**ROOM, "venue": ""}, held_from=FROM)


def test_a_refused_form_keeps_what_was_typed(lin_browser: Browser, hall: Hall) -> None:
    page = f"/office/meetings/{hall.meeting}"
    typed = {"venue": '老王 & <b>"三号楼"</b>', "entitled": "1", "on_leave": "5", "held_from": "2026-11-28T19:30"}
    sent = {"csrf": "the forgery token of this test's browser", "key": new_key(), "seen": "1", **typed}
    answer = lin_browser.client.post(f"{page}/facts", data=sent, headers={"Referer": f"http://localhost{page}"})
    assert answer.status_code == 303
    shown = lin_browser.get(page).text
    assert words("errors.facts.leave", on_leave=5, entitled=1) in shown
    assert f'value="{escape(typed["venue"])}"' in shown and 'value="2026-11-28T19:30"' in shown
    assert recorded(hall) == RecordedFacts()


def test_two_at_the_form_do_not_overwrite_each_other(
    app: Flask, services: Services, cast: Cast, lin_browser: Browser, hall: Hall
) -> None:
    page = f"/office/meetings/{hall.meeting}"
    seen = str(hall.read(ledger.head_of, hall.meeting)[0])
    wen = open_browser(app).sign_in(services, cast.wen)
    assert wen.post(f"{page}/facts", seen=seen, venue="一楼").status_code == 303
    assert lin_browser.post(f"{page}/facts", seen=seen, venue="二楼").status_code == 409
    assert recorded(hall).venue == "一楼"


def test_a_meeting_without_facts_has_empty_ones(hall: Hall) -> None:
    other = build_meeting(hall.services, hall.cast.place, title="另一场")
    record(hall, **ROOM)
    assert hall.read(facts.recorded_facts, other) == RecordedFacts()
