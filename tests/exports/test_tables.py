"""XLSX and CSV: the numbers of the database, and no cell that a spreadsheet would run (S13)."""

import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from app.exports import csv as exports_csv
from app.exports import xlsx
from app.exports.dossier import Dossier
from app.exports.text import neutral, printable
from app.platform.access.services import Services
from app.platform.storage import ledger
from app.proposals import queries as proposals
from tests.exports.walk import DONE, NASTY, Walk


def open_book(dossier: Dossier) -> Any:
    return load_workbook(io.BytesIO(xlsx.render(dossier)))


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_no_cell_is_a_formula_and_every_text_is_whole(dossier: Dossier) -> None:
    book = open_book(dossier)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "inlineStr", "n", "d"}
    texts = [row[1].value for row in book["提议"].iter_rows(min_row=2)]
    assert sorted(texts[1:]) == sorted(NASTY)


def test_every_sheet_keeps_its_head_in_sight(dossier: Dossier) -> None:
    book = open_book(dossier)
    assert book.sheetnames == [
        "事项台账",
        "办理经过",
        "决议与表决",
        "让步",
        "提议",
        "主题",
        "最大公约数",
        "议事记录",
        "本件未包含的内容",
    ]
    assert {sheet.freeze_panes for sheet in book} == {"A2"}


def test_the_counts_are_those_of_the_database(services: Services, walk: Walk, dossier: Dossier) -> None:
    book = open_book(dossier)
    resolution = [cell.value for cell in book["决议与表决"][2]]
    assert resolution[5:10] == [4, 1, 1, 6, 6]
    with services.database.read() as session:
        tallies = proposals.tallies_of(session, walk.meeting)
        hashes = [entry.hash for entry in ledger.entries_of(session, walk.meeting)]
    shed = [cell.value for cell in book["提议"][2]]
    assert shed[4:8] == [tallies[walk.shed].agree, tallies[walk.shed].disagree, 0, 6] == [4, 2, 0, 6]
    record = [[cell.value for cell in row] for row in book["议事记录"].iter_rows(min_row=2)]
    assert [row[-1] for row in record] == hashes


def test_the_ledger_of_matters_tells_how_far_each_is(dossier: Dossier) -> None:
    content = exports_csv.render_ledger(dossier)
    assert content.startswith(b"\xef\xbb\xbf")
    (row,) = rows_of(content)
    assert row["标题"] == "建车棚"
    assert row["状态"] == "报结"
    assert row["办结凭据"] == DONE
    assert (row["平均评分"], row["评价人数"], row["有效解决"]) == ("5.0", "1", "未到期")  # reported, not yet closed


def test_a_csv_guards_what_would_run_and_leaves_the_rest(dossier: Dossier) -> None:
    rows = rows_of(exports_csv.render_proposals(dossier))
    texts = [row["内容"] for row in rows[1:]]
    assert texts[:9] == [f"'{text}" for text in NASTY[:9]]
    assert texts[9:] == NASTY[9:]
    assert rows[0]["赞同"] == "4"
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@\t\r|＝＋－＠" and cell]


@pytest.mark.parametrize("text", ["=1", " =1", "\t=1", "\r=1", "+", "-2", "@x", "|x", "＝1", "｜x", "\u3000=1"])
def test_what_begins_like_a_formula_is_guarded(text: str) -> None:
    assert neutral(text)[:1] == "'"
    assert neutral(text)[1:] == text


def test_what_no_file_can_hold_leaves_a_mark() -> None:
    assert printable("a\x00b\ud800c\ufffe") == "a\ufffdb\ufffdc\ufffd"
    assert printable("行\n\t末 𠮷 👨‍👩‍👧") == "行\n\t末 𠮷 👨‍👩‍👧"
