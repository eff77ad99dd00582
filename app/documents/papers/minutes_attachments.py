"""The attachments of the minutes: all proposals, people's edits of the themes, and how to check the record."""

from collections.abc import Callable
from dataclasses import astuple

from app.documents.blocks import Attachment, Block, Note, Paragraph, QrCode, Side, Table
from app.documents.papers.minutes_themes import groups_of, tally_words
from app.documents.press import Press
from app.documents.text import tight
from app.exports import common_ground
from app.exports.dossier import Dossier, ProposalLine
from app.exports.facts_words import person_words
from app.platform.i18n import Locale
from app.platform.local_time import short_time
from app.themes.rules import Case

ALGORITHMS = {"sha256": "SHA-256", "sm3": "SM3"}


def attachments_of(dossier: Dossier, press: Press) -> list[Block]:
    """Return the attachments that have something in them, numbered from 1."""
    makers: dict[str, Callable[[Dossier, Press], list[Block]]] = {
        "others": _others,
        "placements": _placements,
        "proposals": _proposals,
        "edits": _edits,
        "check": _check,
    }
    blocks: list[Block] = []
    number = 0
    for name, make in makers.items():
        if content := make(dossier, press):
            number += 1
            label = press.words("documents.attachment", number=number)
            blocks += [Attachment(label, press.words(f"documents.attachment.{name}")), *content]
    return blocks


def proposal_rows(dossier: Dossier, press: Press) -> Table:
    """Return all proposals in a table; a text in another script than the paper's stands there as written as well."""
    words = press.words
    head = tuple(words(f"documents.column.{name}") for name in ("number", "text", "theme", "heads", "state"))
    rows = tuple(
        (
            str(line.number),
            _text(line, press),
            press.text(line.theme),
            tally_words(line.tally, dossier, press),
            state_of(line, press),
        )
        for line in dossier.proposals
    )
    sides = (Side.CENTRE, Side.LEFT, Side.LEFT, Side.LEFT, Side.CENTRE)
    return Table(head, rows, widths=(9, 46, 16, 17, 12), sides=sides)


def _text(line: ProposalLine, press: Press) -> str:
    shown = press.text(line.text)
    if shown == line.text or press.locale is Locale.EN:
        return line.text
    return f"{shown}\n{press.words('documents.original', text=line.text)}"


def state_of(line: ProposalLine, press: Press) -> str:
    """Return the state of a proposal, or into which other proposal it is merged."""
    if line.copy_of is not None:
        return press.words("documents.merged_into", number=line.copy_of)
    return press.words(f"domain.state.{line.state}")


def _placements(dossier: Dossier, press: Press) -> list[Block]:
    """Return who named each theme, and how many of its proposals machine, authors, room and desk have placed there."""
    if dossier.themes_case is not Case.ONE or not dossier.themes:
        return []
    words = press.words
    names = ("theme", "named_by", "cards", "by_machine", "by_author", "by_room", "by_desk")
    head = tuple(words(f"documents.column.{name}") for name in names)
    rows = tuple(
        (
            press.text(theme.label),
            words(f"documents.named_by.{theme.named_by}"),
            *map(str, (len(theme.proposals), *astuple(theme.placements))),
        )
        for theme in dossier.themes
    )
    return [Table(head, rows, widths=(24, 12, 10, 14, 14, 14, 14), sides=(Side.LEFT, *(Side.CENTRE,) * 6))]


def _others(dossier: Dossier, press: Press) -> list[Block]:
    """Return the proposals that every group accepts and that are not the greatest of their theme."""
    lines = common_ground.others_of(dossier.ground, dossier.ground_themes)
    if not lines:
        return []
    words = press.words
    head = tuple(words(f"documents.column.{name}") for name in ("number", "standing", "text", "heads", "firm"))
    rows = tuple(
        (
            str(line.number),
            words(f"domain.standing.{line.standing}"),
            press.text(line.text),
            tight(common_ground.heads_words(words, line.overall)),
            tight(common_ground.firm_words(words, line)),
        )
        for line in lines
    )
    sides = (Side.CENTRE, Side.LEFT, Side.LEFT, Side.LEFT, Side.CENTRE)
    return [Table(head, rows, widths=(10, 15, 43, 18, 14), sides=sides), *groups_of(lines, press)]


def _proposals(dossier: Dossier, press: Press) -> list[Block]:
    return [proposal_rows(dossier, press)] if dossier.proposals else []


def _edits(dossier: Dossier, press: Press) -> list[Block]:
    """Return people's edits of the themes in a table."""
    if not dossier.edits:
        return []
    words = press.words
    head = tuple(words(f"documents.column.{name}") for name in ("seq", "time", "by", "act"))
    rows = tuple(
        (
            str(act.number),
            short_time(act.at),
            person_words(words, act.by),
            press.text(words(f"domain.edit.{act.op}", **act.facts))
            + ("" if act.counts else words("documents.minutes.undone")),
        )
        for act in dossier.edits
    )
    sides = (Side.CENTRE, Side.CENTRE, Side.LEFT, Side.LEFT)
    return [Table(head, rows, widths=(8, 20, 22, 50), sides=sides)]


def _check(dossier: Dossier, press: Press) -> list[Block]:
    """Return the head of the record, the hashes of the resolutions, and the QR code of the fingerprint."""
    words, seal = press.words, dossier.seal
    algorithm = ALGORITHMS[seal.head.algorithm]
    blocks: list[Block] = [
        Paragraph(words("documents.minutes.attached", proposals=len(dossier.proposals), entries=len(dossier.entries))),
        Paragraph(words("documents.minutes.head", number=dossier.head_number, algorithm=algorithm)),
        Note(dossier.head_hash),
    ]
    for one in dossier.resolutions:
        if one.text_hash:
            blocks.append(Paragraph(words("documents.minutes.text_hash_of", title=press.text(one.title))))
            blocks.append(Note(one.text_hash))
    if seal.key_id:
        caption = words("documents.minutes.fingerprint", fingerprint=seal.fingerprint, by=seal.key_id)
        blocks.append(QrCode(seal.line, caption))
    return blocks
