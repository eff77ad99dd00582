"""Every door to the exports: command line, API and download link, for those who may and for nobody else (S12)."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from docx import Document
from flask import Flask
from sqlalchemy import text

from app.cli.context import CommandContext
from app.cli.every_command import cli
from app.documents.formats import EXPORTS
from app.platform.access.actors import Role
from app.platform.access.services import Services
from app.platform.storage import ledger
from tests.clients import Browser, open_browser
from tests.exports.walk import Walk
from tests.people import Cast, employ

Run = Callable[..., Result]


@pytest.fixture
def run(services: Services) -> Run:
    """The command line on the test's database."""

    def refuse(*_: Any) -> Any:
        raise AssertionError("not needed here")

    def invoke(*words: str) -> Result:
        tools = CommandContext(
            load_settings=lambda: services.settings,
            make_services=lambda _settings: services,
            serve=refuse,
            work=refuse,
            run_all_jobs=lambda _services: 0,
            events=(),
            snapshots=(),
        )
        return CliRunner().invoke(cli, words, obj=tools)

    return invoke


@pytest.mark.parametrize("format", EXPORTS)
def test_the_command_writes_every_format(run: Run, walk: Walk, tmp_path: Path, format: str) -> None:
    target = tmp_path / "out" / "file.zip"
    answer = run("export", walk.meeting, "--format", format, "-o", str(target))
    assert answer.exit_code == 0, answer.output
    assert target.stat().st_size > 0
    assert list(target.parent.iterdir()) == [target]


def test_polis_makes_a_folder(run: Run, walk: Walk, tmp_path: Path) -> None:
    answer = run("--json", "export", walk.meeting, "--format", "polis", "-o", str(tmp_path / "polis"))
    assert json.loads(answer.output)["files"] == ["comments.csv", "votes.csv"]
    assert sorted(path.name for path in (tmp_path / "polis").iterdir()) == ["comments.csv", "votes.csv"]


def test_an_unknown_meeting_or_format_is_one_clear_line(run: Run, tmp_path: Path) -> None:
    unknown = run("export", "nosuchmeeting", "--format", "json", "-o", str(tmp_path / "x"))
    assert unknown.exit_code == 1
    assert "Traceback" not in unknown.output
    assert run("export", "x", "--format", "parchment", "-o", "x").exit_code == 2
    assert list(tmp_path.glob("x")) == []


def test_the_record_verifies_in_the_house_and_in_a_bundle(run: Run, walk: Walk, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.zip"
    run("export", walk.meeting, "--format", "bundle", "-o", str(bundle))
    for words in (
        ["ledger", "verify"],
        ["ledger", "verify", walk.meeting],
        ["ledger", "verify", "--file", str(bundle)],
    ):
        answer = run(*words)
        assert answer.exit_code == 0, answer.output
        assert walk.meeting in answer.output


def test_a_tampered_record_names_its_first_bad_entry(run: Run, services: Services, walk: Walk, tmp_path: Path) -> None:
    change = text("UPDATE ledger_entry SET payload = '{}' WHERE chain = :chain AND seq = 9")
    with services.database.write_engine.begin() as connection:
        connection.execute(change, {"chain": walk.meeting})
    for words in ([], [walk.meeting]):
        answer = run("ledger", "verify", *words)
        assert answer.exit_code == 1
        assert f"{walk.meeting}: entry 9: its payload was changed" in answer.output
    bundle = tmp_path / "bundle.zip"
    run("export", walk.meeting, "--format", "bundle", "-o", str(bundle))
    answer = run("ledger", "verify", "--file", str(bundle))
    assert (answer.exit_code, "entry 9" in answer.output) == (1, True)


def test_verify_wants_one_thing_that_exists(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty.zip"
    empty.write_bytes(b"")
    assert run("ledger", "verify", "nosuchmeeting").exit_code == 1
    assert run("ledger", "verify", "--file", str(empty)).exit_code == 1
    assert run("ledger", "verify", "x", "--file", str(empty)).exit_code == 2


@pytest.mark.parametrize("format", EXPORTS)
def test_api_and_page_hand_out_the_same_file(lin_browser: Browser, walk: Walk, format: str) -> None:
    paths = (f"/api/v1/meetings/{walk.meeting}/exports/{format}", f"/office/meetings/{walk.meeting}/exports/{format}")
    answers = [lin_browser.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert {answer.content_type for answer in answers} == {EXPORTS[format].media_type}
    for answer in answers:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Cache-Control"] == "no-store"
    if not format.endswith(("docx", "xlsx")) and format != "bundle":  # office files hold the moment of making
        assert answers[0].data == answers[1].data


def test_the_downloaded_minutes_open(lin_browser: Browser, walk: Walk) -> None:
    answer = lin_browser.get(f"/office/meetings/{walk.meeting}/exports/minutes-docx")
    assert "建车棚" in "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.data)).paragraphs)


def test_a_link_opens_for_its_own_staff_and_nobody_else(
    app: Flask, services: Services, cast: Cast, walk: Walk, browser: Browser
) -> None:
    path = f"/office/meetings/{walk.meeting}/exports/bundle"
    watcher = employ(services, "ou", Role.OBSERVER, cast.place)
    assert browser.get(path).status_code == 401
    assert open_browser(app).take_seat(walk.seats[0]).get(path).status_code == 403
    assert open_browser(app).sign_in(services, cast.hai).get(path).status_code == 404
    inside = open_browser(app).sign_in(services, watcher)
    answer = inside.get(path)
    assert zipfile.is_zipfile(io.BytesIO(answer.data))
    inside.post("/account/sign-out")
    assert inside.get(path).status_code == 401


def test_an_unknown_format_is_not_found(lin_browser: Browser, walk: Walk) -> None:
    assert lin_browser.get(f"/api/v1/meetings/{walk.meeting}/exports/parchment").status_code == 404


def test_the_record_is_paged_over_the_api(services: Services, lin_browser: Browser, walk: Walk) -> None:
    path, seen, cursor = f"/api/v1/meetings/{walk.meeting}/ledger", [], ""
    while cursor is not None:
        page = lin_browser.get(f"{path}?limit=25&cursor={cursor}").get_json()
        seen += [entry["seq"] for entry in page["items"]]
        cursor = page["next"]
    with services.database.read() as session:
        number, head = ledger.head_of(session, walk.meeting)
    assert seen == list(range(1, number + 1))
    assert page["head"] == {"number": number, "hash": head}
    assert lin_browser.get(f"{path}?cursor={'9' * 30}").get_json()["items"] == []
