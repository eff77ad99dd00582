"""The catalogues are complete: every language has every text, every text asked for exists, none stands elsewhere."""

import ast
import re
import string
from pathlib import Path

import pytest

from app.platform.i18n import CATALOGUES, Entry, Locale, translator_of

ROOT = Path(__file__).resolve().parents[2]
KEY = r"""["']([a-z_]+(?:\.[a-z_0-9]+)+)["']"""
USES = re.compile(rf"""\bt\(\s*{KEY}\s*[,)]""")
FAMILIES = re.compile(r"""\bt\(\s*(?:["']([a-z_]+\.[a-z_.]*)["']\s*[~+]|`([a-z_]+\.[a-z_.]*)\$\{)""")
CHINESE = re.compile("[\u3400-\u9fff\uff01-\uff5e\u3001-\u3002]")
COMMENTS = re.compile(r"\{#.*?#\}|<!--.*?-->|/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
WITH_THEIR_WRITE = ("errors.", "office.kind.")
"""Refusals and kinds of ledger entries, which may also stand in the file with the other words of their write."""
OWN_NAMES = {"'简'", "'繁'", "简体中文", "繁體中文", "简体", "繁體", "中文", "涼亭下", "凉亭下"}


@pytest.mark.parametrize("locale", [Locale.ZH_HANT, Locale.EN])
def test_every_language_has_every_text(locale: Locale) -> None:
    assert set(translator_of(locale).entries) == set(translator_of(Locale.ZH_HANS).entries)


@pytest.mark.parametrize("locale", list(Locale))
def test_no_text_is_empty(locale: Locale) -> None:
    empty = [key for key, entry in translator_of(locale).entries.items() if not all(_forms(entry))]
    assert empty == []


@pytest.mark.parametrize("locale", [Locale.ZH_HANT, Locale.EN])
def test_every_language_fills_the_same_places(locale: Locale) -> None:
    original, other = translator_of(Locale.ZH_HANS).entries, translator_of(locale).entries
    differing = {
        key: (_places(entry), _places(other[key]))
        for key, entry in original.items()
        if key in other and _places(entry) != _places(other[key])
    }
    assert differing == {}


def test_no_key_stands_in_two_files() -> None:
    homes = [_homes(locale) for locale in Locale]
    assert homes[0]
    assert {key: files for key, files in homes[0].items() if len(files) > 1} == {}
    assert homes.count(homes[0]) == len(homes), "a key stands in the same file in every language"


def test_a_key_stands_in_the_file_of_its_first_part() -> None:
    named = {key: file for key, (file, *_) in _homes(Locale.EN).items() if not key.startswith(WITH_THEIR_WRITE)}
    assert {key: file for key, file in named.items() if key.split(".")[0] != file} == {}


def test_every_text_asked_for_exists() -> None:
    known = set(translator_of(Locale.EN).entries)
    missing = {f"{path.relative_to(ROOT)}: {key}" for path in _sources() for key in _uses(path) if key not in known}
    assert missing == set()


def test_every_family_of_texts_asked_for_exists() -> None:
    known = translator_of(Locale.EN).entries
    missing = {
        f"{path.relative_to(ROOT)}: {prefix}*"
        for path in _sources()
        for pair in FAMILIES.findall(path.read_text())
        if not any(key.startswith(prefix := pair[0] or pair[1]) for key in known)
    }
    assert missing == set()


def test_every_refusal_has_words() -> None:
    known = set(translator_of(Locale.EN).entries)
    missing = {
        f"{path.relative_to(ROOT)}: {code}"
        for path in (ROOT / "app").rglob("*.py")
        for code in _codes(path)
        if f"errors.{code}" not in known
    }
    assert missing == set()


def test_templates_and_scripts_hold_no_chinese_of_their_own() -> None:
    lines = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in _sources()
        if path.suffix != ".py"
        for line in _bare(path).splitlines()
        if CHINESE.search(line)
    }
    assert lines == set()


def test_traditional_words_are_those_of_the_mainland() -> None:
    strangers = re.compile("資訊|網路|軟體|螢幕|滑鼠|程式|伺服器|使用者|連結|網際|專案|預設|儲存|登入|帳號")
    entries = translator_of(Locale.ZH_HANT).entries
    assert {key for key, entry in entries.items() if any(strangers.search(form) for form in _forms(entry))} == set()


def _homes(locale: Locale) -> dict[str, list[str]]:
    """{key: the files, without ending, that have it}"""
    homes: dict[str, list[str]] = {}
    for path in sorted((CATALOGUES / locale).glob("*.po")):
        for key in re.findall(r'^msgid "([^"]+)"', path.read_text(), re.MULTILINE):
            homes.setdefault(key, []).append(path.stem)
    return homes


def _sources() -> list[Path]:
    templates = (ROOT / "templates").rglob("*.html")
    scripts = (path for path in (ROOT / "static" / "src").rglob("*.ts*") if ".test." not in path.name)
    return [*templates, *scripts, *(ROOT / "app").rglob("*.py")]


def _uses(path: Path) -> list[str]:
    return USES.findall(COMMENTS.sub("", path.read_text()) if path.suffix != ".py" else path.read_text())


def _bare(path: Path) -> str:
    text = COMMENTS.sub("", path.read_text())
    for name in OWN_NAMES:
        text = text.replace(name, "")
    return text


def _codes(path: Path) -> list[str]:
    """The second argument of every `DomainError(kind, "code")` that is a literal."""
    return [
        str(node.args[1].value)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "DomainError" and len(node.args) > 1
        if isinstance(node.args[1], ast.Constant)
    ]


def _forms(entry: Entry) -> tuple[str, ...]:
    return (entry,) if isinstance(entry, str) else entry


def _places(entry: Entry) -> set[str]:
    """The {places} of all forms; `count` may be left to the word `one`."""
    return {name for form in _forms(entry) for _, name, _, _ in string.Formatter().parse(form) if name}
