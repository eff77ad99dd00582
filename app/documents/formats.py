"""The formats a meeting can be exported in, one table for command line, API and pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.documents import bundle
from app.documents.papers import cases, concessions, minutes, notice, proposals, resolution, signin, votes
from app.documents.press import PapersOf, Press
from app.exports import csv, json, names, polis, xlsx
from app.exports.dossier import Dossier
from app.platform.errors import DomainError, ErrorKind
from app.platform.i18n import Locale
from app.platform.progress import Report, unreported

PAPER_LANGUAGES = (Locale.ZH_HANS, Locale.ZH_HANT, Locale.EN)
"""Official papers are written in standard characters unless somebody asks for another language."""


@dataclass(frozen=True, slots=True)
class Export:
    """One export format and how it is made; `plain` is the English name of such a file.

    `render_parts` is `render` with a report before each part, for a file of several parts.
    """

    media_type: str
    plain: str
    render: Callable[[Dossier, Press], bytes]
    render_parts: Callable[[Dossier, Press, Report], bytes] | None = None
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

    def make(self, dossier: Dossier, press: Press, report: Report = unreported) -> bytes:
        """Return the file of a dossier and report each part of it before the part is made."""
        if self.render_parts is not None:
            return self.render_parts(dossier, press, report)
        report(0, 1, self.file_name(dossier))
        return self.render(dossier, press)

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


def _data(media_type: str, plain: str, render: Callable[[Dossier], bytes]) -> Export:
    """Return a format for programs and tables, which is the same on every press."""
    return Export(media_type, plain, lambda dossier, _press: render(dossier))


def _docx(plain: str, papers_of: PapersOf) -> Export:
    def render(dossier: Dossier, press: Press) -> bytes:
        return press.write_docx(papers_of(dossier, press))

    return Export(DOCX, f"{plain}.docx", render, languages=PAPER_LANGUAGES)


def _pdf(plain: str, papers_of: PapersOf) -> Export:
    def render(dossier: Dossier, press: Press) -> bytes:
        return press.write_pdf(papers_of(dossier, press))

    return Export(_PDF, f"{plain}.pdf", render, languages=PAPER_LANGUAGES)


ZIP, _PDF = "application/zip", "application/pdf"
CSV = "text/csv; charset=utf-8"
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{_OFFICE}.wordprocessingml.document"

EXPORTS: Mapping[str, Export] = {
    "minutes-docx": _docx("minutes", minutes.papers_of),
    "minutes-pdf": _pdf("minutes", minutes.papers_of),
    "concessions-docx": _docx("concessions", concessions.papers_of),
    "concessions-pdf": _pdf("concessions", concessions.papers_of),
    "resolution-docx": _docx("resolution", resolution.papers_of),
    "resolution-pdf": _pdf("resolution", resolution.papers_of),
    "notice-docx": _docx("notice", notice.papers_of),
    "notice-pdf": _pdf("notice", notice.papers_of),
    "signin-docx": _docx("signin", signin.papers_of),
    "signin-pdf": _pdf("signin", signin.papers_of),
    "signin-full-docx": _docx("signin-full", signin.full_papers_of),
    "signin-full-pdf": _pdf("signin-full", signin.full_papers_of),
    "votes-docx": _docx("votes", votes.papers_of),
    "votes-pdf": _pdf("votes", votes.papers_of),
    "cases-docx": _docx("cases", cases.papers_of),
    "cases-pdf": _pdf("cases", cases.papers_of),
    "proposals-docx": _docx("proposals", proposals.papers_of),
    "proposals-pdf": _pdf("proposals", proposals.papers_of),
    "ledger-xlsx": _data(f"{_OFFICE}.spreadsheetml.sheet", "ledger.xlsx", xlsx.render),
    "ledger-csv": _data(CSV, "ledger.csv", csv.render_ledger),
    "proposals-csv": _data(CSV, "proposals.csv", csv.render_proposals),
    "cards-csv": _data(CSV, "cards.csv", csv.render_cards),
    "polis": _data(ZIP, "polis.zip", polis.render),
    "json": _data("application/json", "dossier.json", json.render),
    "bundle": Export(ZIP, "bundle.zip", bundle.render, bundle.render),
}
