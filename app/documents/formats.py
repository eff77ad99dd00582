"""The formats a meeting can be exported in, one table for command line, API and pages."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.documents import bundle
from app.documents.papers import cases, concessions, minutes, notice, proposals, resolution, signin, votes
from app.documents.press import PapersOf, Press
from app.exports import csv, json, polis, xlsx
from app.exports.dossier import Dossier
from app.platform.errors import DomainError, ErrorKind

_UNSAFE = re.compile(r"[^\w\-（）]+")
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Export:
    """One export format and how it is made; `suffix` ends the file's name."""

    media_type: str
    suffix: str
    render: Callable[[Dossier, Press], bytes]

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


def _data(media_type: str, suffix: str, render: Callable[[Dossier], bytes]) -> Export:
    """Return a format for programs and tables, which is the same on every press."""
    return Export(media_type, suffix, lambda dossier, _press: render(dossier))


def _docx(suffix: str, papers_of: PapersOf) -> Export:
    return Export(_DOCX, f"-{suffix}.docx", lambda dossier, press: press.write_docx(papers_of(dossier, press)))


def _pdf(suffix: str, papers_of: PapersOf) -> Export:
    return Export(
        "application/pdf", f"-{suffix}.pdf", lambda dossier, press: press.write_pdf(papers_of(dossier, press))
    )


_ZIP, _PDF = "application/zip", "application/pdf"
CSV = "text/csv; charset=utf-8"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_DOCX = f"{_OFFICE}.wordprocessingml.document"

EXPORTS: Mapping[str, Export] = {
    "minutes-docx": _docx("minutes", minutes.papers_of),
    "minutes-pdf": _pdf("minutes", minutes.papers_of),
    "resolution-docx": _docx("resolution", resolution.papers_of),
    "resolution-pdf": _pdf("resolution", resolution.papers_of),
    "notice-docx": _docx("notice", notice.papers_of),
    "notice-pdf": _pdf("notice", notice.papers_of),
    "signin-docx": _docx("signin", signin.papers_of),
    "signin-pdf": _pdf("signin", signin.papers_of),
    "signin-full-docx": _docx("signin-full", signin.full_papers_of),
    "signin-full-pdf": _pdf("signin-full", signin.full_papers_of),
    "concessions-docx": _docx("concessions", concessions.papers_of),
    "concessions-pdf": _pdf("concessions", concessions.papers_of),
    "votes-docx": _docx("votes", votes.papers_of),
    "votes-pdf": _pdf("votes", votes.papers_of),
    "cases-docx": _docx("cases", cases.papers_of),
    "cases-pdf": _pdf("cases", cases.papers_of),
    "proposals-docx": _docx("proposals", proposals.papers_of),
    "proposals-pdf": _pdf("proposals", proposals.papers_of),
    "ledger-xlsx": _data(f"{_OFFICE}.spreadsheetml.sheet", "-ledger.xlsx", xlsx.render),
    "ledger-csv": _data(CSV, "-ledger.csv", csv.render_ledger),
    "proposals-csv": _data(CSV, "-proposals.csv", csv.render_proposals),
    "cards-csv": _data(CSV, "-cards.csv", csv.render_cards),
    "polis": _data(_ZIP, "-polis.zip", polis.render),
    "json": _data("application/json", ".json", json.render),
    "bundle": Export(_ZIP, "-bundle.zip", bundle.render),
}
