"""The workbook as a clerk uses it: real dates, sheets that print and filter, long texts cut where it is seen."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from app.cases.rules import Outcome, State, outcome_of
from app.exports import csv as exports_csv
from app.exports import tables, xlsx
from app.exports.dossier import Dossier
from app.exports.properties import properties_of
from app.exports.tables import Table
from app.platform.local_time import to_local

TODAY = date(2026, 11, 29)
FORBIDDEN = "[]:*?/\\"


def book_of(dossier: Dossier, *rows: tuple[Any, ...]) -> Any:
    """A workbook with one table of two columns."""
    table = Table("cases", ("number", "opened"), rows)
    content = xlsx.write_workbook([table], properties_of(dossier, "一 & 二"))
    return load_workbook(io.BytesIO(content))


def test_moments_and_days_are_real_and_local(dossier: Dossier) -> None:
    """20:30 in London is 04:30 of the next day in the hall."""
    sheet = book_of(dossier, (date(2026, 2, 3), datetime(2026, 2, 3, 20, 30, tzinfo=UTC))).active
    day, moment = sheet["A2"], sheet["B2"]
    assert (day.value, day.number_format) == (datetime(2026, 2, 3), "yyyy-mm-dd")
    assert (moment.value, moment.number_format) == (datetime(2026, 2, 4, 4, 30), "yyyy-mm-dd hh:mm")


def test_every_date_of_a_meeting_is_a_date(dossier: Dossier) -> None:
    book = load_workbook(io.BytesIO(xlsx.render(dossier)))
    columns = {"立项时间", "形成时间", "表决结束时间", "提出时间", "时间"}
    seen = set()
    for sheet in book:
        head = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            dated = {name: cell for name, cell in zip(head, row, strict=True) if name in columns and cell.value}
            assert all(cell.is_date for cell in dated.values()), (sheet.title, head)
            seen |= set(dated)
    assert seen == columns
    opened = book["事项台账"]["B2"].value
    assert opened == to_local(dossier.cases[0].opened_at).replace(tzinfo=None, microsecond=0)


def test_every_sheet_prints_on_a4_across(dossier: Dossier) -> None:
    for sheet in load_workbook(io.BytesIO(xlsx.render(dossier))):
        page = sheet.page_setup
        assert (page.orientation, int(page.paperSize), page.fitToWidth or 1, page.fitToHeight) == ("landscape", 9, 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
        assert sheet.title in sheet.oddHeader.center.text
        assert sheet.auto_filter.ref.startswith("A1:")
        head = sheet["A1"]
        assert (head.font.b, head.fill.fgColor.rgb) == (True, "FFD9D9D9")
        assert len(sheet.title) <= 31
        assert not set(sheet.title) & set(FORBIDDEN)


def test_a_title_of_codes_prints_as_it_is(dossier: Dossier) -> None:
    assert "一 && 二" in book_of(dossier, ("1", "")).active.oddHeader.center.text


@pytest.mark.parametrize("text", ["http://x.example/", "=1+1", "007", "1e5", "{=A1}", "internal:A1", "mailto:a@b"])
def test_a_text_stays_a_text(dossier: Dossier, text: str) -> None:
    cell = book_of(dossier, (text, text)).active["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert cell.quotePrefix is text.startswith("=")


def test_a_number_is_a_number(dossier: Dossier) -> None:
    sheet = book_of(dossier, (7, 4.5)).active
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [(7, "n"), (4.5, "n")]


@pytest.mark.parametrize(("sign", "units"), [("字", 1), ("𠮷", 2)])
def test_a_text_too_long_for_a_cell_says_so(dossier: Dossier, sign: str, units: int) -> None:
    long = sign * (40_000 // units)
    value = book_of(dossier, (long, "")).active["A2"].value
    assert len(value.encode("utf-16-le")) // 2 in (xlsx.LONGEST, xlsx.LONGEST - units + 1)
    assert value.endswith("全文见会议数据文件）")
    assert xlsx.cut_to_cell(sign * (xlsx.LONGEST // units)) == sign * (xlsx.LONGEST // units)


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("a[b]:c*d?e/f\\g", [], "abcdefg"),
        ("'引'", [], "引"),
        ("[]", [], "Sheet"),
        ("长" * 40, [], "长" * 31),
        ("长" * 40, ["长" * 31], f"{'长' * 29} 2"),
        ("Cases", ["cases"], "Cases 2"),
    ],
)
def test_a_sheet_has_a_name_that_spreadsheets_take(title: str, taken: list[str], name: str) -> None:
    assert xlsx.sheet_name(title, taken) == name


def test_a_long_ledger_leaves_the_single_reactions_to_its_file(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_LISTED", 10)
    listed, every = tables.listed_entries_of(dossier), tables.entries_of(dossier)
    reactions = [row for row in every.rows if row[3] == "reaction.cast"]
    assert reactions
    assert list(listed.rows[:-1]) == [row for row in every.rows if row not in reactions]
    assert f"另有逐人表态{len(reactions)}条" in str(listed.rows[-1])


def test_the_workbook_holds_no_trace_of_a_library(dossier: Dossier) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx.render(dossier))) as packed:
        parts = b"".join(packed.read(name) for name in packed.namelist() if "theme" not in name)
    assert [word for word in (b"XlsxWriter", b"Microsoft Excel", b"openpyxl") if word in parts] == []


def test_the_rule_stands_in_words(dossier: Dossier) -> None:
    (decision,) = tables.decisions_of(dossier).rows
    assert decision[3] == "协商意向：同意过半（非法定表决）"


@pytest.mark.parametrize(
    ("state", "facts", "outcome"),
    [
        (State.IN_PROGRESS, {}, Outcome.NOT_DUE),
        (State.REPORTED, {"ratings": 3, "due_on": TODAY}, Outcome.NOT_DUE),
        (State.REPORTED, {"ratings": 3, "due_on": TODAY - timedelta(days=1)}, Outcome.UNRESOLVED),
        (State.IN_PROGRESS, {"due_on": TODAY - timedelta(days=1)}, Outcome.UNRATED),
        (State.CLOSED, {"ratings": 1}, Outcome.UNRESOLVED),
        (State.CLOSED, {"ratings": 1, "is_resolved": True}, Outcome.RESOLVED),
        (State.CLOSED, {}, Outcome.UNRATED),
        (State.MERGED, {}, Outcome.UNCOUNTED),
    ],
)
def test_a_case_counts_as_what_it_is(state: State, facts: dict[str, Any], outcome: Outcome) -> None:
    given = {"is_resolved": False, "ratings": 0, "due_on": None} | facts
    assert outcome_of(state, **given, today=TODAY) is outcome


def test_the_history_of_a_case_is_a_row_for_each_move(dossier: Dossier) -> None:
    (case,) = dossier.cases
    history = tables.case_history_of(dossier)
    assert [row[2] for row in history.rows] == [move.number for move in case.moves]
    assert history.rows[-1][5:] == ("报结", case.evidence)
    progress = tables.cases_of(dossier).rows[0][9]
    assert progress == f"{tables.moment(case.moves[-1].at)} 报结：{case.evidence}"


def test_each_case_is_one_line_of_a_csv(dossier: Dossier) -> None:
    (case,) = dossier.cases
    moved = replace(case, evidence="一\n二", moves=(replace(case.moves[0], note="甲\r\n乙\u2028丙"),))
    shown = replace(dossier, cases=(moved,))
    for render in (exports_csv.render_ledger, exports_csv.render_case_history):
        content = render(shown)
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\n") == content.count(b"\r\n") == 2
    assert "甲 乙 丙" in exports_csv.render_case_history(shown).decode()
    assert "一 二" in exports_csv.render_ledger(shown).decode()
