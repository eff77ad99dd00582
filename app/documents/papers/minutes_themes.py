"""The parts of the minutes about what was proposed: themes and common ground."""

from collections.abc import Sequence

from app.common_ground.wording import group_name, heads, shortfall_words
from app.documents.blocks import Block, Paragraph, Side, Table
from app.documents.papers.outline import Outline
from app.documents.press import Press
from app.documents.text import tight
from app.exports import common_ground
from app.exports.common_ground import GroundLine, Heads, ThemeGround
from app.exports.dossier import Dossier, ProposalLine, ThemeLine
from app.proposals.queries import Tally

NOT_SHOWN = "—"
"""Printed in place of a count that the reader may not see yet."""


def themes_of(dossier: Dossier, press: Press, outline: Outline) -> list[Block]:
    """Return the themes in a table: number of proposals, people who agree with any, and the strongest proposal."""
    words = press.words
    blocks: list[Block] = [outline.section(words("documents.minutes.themes"))]
    if not dossier.themes:
        return [*blocks, Paragraph(words("documents.minutes.no_themes"))]
    named = sum(theme.named_by != "machine" for theme in dossier.themes)
    sentence = words("documents.minutes.themes_intro", themes=len(dossier.themes), named=named)
    names = ("theme", "posts", "people", "strongest", "heads")
    head = tuple(words(f"documents.column.{name}") for name in names)
    rows = tuple(_theme(theme, dossier, press) for theme in dossier.themes)
    sides = (Side.LEFT, Side.CENTRE, Side.CENTRE, Side.LEFT, Side.LEFT)
    return [*blocks, Paragraph(sentence), Table(head, rows, widths=(18, 9, 11, 40, 22), sides=sides)]


def _theme(theme: ThemeLine, dossier: Dossier, press: Press) -> tuple[str, ...]:
    strongest = min(theme.proposals, key=lambda line: (-line.support.agree, line.number), default=None)
    return (
        press.text(theme.label),
        str(len(theme.proposals)),
        str(theme.people) if dossier.shows_counts else NOT_SHOWN,
        quoted(strongest, press) if strongest else "",
        tally_words(strongest.support, dossier, press) if strongest else "",
    )


def quoted(line: ProposalLine | GroundLine, press: Press) -> str:
    """Return a proposal with its number."""
    return press.words("documents.minutes.quoted", number=line.number, text=press.text(line.text))


def tally_words(tally: Tally, dossier: Dossier, press: Press) -> str:
    """Return the numbers of people for one card, its duplicates included."""
    if not dossier.shows_counts:
        return NOT_SHOWN
    return tight(heads(press.words, tally.agree, tally.seen))


def ground_of(dossier: Dossier, press: Press, outline: Outline) -> list[Block]:
    """Return the result of each theme, and a table of the numbers of people by group; nothing before an analysis."""
    if not dossier.ground or not dossier.ground_basis:
        return []
    words = press.words
    basis = words(f"domain.reason.{dossier.ground_basis.reason}")
    day = press.day(dossier.ground_basis.at)
    blocks: list[Block] = [
        outline.section(words("documents.minutes.ground_title")),
        Paragraph(words("documents.minutes.ground_basis", basis=basis, day=day)),
    ]
    if not dossier.ground_themes:
        return blocks
    head = tuple(words(f"documents.column.{name}") for name in ("theme", "standing", "text", "heads", "firm"))
    rows = tuple(_theme_ground(theme, press) for theme in dossier.ground_themes)
    lines = [theme.line for theme in dossier.ground_themes if theme.line is not None]
    return [*blocks, Table(head, rows, widths=(16, 15, 33, 16, 20)), *groups_of(lines, press)]


def groups_of(lines: Sequence[GroundLine], press: Press) -> list[Block]:
    """Return a table with a row for each proposal and a column for each of several groups that may be shown."""
    names = list(dict.fromkeys(name for line in lines for name in line.by_group))
    if len(names) < 2:
        return []
    words = press.words
    head = (
        words("documents.column.number"),
        words("documents.column.whole"),
        *(group_name(words, one) for one in names),
    )
    rows = tuple(
        (
            words("documents.minutes.card", number=line.number),
            _heads(line.overall, press),
            *(_heads(line.by_group[name], press) if name in line.by_group else NOT_SHOWN for name in names),
        )
        for line in lines
    )
    intro = Paragraph(words("documents.minutes.groups_intro"), keeps_with_next=True)
    return [intro, Table(head, rows, sides=(Side.CENTRE,) * len(head))]


def _heads(heads: Heads, press: Press) -> str:
    return press.words("documents.minutes.agree_of_seen", agree=heads.agree, seen=heads.seen)


def _theme_ground(theme: ThemeGround, press: Press) -> tuple[str, ...]:
    words, line = press.words, theme.line
    if line is None:
        remark = ""
    elif theme.greatest is not None:
        remark = tight(common_ground.firm_words(words, line) + "\n" + common_ground.breadth_words(words, theme))
    else:
        remark = tight("\n".join(shortfall_words(words, line.lacks)))
    standing = words(f"domain.standing.{theme.standing}")
    answered = tight(common_ground.heads_words(words, line.overall)) if line else ""
    return (press.text(theme.theme), standing, quoted(line, press) if line else "", answered, remark)
