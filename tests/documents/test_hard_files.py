"""Files that do their worst: fonts gone or damaged, damaged templates, endless words, texts that look like formulas."""

import csv
import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.documents.blocks import Kind
from app.documents.docx import write_docx
from app.documents.fonts import SHIPPED, Fonts
from app.documents.formats import EXPORTS
from app.documents.papers import minutes, resolution
from app.documents.press import Press
from app.documents.standard import standard_template
from app.exports.dossier import Dossier
from app.platform.errors import DomainError
from app.platform.i18n import Locale
from app.resolutions.queries import ClauseView
from tests.documents.assembly import Assembly
from tests.documents.long_paper import long_paper
from tests.documents.measuring import LEFT, NEAR, RIGHT, lines_of
from tests.documents.reading import FORMATS, open_pdf, squeezed, text_of

FORMULAS = ("=1+1", "@SUM(A1:A9)", "+1", "-1", "\t=1", "＝1+1", '=HYPERLINK("http://x.example","y")')
RARE = "𠮷野家在𪚥下，👍🏽👨‍👩‍👧❤️，葛󠄀城，a\x00b\x0bc\ud800d"
AS_WRITTEN = Press(Fonts((SHIPPED,)), Locale.EN)
"""English papers leave the script of a text as it is."""
SEED = 26


@pytest.fixture(scope="session")
def whole(assembly: Assembly) -> Dossier:
    return assembly.dossier()


def with_text(dossier: Dossier, *texts: str) -> Dossier:
    """The dossier with one resolution of these clauses, named after the first of them."""
    clauses = tuple(ClauseView(at, text, (), ()) for at, text in enumerate(texts, 1))
    return replace(dossier, resolutions=(replace(dossier.resolutions[1], title=texts[0], clauses=clauses),))


@pytest.mark.parametrize("format", FORMATS)
def test_rare_joined_and_forbidden_characters_print(whole: Dossier, format: str) -> None:
    """A file has every character or a mark for it; no selector of a variant leaves a mark of its own."""
    papers = resolution.papers_of(with_text(whole, "楼道", RARE), AS_WRITTEN)
    if format == "docx":
        text = text_of(AS_WRITTEN.write_docx(papers))
        assert "𠮷野家在𪚥下，👍🏽👨👩👧❤" in text
        assert squeezed("a\ufffdb\ufffdc\ufffdd") in text
        return
    text = text_of(AS_WRITTEN.write_pdf(papers))
    assert "〓野家在〓下，" in text
    assert "葛城，a" in text
    assert "U+20BB7" in text and "U+2A6A5" in text and "U+1F468" in text
    assert "U+FE0F" not in text and "U+E0100" not in text


@pytest.mark.parametrize("kind", ["minutes", "resolution", "notice", "votes", "cases"])
def test_a_long_word_stays_in_the_text_block(whole: Dossier, kind: str) -> None:
    """A title of 120 letters, and a word of 300, break where the line ends."""
    hard = with_text(whole, "A" * 120, "x" * 300, "https://example.org/" + "a-b" * 60)
    hard = replace(hard, cases=tuple(replace(case, title="B" * 120, handler="C" * 60) for case in hard.cases))
    content = EXPORTS[f"{kind}-pdf"].make(hard, AS_WRITTEN)
    lines = [line for page in open_pdf(content).pages for line in lines_of(page)]
    assert [line for line in lines if line.x < LEFT - NEAR or line.end > RIGHT + NEAR] == []


def test_no_text_becomes_a_formula_of_a_workbook_or_a_table(whole: Dossier) -> None:
    texts = iter(FORMULAS * 9)
    hard = replace(
        with_text(whole, *FORMULAS),
        proposals=tuple(replace(line, text=next(texts), theme=next(texts)) for line in whole.proposals),
        cases=tuple(replace(case, title=next(texts), handler=next(texts)) for case in whole.cases),
        concessions=tuple(replace(card, wanted=next(texts), offer=next(texts)) for card in whole.concessions),
    )
    book = load_workbook(io.BytesIO(EXPORTS["ledger-xlsx"].make(hard, AS_WRITTEN)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert sum(cell.value in FORMULAS for cell in cells) >= 8
    for name in ("ledger-csv", "proposals-csv", "cards-csv"):
        rows = csv.reader(io.StringIO(EXPORTS[name].make(hard, AS_WRITTEN).decode("utf-8-sig")))
        begins = {cell.lstrip()[:1] for row in rows for cell in row if not _is_number(cell)}
        assert not begins & set("=+-@＝＋－＠"), name


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def test_without_fonts_a_pdf_is_refused_in_words_and_word_files_are_made(whole: Dossier, tmp_path: Path) -> None:
    for folder in (tmp_path / "gone", tmp_path):
        press = Press(Fonts((folder,)))
        with pytest.raises(DomainError, match=r"paper\.no_font"):
            press.write_pdf(minutes.papers_of(whole, press))
        assert press.write_docx(minutes.papers_of(whole, press))


def test_a_folder_that_goes_away_leaves_the_other_fonts(whole: Dossier, tmp_path: Path) -> None:
    press = Press(Fonts((tmp_path / "gone", SHIPPED)))
    assert "议事会纪要" in text_of(press.write_pdf(minutes.papers_of(whole, press)))


@pytest.mark.parametrize(
    "content", [b"", b"no font", b"\x00\x01\x00\x00" + b"\xff" * 300], ids=["empty", "text", "cut"]
)
@pytest.mark.parametrize("name", ["own.ttf", "own.ttc"])
def test_a_damaged_font_is_left_out(whole: Dossier, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    press = Press(Fonts((tmp_path, SHIPPED)))
    assert "议事会纪要" in text_of(press.write_pdf(minutes.papers_of(whole, press)))


def damaged() -> Iterator[bytes]:
    """Templates that are cut, have some wrong bytes, lack a part or have a part that is no XML."""
    template, draw = standard_template(Kind.RESOLUTION, Locale.ZH_HANS), random.Random(SEED)
    yield from (b"", b"PK\x03\x04", template[: len(template) // 2])
    for _ in range(40):
        wrong = bytearray(template)
        for _ in range(draw.randint(1, 6)):
            wrong[draw.randrange(len(wrong))] = draw.randrange(256)
        yield bytes(wrong)
    with zipfile.ZipFile(io.BytesIO(template)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for name in parts:
        yield _pack({other: content for other, content in parts.items() if other != name})
        yield _pack({**parts, name: b"<x>"})


def _pack(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return stream.getvalue()


def test_a_damaged_template_is_refused_in_words_or_prints_the_text() -> None:
    refused = 0
    for template in damaged():
        try:
            content = write_docx([long_paper()], template)
        except DomainError as error:
            assert error.code.startswith("template.")
            refused += 1
        else:
            assert "居民议事会纪要居民议事会纪要" in text_of(content)
    assert refused > 40


@pytest.mark.parametrize("format", FORMATS)
def test_200_long_clauses_are_all_printed(whole: Dossier, format: str) -> None:
    clauses = [f"第{at}件事由物业服务中心照办，费用从公共收益里支出，账目每季度张贴。" for at in range(1, 201)]
    text = text_of(EXPORTS[f"resolution-{format}"].make(with_text(whole, *clauses), Press(AS_WRITTEN.fonts)))
    assert [clause for clause in clauses if clause not in text] == []
