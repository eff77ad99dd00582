"""Checks whether an edit makes sense for the current layout."""

from collections.abc import Sequence
from dataclasses import replace

from app.platform.errors import DomainError, ErrorKind
from app.themes.rules.edits import COLOURS, Edit, Op, standing
from app.themes.rules.replay import Arrangement, folded_label

LONGEST_LABEL = 30


def check_edit(edit: Edit, now: Arrangement, edits: Sequence[Edit]) -> None:
    """Refuse an edit that makes no sense for the current layout.

    Raises:
        DomainError: `theme.unknown`, `theme.label_invalid`, `theme.label_taken`, `theme.proposals_needed`,
            `theme.colour_unknown`, `theme.nothing_to_undo`.
    """
    if edit.op is Op.UNDO:
        if edit.undoes not in {one.number for one in standing(edits)}:
            raise DomainError(ErrorKind.CONFLICT, "theme.nothing_to_undo")
        return
    if edit.op is Op.SPLIT and not edit.theme:
        now.check_known(edit.proposals)  # ungrouped proposals may become a theme
    elif edit.op is not Op.PART:
        now.find(edit.theme)
    for other in edit.others:
        now.find(other)
    _CHECKS.get(edit.op, lambda _edit, _now: None)(edit, now)


def _check_label(edit: Edit, now: Arrangement) -> None:
    if not edit.label or len(edit.label) > LONGEST_LABEL:
        raise DomainError(ErrorKind.INVALID, "theme.label_invalid", most=LONGEST_LABEL)
    wanted = folded_label(edit.label)
    if any(folded_label(theme.label) == wanted and theme.key != edit.theme for theme in now.themes):
        raise DomainError(ErrorKind.CONFLICT, "theme.label_taken")


def _check_proposals(edit: Edit, now: Arrangement) -> None:
    now.check_known(edit.proposals)


def _check_split(edit: Edit, now: Arrangement) -> None:
    members = set(now.find(edit.theme).members) if edit.theme else {*now.alone, ""}
    if not edit.proposals or not set(edit.proposals) < members:
        raise DomainError(ErrorKind.INVALID, "theme.proposals_needed")
    if edit.label:
        _check_label(replace(edit, theme=edit.to), now)


def _check_part(edit: Edit, now: Arrangement) -> None:
    if len(set(edit.proposals)) != 2:
        raise DomainError(ErrorKind.INVALID, "theme.proposals_needed")
    _check_proposals(edit, now)


def _check_merge(edit: Edit, _now: Arrangement) -> None:
    if not edit.others or edit.theme in edit.others:
        raise DomainError(ErrorKind.INVALID, "theme.unknown")


def _check_colour(edit: Edit, _now: Arrangement) -> None:
    if edit.colour is None or not 0 <= edit.colour < COLOURS:
        raise DomainError(ErrorKind.INVALID, "theme.colour_unknown")


_CHECKS = {
    Op.RENAME: _check_label,
    Op.SPLIT: _check_split,
    Op.PIN: _check_proposals,
    Op.PART: _check_part,
    Op.MERGE: _check_merge,
    Op.COLOUR: _check_colour,
}
