"""Every paper comes out in both formats and three languages, whole, tagged and without a trace of the program."""

from collections.abc import Callable

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from app.documents.blocks import Kind
from app.documents.papers import cases, concessions, notice, proposals, resolution, signin, votes
from app.documents.press import PapersOf, Press
from app.exports.dossier import Dossier
from app.platform.i18n import Locale, translator_of
from tests.documents.assembly import PROPOSALS, SHED, Assembly
from tests.documents.reading import FORMATS, open_docx, open_pdf, squeezed, text_of
from tests.exports.packing import PRESS

MAKERS: dict[Kind, PapersOf] = {
    Kind.RESOLUTION: resolution.papers_of,
    Kind.NOTICE: notice.papers_of,
    Kind.SIGN_IN: signin.papers_of,
    Kind.CONCESSIONS: concessions.papers_of,
    Kind.VOTES: votes.papers_of,
    Kind.CASES: cases.papers_of,
    Kind.PROPOSALS: proposals.papers_of,
}
NAMES = {
    Locale.ZH_HANS: {
        Kind.RESOLUTION: "关于在3幢北侧建设集中充电车棚的决议书（协商意向）",
        Kind.NOTICE: "关于在3幢北侧建设集中充电车棚协商结果的公示",
        Kind.SIGN_IN: "关于电动车停放与充电的会议签到表",
        Kind.VOTES: "关于电动车停放与充电的表决明细",
        Kind.CASES: "关于电动车停放与充电的事项台账",
        Kind.PROPOSALS: "关于电动车停放与充电的原始提议",
    },
    Locale.EN: {
        Kind.RESOLUTION: "Resolution在3幢北侧建设集中充电车棚(intention of the consultation)",
        Kind.NOTICE: "Public notice Result of the consultation: 在3幢北侧建设集中充电车棚",
        Kind.SIGN_IN: "Sign-in sheet 电动车停放与充电",
    },
}
TRACES = ("documents.", "domain.", "office.", "None", "{", "}", "@example", "Translator", "TODO", "xxx")
EVERY_PAPER = [pytest.param(kind, locale, id=f"{kind}-{locale}") for kind in MAKERS for locale in Locale]
Write = Callable[[Press, PapersOf, Dossier, str], bytes]


@pytest.fixture(scope="session")
def dossier_of_assembly(assembly: Assembly) -> Dossier:
    return assembly.dossier()


def write(kind: Kind, locale: Locale, dossier: Dossier, format: str) -> bytes:
    press = Press(PRESS.fonts, locale, "https://liangting.example")
    papers = MAKERS[kind](dossier, press)
    return press.write_docx(papers) if format == "docx" else press.write_pdf(papers)


@pytest.mark.parametrize(("kind", "locale"), EVERY_PAPER)
def test_a_paper_says_the_same_in_both_formats(kind: Kind, locale: Locale, dossier_of_assembly: Dossier) -> None:
    files = {format: write(kind, locale, dossier_of_assembly, format) for format in FORMATS}
    title = NAMES.get(locale, {}).get(kind, "")
    for format, content in files.items():
        text = text_of(content)
        assert squeezed(title) in text, format
        assert [trace for trace in TRACES if trace in text] == [], format
    papers = MAKERS[kind](dossier_of_assembly, Press(PRESS.fonts, locale, "https://liangting.example"))
    for paper in papers:
        for section in paper.sections:
            for block in section.blocks:
                for text in (getattr(block, "text", ""), getattr(block, "value", "")):
                    assert squeezed(text).replace("\u202e", "") in text_of(files["docx"])
    _check_pdf(open_pdf(files["pdf"]), locale)
    assert open_docx(files["docx"]).core_properties.author == "桂花苑社区居民委员会"


def _check_pdf(pdf: PdfReader, locale: Locale) -> None:
    """Tagged, in the language of the paper, with every font in the file."""
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("en" if locale is Locale.EN else "zh")
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            assert _is_embedded(font.get_object())


def _is_embedded(font: DictionaryObject) -> bool:
    (descendant,) = font["/DescendantFonts"]
    descriptor = descendant.get_object()["/FontDescriptor"]
    return "/FontFile2" in descriptor or "/FontFile3" in descriptor


@pytest.mark.parametrize("format", FORMATS)
def test_a_date_reads_as_its_language_writes_it(dossier_of_assembly: Dossier, format: str) -> None:
    chinese = text_of(write(Kind.NOTICE, Locale.ZH_HANS, dossier_of_assembly, format))
    english = text_of(write(Kind.NOTICE, Locale.EN, dossier_of_assembly, format))
    assert "2026年5月7日至2026年5月21日，共15天。" in chinese
    assert squeezed("7 May 2026 to 21 May 2026, 15 days in all.") in english


@pytest.mark.parametrize("format", FORMATS)
def test_proposals_stand_as_written(dossier_of_assembly: Dossier, format: str) -> None:
    text = text_of(write(Kind.PROPOSALS, Locale.ZH_HANS, dossier_of_assembly, format))
    assert [one for one in PROPOSALS if squeezed(one) not in text] == []
    assert "12人里9人" in text


@pytest.mark.parametrize("format", FORMATS)
def test_a_case_that_is_open_is_neither_resolved_nor_unresolved(dossier_of_assembly: Dossier, format: str) -> None:
    text = text_of(write(Kind.CASES, Locale.ZH_HANS, dossier_of_assembly, format))
    assert "有效解决：未到期，未评" in text
    assert SHED in text
    assert text.count("签收") == 2, "its state, and the last step of its way"


@pytest.mark.parametrize("locale", list(Locale))
def test_every_paper_has_a_name_in_every_language(locale: Locale) -> None:
    words = translator_of(locale)
    assert all(words(f"documents.paper.{kind}") for kind in Kind)
