"""Two facilitators do every write of the desk, and of the API, at the same moment: nothing lost, nothing doubled."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.api import OPERATIONS
from app.api.operations import PREFIX, VERSION
from app.meetings.stage_links import open_links
from app.pages.desk.refusing import TYPED
from app.platform.access.actors import Actor, Role
from app.platform.access.gate import id_names
from app.platform.access.permissions import GRANTS
from app.platform.access.services import Services
from app.platform.ids import wire_name
from app.platform.storage import ledger
from app.platform.web.http import SEEN
from app.registry import LOCATORS, STALE_CHECK
from tests.api.programs import Program, staff_program
from tests.builders import new_key
from tests.clients import CSRF, Browser, open_browser
from tests.hall import Hall
from tests.people import Cast, employ
from tests.two.case import Case, Ids
from tests.two.cases import CASES as MEETING_CASES
from tests.two.decision_cases import DECISION_CASES

CASES = (*MEETING_CASES, *DECISION_CASES)
WRITES = {"POST", "PUT", "PATCH", "DELETE"}
DONE = range(200, 400)
HELD = 409
Send = Callable[[int], TestResponse]


@dataclass(frozen=True, slots=True)
class Two:
    """The two facilitators, at their desks and with a program each."""

    browsers: tuple[Browser, Browser]
    programs: tuple[Program, Program]


@pytest.fixture
def two(app: Flask, services: Services, cast: Cast) -> Two:
    second: Actor = employ(services, "chen", Role.FACILITATOR, cast.place)
    return Two(
        (open_browser(app).sign_in(services, cast.lin), open_browser(app).sign_in(services, second)),
        (staff_program(app, services, "lin"), staff_program(app, services, "chen")),
    )


EXPORT_JOBS = {"post_meetings_meeting_exports", "delete_exports_export_job", "post_exports_export_job_cancel"}
"""Each belongs to who asked for it: nobody else can write it, and tests/export_jobs has its own twos at once."""


def test_every_write_of_the_desk_has_a_case(app: Flask) -> None:
    routes = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("desk") and (rule.methods or set()) & WRITES
    }
    assert routes == {case.desk for case in CASES} - {None}


def test_every_write_of_the_api_in_a_meeting_has_a_case() -> None:
    things = set(LOCATORS) - {"place"}
    operations = {
        operation.name
        for operation in OPERATIONS
        if operation.method in WRITES
        and id_names(operation.schema) & things
        and Role.FACILITATOR in GRANTS[operation.permission]
    }
    assert operations - EXPORT_JOBS == {case.rest for case in CASES} - {None}


def test_whatever_the_cases_record_can_be_told_apart() -> None:
    recorded = {kind for case in CASES for kind in (*case.once, *(case.other or ()))}
    assert recorded <= set(STALE_CHECK.subjects)


@pytest.mark.parametrize("differ", [False, True], ids=["same", "other"])
@pytest.mark.parametrize("case", [case for case in CASES if case.desk], ids=lambda case: case.name)
def test_two_at_the_desk(app: Flask, hall: Hall, two: Two, case: Case, differ: bool) -> None:
    ids = case.prepare(hall)
    before = entries(hall)
    path = path_of(app, case.desk or "", {"meeting": hall.meeting, **ids})
    forms = [filled(wish, ids, who) for wish, who in wishes(case.form, case.second, differ=differ)]
    seen = [seen_on(browser.get(f"/m/{hall.meeting}/desk")) for browser in two.browsers]

    def send(at: int) -> TestResponse:
        data = {"csrf": CSRF, "key": new_key(), "seen": seen[at], **extra(case, ids), **forms[at]}
        return two.browsers[at].client.post(path, data=data)

    answers = at_once(send)

    assert recorded(hall, before) == case.expected(differ=differ), [answer.status_code for answer in answers]
    check_links(hall, case)
    for form, answer in zip(forms, answers, strict=True):
        assert answer.status_code in DONE or answer.status_code == HELD
        if answer.status_code == HELD:
            page = unescape(answer.text)
            assert 'id="refused"' in page
            for name, text in form.items():
                assert name not in TYPED or str(text) in page


@pytest.mark.parametrize("differ", [False, True], ids=["same", "other"])
@pytest.mark.parametrize("case", [case for case in CASES if case.rest], ids=lambda case: case.name)
def test_two_programs(hall: Hall, two: Two, case: Case, differ: bool) -> None:
    (operation,) = (one for one in OPERATIONS if one.name == case.rest)
    ids = case.prepare(hall)
    before = entries(hall)
    path = re.sub(r"<(\w+)>", lambda part: str({"meeting": hall.meeting, **ids}[part[1]]), operation.path)
    first, second = (case.form, case.second) if case.body is None else (case.body, case.second_body or {})
    bodies = [filled(wish, ids, who) for wish, who in wishes(first, second, differ=differ)]
    version = two.programs[0].send("GET", f"/meetings/{hall.meeting}").headers[VERSION]

    def send(at: int) -> TestResponse:
        program = two.programs[at]
        headers = {"Authorization": program.authorization, SEEN: version}
        fields = {field.alias for field in operation.schema.model_fields.values()}
        needed = {name: value for name, value in extra(case, ids).items() if name in fields}
        body = None if operation.method == "DELETE" else {**needed, **bodies[at]}
        return program.app.test_client().open(f"{PREFIX}{path}", method=operation.method, json=body, headers=headers)

    answers = at_once(send)

    assert recorded(hall, before) == case.expected(differ=differ), [answer.text for answer in answers]
    check_links(hall, case)
    for answer in answers:
        assert answer.status_code in DONE or answer.status_code == HELD, answer.text
        said = answer.json or {}
        if said.get("code") == "changed_meanwhile":
            assert [one["by"] for one in said["meanwhile"]] == [said["by"]]
            assert said["by"] in {"lin", "chen"}
            assert said["version"] == said["meanwhile"][-1]["version"]


def wishes(first: Mapping[str, Any], second: Mapping[str, Any], *, differ: bool) -> list[tuple[Mapping[str, Any], str]]:
    """What each of the two sends, and their word."""
    return [(first, "甲"), (second or first, "乙") if differ else (first, "甲")]


def filled(wish: Any, ids: Ids, who: str) -> Any:
    """A wish with ids and the word of its sender."""
    if isinstance(wish, Mapping):
        return {name: filled(value, ids, who) for name, value in wish.items()}
    if isinstance(wish, list):
        return [filled(value, ids, who) for value in wish]
    return wish.format(who=who, **ids) if isinstance(wish, str) else wish


def extra(case: Case, ids: Ids) -> Ids:
    """An id that the act names beside the thing in its path."""
    return {"original": ids["original"]} if "original" in ids and case.name != "unmerge" else {}


def path_of(app: Flask, endpoint: str, ids: Mapping[str, Any]) -> str:
    (rule,) = app.url_map.iter_rules(endpoint)
    built = rule.build({name: ids[wire_name(name)] for name in rule.arguments}, append_unknown=False)
    assert built is not None
    return built[1]


def seen_on(page: TestResponse) -> str:
    """The version that every form of a page says it shows."""
    versions = set(re.findall(r'name="seen" value="(\d+)"', page.text))
    (version,) = versions
    assert page.text.count('name="csrf"') - page.text.count('name="seen"') == 0
    return version


def at_once(send: Send) -> list[TestResponse]:
    barrier = Barrier(2)

    def go(at: int) -> TestResponse:
        barrier.wait()
        return send(at)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(go, range(2)))


def entries(hall: Hall) -> Counter[str]:
    """The record by kinds; it must hold."""
    assert hall.read(ledger.verify_chain, hall.meeting) is None
    return Counter(entry.kind for entry in hall.read(lambda session: list(ledger.entries_of(session, hall.meeting))))


def recorded(hall: Hall, before: Counter[str]) -> Counter[str]:
    """What the two have left in the record, without what follows from it by itself."""
    return Counter({kind: count for kind, count in (entries(hall) - before).items() if kind in STALE_CHECK.subjects})


def check_links(hall: Hall, case: Case) -> None:
    """Of stage links each facilitator gets one of their own, and a link ends once."""
    now = hall.services.clock.now()
    count = len(hall.read(open_links, hall.meeting, now))
    assert count == (2 if case.name == "link" else 0)
