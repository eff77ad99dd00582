"""The minutes as a reader finds them: paragraphs and tables of the DOCX."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx


@dataclass(frozen=True, slots=True)
class Minutes:
    paragraphs: list[str]
    tables: list[list[list[str]]]

    def line_with(self, text: str) -> str:
        """The first paragraph that holds a text."""
        return next((line for line in self.paragraphs if text in line), "")

    def table_under(self, *head: str) -> list[dict[str, str]]:
        """The rows of the table that has these columns."""
        for first, *rows in self.tables:
            if set(head) <= set(first):
                return [dict(zip(first, row, strict=True)) for row in rows]
        return []


def read_minutes(path: Path) -> Minutes:
    document: Any = docx.Document(str(path))
    return Minutes(
        paragraphs=[paragraph.text for paragraph in document.paragraphs],
        tables=[[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables],
    )
