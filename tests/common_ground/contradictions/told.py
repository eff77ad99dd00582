"""What each view and paper says of common ground, read from what a person would see."""

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from docx import Document
from lxml import html
from openpyxl import load_workbook

from app.platform.i18n import Locale, translator_of
from tests.servers import ROOT

words = translator_of(Locale.ZH_HANS)
WORD = {words(f"domain.standing.{name}"): name for name in ("greatest", "common-ground", "majority", "open", "unheard")}
WORD |= {words("domain.standing.nearly"): "nearly"}
FIRM = {words("domain.firm.yes"): True, words("domain.firm.no"): False}
MINUTES = re.compile(
    r"(?:(?P<theme>[^｜]+)｜)?(?P<word>[^：，]+)(?:：|，最接近的是)“(?P<text>.+)”（第\d+号），全场(?P<heads>.+?)赞同。"
    r"(?:其中(?P<groups>.+?)。)?(?P<rest>.*)"
)


@dataclass(frozen=True, slots=True)
class Told:
    """One row of a view. What a view leaves out is None; a theme's row is keyed by the theme, another by its text."""

    text: str | None
    word: str
    heads: str | None = None
    lacks: tuple[str, ...] | None = None
    is_firm: bool | None = None
    groups: tuple[str, ...] | None = None


def draw_stages(rooms: list[Mapping[str, Any]]) -> list[dict[str, dict[str, Told]]]:
    """The stage's rows by proposal and by theme, of every room at once."""
    asked = json.dumps({"rooms": rooms, "messages": json.loads(str(words.messages_json("domain", "stage")))})
    script = [
        str(ROOT / ".venv" / "bin" / "node"),
        str(ROOT / "tests" / "common_ground" / "contradictions" / "stage_text.mjs"),
    ]
    answer = subprocess.run(script, input=asked, capture_output=True, text=True, cwd=ROOT, check=True)
    return [
        {"ground": _stage_ground(drawn["ground"]), "themes": _stage_themes(drawn["divisors"])}
        for drawn in json.loads(answer.stdout)
    ]


def _stage_ground(drawn: str) -> dict[str, Told]:
    rows = html.fragment_fromstring(drawn, create_parent=True).xpath(_path(".//ol.ground/li"))
    return {
        (text := _one(row, ".//p.ground-text")): Told(
            text,
            WORD[_one(row, ".//span.badge")],
            _one(row, ".//*.ground-heads//b"),
            tuple(_all(row, ".//span.ground-lack")),
            FIRM.get(_one(row, ".//span.ground-firm")),
            tuple(
                f"{_one(group, './/bdi.ground-name')} {_one(group, './/span.ground-share')}"
                for group in row.xpath(_path(".//li.ground-group"))
            ),
        )
        for row in rows
    }


def _stage_themes(drawn: str) -> dict[str, Told]:
    rows = html.fragment_fromstring(drawn, create_parent=True).xpath(_path(".//ol.ground/li"))
    return {
        _one(row, ".//bdi.divisor-label"): Told(
            _one(row, ".//p.divisor-text") or None,
            WORD[_one(row, ".//span.badge")],
            _one(row, ".//*.ground-heads//b") or None,
            tuple(_all(row, ".//span.ground-lack/bdi")),
            FIRM.get(_one(row, ".//span.ground-firm")),
        )
        for row in rows
    }


def read_desk(page: str) -> dict[str, dict[str, Told]]:
    tree = html.document_fromstring(page)
    ground = {
        (text := _one(row, ".//p.desk-text/bdi")): Told(
            text,
            WORD[_one(row, ".//p.desk-text/span.badge")],
            _heads(_one(row, ".//dd")),
            tuple(_all(row, ".//*[starts-with(@id, 'lacks-')]/p[not(@class)]/bdi")),
            FIRM.get(_one(row, ".//p.desk-text/span.quiet")),
            tuple(
                f"{_one(group, './/th')} {_heads(_one(group, './/td.tally-heads'))}"
                for group in row.xpath(".//*[starts-with(@id, 'groups-')]//tr")
            ),
        )
        for row in tree.xpath("//*[@id='ground']/ol/li")
    }
    themes = {
        _one(row, "./b"): Told(
            _one(row, "./bdi.quiet") or None,
            WORD[_one(row, ".//span.badge")],
            None,
            tuple(_all(row, "./bdi[not(@class)]")),
            FIRM.get(_one(row, "./span.badge/following-sibling::span[1][not(contains(., '%'))]")),
        )
        for row in tree.xpath("//*[@id='ground-themes']//li")
    }
    return {"ground": ground, "themes": themes}


def read_floor(page: str) -> tuple[set[str], dict[str, tuple[str, ...]]]:
    """What a resident is told that all agree on, and {text: who is missing}."""
    tree = html.document_fromstring(page)
    agreed: set[str] = set()
    misses: dict[str, tuple[str, ...]] = {}
    for title in tree.xpath("//*[@id='stand']//h3"):
        rows = title.getnext().xpath("./li")
        if title.text_content() == words("floor.stand.with_all"):
            agreed = {row.text_content().strip() for row in rows}
        if title.text_content() == words("floor.stand.misses"):
            misses = {parts[0]: tuple(parts[1:]) for row in rows if (parts := _all(row, "./bdi"))}
    return agreed, misses


def read_minutes(content: bytes) -> dict[str, dict[str, Told]]:
    lines = [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]
    rows: dict[str, dict[str, Told]] = {"ground": {}, "themes": {}}
    for line in lines:
        said = MINUTES.fullmatch(line)
        if said is None or said["word"] not in WORD:
            continue
        word, rest = WORD[said["word"]], said["rest"]
        is_near = word == "nearly"
        groups = tuple(said["groups"].split(words("documents.minutes.comma"))) if said["groups"] else ()
        row = Told(
            said["text"],
            word,
            said["heads"],
            tuple(rest.removesuffix("。").split("；")) if is_near else (),
            None if is_near else FIRM[rest.partition("。")[0]],
            None if is_near else groups,
        )
        rows["themes" if said["theme"] else "ground"][said["theme"] or said["text"]] = row
    return rows


def read_workbook(content: bytes) -> dict[str, dict[str, Told]]:
    """The sheet of common ground, and the words that the sheet of proposals has."""
    book = load_workbook(io.BytesIO(content))
    rows: dict[str, dict[str, Told]] = {"ground": {}, "themes": {}, "words": {}}
    for theme, word, _, text, heads, groups, firm, _, lacks in _rows(book[words("documents.table.ground")]):
        ground_row = Told(text or None, WORD[word], heads or None, _lines(lacks), FIRM.get(firm), _lines(groups))
        rows["themes" if theme else "ground"][theme or text] = ground_row
    for row in _rows(book[words("documents.table.proposals")]):
        if row[-1]:
            rows["words"][row[1]] = Told(row[1], WORD[row[-1]])
    return rows


def read_document(content: bytes) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(content)
    return document


def unpack(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _rows(sheet: Any) -> Iterable[list[str]]:
    return ([str(value or "") for value in row] for row in sheet.iter_rows(min_row=2, values_only=True))


def _lines(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("\n")) if cell else ()


def _heads(text: str) -> str:
    """Without the interval that stands beside it."""
    return text.partition("估计")[0].strip()


def _one(row: Any, path: str) -> str:
    return next(iter(_all(row, path)), "")


def _all(row: Any, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in row.xpath(_path(path))]


def _path(short: str) -> str:
    """An XPath in which `tag.name` stands for an element with a class of that name."""
    return re.sub(r"(?<=[a-z*])\.([a-z-]+)", r"[contains(concat(' ', @class, ' '), ' \1 ')]", short)
