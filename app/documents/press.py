"""The press: what papers are printed with on this server."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import quote

from app.documents.blocks import Kind, Paper
from app.documents.docx import write_docx
from app.documents.editions import Edition, State
from app.documents.fonts import Fonts, fonts_of
from app.documents.pdf import write_pdf
from app.documents.script import in_script
from app.documents.text import day_in_words
from app.exports.dossier import Dossier
from app.platform.errors import DomainError, ErrorKind
from app.platform.i18n import Locale, Translator, translator_of
from app.platform.local_time import to_local
from app.settings import Settings

FONTS = "fonts"
"""The folder of the data folder in which a server keeps fonts of its own."""


@dataclass(frozen=True, slots=True)
class FrozenPaper:
    """A final paper in one language: its text, and the functions that read the files made when it became final."""

    paper: Paper
    read_docx: Callable[[], bytes]
    read_pdf: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Press:
    """What papers are printed with.

    Attributes:
        fonts: the fonts embedded in PDF files.
        locale: the language of the papers; official ones are in standard (simplified) characters.
        public_url: address of this server for QR codes, without a slash at the end; empty: no QR codes.
        templates: {paper: the place's own template}, for DOCX files.
        editions: {(paper, id of its subject, such as a resolution, or empty): the version to print}.
        frozen: {(paper, id of its subject or empty): the final paper in this language, printed instead of a new one}.
    """

    fonts: Fonts
    locale: Locale = Locale.ZH_HANS
    public_url: str = ""
    templates: Mapping[Kind, bytes] = field(default_factory=dict)
    editions: Mapping[tuple[Kind, str], Edition] = field(default_factory=dict)
    frozen: Mapping[tuple[Kind, str], FrozenPaper] = field(default_factory=dict)

    def edition_of(self, kind: Kind, subject: str = "", first: State = State.DRAFT) -> Edition:
        """Return the version of a paper that is printed.

        Args:
            first: the state of the first version, of which nobody has kept a record.
        """
        return self.editions.get((kind, subject), Edition(first))

    def footer_of(self, edition: Edition, *, number: str = "", code: str = "") -> tuple[str, str]:
        """Return both texts of the small line: number, state and version; and the check code."""
        state = self.words(f"documents.edition.{edition.state}", until=self.day(edition.comments_until))
        key = "documents.version" if edition.replaces is None else "documents.version_replacing"
        version = self.words(key, version=edition.version, replaced=edition.replaces)
        return "\u3000".join(filter(None, (number, state, version))), (
            self.words("documents.check_code", code=code) if code else ""
        )

    def mark_of(self, edition: Edition) -> str:
        """Return the text across the pages of a paper that is not final, else nothing."""
        return "" if edition.state.is_final else self.words("documents.draft_mark")

    def day(self, day: date | datetime | None) -> str:
        """Return a day in words, without leading zeros; a moment by its local day; empty for None."""
        if day is None:
            return ""
        return day_in_words(to_local(day).date() if isinstance(day, datetime) else day, self.locale)

    def text(self, text: str) -> str:
        """Return a text that people wrote, in the script of the papers."""
        return in_script(text, self.locale)

    @property
    def words(self) -> Translator:
        return translator_of(self.locale)

    def address(self, path: str) -> str:
        """Return the public address of a path such as `/r/abc`, or empty without a public address."""
        return f"{self.public_url}{quote(path)}" if self.public_url else ""

    def write_docx(self, papers: Sequence[Paper]) -> bytes:
        """Return papers of one kind as one DOCX file, each beginning on a new page; a lone final paper unchanged.

        Raises:
            DomainError: `paper.nothing` if there is none; or as `app.documents.docx.write_docx` states.
        """
        check_some(papers)
        if len(papers) == 1 and (frozen := self._frozen(papers[0])):
            return frozen.read_docx()
        return write_docx(self._issued(papers), self.templates.get(papers[0].kind))

    def write_pdf(self, papers: Sequence[Paper]) -> bytes:
        """Return papers of one kind as one PDF file, each beginning on a new page; a lone final paper unchanged.

        Raises:
            DomainError: `paper.nothing` if there is none; or as `app.documents.pdf.write_pdf` states.
        """
        check_some(papers)
        if len(papers) == 1 and (frozen := self._frozen(papers[0])):
            return frozen.read_pdf()
        return write_pdf(self._issued(papers), self.fonts)

    def _frozen(self, paper: Paper) -> FrozenPaper | None:
        return self.frozen.get((paper.kind, paper.subject))

    def _issued(self, papers: Sequence[Paper]) -> list[Paper]:
        """Return papers with the text of each final one as it was when it became final."""
        return [frozen.paper if (frozen := self._frozen(paper)) else paper for paper in papers]


PapersOf = Callable[[Dossier, Press], Sequence[Paper]]
"""Returns the papers of one kind of a meeting, such as one for each resolution."""


def press_of(
    settings: Settings, locale: Locale = Locale.ZH_HANS, templates: Mapping[Kind, bytes] | None = None
) -> Press:
    """Return the press of a server."""
    return Press(fonts_of(settings.data_dir / FONTS), locale, settings.public_url.rstrip("/"), templates or {})


def check_some(papers: Sequence[Paper]) -> None:
    """Refuse to print nothing.

    Raises:
        DomainError: `paper.nothing`.
    """
    if not papers:
        raise DomainError(ErrorKind.CONFLICT, "paper.nothing")
