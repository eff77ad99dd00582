"""LibreOffice opens every paper: as many pages as the PDF but for one, the same page, 22 lines of 28 characters."""

import re
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.documents.formats import EXPORTS
from app.platform.i18n import Locale
from tests.documents.assembly import Assembly
from tests.documents.long_paper import CHARACTERS, LINES, long_paper
from tests.documents.measuring import HEIGHT, LEFT, NEAR, POINTS, RIGHT, TOP, WIDTH, page_texts
from tests.documents.reading import open_pdf, squeezed
from tests.documents.test_measures import MAKERS, make, press_in

PROGRAMS = ("soffice", "pdftotext")
ABSENT = [program for program in PROGRAMS if shutil.which(program) is None]
LONG = "long"
CLOSING, SIGN = "，。；：、）”？！》〕", 16
"""Signs that LibreOffice 7.4 hangs over the right margin, though the file asks for none, and their width."""
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')
ENDS = {Locale.ZH_HANS: "以上纪要经与会人员核对。", Locale.ZH_HANT: "以上紀要經與會人員核對。"}

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.timeout(900),
    pytest.mark.skipif(bool(ABSENT), reason=f"not installed: {', '.join(ABSENT)}"),
]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page, in points from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


@pytest.fixture(scope="module")
def printed(assembly: Assembly, tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, Locale], bytes]:
    """{(paper, language): the PDF that LibreOffice makes of the DOCX}, with a paper of nothing but text."""
    folder, dossier = tmp_path_factory.mktemp("office"), assembly.dossier()
    for locale in Locale:
        for kind in MAKERS:
            (folder / f"{kind}.{locale}.docx").write_bytes(make(kind, "docx", locale, dossier))
        (folder / f"{LONG}.{locale}.docx").write_bytes(press_in(locale).write_docx([long_paper(locale)]))
    files = sorted(map(str, folder.glob("*.docx")))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    pages = {}
    for path in folder.glob("*.pdf"):
        kind, locale = path.stem.rsplit(".", 1)
        pages[kind, Locale(locale)] = path.read_bytes()
    assert len(pages) == len(files), "LibreOffice opens every file"
    return pages


def words_of(content: bytes, folder: Path) -> list[list[Word]]:
    """The words of each page with their places."""
    path = folder / "paper.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdftotext", "-bbox", str(path), "-"], check=True, capture_output=True, timeout=60)
    pages = done.stdout.decode().split("<page ")[1:]
    return [[Word(*map(float, one[:4]), one[4]) for one in WORD.findall(page)] for page in pages]


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("kind", MAKERS)
def test_as_many_pages_as_the_pdf_but_for_one_of_each_paper(
    kind: str, locale: Locale, printed: Mapping[tuple[str, Locale], bytes], assembly: Assembly
) -> None:
    dossier = assembly.dossier()
    papers = len(MAKERS[kind](dossier, press_in(locale)))
    expected = len(open_pdf(EXPORTS[f"{kind}-pdf"].make(dossier, press_in(locale))).pages)
    pages = len(open_pdf(printed[kind, locale]).pages)
    assert abs(pages - expected) <= 1, f"{papers} papers: {pages} pages, {expected} in the PDF"


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("kind", MAKERS)
def test_every_page_has_the_margins_and_its_number(
    kind: str, locale: Locale, printed: Mapping[tuple[str, Locale], bytes], tmp_path: Path
) -> None:
    content = printed[kind, locale]
    for page in open_pdf(content).pages:
        size = (float(page.mediabox.width), float(page.mediabox.height))
        assert size == pytest.approx((WIDTH, HEIGHT), abs=NEAR)
    foot = HEIGHT - 35 * POINTS
    for words in words_of(content, tmp_path):
        body = [word for word in words if word.bottom < foot and not _is_mark(word)]
        assert min(word.left for word in body) > LEFT - NEAR
        assert [word for word in body if word.right > RIGHT + NEAR + (SIGN if word.text[-1] in CLOSING else 0)] == []
        assert min(word.top for word in body) > HEIGHT - TOP - NEAR
    assert all(re.search(r"—\d+—", text) for text in page_texts(content))


def _is_mark(word: Word) -> bool:
    """Whether a word is the mark of a draft across the page."""
    return word.bottom - word.top > 60


@pytest.mark.parametrize("locale", list(Locale))
def test_a_full_page_has_22_lines_of_28_characters(
    locale: Locale, printed: Mapping[tuple[str, Locale], bytes], tmp_path: Path
) -> None:
    _, words, *_ = words_of(printed[LONG, locale], tmp_path)
    foot = HEIGHT - 35 * POINTS
    lines: dict[float, list[Word]] = defaultdict(list)
    for word in words:
        if word.bottom < foot:
            lines[round(word.top)].append(word)
    assert Counter(sum(len(word.text) for word in line) for line in lines.values()) == {CHARACTERS: LINES}
    for line in lines.values():
        assert line[0].left == pytest.approx(LEFT, abs=NEAR)
        assert line[-1].right == pytest.approx(RIGHT, abs=2 * NEAR)


@pytest.mark.parametrize("locale", list(ENDS))
def test_the_signatures_of_the_minutes_stay_with_their_last_line(
    locale: Locale, printed: Mapping[tuple[str, Locale], bytes]
) -> None:
    (page,) = [page for page in page_texts(printed["minutes", locale]) if squeezed(ENDS[locale]) in page]
    assert "主持：" in page.partition(squeezed(ENDS[locale]))[2]
