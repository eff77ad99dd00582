"""Text from outside is cleaned once, the same way at every door."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.platform.text import clean, clean_line

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80) | st.text(
    "a涼\n\r\t \u200b\u200d👩👧\u0338⫝̸か\u3099", max_size=20
)
UNWANTED = {"Cc", "Cs"}
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(TEXTS)
@example("\u2adc\u200d👧")
@example("=\u0338\u200d👧")
@example("a\u200b\u0301")
@example("0\r\r0")
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(TEXTS)
def test_nothing_unwanted_is_left(text: str) -> None:
    cleaned = clean(text)
    assert {unicodedata.category(sign) for sign in cleaned.replace("\n", "")} & UNWANTED == set()
    assert set(cleaned) & BIDI == set()
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "  " not in cleaned and "\n\n\n" not in cleaned and cleaned == cleaned.strip()
    assert "\n" not in clean_line(text)


@given(st.text("涼亭下你好abc。，0123", max_size=50))
def test_plain_text_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("a\x00b", "ab"),
        ("  两  端 ", "两 端"),
        ("一\r\n\r\n\r\n\r\n二", "一\n\n二"),
        ("e\u0301", "é"),
        ("\u202e反写\u202c", "反写"),
        ("停\u200b车", "停车"),
        ("a\u200db", "ab"),
        ("👩\u200d👧 回家", "👩\u200d👧 回家"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("𠮷野家", "𠮷野家"),
    ],
)
def test_examples(given_text: str, cleaned: str) -> None:
    assert clean(given_text) == cleaned


def test_half_a_character_is_refused() -> None:
    with pytest.raises(ValueError, match="well-formed"):
        clean("\ud83d")
