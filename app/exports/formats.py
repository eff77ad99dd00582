"""The formats a meeting can be exported in, one table for command line, API and pages."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.exports import bundle, csv, docx, json, polis, xlsx
from app.exports.dossier import Dossier
from app.platform.errors import DomainError, ErrorKind

_UNSAFE = re.compile(r"[^\w\-（）]+")
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Export:
    """One export format and how it is made; `suffix` ends the file's name."""

    media_type: str
    suffix: str
    render: Callable[[Dossier], bytes]

    def file_name(self, dossier: Dossier) -> str:
        """Return a file name: the meeting's title, short and without unsafe signs, or its id, and the suffix."""
        title = _UNSAFE.sub("_", dossier.title).strip("_")[:LONGEST_NAME]
        return f"{title or dossier.meeting}{self.suffix}"


def find_export(format: str) -> Export:
    """Return an export format by its name.

    Raises:
        DomainError: `not_found`.
    """
    if format not in EXPORTS:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return EXPORTS[format]


_ZIP = "application/zip"
CSV = "text/csv; charset=utf-8"
_OFFICE = "application/vnd.openxmlformats-officedocument"

EXPORTS: Mapping[str, Export] = {
    "minutes-docx": Export(f"{_OFFICE}.wordprocessingml.document", "-minutes.docx", docx.render),
    "ledger-xlsx": Export(f"{_OFFICE}.spreadsheetml.sheet", "-ledger.xlsx", xlsx.render),
    "ledger-csv": Export(CSV, "-ledger.csv", csv.render_ledger),
    "proposals-csv": Export(CSV, "-proposals.csv", csv.render_proposals),
    "cards-csv": Export(CSV, "-cards.csv", csv.render_cards),
    "polis": Export(_ZIP, "-polis.zip", polis.render),
    "json": Export("application/json", ".json", json.render),
    "bundle": Export(_ZIP, "-bundle.zip", bundle.render),
}
