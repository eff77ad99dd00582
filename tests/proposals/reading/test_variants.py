"""Generated files: encodings, separators, shapes of the head, sheets. Each is read whole or refused in words."""

import csv
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from app.platform.errors import DomainError
from app.platform.i18n import Locale, translator_of
from app.proposals.reading.lists import read_list
from tests.proposals.reading.makers import separated, workbook

HANS = (
    "楼道灯坏了",
    "请修台阶",
    "电梯常停",
    "西门太窄",
    "晚上太吵",
    "种些树",
    "快递柜挪走",
    "装充电桩",
    "老人上楼难",
    "垃圾没人清",
)
HANT = (
    "樓道燈壞了",
    "請修台階",
    "電梯常停",
    "西門太窄",
    "晚上太吵",
    "種些樹",
    "信箱移走",
    "裝充電樁",
    "長者上樓難",
    "垃圾沒人清",
)
LATIN = ("fix the lift", "more benches", "a ramp at gate 2", "quiet after ten", "plant trees", "repair the lamp")
JOINTS = ("，", ",", "；", "、", " ", "\n", "。", ' "急" ', ";", "\t")
HEADS = (
    "提议",
    "建议",
    "诉求内容",
    "留言详情",
    "*提议（必填）",
    "意见建议",
    "内容",
    "comment_text",
    "proposal",
    "body/zh-CN",
)
HANT_HEADS = ("提議", "建議", "訴求內容", "留言詳情", "*提議（必填）", "意見建議", "內容", "proposal")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk")
HANT_ENCODINGS = ("utf-8-sig", "utf-16", "big5", "big5hkscs", "gb18030")
SEPARATORS = (",", "\t", ";", "|", "\uff0c", "\uff1b")


@dataclass(frozen=True)
class Sample:
    """A file and the texts that it holds."""

    name: str
    content: bytes
    texts: tuple[str, ...]
    blanks: int


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[str]], list[str], int, int, bool]:
    """(rows with titles and head, texts, rows without a text, row of the head, whether in traditional characters)."""
    is_hant = draw(st.booleans())
    phrases = st.lists(st.sampled_from((HANT if is_hant else HANS) + LATIN), min_size=1, max_size=4)
    joint = draw(st.sampled_from(JOINTS))
    said = draw(st.lists(phrases.map(joint.join), min_size=4, max_size=12))
    said = [f"{text}{number}" for number, text in enumerate(said, 1)]
    if all(text.isascii() for text in said):
        said[0] = f"{(HANT if is_hant else HANS)[0]}1"
    head_word = draw(st.sampled_from(HANT_HEADS if is_hant else HEADS))
    others = ["序號", "樓棟"] if is_hant else ["序号", "楼栋"]
    at = draw(st.integers(0, 2))
    blanks = draw(st.lists(st.integers(0, len(said)), max_size=2))
    head = others[:at] + [head_word] + others[at:]
    rows = [
        [*(f"{number}" for _ in others[:at]), text, *(f"{number}" for _ in others[at:])]
        for number, text in enumerate(said, 1)
    ]
    for place in blanks:
        rows.insert(place, ["7" if column != at else "" for column in range(len(head))])
    title = "居民意見彙總表" if is_hant else "居民意见汇总表"
    titles = [[title, "", ""], ["2025年1月", "", ""]][: draw(st.integers(0, 2))]
    second = draw(st.booleans())
    heads = [[word if column == at else "" for column, word in enumerate(head)]] if second and at else []
    if heads:  # a head of two rows: the words of the other columns stand in the row below
        heads.append(["" if column == at else word for column, word in enumerate(head)])
    return [*titles, *(heads or [head]), *rows], said, len(blanks), len(titles), is_hant


@st.composite
def text_files(draw: st.DrawFn) -> Sample:
    rows, texts, blanks, _, is_hant = draw(tables())
    separator = draw(st.sampled_from(SEPARATORS))
    end = draw(st.sampled_from(("\r\n", "\n", "\r")))
    quoting = draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    text = separated(rows, separator=separator, end=end, quoting=quoting)
    if draw(st.booleans()) and separator.isascii():
        text = f"sep={separator}{end}{text}"
    encoding = draw(st.sampled_from(HANT_ENCODINGS if is_hant else ENCODINGS))
    return Sample("list.csv", text.encode(encoding), tuple(texts), blanks)


@st.composite
def workbooks(draw: st.DrawFn) -> Sample:
    rows, texts, blanks, titles, _ = draw(tables())
    sheets: dict[str, list[list[str]]] = {"数据": [[cell.replace("\t", " ") for cell in row] for row in rows]}
    if draw(st.booleans()):
        notes = [["填写说明"], ["请在“数据”表里填写提议，每行一条"], ["提议不要超过300字"]]
        sheets = {"填写说明": notes, **sheets}
    hides = draw(st.booleans())
    if hides:
        sheets["旧数据"] = [["提议"], ["旧的提议"]]

    def change(book: Workbook) -> None:
        for row in range(1, titles + 1):
            book["数据"].merge_cells(start_row=row, start_column=1, end_row=row, end_column=3)
        if hides:
            book["旧数据"].sheet_state = "hidden"

    content = workbook(
        {name: [[cell or None for cell in row] for row in table] for name, table in sheets.items()}, change=change
    )
    return Sample(draw(st.sampled_from(("list.xlsx", "list.csv", "list.xls"))), content, tuple(texts), blanks)


def check(sample: Sample) -> None:
    """The texts in their order, no row unaccounted for, or a refusal with words in every language."""
    try:
        proposal_list = read_list(sample.content, sample.name)
    except DomainError as error:
        for locale in Locale:
            assert translator_of(locale)(f"errors.{error.code}", **error.params)
        return
    said = tuple(" ".join(text.split()) for text in sample.texts)
    assert tuple(" ".join(one.text.split()) for one in proposal_list.proposals) == said
    rows = sum(len(places) for reason, places in proposal_list.report.left_out.items() if not reason.endswith("sheet"))
    assert (proposal_list.report.rows, proposal_list.report.taken, rows) == (
        len(said) + sample.blanks,
        len(said),
        sample.blanks,
    )
    for locale in Locale:
        assert all(proposal_list.report.in_words(translator_of(locale)))


SHORT = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(SHORT, max_examples=250)


@SHORT
@given(text_files())
def test_a_generated_text_file_is_read_whole(sample: Sample) -> None:
    check(sample)


@SHORT
@given(workbooks())
def test_a_generated_workbook_is_read_whole(sample: Sample) -> None:
    check(sample)


@pytest.mark.nightly
@LONG
@given(text_files())
def test_250_generated_text_files_are_read_whole(sample: Sample) -> None:
    check(sample)


@pytest.mark.nightly
@LONG
@given(workbooks())
def test_250_generated_workbooks_are_read_whole(sample: Sample) -> None:
    check(sample)


@SHORT
@given(
    st.binary(max_size=2000),
    st.sampled_from((b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"<html>")),
)
def test_any_bytes_are_read_or_refused(content: bytes, mark: bytes) -> None:
    try:
        read_list(mark + content, "list.csv")
    except DomainError as error:
        assert translator_of(Locale.EN)(f"errors.{error.code}", **error.params)
