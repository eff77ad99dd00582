"""Asking for an export: one job for a key, one file for equal requests, and never a file for somebody else."""

import hashlib
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import delete
from werkzeug.test import TestResponse

from app.accounts.models import StaffRole
from app.export_jobs.rules import State
from app.organisations import actions as organisations
from app.organisations.rules import Words
from app.platform.access.actors import Role
from app.platform.access.services import Services
from app.platform.errors import DomainError
from tests.api.programs import Program
from tests.builders import build_proposal, new_key
from tests.clients import open_browser
from tests.clocks import StandingClock
from tests.export_jobs.conftest import Workroom
from tests.exports.walk import Walk
from tests.people import Cast, employ


def test_a_program_starts_watches_and_fetches(workroom: Workroom, lin_api: Program) -> None:
    path = f"/meetings/{workroom.meeting}/exports"
    answer = lin_api.send("POST", path, {"format": "bundle"})
    asked = answer.get_json()
    assert (answer.status_code, asked["state"], asked["link"], asked["error"]) == (202, "queued", None, None)
    assert asked["progress"]["words"]
    workroom.work()
    job = lin_api.send("GET", f"/exports/{asked['id']}").get_json()
    assert (job["state"], job["language"], job["progress"]["done"]) == ("done", "zh-Hans", job["progress"]["total"])
    assert job["expires_at"] > job["finished_at"]
    file = fetch(lin_api, asked["id"])
    assert job["link"].endswith(f"/office/exports/{asked['id']}/file")
    assert file.status_code == 200
    assert (len(file.data), hashlib.sha256(file.data).hexdigest()) == (job["size"], job["sha256"])
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "no-store"
    assert zipfile.ZipFile(io.BytesIO(file.data)).testzip() is None
    assert [one["id"] for one in lin_api.send("GET", path).get_json()["items"]] == [asked["id"]]
    assert workroom.logged()[-2:] == [
        {"format": "bundle", "started": asked["id"]},
        {"format": "bundle", "fetched": asked["id"]},
    ]


def test_the_file_is_what_the_direct_way_gives(workroom: Workroom, lin_api: Program) -> None:
    job = workroom.ask(format="ledger-csv")
    workroom.work()
    direct = lin_api.send("GET", f"/meetings/{workroom.meeting}/exports/ledger-csv")
    made = fetch(lin_api, job)
    assert made.data == direct.data
    assert made.headers["Content-Disposition"] == direct.headers["Content-Disposition"]
    assert made.content_type == direct.content_type


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"format": "parchment"}, 404, "not_found"),
        ({"format": "json", "language": "en"}, 422, "export.language"),
        ({"format": "json", "language": "la"}, 422, "payload.invalid"),
        ({}, 422, "payload.invalid"),
    ],
)
def test_what_cannot_be_made_is_refused(
    workroom: Workroom, lin_api: Program, sent: dict[str, str], status: int, code: str
) -> None:
    assert lin_api.refusal("POST", f"/meetings/{workroom.meeting}/exports", sent) == (status, code)
    assert workroom.rows() == []


def test_the_same_key_is_the_same_job(workroom: Workroom) -> None:
    key = new_key()
    job = workroom.ask(key=key)
    assert workroom.ask(key=key) == job
    assert len(workroom.rows()) == 1
    assert workroom.waiting() == [job]
    assert len(workroom.logged()) == 1


def test_the_same_key_twice_at_once_is_one_job(workroom: Workroom) -> None:
    key = new_key()
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: workroom.ask(key=key), range(2))
    assert first == second
    assert len(workroom.rows()) == 1


def test_an_equal_request_has_the_same_file_until_something_changes(workroom: Workroom) -> None:
    first = workroom.ask()
    assert workroom.ask() == first
    workroom.work()
    assert workroom.ask() == first
    assert workroom.ask(format="json") != first
    words = Words(stop=("车棚",))
    workroom.services.writer.run(
        lambda work: organisations.set_words(work, workroom.cast.lin, place_id=workroom.cast.place, words=words)
    )
    assert workroom.ask() != first


def test_each_start_is_in_the_log(workroom: Workroom) -> None:
    job = workroom.ask()
    workroom.work()
    workroom.ask()
    assert workroom.logged() == [{"format": "bundle", "started": job}] * 2


def test_nobody_has_the_file_of_another(workroom: Workroom, app: Flask, services: Services) -> None:
    watcher = employ(services, "ou", Role.OBSERVER, workroom.cast.place)
    job = workroom.ask()
    workroom.work()
    others = [employ(services, "wu", Role.FACILITATOR, workroom.cast.place), watcher, workroom.cast.hai]
    for other in others:
        browser = open_browser(app).sign_in(services, other)
        assert browser.get(f"/office/exports/{job}/file").status_code == 404
        assert browser.get(f"/api/v1/exports/{job}").status_code == 404
        assert browser.post(f"/office/exports/{job}/cancel").status_code == 404
    assert workroom.ask(watcher) != job
    assert open_browser(app).get(f"/office/exports/{job}/file").status_code == 401
    assert workroom.row(job).state == State.DONE


def test_a_narrower_reader_gets_a_narrower_file(workroom: Workroom, app: Flask, services: Services) -> None:
    """The file of an observer, made by the worker, leaves out what the observer's direct download leaves out."""
    watcher = employ(services, "ou", Role.OBSERVER, workroom.cast.place)
    job = workroom.ask(watcher, "json")
    workroom.work()
    browser = open_browser(app).sign_in(services, watcher)
    made = browser.get(f"/office/exports/{job}/file").data
    assert made == browser.get(f"/api/v1/meetings/{workroom.meeting}/exports/json").data
    wide = open_browser(app).sign_in(services, workroom.cast.lin)
    assert made != wide.get(f"/api/v1/meetings/{workroom.meeting}/exports/json").data


def test_who_has_lost_the_role_has_lost_the_file(workroom: Workroom, app: Flask, services: Services) -> None:
    job = workroom.ask()
    workroom.work()
    browser = open_browser(app).sign_in(services, workroom.cast.lin)
    assert browser.get(f"/office/exports/{job}/file").status_code == 200
    _dismiss(services, workroom.cast.lin.id)
    assert browser.get(f"/office/exports/{job}/file").status_code == 404
    assert browser.get(f"/api/v1/exports/{job}").status_code == 404


def test_who_has_become_an_observer_has_lost_the_wide_file(workroom: Workroom, app: Flask, services: Services) -> None:
    wu = employ(services, "wu", Role.FACILITATOR, workroom.cast.place)
    job = workroom.ask(wu, "json")
    workroom.work()
    _dismiss(services, wu.id)
    employ(services, "wu", Role.OBSERVER, workroom.cast.place)
    browser = open_browser(app).sign_in(services, wu)
    assert browser.get(f"/office/exports/{job}/file").status_code == 404
    again = browser.post(f"/office/meetings/{workroom.meeting}/exports", format="json")
    assert again.status_code == 303
    workroom.work()
    (fresh,) = [row.id for row in workroom.rows() if row.id != job]
    assert browser.get(f"/office/exports/{fresh}/file").status_code == 200


def test_rights_count_when_the_worker_runs(workroom: Workroom, services: Services) -> None:
    job = workroom.ask()
    _dismiss(services, workroom.cast.lin.id)
    workroom.work()
    assert (workroom.row(job).state, workroom.row(job).fault) == (State.FAILED, "no_right")
    assert workroom.files() == []


def test_a_seat_asks_for_nothing(workroom: Workroom, walk: Walk) -> None:
    with pytest.raises(DomainError, match="forbidden"):
        workroom.ask(walk.seats[0])


def test_a_link_expires_and_says_so(
    workroom: Workroom, app: Flask, services: Services, clock: StandingClock, lin_api: Program
) -> None:
    job = workroom.ask(format="json")
    workroom.work()
    clock.advance(days=7)
    browser = open_browser(app).sign_in(services, workroom.cast.lin)
    answer = browser.get(f"/office/exports/{job}/file", headers={"Accept-Language": "zh-Hans"})
    assert answer.status_code == 410
    assert "已过期，请重新导出" in answer.text
    told = browser.get(f"/api/v1/exports/{job}").get_json()
    assert (told["state"], told["link"]) == ("done", None)
    assert workroom.ask(format="json") != job


def test_a_change_of_the_meeting_makes_another_file(services: Services, cast: Cast, meeting: str) -> None:
    room = Workroom(services, cast, meeting)
    first = room.ask()
    room.work()
    build_proposal(services, cast.lin, meeting)
    assert room.ask() != first
    room.work()
    assert len(room.files()) == 2


def fetch(program: Program, job: str) -> TestResponse:
    """The file of a job, fetched with an API token."""
    path = f"/office/exports/{job}/file"
    return program.app.test_client().get(path, headers={"Authorization": program.authorization})


def _dismiss(services: Services, staff: str) -> None:
    services.writer.run(lambda work: work.session.execute(delete(StaffRole).where(StaffRole.staff == staff)) and None)
