"""S3: about 200 scripts in every text field are text, and nothing else, on every page, in every snapshot and file."""

import io
import re
import zipfile
from itertools import cycle, islice
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document

from app.documents.formats import EXPORTS
from app.platform.live.snapshots import Snapshots
from app.platform.live.specs import Audience
from app.registry import SNAPSHOTS
from tests.builders import new_key
from tests.clients import CSRF
from tests.security.doors import Door, event_doors, page_doors, page_routes
from tests.security.estate import Estate
from tests.security.markup import faults_of
from tests.security.samples import leaves, put
from tests.security.scripts import SCRIPTS

pytestmark = pytest.mark.timeout(600)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # a page is the same from either
SOURCES = Path(__file__).resolve().parents[2] / "static" / "src"
TEXTS = {"text", "title", "question", "reason", "note", "handler", "condition", "gives", "wanted", "label"}
TEXTS |= {"reservations", "alias", "stakes", "name", "place", "stop", "user", "synonyms", "stake"}
ENDING = {"meeting:close", "phase:move", "case:move"}
"""Events after which most others are refused."""
SEVERAL = [4, pytest.param(12, marks=pytest.mark.nightly)]
"""Of a field that holds one text at a time, the next so many payloads in turn are looked at."""


def load(estate: Estate) -> int:
    """Every payload as a proposal and every eighth in each other field; returns how many were taken."""
    taken = 0
    for door in event_doors(estate, estate.here):
        if door.name not in ENDING:
            step = 1 if door.name == "proposal:submit" else 8
            for at in leaves(door.payload):
                if any(name in TEXTS for name in at):
                    taken += sum(write(door, at, script) for script in SCRIPTS[::step])
    return taken


def write(door: Door, at: tuple[str | int, ...], script: str) -> bool:
    payload = put(door.payload, at, script)
    return door.ask({**payload, "key": new_key()} if "key" in payload else payload)[0] == "ok"


def test_s3_there_are_enough() -> None:
    assert len(SCRIPTS) >= 190
    assert len(set(SCRIPTS)) == len(SCRIPTS)
    assert all("xssprobe" in script for script in SCRIPTS)


@pytest.mark.parametrize("script", ["<img src=x onerror=xssprobe(1)>", "<script>xssprobe(1)</script>", "<xssprobe>"])
def test_s3_a_planted_script_is_seen(script: str) -> None:
    assert faults_of(f"<p>{script}</p>")[0] != []
    escaped = script.replace("<", "&lt;")
    assert faults_of(f"<p>{escaped}</p>") == ([], 1)


@ON_SQLITE
def test_s3_pages_show_scripts_as_text(estate: Estate) -> None:
    taken = load(estate)
    faults, shown = look_at_all(estate)
    print(f"\nS3: {len(SCRIPTS)} payloads, {taken} taken by events, shown {shown} times, {len(faults)} became markup")
    assert faults == {}
    assert taken > 300 and shown > 300


def look_at_all(estate: Estate) -> tuple[dict[str, list[str]], int]:
    """{page: what a payload made} of every page that is read, and how often payloads are shown."""
    faults, shown = {}, 0
    for route in page_routes(estate, estate.here):
        if route.method == "GET":
            for name in ("ada", "seat", "nobody"):
                answer = estate.browsers[name].get(route.path)
                if answer.content_type.startswith("text/html"):
                    made, count = faults_of(answer.text)
                    shown += count
                    if made:
                        faults[f"{name}: {route.path}"] = made[:3]
    return faults, shown


@ON_SQLITE
@pytest.mark.parametrize("several", SEVERAL)
def test_s3_forms_and_the_pages_after_them(estate: Estate, monkeypatch: pytest.MonkeyPatch, several: int) -> None:
    """Names, addresses, words and titles: what holds one text at a time, and what is said of a refusal."""
    faults: list[str] = []
    wanted = TEXTS | {"email", "next", "theme", "code", "posted"}
    turn = cycle(SCRIPTS)
    for door in list(page_doors(estate, estate.here, monkeypatch)):
        for at in leaves(door.payload):
            if any(step in wanted for step in at):
                for script in islice(turn, several):
                    door.ask({**put(door.payload, at, script), "csrf": CSRF})
    for name in ("ada", "seat"):
        for path in ("/office/", "/office/staff", "/office/places", f"/m/{estate.here.meeting}/desk", "/"):
            made, _ = faults_of(estate.browsers[name].get(path, follow_redirects=True).text)
            faults += [f"{name} {path}: {one}" for one in made]
    assert faults == []


@ON_SQLITE
def test_s3_an_error_page_repeats_nothing_as_markup(estate: Estate) -> None:
    faults: list[str] = []
    client = estate.browsers["ada"].client
    for script in SCRIPTS:
        from_where = {"Referer": f"http://localhost/{script}".replace("\n", "").encode().decode("latin-1")}
        desk = f"/m/{estate.here.meeting}/desk"
        for path, query in ((f"/no/such/{script}", {}), (f"/j/{script}", {}), ("/j", {"code": script})):
            faults += faults_of(client.get(path, query_string=query, headers=from_where).text)[0]
        faults += faults_of(client.get(desk, query_string={"theme": script}, headers=from_where).text)[0]
    assert faults == []


@ON_SQLITE
def test_s3_snapshots_and_files_carry_text(estate: Estate) -> None:
    load(estate)
    reader = Snapshots(estate.services.database, SNAPSHOTS)
    wall = reader.read(estate.here.meeting, "wall", Audience.DESK)["data"]["proposals"]
    assert sum("xssprobe" in card["text"] for card in wall) > 100
    for name, export in EXPORTS.items():
        answer = estate.browsers["ada"].get(f"/office/meetings/{estate.here.meeting}/exports/{name}")
        assert answer.status_code == 200, name
        assert answer.headers["Content-Disposition"].startswith("attachment; "), name
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "html" not in export.media_type
        if answer.data.startswith(b"PK"):
            check_parts(zipfile.ZipFile(io.BytesIO(answer.data)))


def check_parts(archive: zipfile.ZipFile) -> None:
    """Every XML part of an Office file is well formed, and no element of it was made by a payload."""
    for name in archive.namelist():
        assert not name.startswith(("/", "..")) and "xssprobe" not in name
        if name.endswith((".xml", ".rels")):
            tags = {str(element.tag).lower() for element in ElementTree.fromstring(archive.read(name)).iter()}
            assert [tag for tag in tags if "xssprobe" in tag or tag.endswith("}script")] == []


@ON_SQLITE
def test_s3_minutes_open_with_scripts_as_words(estate: Estate) -> None:
    desk = estate.desk("lin")
    desk.ask("meeting:change", key=new_key(), meeting=estate.here.meeting, title=SCRIPTS[0])
    answer = estate.browsers["lin"].get(f"/office/meetings/{estate.here.meeting}/exports/minutes-docx")
    document = Document(io.BytesIO(answer.data))
    assert any(SCRIPTS[0] in paragraph.text for paragraph in document.paragraphs)


@ON_SQLITE
def test_s3_no_file_name_leaves_its_header(estate: Estate) -> None:
    desk = estate.desk("lin")
    form = re.compile(r"attachment; filename=\"[\w .-]+\"; filename\*=UTF-8''[\w.%~-]+")
    for script in SCRIPTS[::4]:
        desk.ask("meeting:change", key=new_key(), meeting=estate.here.meeting, title=script[:120])
        answer = estate.browsers["lin"].get(f"/office/meetings/{estate.here.meeting}/exports/json")
        assert form.fullmatch(answer.headers["Content-Disposition"])


def test_s3_the_islands_write_no_markup() -> None:
    """What a snapshot says is set as text: nothing in the pages' scripts parses it."""
    risky = re.compile(r"dangerouslySetInnerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    risky_lines = [
        f"{path.relative_to(SOURCES)}: {line.strip()}"
        for path in SOURCES.rglob("*.ts*")
        if ".test." not in path.name
        for line in path.read_text().splitlines()
        if risky.search(line)
    ]
    assert risky_lines == []
