"""Texts that do their worst on paper: rare characters, hidden ones, and what looks like a formula."""

from dataclasses import replace

import pytest

from app.documents.fonts import SHIPPED, Fonts
from app.documents.papers.outline import break_title, topic_of
from app.documents.papers.resolution import papers_of
from app.documents.press import Press
from app.exports.dossier import Dossier
from app.platform.i18n import Locale
from app.resolutions.queries import ClauseView
from tests.documents.assembly import Assembly
from tests.documents.reading import text_of

MARKUP = "#set page(fill: red) *粗* $x$ \\u{41}"
TEXTS = ("电梯叫做𨋢。", "=HYPERLINK(1)", "\u202e倒着写\u2066的", "<w:p>&amp;</w:p>", MARKUP)


AS_WRITTEN = Press(Fonts((SHIPPED,)), Locale.EN)
"""English papers leave the script of a text as it is; fonts of the computer would cover more characters."""


@pytest.fixture(scope="session")
def hard(assembly: Assembly) -> Dossier:
    dossier = assembly.dossier()
    clauses = tuple(ClauseView(at, text, (), ()) for at, text in enumerate(TEXTS, 1))
    return replace(dossier, resolutions=(replace(dossier.resolutions[1], clauses=clauses),))


def test_word_keeps_the_text_without_hidden_characters(hard: Dossier) -> None:
    text = text_of(AS_WRITTEN.write_docx(papers_of(hard, AS_WRITTEN)))
    for printed in ("电梯叫做𨋢。", "=HYPERLINK(1)", "倒着写的", "<w:p>&amp;</w:p>"):
        assert printed in text
    assert not {"\u202e", "\u2066"} & set(text)


def test_pdf_prints_a_mark_and_a_note_for_a_character_that_no_font_has(hard: Dossier) -> None:
    text = text_of(AS_WRITTEN.write_pdf(papers_of(hard, AS_WRITTEN)))
    assert "电梯叫做〓。" in text
    assert "U+282E2" in text
    for printed in ("=HYPERLINK(1)", "倒着写的", "<w:p>&amp;</w:p>", "#setpage(fill:red)*粗*$x$\\u{41}"):
        assert printed in text


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于清理楼道的\n决议书（协商意向）", ("关于清理楼道的决议书（协商意向）",)),
        (
            "关于在3幢北侧建设集中充电车棚的\n决议书（协商意向）",
            ("关于在3幢北侧建设集中充电车棚的", "决议书（协商意向）"),
        ),
        ("关于2026年第12次会议的电动车停放与充电事项", ("关于2026年第12次会议的", "电动车停放与充电事项")),
    ],
)
def test_a_title_breaks_by_meaning(title: str, lines: tuple[str, ...]) -> None:
    assert break_title(title, Locale.ZH_HANS) == lines


def test_an_english_title_has_its_own_lines() -> None:
    assert break_title("Resolution\nOn the shed", Locale.EN) == ("Resolution", "On the shed")


@pytest.mark.parametrize(
    ("title", "topic"),
    [("关于清理楼道的决议", "清理楼道"), ("車棚的決議書", "車棚"), ("建车棚吗？", "建车棚吗"), ("？", "？")],
)
def test_a_topic_fits_into_a_longer_title(title: str, topic: str) -> None:
    assert topic_of(title) == topic
