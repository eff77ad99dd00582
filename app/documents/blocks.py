"""The parts of an official paper, which each writer lays out in its own file format."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.platform.i18n import Locale


class Kind(StrEnum):
    """The papers of a meeting."""

    MINUTES = "minutes"
    RESOLUTION = "resolution"
    NOTICE = "notice"
    SIGN_IN = "signin"
    CONCESSIONS = "concessions"
    VOTES = "votes"
    CASES = "cases"
    PROPOSALS = "proposals"


class Side(StrEnum):
    """The side of the line or of the table column at which a text stands."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (一、, in 黑体) or 2 (（一）, in 楷体), its number included."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of body text.

    Attributes:
        keeps_with_next: the paragraph stays on the page of the block that follows.
        lead: words in 黑体 before the text, such as the number and name of a point.
    """

    text: str
    side: Side = Side.LEFT
    is_indented: bool = True
    keeps_with_next: bool = False
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label in 黑体 and its value; further lines of the value begin below the value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head that each page repeats.

    Attributes:
        widths: the share of the text width of each column; empty: by the widths of the texts.
        sides: the side of each column's texts; empty: left.
        is_for_hand: every row is high enough to write in by hand.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    sides: tuple[Side, ...] = ()
    is_for_hand: bool = False


@dataclass(frozen=True, slots=True)
class Signatures:
    """Blanks for handwritten signatures, two in a line, each with a label and a blank date."""

    labels: tuple[str, ...]
    date: str


@dataclass(frozen=True, slots=True)
class Seal:
    """Issuer and date above the place of the seal, beside a QR code if `address` is not empty."""

    issuer: str
    date: str
    hint: str
    address: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code at the left margin and a caption beside it."""

    content: str
    caption: str


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in small type."""

    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """The beginning of an attachment on a new page: its label (附件1) and its title."""

    label: str
    title: str


Block = Heading | Paragraph | Fact | Table | Signatures | Seal | Note | Attachment | QrCode


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper that a template places as a whole; `name` is its placeholder."""

    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One official paper, in one language.

    Attributes:
        title: lines of the title, broken by meaning.
        number: official number (发文字号), or empty.
        sections: the parts in the order of the standard template.
        footer: left and right text of the line below the page number.
        mark: text across each page of a paper that is not final, or empty.
        issuer: the body that issues the paper, also its author in the file's properties.
        date: day of the paper.
        subject: id of the resolution that the paper is about, or empty for a paper about the whole meeting.
    """

    kind: Kind
    locale: Locale
    title: tuple[str, ...]
    number: str
    sections: tuple[Section, ...]
    footer: tuple[str, str]
    mark: str
    issuer: str
    date: datetime
    subject: str = ""

    @property
    def blocks(self) -> Iterator[Block]:
        """All blocks in the order of the sections."""
        for section in self.sections:
            yield from section.blocks

    @property
    def name(self) -> str:
        """The title in one line."""
        return "".join(self.title) if self.locale is not Locale.EN else " ".join(self.title)
