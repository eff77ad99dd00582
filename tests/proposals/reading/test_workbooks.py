"""Lists of proposals in workbooks: sheets, merged cells, formulas, typed cells, protection, damage, false names."""

from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.proposals.reading.lists import read_list
from tests.proposals.reading.makers import patched, refusal_of, separated, texts_in, with_part, workbook, zipped

DATA = Path(__file__).parents[2] / "data" / "spreadsheets"
SHEET = "xl/worksheets/sheet1.xml"
ROWS = [["序号", "提议"], [1, "装路灯"], [2, "修台阶,换扶手"], [3, "种树"]]
TEXTS = ["装路灯", "修台阶,换扶手", "种树"]
NOTES = [["填写说明"], ["1. 请在“提议”一表里填写您的建议"], ["2. 每行一条，不要合并"]]


@pytest.mark.parametrize("extent", ["A1", "A1:A1", "A1:B2", "Z90:AA99"])
def test_a_wrong_dimension_hides_no_row(extent: str) -> None:
    content = patched(workbook({"表": ROWS}), SHEET, r'<dimension ref="[^"]*"', f'<dimension ref="{extent}"')
    assert texts_in(content, "wps.xlsx") == TEXTS


@pytest.mark.parametrize("is_shared", [False, True])
def test_escapes_of_the_format_are_undone_once(is_shared: bool) -> None:
    said = ["台阶太高_x000D_\n轮椅上不去", "编号照_x005F_x0042_写"]
    content = workbook({"表": [["提议"], ["AAA"], ["BBB"]]})
    for at, (mark, text) in enumerate(zip(("AAA", "BBB"), said, strict=True)):
        cell = rf'<c r="A{at + 2}" t="inlineStr"><is><t>{mark}</t></is></c>'
        shared, own = f'<c r="A{at + 2}" t="s"><v>{at}</v></c>', cell.replace(mark, text)
        content = patched(content, SHEET, cell, shared if is_shared else own)
    if is_shared:
        items = "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in said)
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        content = with_part(content, "xl/sharedStrings.xml", f'<sst xmlns="{space}">{items}</sst>')
    assert texts_in(content, "list.xlsx") == ["台阶太高\n轮椅上不去", "编号照_x0042_写"]


def test_title_rows_and_merged_cells_stand_above_the_head() -> None:
    rows = [
        ["青松里居民意见汇总", None, None],
        ["填表日期：2025年1月2日"],
        ["序号", "楼栋", "意见建议"],
        [1, "2号楼", "装路灯"],
        [2, None, "种树"],
    ]

    def merge(book: Workbook) -> None:
        book.worksheets[0].merge_cells("A1:C1")
        book.worksheets[0].merge_cells("B4:B5")

    assert texts_in(workbook({"汇总": rows}, change=merge), "list.xlsx") == ["装路灯", "种树"]


def test_a_cell_merged_downwards_is_one_proposal() -> None:
    rows = [["提议", "楼栋"], ["电梯常坏", "1"], [None, "2"], [None, "3"], ["门禁坏了", "4"]]
    content = workbook({"表": rows}, change=lambda book: book.worksheets[0].merge_cells("A2:A4"))
    proposal_list = read_list(content, "list.xlsx")
    assert [one.text for one in proposal_list.proposals] == ["电梯常坏", "门禁坏了"]
    assert dict(proposal_list.report.left_out) == {"merged": ["3", "4"]}


@pytest.mark.parametrize("is_wide", [True, False])
def test_a_head_of_two_rows_is_found(is_wide: bool) -> None:
    rows = [["序号", "居民", None, "意见", "备注"], [None, "楼栋", "姓名", None, None], [1, "2", "王", "装路灯", None]]
    if is_wide:
        rows = [["序号", "居民意见", None, None], [None, "类别", "内容", "楼栋"], [1, "环境", "装路灯", "2"]]

    def merge(book: Workbook) -> None:
        for span in ("A1:A2", "B1:D1") if is_wide else ("A1:A2", "B1:C1", "D1:D2", "E1:E2"):
            book.worksheets[0].merge_cells(span)

    assert texts_in(workbook({"表": rows}, change=merge), "list.xlsx") == ["装路灯"]
    assert texts_in(separated([[cell or "" for cell in row] for row in rows]).encode()) == ["装路灯"]


def test_instructions_are_no_proposals() -> None:
    proposal_list = read_list(workbook({"填写说明": NOTES, "提议": ROWS}), "list.xlsx")
    assert [one.text for one in proposal_list.proposals] == TEXTS
    assert dict(proposal_list.report.left_out) == {"other_sheet": ["填写说明"]}


def test_every_sheet_with_proposals_is_read_and_hidden_ones_are_told() -> None:
    def hide(book: Workbook) -> None:
        book["旧"].sheet_state, book["更旧"].sheet_state = "hidden", "veryHidden"

    sheets = {"1号楼": ROWS, "旧": [["提议"], ["旧的"]], "2号楼": [["建议"], ["装门铃"]], "更旧": [["提议"], ["更旧"]]}
    content = workbook(sheets, change=hide)
    proposal_list = read_list(content, "list.xlsx")
    assert [one.text for one in proposal_list.proposals] == [*TEXTS, "装门铃"]
    assert dict(proposal_list.report.left_out) == {"hidden_sheet": ["旧", "更旧"]}
    assert texts_in(content, "list.xlsx", sheet="旧") == ["旧的"]
    assert refusal_of(content, "list.xlsx", sheet="新") == "import.sheet_missing"


@pytest.mark.parametrize("kind", ["empty", "absent"])
def test_a_formula_without_its_value_is_told(kind: str) -> None:
    content = workbook({"表": [["楼栋", "提议"], ["3号楼", "=A2&B3"], ["2号楼", "装路灯"]]})
    if kind == "absent":
        content = patched(content, SHEET, r"<v ?/>|<v></v>", "")
    proposal_list = read_list(content, "list.xlsx")
    assert [one.text for one in proposal_list.proposals] == ["装路灯"]
    assert dict(proposal_list.report.left_out) == {"formula": ["2"]}
    alone = workbook({"表": [["提议", "楼栋"], ["=B2", "3号楼"]]})
    assert refusal_of(alone, "list.xlsx") == "import.only_formulas"


def test_a_formula_with_its_value_is_read() -> None:
    content = workbook({"表": [["提议", "楼栋"], ["=B2", "3号楼"]]})
    content = patched(
        content, SHEET, r'<c r="A2"><f>B2</f><v ?/?>(</v>)?', '<c r="A2" t="str"><f>B2</f><v>3号楼漏水</v>'
    )
    assert texts_in(content, "list.xlsx") == ["3号楼漏水"]


@pytest.mark.parametrize("is_1904", [False, True])
def test_typed_cells_are_read_as_they_are_shown(is_1904: bool) -> None:
    cells = [date(2024, 3, 5), datetime(2024, 3, 5, 9, 30), time(19, 0), 3.0, 0.5, True, "#N/A"]
    proposal_list = read_list(workbook({"表": [["提议"], *([cell] for cell in cells)]}, is_1904=is_1904), "list.xlsx")
    assert [one.text for one in proposal_list.proposals] == [
        "2024-03-05",
        "2024-03-05 09:30",
        "19:00",
        "3",
        "0.5",
        "TRUE",
    ]
    assert dict(proposal_list.report.left_out) == {"error_value": ["8"]}


def test_an_old_workbook_is_read_under_any_name() -> None:
    content = (DATA / "list.xls").read_bytes()
    for name in ("list.xls", "list.xlsx", "list.csv"):
        assert texts_in(content, name) == ["楼道灯不亮", "门禁坏了"]


def test_a_protected_workbook_is_refused_in_words() -> None:
    assert refusal_of((DATA / "protected.xlsx").read_bytes(), "list.xlsx") == "import.protected"


@pytest.mark.parametrize("name", ["list.xls", "list.xlsx"])
def test_a_truncated_workbook_is_refused_in_words(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    whole = (DATA / "list.xls").read_bytes() if name == "list.xls" else workbook({"表": ROWS})
    for length in range(8, len(whole) - 600, 97):
        assert refusal_of(whole[:length], name).startswith("import.")
    assert "".join(capfd.readouterr()) == ""


def test_a_workbook_with_broken_bytes_ends_no_program(capfd: pytest.CaptureFixture[str]) -> None:
    for name, whole in (("list.xls", (DATA / "list.xls").read_bytes()), ("list.xlsx", workbook({"表": ROWS}))):
        for at in range(30, len(whole), 131):
            broken = whole[:at] + bytes(byte ^ 0x5A for byte in whole[at : at + 8]) + whole[at + 8 :]
            try:
                texts_in(broken, name)
            except Exception as error:
                assert type(error).__name__ == "DomainError", (name, at, error)
    assert "".join(capfd.readouterr()) == ""


def test_a_web_page_under_the_name_of_a_workbook_is_read() -> None:
    page = (
        '<html><head><meta charset="gb2312"></head><body><table><tr><td colspan=2>汇总</td></tr>'
        "<tr><th>序号</th><th>诉求内容</th></tr><tr><td rowspan=2>1</td><td>装路灯<br>越快越好</td></tr>"
        "<tr><td>修&amp;换</td></tr></table></body></html>"
    )
    assert texts_in(page.encode("gbk"), "export.xls") == ["装路灯\n越快越好", "修&换"]


def test_blanks_between_the_words_of_a_web_page_stay() -> None:
    page = (
        "<html><body><table><tr><th>suggestion</th></tr><tr><td>\n  more <b>lamps</b> <i>and</i>\n  trees <br>\n soon"
        "</td></tr><tr><td><p>one</p><p>two</p></td></tr></table></body></html>"
    )
    assert texts_in(page.encode(), "export.xls") == ["more lamps and trees\nsoon", "one\ntwo"]


@pytest.mark.parametrize("place", ["x", "0", "-3", "1.5", "99999999999", "²", ""])
def test_a_spreadsheet_in_xml_with_a_place_that_is_none_is_refused(place: str) -> None:
    for part in (f'<Row ss:Index="{place}"><Cell>', f'<Row><Cell ss:Index="{place}">'):
        content = xml_spreadsheet(f'{part}<Data ss:Type="String">提议</Data></Cell></Row>')
        assert refusal_of(content, "a.xml") == "import.damaged"


def xml_spreadsheet(rows: str) -> bytes:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    sheet = f'<Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet>'
    return f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">{sheet}</Workbook>'.encode()


def test_a_spreadsheet_in_xml_is_read() -> None:
    rows = "".join(
        f'<Row><Cell><Data ss:Type="String">{one}</Data></Cell>'
        f'<Cell ss:Index="3"><Data ss:Type="String">{text}</Data></Cell></Row>'
        for one, text in (("楼栋", "提议"), ("1", "装路灯"))
    )
    assert texts_in(xml_spreadsheet(rows), "list.xls") == ["装路灯"]


@pytest.mark.parametrize("where", ["sheet", "web page"])
def test_an_entity_of_ones_own_is_refused(where: str) -> None:
    """Entities can grow a file of one kilobyte to gigabytes."""
    entity = '<!DOCTYPE any [<!ENTITY text "装路灯">]>'
    if where == "sheet":
        content = patched(workbook({"表": ROWS}), SHEET, r"<worksheet", f"{entity}<worksheet")
        assert refusal_of(content, "list.xlsx") == "import.damaged"
        return
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    row = '<Row><Cell><Data ss:Type="String">&text;</Data></Cell></Row>'
    page = f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet><Table>{row}</Table></Worksheet></Workbook>'
    assert refusal_of(f'<?xml version="1.0"?>{entity}{page}'.encode(), "list.xls") == "import.damaged"


def test_a_table_of_open_document_is_read() -> None:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="表">'
        + "".join(
            f'<table:table-row><table:table-cell office:value-type="string"><text:p>{text}</text:p>'
            "</table:table-cell></table:table-row>"
            for text in ("提议", "装路灯")
        )
        + "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry'
        ' manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    files = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}
    assert texts_in(zipped(dict(files)), "list.ods") == ["装路灯"]


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n%\xe2\xe3",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        zipped({"word/document.xml": "<w/>"}),
        b"{\\rtf1 x}",
        b"<html><p>x</p></html>",
    ],
)
def test_what_is_no_table_is_refused_by_its_kind(content: bytes) -> None:
    assert refusal_of(content, "list.xlsx") == "import.not_a_table"


def test_a_text_file_under_the_name_of_a_workbook_is_read() -> None:
    assert texts_in(separated(ROWS).encode("gbk"), "list.xlsx") == TEXTS


def test_a_cell_far_out_does_not_fill_the_memory() -> None:
    content = workbook({"表": ROWS})
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    assert refusal_of(patched(content, SHEET, "</sheetData>", far), "list.xlsx") == "import.too_large"
    blank = '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    assert texts_in(patched(content, SHEET, "</sheetData>", blank), "list.xlsx") == TEXTS


def test_proposals_on_hidden_sheets_alone_are_refused_by_name() -> None:
    def hide(book: Workbook) -> None:
        book["数据"].sheet_state = "hidden"

    content = workbook({"填写说明": NOTES, "数据": ROWS}, change=hide)
    assert refusal_of(content, "list.xlsx") == "import.sheet_hidden"
    assert texts_in(content, "list.xlsx", sheet="数据") == TEXTS


def test_a_share_is_read_as_it_is_shown() -> None:
    def show(book: Workbook) -> None:
        for row, shape in ((2, "0%"), (3, "0.00%"), (4, "0.0"), (5, "#,##0.0%")):
            book.worksheets[0].cell(row, 1).number_format = shape

    content = workbook({"表": [["提议"], [0.5], [0.125], [0.25], [1]]}, change=show)
    assert texts_in(content, "list.xlsx") == ["50%", "12.5%", "0.25", "100%"]
