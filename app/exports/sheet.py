"""Writes an official document: numbered headings, indented paragraphs, labelled facts, tables."""

import io
from collections.abc import Iterable
from typing import Any

import segno

from app.exports import paper
from app.exports.tables import words
from app.exports.text import breadth, printable

NUMERALS = "一二三四五六七八九十"


class Sheet:
    """One document being written; texts that come from people are made printable here."""

    def __init__(self, title: str) -> None:
        self.document = paper.new_paper(printable(title))
        self.document.add_paragraph(printable(title), style="Title")
        self._sections = 0

    def section(self, title: str) -> None:
        """Add a heading of the first level: 一、"""
        self._sections += 1
        self.document.add_paragraph(f"{numeral(self._sections)}、{title}", style="Heading 1")

    def subsection(self, number: int, title: str) -> None:
        """Add a heading of the second level: （一）"""
        self.document.add_paragraph(printable(f"（{numeral(number)}）{title}"), style="Heading 2")

    def text(self, text: str) -> Any:
        """Add a paragraph and return it."""
        paragraph = self.document.add_paragraph(printable(text))
        paragraph.paragraph_format.first_line_indent = paper.INDENT
        return paragraph

    def fact(self, label: str, value: str) -> None:
        """Add a paragraph: a label in the typeface of headings, `HEITI`, then the value."""
        paragraph = self.document.add_paragraph()
        paper.set_face(paragraph.add_run(label), paper.HEITI)
        paragraph.add_run(printable(value))

    def table(self, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        """Add a ruled table whose header is repeated on each page."""
        lines = [list(head), *([printable(str(value)) for value in row] for row in rows)]
        table = self.document.add_table(rows=len(lines), cols=len(lines[0]), style="Table Grid")
        paper.repeat_head(table)
        paper.set_widths(table, [max(map(breadth, column)) for column in zip(*lines, strict=True)])
        for line, row in zip(lines, table.rows, strict=True):
            for text, cell in zip(line, row.cells, strict=True):
                cell.paragraphs[0].style = "Cell"
                cell.paragraphs[0].add_run(text)

    def square(self, text: str) -> None:
        """Add the QR code of a text, at the left margin."""
        picture = io.BytesIO()
        segno.make_qr(text, error="m").save(picture, kind="png", scale=4, border=4)
        picture.seek(0)
        self.document.add_picture(picture, width=paper.SQUARE)

    def save(self) -> bytes:
        return paper.save(self.document)


def say(key: str, **params: object) -> str:
    """Return a text of the catalogue area `documents`."""
    return words(f"documents.{key}", **params)


def numeral(number: int) -> str:
    """Return 1 to 99 in Chinese numerals, any other number in digits."""
    if not 1 <= number <= 99:
        return str(number)
    if number <= 10:
        return NUMERALS[number - 1]
    tens, ones = divmod(number, 10)
    return f"{NUMERALS[tens - 1] if tens > 1 else ''}十{NUMERALS[ones - 1] if ones else ''}"
