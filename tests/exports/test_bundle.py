"""The bundle and the JSON in it: checked without a database, and not to be changed unseen (S18)."""

import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

import pytest
from lxml import html

from app.documents import bundle
from app.documents.blocks import Kind
from app.exports import json as document
from app.exports.dossier import Dossier
from tests.exports.packing import pack
from tests.exports.walk import SHED, Walk

Lines = list[str]
PAPERS = ("会议纪要", "决议书", "公示", "签到表", "让步清单", "表决明细", "事项台账", "原始提议")


def unpack(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def zip_of(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return stream.getvalue()


def with_ledger(content: bytes, change: Callable[[Lines], Lines]) -> bytes:
    files = unpack(content)
    lines = files[bundle.LEDGER].decode().split("\n")[:-1]
    files[bundle.LEDGER] = "".join(f"{line}\n" for line in change(lines)).encode()
    return zip_of(files)


def test_a_bundle_holds_every_file_and_checks_out(dossier: Dossier) -> None:
    content = pack(dossier)
    assert set(unpack(content)) == {
        *(f"文书/{name}.{ending}" for name in PAPERS for ending in ("docx", "pdf")),
        "index.html",
        "会议台账.xlsx",
        "事项台账.csv",
        "提议清单.csv",
        "事项办理经过.csv",
        "会议记录（台账链）.csv",
        "会议数据.schema.json",
        "会议数据.json",
        "polis/comments.csv",
        "polis/votes.csv",
        "ledger.jsonl",
        "verify.py",
        "manifest.json",
        "manifest.sig",
    }
    assert bundle.check(content) == bundle.Checked(dossier.meeting, dossier.head_number, None)


@pytest.mark.parametrize("name", ["文书/会议纪要.docx", "会议数据.json", "polis/votes.csv"])
def test_a_changed_file_is_named(dossier: Dossier, name: str) -> None:
    files = unpack(pack(dossier))
    files[name] += b" "
    assert bundle.check(zip_of(files)).fault == f"{name} was changed"


def test_a_paper_that_would_say_nothing_is_left_out_and_named(dossier: Dossier) -> None:
    manifest = json.loads(unpack(pack(dossier))["manifest.json"])
    assert (manifest["version"], manifest["nothing_to_print"]) == (4, [])
    bare = replace(dossier, resolutions=(), polls=(), cases=(), proposals=(), attendees=(), concessions=())
    files = unpack(pack(bare))
    assert "未放入：决议书、公示、签到表、让步清单、表决明细、事项台账、原始提议" in files["index.html"].decode()
    manifest = json.loads(files["manifest.json"])
    assert [one["kind"] for one in manifest["files"].values()][:2] == ["minutes.docx", "minutes.pdf"]
    assert set(manifest["nothing_to_print"]) == {str(kind) for kind in Kind} - {"minutes"}


def test_the_index_lists_every_file_and_needs_no_script(dossier: Dossier) -> None:
    files = unpack(pack(replace(dossier, title="<script>alert(1)</script>&")))
    page = html.fromstring(files["index.html"].decode())
    assert page.xpath("//script|//link|//img") == []
    assert "<script>alert(1)</script>&" in page.xpath("string(//h1)")
    listed = {unquote(link) for link in page.xpath("//a/@href")}
    assert set(files) - listed == {"index.html", "manifest.json", "manifest.sig"}
    for row in page.xpath("//tbody/tr"):
        name, about, size, digest = (cell.text_content() for cell in row)
        assert about
        assert int(size.replace(",", "")) == len(files[name])
        assert digest == hashlib.sha256(files[name]).hexdigest()


def test_no_paper_of_the_bundle_has_a_whole_name(dossier: Dossier) -> None:
    """Only the masked sign-in sheet is in the bundle."""
    files = unpack(pack(dossier))
    assert not [name for name in files if "全名" in name]


def test_a_missing_and_a_foreign_file_are_named(dossier: Dossier) -> None:
    files = unpack(pack(dossier))
    content = files.pop("文书/会议纪要.docx")
    assert bundle.check(zip_of(files)).fault == "文书/会议纪要.docx is missing"
    files |= {"文书/会议纪要.docx": content, "extra.txt": b""}
    assert bundle.check(zip_of(files)).fault == "extra.txt is not in the manifest"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda lines: [*lines[:4], *lines[5:]], "ledger.jsonl entry 6: entry 5 is missing"),
        (lambda lines: lines[:-1], "the chain ends before its head"),
        (lambda lines: [lines[0].replace("电动车", "自行车"), *lines[1:]], "entry 1: its payload was changed"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "ledger.jsonl entry 2: entry 1 is missing"),
        (lambda lines: [*lines, lines[-1]], "is missing"),
    ],
)
def test_a_changed_record_names_its_first_bad_entry(
    dossier: Dossier, change: Callable[[Lines], Lines], fault: str
) -> None:
    named_fault = bundle.check(with_ledger(pack(dossier), change)).fault
    assert named_fault is not None
    assert named_fault.endswith(fault)


def test_no_flipped_sign_of_the_record_goes_unseen(dossier: Dossier) -> None:
    content, chance = pack(dossier), random.Random(7)  # noqa: S311 - a test, not a secret
    unseen = [at for at in range(200) if _is_unseen(content, chance)]
    assert unseen == []


def test_what_is_no_bundle_is_said_to_be_none() -> None:
    for content in (b"", b"PK", zip_of({"manifest.json": b"{}"}), zip_of({"other": b""})):
        with pytest.raises(ValueError, match=r"."):
            bundle.check(content)


def test_the_json_tells_what_the_meeting_came_to(walk: Walk, dossier: Dossier) -> None:
    written = json.loads(document.render(dossier))
    assert (written["format"], written["version"], written["meeting"]) == ("liangting-dossier", 1, walk.meeting)
    (shed,) = [line for line in written["proposals"] if line["text"] == SHED]
    assert shed["tally"] == {"agree": 4, "disagree": 2, "passes": 0}
    poll = written["resolutions"][0]["poll"]
    assert poll["tally"] == {"yes": 4, "no": 1, "abstain": 1, "entitled": 6}
    assert written["cases"][0]["stars"] == 5.0


def test_no_secret_leaves_the_house(walk: Walk, dossier: Dossier) -> None:
    files = unpack(pack(dossier))
    everything = b"".join(files.values())
    for seat in walk.seats:
        assert seat.token.encode() not in everything
    ballots = [line for line in files["ledger.jsonl"].decode().split("\n") if '"ballot.cast"' in line]
    assert len(ballots) == 6
    assert not [line for line in ballots if "choice" in line]


def _is_unseen(content: bytes, chance: random.Random) -> bool:
    def flip(lines: Lines) -> Lines:
        at = chance.randrange(len(lines))
        row = json.loads(lines[at])
        name = chance.choice([name for name in row if isinstance(row[name], int | str) and row[name] is not True])
        row[name] = (
            row[name] + 1 if isinstance(row[name], int) else f"{row[name][:-1]}{'a' if row[name][-1:] != 'a' else 'b'}"
        )
        return [*lines[:at], json.dumps(row, ensure_ascii=False), *lines[at + 1 :]]

    try:
        return bundle.check(with_ledger(content, flip)).fault is None
    except ValueError:
        return False  # a moment that is none is seen as well
