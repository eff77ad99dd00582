"""The formats a meeting can be exported in, one table for command line, API and pages."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.exports import bundle, csv, docx, json, polis, xlsx
from app.exports.dossier import Dossier
from app.platform.errors import DomainError, ErrorKind
from app.platform.i18n import Locale
from app.platform.progress import Report, unreported

_UNSAFE = re.compile(r"[^\w\-（）]+")
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Export:
    """One export format and how it is made; `suffix` ends the file's name.

    `render_parts` is `render` with a report before each part, for a file of several parts.
    """

    media_type: str
    suffix: str
    render: Callable[[Dossier], bytes]
    render_parts: Callable[[Dossier, Report], bytes] | None = None
    languages: tuple[Locale, ...] = (Locale.ZH_HANS,)
    """The languages in which the file can be made, the default first."""

    def language_for(self, wanted: Locale | None) -> Locale:
        """Return the language in which to make the file: the one wanted, or the default.

        Raises:
            DomainError: `export.language` if the file cannot be made in the language wanted.
        """
        language = self.languages[0] if wanted is None else wanted
        if language not in self.languages:
            raise DomainError(ErrorKind.INVALID, "export.language")
        return language

    def make(self, dossier: Dossier, report: Report = unreported) -> bytes:
        """Return the file of a dossier and report each part of it before the part is made."""
        if self.render_parts is not None:
            return self.render_parts(dossier, report)
        report(0, 1, self.file_name(dossier))
        return self.render(dossier)

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
    "bundle": Export(_ZIP, "-bundle.zip", bundle.render, bundle.render),
}
