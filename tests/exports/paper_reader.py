"""Reads from each paper of a meeting what it says of polls, concessions and cases."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from lxml import html
from openpyxl import load_workbook

from app.platform.i18n import Locale
from tests.exports.meeting_maker import STATES, MadeCase, MadeConcession, MadePoll, Maker


@dataclass(slots=True)
class Said:
    """What one paper says; how often matters, the order does not."""

    polls: Counter[MadePoll] = field(default_factory=Counter)
    concessions: Counter[str] = field(default_factory=Counter)
    cases: Counter[MadeCase] = field(default_factory=Counter)


def said_in_model(maker: Maker) -> Said:
    """What every paper must say."""
    return Said(Counter(maker.polls), Counter(map(sentence_of, maker.concessions)), Counter(maker.cases))


def on_paper(said: Said) -> Said:
    """What minutes say: the same, with no space between Chinese and numbers in the results of polls."""
    tight = Counter({MadePoll(one.title, squeeze(one.result)): count for one, count in said.polls.items()})
    return Said(tight, said.concessions, said.cases)


def squeeze(result: str) -> str:
    return re.sub(r" ?(\d+) ?", r"\1", result)


def sentence_of(card: MadeConcession) -> str:
    """A concession as the minutes print it, without its place in the list."""
    giver = f"{card.stakeholder_group}：" if card.stakeholder_group else ""
    about = f"就第{card.proposal}号提议，" if card.proposal else ""
    wanted = f"原来希望“{card.wanted}”，" if card.wanted else ""
    offer = f"只要“{card.condition}”，愿意“{card.offer}”。" if card.offer else ""
    return f"{giver}{about}{wanted}{offer}（{card.state}）"


def read_minutes(content: bytes) -> Said:
    document, said, section, title, is_next = Document(io.BytesIO(content)), Said(), "", "", False
    for paragraph in document.paragraphs:
        style, text = paragraph.style.name if paragraph.style else "", paragraph.text
        if style == "Heading 1":
            section = text.split("、", 1)[1]
        elif style == "Heading 2":
            title = text.split("）", 1)[1]
        elif section == "议决事项" and is_next:
            said.polls[MadePoll(title, text)] += 1
        is_next = text.startswith("议决规则：")
    for table in document.tables:
        head, *rows = [[cell.text for cell in row.cells] for row in table.rows]
        _read_table(said, [dict(zip(head, row, strict=True)) for row in rows])
    return said


def _read_table(said: Said, rows: list[dict[str, str]]) -> None:
    for row in rows:
        if "决议编号" in row:
            said.cases[MadeCase(row["编号"], row["决议编号"])] += 1
        elif "原来希望" in row:
            slots = [row[name] for name in ("提议编号", "身份", "原来希望", "只要", "愿意", "状态")]
            said.concessions[sentence_of(MadeConcession(*slots))] += 1


def read_workbook(content: bytes) -> Said:
    book, said = load_workbook(io.BytesIO(content)), Said()
    for row in _rows(book["决议与表决"]):
        if row["表决结果"]:
            said.polls[MadePoll(row["标题"], row["表决结果"])] += 1
    for row in _rows(book["让步"]):
        slots = [str(row[name]) for name in ("提议编号", "身份", "原来希望", "只要", "愿意", "状态")]
        said.concessions[sentence_of(MadeConcession(*slots))] += 1
    said.cases.update(MadeCase(row["编号"], row["决议编号"]) for row in _rows(book["事项台账"]))
    return said


def read_case_table(content: bytes) -> Counter[MadeCase]:
    """The cases of a CSV register."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return Counter(MadeCase(row["编号"], row["决议编号"]) for row in rows)


def read_json(content: bytes) -> Said:
    dossier, said = json.loads(content), Said()
    titles = {row["id"]: row["title"] for row in dossier["resolutions"]}
    numbers = {row["id"]: str(row["number"]) for row in dossier["proposals"]}
    for row in dossier["polls"]:
        title = titles[row["subject"]] if row["subject"] else row["question"]
        said.polls[MadePoll(title, row["in_words"][Locale.ZH_HANS])] += 1
    for row in dossier["concessions"]:
        about, stakeholder_group = numbers.get(row["proposal"] or "", ""), row["stake"] or ""
        slots = (about, stakeholder_group, row["wanted"], row["condition"], row["gives"], STATES[row["state"]])
        said.concessions[sentence_of(MadeConcession(*slots))] += 1
    said.cases.update(MadeCase(row["number"], row["resolution_number"]) for row in dossier["cases"])
    return said


def read_page(text: str) -> Said:
    """The office page of a meeting; it names no proposal that a concession is about."""
    page, said = html.fromstring(text), Said()
    for article in page.xpath("//section[@id='resolutions']/article"):
        title = article.xpath("string(.//h3)").strip()
        for words in article.xpath(".//p[@class='poll-words']"):
            said.polls[MadePoll(title, words.text_content())] += 1
    for row in page.xpath("//section[@id='concessions']//li"):
        said.concessions[" ".join(line.text_content().strip() for line in row.xpath(".//p"))] += 1
    for row in page.xpath("//section[@id='cases']//li"):
        number, resolution, *_ = row.xpath("string(.//p[@class='card-foot'])").split(" · ")
        said.cases[MadeCase(number, resolution.removeprefix("落实 "))] += 1
    return said


def page_line_of(card: MadeConcession) -> str:
    """A concession as the office page shows it."""
    offer = f"只要{card.condition}，我可以退到{card.offer}" if card.offer else ""
    wanted = f"原来希望：{card.wanted}" if card.wanted else ""
    return " ".join(part for part in (card.stakeholder_group, offer, wanted, card.state) if part)


def unpack(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _rows(sheet: Any) -> list[dict[str, Any]]:
    head, *rows = [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
    return [dict(zip(head, row, strict=True)) for row in rows]
