"""The index page of a bundle: every file with what it is, its size and its SHA-256, and how to check them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.documents.blocks import Kind
from app.exports.archive import Packed
from app.exports.dossier import Dossier
from app.exports.tables import chinese_day, left_out_words, words
from app.exports.text import printable

PAGE = "index.html"
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a bundle; `kind` is its English name, such as `minutes.docx`."""

    path: str
    kind: str
    packed: Packed
    is_paper: bool = False

    @property
    def href(self) -> str:
        return quote(self.path)

    @property
    def about(self) -> str:
        """What the file is, in words."""
        if not self.is_paper:
            return words(f"documents.about.{self.kind.replace('.', '_').replace('/', '_')}")
        paper, _, ending = self.kind.partition(".")
        return words(f"documents.about.{paper}") + words(f"documents.about.{ending}")


def write_page(dossier: Dossier, listed: Sequence[Listed], nothing: Sequence[Kind], address: str) -> bytes:
    """Return the page, which needs neither network nor script.

    Args:
        nothing: the papers that are left out because they would say nothing.
        address: where the installation shows the fingerprint of this ledger and its public key, or empty.
    """
    groups: Mapping[str, list[Listed]] = {
        "papers": [one for one in listed if one.is_paper],
        "data": [one for one in listed if not one.is_paper],
    }
    page = _PAGES.get_template("bundle_index.html").render(
        t=words,
        title=dossier.title,
        place=dossier.place,
        made=chinese_day(dossier.printed_at),
        groups={words(f"documents.index.{name}"): files for name, files in groups.items()},
        nothing="、".join(words(f"documents.paper.{kind}") for kind in nothing),
        left_out=left_out_words(dossier),
        seal=dossier.seal,
        entries=dossier.head_number,
        address=address,
    )
    return printable(page).encode()
