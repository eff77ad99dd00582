"""Lists of proposals in text files: encodings, separators, line ends, quotation marks."""

import csv

import pytest

from app.proposals.reading.lists import read_list
from tests.proposals.reading.makers import refusal_of, separated, texts_in

HEAD = ["序号", "提议"]
TEXTS = ["七号楼的楼道灯坏了,晚上看不见", "小区西门早上太挤", "请给老人装一排扶手"]
HANT = ["七號樓的走廊燈壞了,晚上看不見", "社區西門早上太擠", "請給長者裝一排扶手"]
ROWS = [HEAD, *([str(number), text] for number, text in enumerate(TEXTS, 1))]
HANT_ROWS = [["序號", "提議"], *([str(number), text] for number, text in enumerate(HANT, 1))]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk", "gb18030"]
)
def test_an_encoding_is_found(encoding: str) -> None:
    assert texts_in(separated(ROWS).encode(encoding)) == TEXTS


@pytest.mark.parametrize("encoding", ["big5", "cp950", "big5hkscs", "utf-8", "gb18030"])
def test_an_encoding_of_traditional_characters_is_found(encoding: str) -> None:
    assert texts_in(separated(HANT_ROWS).encode(encoding)) == HANT


def test_windows_english_is_read() -> None:
    text = "proposal,block\r\nDon\u2019t lock the north gate \u2013 caf\xe9 visitors use it,3\r\n"
    assert texts_in(text.encode("cp1252")) == ["Don\u2019t lock the north gate \u2013 caf\xe9 visitors use it"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16"])
def test_a_text_that_is_cut_off_in_a_character_is_refused(encoding: str) -> None:
    whole = separated(HANT_ROWS).rstrip().encode(encoding)
    assert refusal_of(whole[:-1]) in ("import.cut_off", "import.encoding_unknown")


@pytest.mark.parametrize(
    "content", [bytes(range(128, 256)) * 9, b"\x00\x01\x02\xff\xfe\xfd" * 50, "提议\n".encode("utf-16")[:7]]
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    refusal_of(content)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", "提议\r\n".encode()])
def test_a_file_without_a_row_is_refused(content: bytes) -> None:
    assert refusal_of(content) == "import.empty"


@pytest.mark.parametrize("separator", [",", "\t", ";", "|", "\uff0c", "\uff1b"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_separator_is_found(separator: str, end: str) -> None:
    proposal_list = read_list(separated(ROWS, separator=separator, end=end).encode(), "list.csv")
    assert [one.text for one in proposal_list.proposals] == TEXTS
    assert proposal_list.report.rows == proposal_list.report.taken == 3


@pytest.mark.parametrize(("line", "separator"), [("sep=;", ";"), ('"sep=\t"', "\t"), ("SEP=^", "^")])
def test_a_line_that_names_the_separator_is_obeyed(line: str, separator: str) -> None:
    text = f"{line}\r\n{separated(ROWS, separator=separator)}"
    assert texts_in(text.encode("utf-8-sig")) == TEXTS


def test_commas_in_the_last_column_without_quotation_marks_lose_nothing() -> None:
    text = "序号,提议\n1,东门太窄,轮椅过不去\n2,路灯不亮\n"
    assert texts_in(text.encode()) == ["东门太窄,轮椅过不去", "路灯不亮"]


def test_more_cells_than_the_head_are_told_where_the_proposal_cannot_be_told() -> None:
    proposal_list = read_list("提议,楼栋\n东门太窄,轮椅过不去,3\n路灯不亮,1\n".encode(), "list.csv")
    assert [one.text for one in proposal_list.proposals] == ["路灯不亮"]
    assert dict(proposal_list.report.left_out) == {"too_many_cells": ["2"]}


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("break_", ["\n", "\r", "\r\n"])
def test_line_breaks_and_quotation_marks_in_a_cell_are_kept(quoting: int, break_: str) -> None:
    said = [f"楼梯太滑{break_}下雨更滑", '门口写着"禁止停车"没人看', "完"]
    rows = [["提议", "楼栋"], *([text, "2"] for text in said)]
    assert texts_in(separated(rows, quoting=quoting).encode()) == [text.replace(break_, "\n") for text in said]


def test_a_lone_quotation_mark_swallows_no_row() -> None:
    lines = [
        "提议,楼栋",
        '把"绿地"还给孩子,1',
        '"电动车太多,2',
        "门铃坏了,3",
        '请修"秋千,4',
        "井盖响,5",
        '"楼上漏水"很久,6',
    ]
    proposal_list = read_list("\n".join(lines).encode(), "list.csv")
    assert [one.text for one in proposal_list.proposals] == [
        '把"绿地"还给孩子',
        '"电动车太多',
        "门铃坏了",
        '请修"秋千',
        "井盖响",
        '"楼上漏水"很久',
    ]
    assert ("lone_quotes", {"count": 3, "places": "3, 5, 7"}) in proposal_list.report.remarks


def test_a_list_of_one_column_needs_no_head() -> None:
    assert texts_in("装路灯，修台阶\n加一班保安\n种树\n".encode()) == ["装路灯，修台阶", "加一班保安", "种树"]


def test_a_long_letter_is_taken_and_what_is_too_long_is_told() -> None:
    letter, book = "街道办：" + "楼下半夜卸货，" * 150, "长" * 2001
    proposal_list = read_list(f"提议\n{letter}\n{book}\n短\n".encode(), "list.csv")
    assert [one.text for one in proposal_list.proposals] == [letter, "短"]
    assert dict(proposal_list.report.left_out) == {"long": ["3"]}


def test_rows_without_a_text_are_told_and_blank_rows_are_not_counted() -> None:
    proposal_list = read_list("序号,提议\n1,修路\n2,\n\n3,  \n,\n4,种树\n".encode(), "list.csv")
    assert [one.text for one in proposal_list.proposals] == ["修路", "种树"]
    assert (proposal_list.report.rows, proposal_list.report.taken, dict(proposal_list.report.left_out)) == (
        4,
        2,
        {"no_text": ["3", "5"]},
    )


def test_rows_of_the_same_words_are_put_together() -> None:
    proposal_list = read_list("提议\n装路灯\n修台阶\n装路灯。\n 装路灯\n不装路灯\n装路灯？\n".encode(), "list.csv")
    assert [one.copy_of for one in proposal_list.proposals] == [None, None, "1", "1", None, None]
    assert ("repeats", {"count": 2}) in proposal_list.report.remarks


def test_many_lines_in_a_cell_below_a_title_are_one_row() -> None:
    said = ["一\n二\n三\n四\n五\n六", '甲\n"乙"\n丙\n丁']
    rows = [["意见汇总"], ["序号", "提议", "楼栋"], *([str(at), text, "2"] for at, text in enumerate(said, 1))]
    assert texts_in(separated(rows).encode()) == said
