"""Checks whether an edit makes sense for the themes as they are now."""

from collections.abc import Sequence

from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import ProposalId
from app.themes.rules.edits import (
    COLOURS,
    LONGEST_LABEL,
    Add,
    Change,
    Confirm,
    Dismiss,
    Edit,
    Merge,
    Pin,
    Recolour,
    Rename,
    Separate,
    Source,
    Split,
    Undo,
    active_edits,
)
from app.themes.rules.replay import Arrangement, folded_label


def check_edit(edit: Edit, now: Arrangement, edits: Sequence[Edit]) -> None:
    """Refuse an edit that makes no sense for the themes as they are now.

    Raises:
        DomainError: `theme.unknown`, `theme.label_invalid`, `theme.label_taken`, `theme.proposals_needed`,
            `theme.colour_unknown`, `theme.nothing_to_undo`.
    """
    if not isinstance(edit, Undo):
        _check_change(edit, now)
    elif edit.undoes not in {change.number for change in active_edits(edits)}:
        raise DomainError(ErrorKind.CONFLICT, "theme.nothing_to_undo")


def _check_change(change: Change, now: Arrangement) -> None:
    match change:
        case Merge():
            _check_merge(change, now)
        case Split():
            _check_split(change, now)
        case Pin():
            _check_pin(change, now)
        case Confirm():
            _check_confirm(change, now)
        case Separate():
            _check_pair(change, now)
        case _:
            _check_look(change, now)


def _check_look(change: Rename | Recolour | Dismiss | Add, now: Arrangement) -> None:
    """Check a change of the name or colour of a theme, or of whether the theme exists."""
    match change:
        case Rename():
            now.find(change.theme)
            _check_label(change.label, change.theme, now)
        case Add():
            _check_label(change.label, change.new_key, now)
        case Recolour():
            _check_colour(change, now)
        case Dismiss():
            now.find(change.theme)


def _check_merge(merge: Merge, now: Arrangement) -> None:
    for key in (merge.theme, *merge.others):
        now.find(key)
    if not merge.others or merge.theme in merge.others:
        raise DomainError(ErrorKind.INVALID, "theme.unknown")


def _check_split(split: Split, now: Arrangement) -> None:
    if split.theme:
        members = set(now.find(split.theme).members)
    else:  # ungrouped proposals may become a theme, also all of them
        now.check_known(split.proposals)
        members = {*now.ungrouped, ProposalId("")}
    if not split.proposals or not set(split.proposals) < members:
        raise DomainError(ErrorKind.INVALID, "theme.proposals_needed")
    if split.label:
        _check_label(split.label, split.new_key, now)


def _check_label(label: str, key: str, now: Arrangement) -> None:
    """Refuse a label for the theme `key` that is empty, too long or another theme's label."""
    if not label or len(label) > LONGEST_LABEL:
        raise DomainError(ErrorKind.INVALID, "theme.label_invalid", most=LONGEST_LABEL)
    wanted = folded_label(label)
    if any(folded_label(theme.label) == wanted and theme.key != key for theme in now.themes):
        raise DomainError(ErrorKind.CONFLICT, "theme.label_taken")


def _check_confirm(confirm: Confirm, now: Arrangement) -> None:
    if not confirm.proposals or not set(confirm.proposals) <= set(now.find(confirm.theme).members):
        raise DomainError(ErrorKind.INVALID, "theme.proposals_needed")


def _check_pin(pin: Pin, now: Arrangement) -> None:
    if pin.theme or pin.source is Source.DESK:
        now.find(pin.theme)
    now.check_known(pin.proposals)


def _check_pair(separate: Separate, now: Arrangement) -> None:
    if not len(separate.proposals) == len(set(separate.proposals)) == 2:
        raise DomainError(ErrorKind.INVALID, "theme.proposals_needed")
    now.check_known(separate.proposals)


def _check_colour(recolour: Recolour, now: Arrangement) -> None:
    now.find(recolour.theme)
    if recolour.colour is None or not 0 <= recolour.colour < COLOURS:
        raise DomainError(ErrorKind.INVALID, "theme.colour_unknown")
