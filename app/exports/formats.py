"""The formats a meeting can be exported in, one table for command line, API and pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.exports import bundle, csv, docx, json, names, polis, xlsx
from app.exports.dossier import Dossier
from app.platform.errors import DomainError, ErrorKind


@dataclass(frozen=True, slots=True)
class Export:
    """One export format and how it is made; `plain` is the English name of such a file."""

    media_type: str
    plain: str
    render: Callable[[Dossier], bytes]

    def file_name(self, dossier: Dossier) -> str:
        """Return a file name in Chinese: the place, the meeting's title and what the file is."""
        return names.file_name((dossier.place, dossier.title), self.plain)


def find_export(format: str) -> Export:
    """Return an export format by its name.

    Raises:
        DomainError: `not_found`.
    """
    if format not in EXPORTS:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return EXPORTS[format]


ZIP = "application/zip"
CSV = "text/csv; charset=utf-8"
_OFFICE = "application/vnd.openxmlformats-officedocument"

EXPORTS: Mapping[str, Export] = {
    "minutes-docx": Export(f"{_OFFICE}.wordprocessingml.document", "minutes.docx", docx.render),
    "ledger-xlsx": Export(f"{_OFFICE}.spreadsheetml.sheet", "ledger.xlsx", xlsx.render),
    "ledger-csv": Export(CSV, "ledger.csv", csv.render_ledger),
    "proposals-csv": Export(CSV, "proposals.csv", csv.render_proposals),
    "cards-csv": Export(CSV, "cards.csv", csv.render_cards),
    "polis": Export(ZIP, "polis.zip", polis.render),
    "json": Export("application/json", "dossier.json", json.render),
    "bundle": Export(ZIP, "bundle.zip", bundle.render),
}
