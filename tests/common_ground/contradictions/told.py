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

from app.common_ground.wording import heads
from app.platform.i18n import Locale, translator_of
from tests.servers import ROOT

words = translator_of(Locale.ZH_HANS)
WORD = {words(f"domain.standing.{name}"): name for name in ("greatest", "common-ground", "majority", "open", "unheard")}
WORD |= {words("domain.standing.nearly"): "nearly"}
FIRM = {words("domain.firm.yes"): True, words("domain.firm.no"): False}
GROUND_HEAD = tuple(words(f"documents.column.{name}") for name in ("theme", "standing", "text", "heads", "firm"))
OTHERS_HEAD = tuple(words(f"documents.column.{name}") for name in ("number", "standing", "text", "heads", "firm"))
GROUPS_HEAD = tuple(words(f"documents.column.{name}") for name in ("number", "whole"))
QUOTED = re.compile(r"第(\d+)号：(.+)", re.DOTALL)


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
    """The tables of common ground: themes, what else every group accepts, and the heads of each group."""
    tables = [
        [tuple(_as_on_screen(cell.text) for cell in row.cells) for row in table.rows]
        for table in Document(io.BytesIO(content)).tables
    ]
    groups = _minutes_groups(tables)
    rows: dict[str, dict[str, Told]] = {"ground": {}, "themes": {}}
    for head, *body in tables:
        if head == GROUND_HEAD:
            rows["themes"] |= {row[0]: _minutes_theme(row, groups) for row in body}
        if head == OTHERS_HEAD:
            for number, word, text, answered, firm in body:
                rows["ground"][text] = Told(text, WORD[word], answered, (), FIRM[firm], groups.get(number, ()))
    return rows


def _minutes_theme(row: tuple[str, ...], groups: Mapping[str, tuple[str, ...]]) -> Told:
    _, word, quoted, answered, remark = row
    if not quoted:
        return Told(None, WORD[word], None, ())
    said = QUOTED.fullmatch(quoted)
    assert said is not None, quoted
    number, text = said.groups()
    if WORD[word] == "nearly":
        return Told(text, "nearly", answered, _lines(remark), None, groups.get(number, ()))
    return Told(text, WORD[word], answered, (), FIRM[remark.split("\n")[0]], groups.get(number, ()))


def _minutes_groups(tables: list[list[tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """{number of a proposal: the heads of each group that may be shown, as the pages put them}."""
    group_heads: dict[str, tuple[str, ...]] = {}
    for head, *body in tables:
        if head[:2] == GROUPS_HEAD:
            for card, _, *cells in body:
                counts = [(name, cell.split("/")) for name, cell in zip(head[2:], cells, strict=True) if "/" in cell]
                group_heads[card.strip("第号")] = tuple(
                    f"{name} {heads(words, int(agree), int(seen))}" for name, (agree, seen) in counts
                )
    return group_heads


def read_workbook(content: bytes) -> dict[str, dict[str, Told]]:
    """The sheet of common ground, and the words that the sheet of proposals has."""
    book = load_workbook(io.BytesIO(content))
    rows: dict[str, dict[str, Told]] = {"ground": {}, "themes": {}, "words": {}}
    for theme, word, _, text, answered, groups, firm, _, lacks in _rows(book[words("documents.table.ground")]):
        ground_row = Told(text or None, WORD[word], answered or None, _lines(lacks), FIRM.get(firm), _lines(groups))
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


def _as_on_screen(text: str) -> str:
    """With the spaces beside numbers of people that papers leave out."""
    return re.sub(r" ?(\d+)人", r" \1 人", text).strip()


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
