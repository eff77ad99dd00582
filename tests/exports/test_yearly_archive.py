"""The yearly archive of a place: everything of the year in order, checked, and nothing that the reader may not see."""

import errno
import io
import json
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import select, update

from app.cases import actions as cases
from app.documents import bundle
from app.documents.yearly import writing
from app.documents.yearly.checking import check_year, is_year
from app.documents.yearly.contents import read_year
from app.exports import archive
from app.exports.access import OPERATOR, Reader
from app.meetings import actions as meetings
from app.meetings.models import Meeting
from app.papers.printing import PressReader
from app.platform.access.actors import SYSTEM, Role
from app.platform.access.security_log import SecurityEvent
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.errors import DomainError
from tests.builders import build_meeting, build_proposal, build_seat, move_to, new_key
from tests.clients import open_browser
from tests.exports.walk import Walk
from tests.people import Cast, employ

YEAR = 2026
HIDDEN = "不上墙的话"


def build_closed(services: Services, place: str, title: str, closed_at: datetime) -> str:
    """A meeting with one proposal that was closed at a moment."""
    meeting = build_meeting(services, place, title=title)
    build_proposal(services, build_seat(services, meeting), meeting)
    services.writer.run(lambda work: perform(work, meetings.close_meeting, SYSTEM, meeting_id=meeting))
    services.writer.run(
        lambda work: work.session.execute(update(Meeting).where(Meeting.id == meeting).values(closed_at=closed_at))
    )
    return meeting


def year_of(services: Services) -> int:
    return services.clock.now().year


def written(services: Services, place: str, year: int, path: Path, reader: Reader = OPERATOR) -> dict[str, bytes]:
    contents = writing.open_year(services, reader, place, year)
    writing.write_file(services, reader, contents, path, open_press=PressReader(services))
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_it_holds_the_bundle_of_every_meeting_in_order(services: Services, walk: Walk, tmp_path: Path) -> None:
    year = year_of(services)
    build_closed(services, walk.cast.place, "开春/碰头会", datetime(year, 1, 1, 2, tzinfo=UTC))
    files = written(services, walk.cast.place, year, tmp_path / "year.zip")
    folders = list(dict.fromkeys(name.split("/")[1] for name in files if name.startswith("会议/")))
    assert folders[0] == f"01_{year}-01-01_开春_碰头会"
    assert folders[1].startswith("02_") and folders[1].endswith("_电动车_停哪儿")
    for folder in folders:
        inner = {
            name.removeprefix(f"会议/{folder}/"): content
            for name, content in files.items()
            if name.startswith(f"会议/{folder}/")
        }
        assert bundle.check_files(inner, keys=services.signer.public_keys).fault is None
    assert {name for name in files if "/" not in name} == {
        "index.html",
        "index.xlsx",
        "事项台账.csv",
        "事项办理经过.csv",
        "决议目录.csv",
        "manifest.json",
        "manifest.sig",
    }
    assert "建车棚" in files["决议目录.csv"].decode()
    assert "建车棚" in files["事项台账.csv"].decode()


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC), 2025),
        (datetime(2025, 12, 31, 16, tzinfo=UTC), 2026),
        (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), 2026),
    ],
)
def test_the_year_is_that_of_the_hall(services: Services, cast: Cast, moment: datetime, year: int) -> None:
    """In Shanghai the new year begins at 16:00 of the last day in Greenwich."""
    meeting = build_closed(services, cast.place, "跨年", moment)
    with services.database.read() as session:
        contents = read_year(session, cast.place, year, services.clock.now())
        assert [one.id for one in contents.meetings] == [meeting]
        for other in (year - 1, year + 1):
            if other <= services.clock.now().year:
                with pytest.raises(DomainError, match=r"archive\.empty"):
                    read_year(session, cast.place, other, services.clock.now())


def test_what_belongs_elsewhere_or_goes_on_is_left_out(services: Services, cast: Cast) -> None:
    now = services.clock.now()
    build_meeting(services, cast.place, title="还在开")
    build_closed(services, cast.elsewhere, "别处的会", now)
    with services.database.read() as session, pytest.raises(DomainError, match=r"archive\.empty"):
        read_year(session, cast.place, now.year, now)


@pytest.mark.parametrize("year", [1999, 2999])
def test_a_year_that_cannot_be_is_refused(services: Services, cast: Cast, year: int) -> None:
    with services.database.read() as session, pytest.raises(DomainError, match=r"archive\.year"):
        read_year(session, cast.place, year, services.clock.now())


def test_an_open_case_is_in_every_year_that_it_was_open(services: Services, cast: Cast) -> None:
    facts = {"place_id": cast.place, "title": "三号楼漏水", "handler": "物业", "key": new_key()}
    services.writer.run(lambda work: perform(work, cases.open_place_case, cast.wen, **facts))
    now = services.clock.now()
    with services.database.read() as session:
        (case,) = read_year(session, cast.place, now.year, now).cases
        later = datetime(now.year + 2, 3, 1, tzinfo=UTC)
        assert read_year(session, cast.place, now.year + 1, later).cases == (case,)
        with pytest.raises(DomainError, match=r"archive\.empty"):
            read_year(session, cast.place, now.year - 1, now)


def test_the_index_leads_to_every_file_without_a_script(services: Services, walk: Walk, tmp_path: Path) -> None:
    target = tmp_path / "year.zip"
    files = written(services, walk.cast.place, year_of(services), target)
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(target) as packed:
        packed.extractall(folder)
    page = html.fromstring((folder / "index.html").read_text(encoding="utf-8"))
    links = page.xpath("//a/@href")
    linked = {path for link in links if (path := page_path(link)) in files}
    assert len(linked) == len(links)
    assert set(files) - linked <= {"index.html", "manifest.json", "manifest.sig"}
    assert page.xpath("//script|//link|//img|//@onclick") == []
    assert "建车棚" in page.text_content()
    assert "这一年还没有结束" in page.text_content()


def page_path(link: str) -> str:
    """The path that a relative link names; empty for any other link."""
    parts = urlsplit(link)
    return "" if parts.scheme or parts.netloc or parts.path.startswith("/") else unquote(parts.path)


def test_the_index_workbook_has_the_lists_of_the_year(services: Services, walk: Walk, tmp_path: Path) -> None:
    files = written(services, walk.cast.place, year_of(services), tmp_path / "year.zip")
    book = load_workbook(io.BytesIO(files["index.xlsx"]))
    assert book.sheetnames == ["会议目录", "决议目录", "事项台账", "办理经过", "本件未包含的内容"]
    row = [cell.value for cell in book["会议目录"][2]]
    assert (row[0], row[2], row[3], row[5], row[6]) == (1, "=电动车 停哪儿?", 6, 1, 1)
    assert isinstance(row[1], date)


def test_the_same_year_gives_the_same_bytes(services: Services, walk: Walk, tmp_path: Path) -> None:
    contents = writing.open_year(services, OPERATOR, walk.cast.place, year_of(services))
    with patch.object(type(services.clock), "now", lambda _self: contents.made_at):
        for name in ("one.zip", "two.zip"):
            writing.write_file(services, OPERATOR, contents, tmp_path / name, open_press=PressReader(services))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_change_anywhere_is_named(services: Services, walk: Walk, tmp_path: Path) -> None:
    target = tmp_path / "year.zip"
    files = written(services, walk.cast.place, year_of(services), target)
    keys = services.signer.public_keys
    assert is_year(target)
    checked = check_year(target, keys=keys)
    assert (checked.fault, list(checked.entries)) == (None, [walk.meeting])
    folder = next(name for name in files if name.endswith("/ledger.jsonl")).rsplit("/", 1)[0]
    manifest = json.loads(files["manifest.json"])
    (meeting,) = manifest["meetings"]
    forged = json.dumps(manifest | {"meetings": [meeting | {"meeting": "another"}]}).encode()
    for change, fault in (
        ({"事项台账.csv": b""}, "事项台账.csv was changed"),
        ({f"{folder}/文书/会议纪要.docx": b""}, f"{folder}/文书/会议纪要.docx was changed"),
        ({"more.txt": b""}, "more.txt is not in the manifest"),
        ({"index.html": None}, "index.html is missing"),
        ({"manifest.sig": None}, "the manifest is not signed"),
        ({"manifest.json": forged}, "the manifest is not as it was signed"),
    ):
        changed = {name: content for name, content in (files | change).items() if content is not None}
        target.write_bytes(archive.pack(changed, services.clock.now()))
        assert check_year(target, keys=keys).fault == fault


def test_the_verifier_checks_the_folder_of_a_meeting(services: Services, walk: Walk, tmp_path: Path) -> None:
    target = tmp_path / "year.zip"
    written(services, walk.cast.place, year_of(services), target)
    with zipfile.ZipFile(target) as packed:
        packed.extractall(tmp_path / "unpacked")
    (verifier,) = (tmp_path / "unpacked").rglob("verify.py")
    words = [sys.executable, str(verifier), str(verifier.parent)]
    answer = subprocess.run(words, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    (verifier.parent / "事项台账.csv").write_bytes(b"")
    assert subprocess.run(words, capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_leaves_no_half_file(services: Services, walk: Walk, tmp_path: Path, code: int) -> None:
    contents = writing.open_year(services, OPERATOR, walk.cast.place, year_of(services))
    target = tmp_path / "out" / "year.zip"
    target.parent.mkdir()
    target.write_bytes(b"earlier")

    def fill(*_: object) -> None:
        raise OSError(code, "full")

    with patch.object(zipfile.ZipFile, "open", fill), pytest.raises(DomainError, match=r"archive\.no_room"):
        writing.write_file(services, OPERATOR, contents, target, open_press=PressReader(services))
    assert [path.name for path in target.parent.iterdir()] == ["year.zip"]
    assert target.read_bytes() == b"earlier"


def test_another_error_of_the_system_stays_one(services: Services, walk: Walk, tmp_path: Path) -> None:
    contents = writing.open_year(services, OPERATOR, walk.cast.place, year_of(services))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match="."):
        writing.write_file(
            services, OPERATOR, contents, tmp_path / "file" / "year.zip", open_press=PressReader(services)
        )


@pytest.mark.parametrize("role", list(Role))
def test_those_who_keep_the_records_get_it(app: Flask, services: Services, walk: Walk, role: Role) -> None:
    keepers = {Role.ADMINISTRATOR, Role.COMMITTEE, Role.FACILITATOR, Role.RECORDER}
    browser = open_browser(app).sign_in(services, employ(services, role, role, walk.cast.place))
    for path in (f"/office/places/{walk.cast.place}/archive", f"/api/v1/places/{walk.cast.place}/archive"):
        answer = browser.get(f"{path}?year={year_of(services)}")
        assert answer.status_code == (200 if role in keepers else 403)
        if role in keepers:
            assert zipfile.is_zipfile(io.BytesIO(answer.data))
            assert answer.content_length == len(answer.data)
            assert 'filename="archive.zip"' in answer.headers["Content-Disposition"]
    home = browser.get("/office/").text
    assert ("/archive?year=" in home) is (role in keepers)


def test_a_stranger_gets_none(app: Flask, services: Services, walk: Walk) -> None:
    for path in (f"/office/places/{walk.cast.place}/archive", f"/api/v1/places/{walk.cast.place}/archive"):
        assert open_browser(app).get(path).status_code == 401
        assert open_browser(app).sign_in(services, walk.cast.hai).get(path).status_code == 404


def test_a_year_without_anything_is_refused_in_words(app: Flask, services: Services, walk: Walk) -> None:
    browser = open_browser(app).sign_in(services, walk.cast.wen)
    answer = browser.get(f"/api/v1/places/{walk.cast.place}/archive?year=2001")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "archive.empty")
    answer = browser.get(f"/office/places/{walk.cast.place}/archive?year=2001")
    assert answer.status_code == 409
    assert "没有可归档的内容" in answer.text or "nothing to archive" in answer.text


def test_it_shows_each_reader_what_the_reader_may_see(services: Services, cast: Cast, tmp_path: Path) -> None:
    meeting = build_meeting(services, cast.place, is_reviewed=True)
    build_proposal(services, build_seat(services, meeting), meeting, HIDDEN)
    move_to(services, meeting, "close")
    services.writer.run(lambda work: perform(work, meetings.close_meeting, SYSTEM, meeting_id=meeting))
    watcher = Reader(employ(services, "ou", Role.OBSERVER, cast.place))
    year = year_of(services)
    seen = {
        reader: b"".join(written(services, cast.place, year, tmp_path / "year.zip", reader).values())
        for reader in (Reader(cast.wen), watcher)
    }
    assert HIDDEN.encode() in seen[Reader(cast.wen)]
    assert HIDDEN.encode() not in seen[watcher]
    assert "本件不含待审".encode() in seen[watcher]


def test_every_reading_is_logged(services: Services, walk: Walk, tmp_path: Path) -> None:
    written(services, walk.cast.place, year_of(services), tmp_path / "year.zip", Reader(walk.cast.wen, "10.0.0.9"))
    with services.database.read() as session:
        rows = session.scalars(select(SecurityEvent).where(SecurityEvent.kind == "export_read")).all()
    logged = {(row.subject, row.actor, row.address, row.facts["format"].split()[0]) for row in rows}
    wen = walk.cast.wen.id
    assert logged == {
        (walk.cast.place, wen, "10.0.0.9", "year-archive"),
        (walk.meeting, wen, "10.0.0.9", "year-archive"),
    }
