"""GLOSSARY.md agrees with the catalogues and with the code."""

import re
from pathlib import Path

import pytest

from app.platform.i18n import Locale, translator_of

ROOT = Path(__file__).resolve().parents[2]
LOCALES = (Locale.ZH_HANS, Locale.ZH_HANT, Locale.EN)
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| 简体", "| English"))
]
WITH_KEY = [row for row in ROWS if len(row) == 6 and row[5]]


@pytest.mark.parametrize("row", WITH_KEY, ids=[row[5].strip("`") for row in WITH_KEY])
def test_a_word_of_the_glossary_is_the_word_on_the_screen(row: tuple[str, ...]) -> None:
    key = row[5].strip("`")
    for locale, cell in zip(LOCALES, row, strict=False):
        shown = translator_of(locale)(key).lower()
        assert any(word.strip().lower() in shown for word in cell.split(",")), (locale, key, cell, shown)


def test_every_name_of_the_glossary_stands_in_the_code() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8") for room in ("app", "nlp") for path in sorted((ROOT / room).rglob("*.py"))
    )
    cells = [row[3] if len(row) == 6 else row[1] for row in ROWS]
    names = {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
    missing = {name for name in names if not _stands(name, code)}
    assert missing == set()


def _stands(name: str, code: str) -> bool:
    """Whether a path below `app`, a module or an identifier of that name exists."""
    if "/" in name:
        return (ROOT / "app" / name).exists()
    if name.startswith("nlp."):
        path = ROOT / name.replace(".", "/")
        return path.is_dir() or path.with_suffix(".py").is_file()
    return all(re.search(rf"\b{re.escape(part)}\b", code) for part in name.split("."))
