"""The sign-in sheet: masked names, a way and a time for each, and room for those who sign by hand."""

import pytest

from app.documents.blocks import Table
from app.documents.papers.signin import full_papers_of, papers_of, row_count
from app.documents.press import PapersOf
from app.exports.attendees import masked
from app.exports.dossier import Dossier, dossier_of
from app.platform.access.services import Services
from app.platform.access.sights import FULL_VIEW, Sight
from app.platform.errors import DomainError
from tests.builders import build_meeting
from tests.documents.assembly import NAMES, PRESENT, Assembly
from tests.documents.reading import FORMATS, squeezed, text_of
from tests.exports.packing import PRESS
from tests.people import Cast


def table_of(dossier: Dossier, make: PapersOf = papers_of) -> Table:
    (paper,) = make(dossier, PRESS)
    return next(block for block in paper.blocks if isinstance(block, Table))


def test_everybody_present_has_a_row_with_a_masked_name(assembly: Assembly) -> None:
    dossier = assembly.dossier()
    table = table_of(dossier)
    assert table.head == ("序号", "姓名", "身份", "方式", "签到时间", "签名")
    people = [row for row in table.rows if row[2]]
    assert len(people) == PRESENT == dossier.facts.present
    assert sorted(row[1] for row in people if row[1]) == sorted(masked(name) for name in NAMES)
    assert sum(row[3] == "线上" for row in people) == dossier.facts.online
    assert {row[4] for row in people} == {"20:00"}
    assert {row[5] for row in table.rows} == {""}, "the signature is written by hand"
    assert [row[0] for row in table.rows] == [str(at) for at in range(1, row_count(PRESENT) + 1)]


@pytest.mark.parametrize("format", FORMATS)
def test_no_whole_name_leaves_unasked(assembly: Assembly, format: str) -> None:
    papers = papers_of(assembly.dossier(), PRESS)
    text = text_of(PRESS.write_docx(papers) if format == "docx" else PRESS.write_pdf(papers))
    assert [name for name in NAMES[2:5] if squeezed(name) in text] == []
    assert "王＊＊" in text
    host = text.replace("王建国（社区党组织书记）", "")
    assert "王建国" not in host, "the host stands there with the office, the resident of the same name does not"


def test_whole_names_are_for_those_who_may_see_names(assembly: Assembly) -> None:
    table = table_of(assembly.dossier(), full_papers_of)
    assert {row[1] for row in table.rows} == {*NAMES, ""}
    blind = assembly.dossier(FULL_VIEW - {Sight.NAMES})
    assert {one.name for one in blind.attendees} == {""}
    with pytest.raises(DomainError, match=r"paper\.names"):
        full_papers_of(blind, PRESS)
    assert table_of(blind).rows == table_of(assembly.dossier()).rows


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_empty_meeting_gets_an_empty_sheet(services: Services, cast: Cast) -> None:
    meeting = build_meeting(services, cast.place)
    with services.database.read() as session:
        dossier = dossier_of(session, meeting, services.clock.now())
    rows = table_of(dossier).rows
    assert len(rows) >= 20
    assert {row[1:] for row in rows} == {("",) * 5}


@pytest.mark.parametrize(
    ("name", "printed"), [("", ""), ("李", "＊＊"), ("王建国", "王＊＊"), ("𠮷野", "𠮷＊＊"), ("  Mary Wang ", "M＊＊")]
)
def test_a_mask_hides_the_name_and_its_length(name: str, printed: str) -> None:
    assert masked(name) == printed


def test_a_sheet_always_has_empty_rows() -> None:
    assert all(row_count(count) >= max(20, count + 5) for count in range(0, 2001))
