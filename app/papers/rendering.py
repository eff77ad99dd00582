"""Renders a paper that becomes final in each language and stores its files."""

from dataclasses import replace

from app.documents.blocks import Kind
from app.documents.editions import Edition
from app.documents.formats import PAPER_LANGUAGES
from app.documents.press import Press, check_some, press_of
from app.exports.dossier import Dossier
from app.papers import files
from app.papers.printing import FORMATS, TEXT, texts_of, write_paper
from app.papers.texts import write_text
from app.settings import Settings


def make_files(
    settings: Settings, kind: Kind, subject: str, dossier: Dossier, edition: Edition
) -> dict[str, dict[str, str]]:
    """Make a paper in each language, store its files and return {language: {docx | pdf | text: SHA-256}}.

    Nothing is stored before everything is made.

    Raises:
        DomainError: `paper.nothing` if the meeting has no such paper; or as `files.store` and the writers state.
    """
    made = {}
    for locale in PAPER_LANGUAGES:
        press = replace(press_of(settings, locale), editions={(kind, subject): edition})
        made[locale.value] = _contents(kind, subject, dossier, press)
    return {
        language: {format: files.store(settings.papers, content) for format, content in contents.items()}
        for language, contents in made.items()
    }


def _contents(kind: Kind, subject: str, dossier: Dossier, press: Press) -> dict[str, bytes]:
    papers = texts_of(kind, subject, dossier, press)
    check_some(papers)
    return {TEXT: write_text(papers[0]), **{format: write_paper(papers, press, format) for format in FORMATS}}
