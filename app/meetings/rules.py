"""Rules of meetings: templates, phases, join codes, names, stakeholder groups, results visibility, facts for papers."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from app.platform.errors import DomainError, ErrorKind
from app.platform.lengths import LONGEST_NAME, LONGEST_TITLE

RESTORABLE = timedelta(hours=24)
"""How long a facilitator can restore an ended seat."""


Act = NewType("Act", str)
"""A right that a phase gives residents; the room (package) that checks a right defines it, `registry` lists all."""
CHECK_IN = Act("check_in")
"""The right to take a seat."""


class SeatKind(StrEnum):
    RESIDENT = "resident"
    GUEST = "guest"


class Attendance(StrEnum):
    HALL = "hall"
    ONLINE = "online"


class ResultsVisibility(StrEnum):
    """When residents and the projector show the counts of reactions."""

    IMMEDIATE = "open"
    AFTER_ANSWER = "answered"
    """A resident sees the counts of a proposal after reacting to it."""
    WITHHELD = "held"
    """Nobody sees counts until the facilitator shows them."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a meeting; `minutes` 0 means no countdown."""

    key: str
    minutes: int
    acts: frozenset[Act]


@dataclass(frozen=True, slots=True)
class Template:
    """A sequence of phases; `cards_per_seat` is the most proposals per resident, None without a limit."""

    key: str
    phases: tuple[Phase, ...]
    cards_per_seat: int | None


@dataclass(frozen=True, slots=True)
class StageView:
    """One view of the projector; with `has_parts`, `<key>:<key of a part>` shows a single part of the view."""

    key: str
    has_parts: bool = False


@dataclass(frozen=True, slots=True)
class RecordedFacts:
    """What people have entered about a meeting for its papers; "", None and () mean that nobody has entered it.

    Attributes:
        host, recorder, supervisor: a name, followed by the office in brackets, such as 王建国（社区党组织书记）.
        entitled: number of people who should come; `entitled_basis` says in words how it was counted.
        on_leave: number of those who have asked for leave; `on_leave_names` is for staff only, and papers print none.
        in_attendance: those who attend without a vote (列席), written like the host.
        held_from, held_until: when the meeting was held, if other than from the check-in to the close.
        final_at: when the minutes became final.
    """

    minutes_title: str = ""
    venue: str = ""
    convener: str = ""
    host: str = ""
    recorder: str = ""
    supervisor: str = ""
    entitled: int | None = None
    entitled_basis: str = ""
    on_leave: int | None = None
    on_leave_names: tuple[str, ...] = ()
    in_attendance: tuple[str, ...] = ()
    held_from: datetime | None = None
    held_until: datetime | None = None
    final_at: datetime | None = None


ACTS: dict[tuple[str, str], frozenset[Act]] = {}
"""{(template, phase): what residents may do}"""
TEMPLATES: dict[str, Template] = {}
STAGE_VIEWS: dict[str, StageView] = {}
"""What `register_agenda` has made known, by key, in the order in which people are offered it."""

LONGEST_QUESTION = 300
LONGEST_CODE = 300
"""Longest text (characters) searched for a join code; people may paste a whole invitation."""
CODE_DIGITS = 9
_CODE_SHAPES = ([9], [3, 3, 3])
"""Lengths of the digit groups of a join code: nine digits in one group, or 3-3-3 as a code is displayed."""
_DIGITS = re.compile(r"[0-9]+")
_DASHES = "ー一丨"
"""Letters that input methods produce in place of a dash."""
_QR_TOKEN = re.compile(r"(?:\S*/j/)?([A-Za-z0-9_-]{16,64})/?")


def register_agenda(templates: Iterable[Template], acts: Collection[Act], stage_views: Iterable[StageView]) -> None:
    """Make known the templates of meetings and the views of the projector; `registry` does so once.

    Args:
        acts: the rights that actions ask for.

    Raises:
        ValueError: when a phase gives a right that no action asks for.
    """
    for template in templates:
        unasked = {act for phase in template.phases for act in phase.acts} - set(acts)
        if unasked:
            raise ValueError(f"template {template.key}: no action asks for {sorted(unasked)}")
        TEMPLATES[template.key] = template
        ACTS.update({(template.key, phase.key): phase.acts for phase in template.phases})
    STAGE_VIEWS.update({view.key: view for view in stage_views})


def find_template(key: str) -> Template:
    """Return the meeting template with this key.

    Raises:
        DomainError: `template.unknown`.
    """
    if key not in TEMPLATES:
        raise DomainError(ErrorKind.INVALID, "template.unknown", template=key)
    return TEMPLATES[key]


def acts_in(template: str, phase: str) -> frozenset[Act]:
    """Return what residents may do in a phase of a template.

    Raises:
        DomainError: `template.unknown`, `phase.unknown`.
    """
    return _find_phase(find_template(template), phase).acts


def check_move(template: str, present: str, to: str, *, reason: str) -> Phase:
    """Return the phase to move to; a move backwards needs a reason, which the ledger keeps.

    Raises:
        DomainError: `template.unknown`, `phase.unknown`, `phase.reason_needed`.
    """
    phases = find_template(template)
    target = _find_phase(phases, to)
    keys = [phase.key for phase in phases.phases]
    if keys.index(to) < keys.index(present) and not reason:
        raise DomainError(ErrorKind.INVALID, "phase.reason_needed")
    return target


def parse_code(text: str) -> str | None:
    """Return the nine digits of the join code in a text; None if the text has no code, or more than one.

    Words may surround the code, and other characters may separate its digits. Four patterns are tried in this order,
    where a stretch is the text between two letters; the first pattern that matches decides: the digit groups of a
    stretch are 9 or 3-3-3; 9 or 3-3-3 among other digit groups; a stretch with nine digits; a text with nine digits.
    """
    if len(text) > LONGEST_CODE:
        return None
    stretches = [_DIGITS.findall(part) for part in _between_words(unicodedata.normalize("NFKC", text))]
    every = [group for groups in stretches for group in groups]
    for matches in (
        [groups for groups in stretches if [len(group) for group in groups] in _CODE_SHAPES],
        [
            groups[at : at + len(shape)]
            for groups in stretches
            for shape in _CODE_SHAPES
            for at in _places(groups, shape)
        ],
        [groups for groups in stretches if sum(map(len, groups)) == CODE_DIGITS],
        [every] if sum(map(len, every)) == CODE_DIGITS else [],
    ):
        codes = {"".join(groups) for groups in matches}
        if codes:
            return codes.pop() if len(codes) == 1 else None
    return None


def parse_qr_token(text: str) -> str | None:
    """Return the secret of a QR code from a text that is the secret or its link; None for any other text."""
    match = _QR_TOKEN.fullmatch(text.strip())
    return match[1] if match else None


def _between_words(text: str) -> list[str]:
    """Split a text at its letters; dashes of input methods count as blanks, not as letters."""
    return "".join(" " if sign in _DASHES else "a" if sign.isalpha() else sign for sign in text).split("a")


def _places(groups: list[str], shape: list[int]) -> list[int]:
    """Return the positions in `groups` from which the digit groups have the lengths `shape`."""
    lengths = [len(group) for group in groups]
    return [at for at in range(len(groups)) if lengths[at : at + len(shape)] == shape]


def format_code(code: str) -> str:
    """Return nine digits in the groups 3-3-3, separated by blanks."""
    return f"{code[:3]} {code[3:6]} {code[6:]}"


def check_title(title: str) -> None:
    """Refuse a title that is empty or longer than 120 characters.

    Raises:
        DomainError: `title.missing`, `title.long`.
    """
    if not title:
        raise DomainError(ErrorKind.INVALID, "title.missing")
    if len(title) > LONGEST_TITLE:
        raise DomainError(ErrorKind.INVALID, "title.long", most=LONGEST_TITLE)


def check_alias(alias: str) -> None:
    """Refuse an alias longer than 60 characters; an empty alias is allowed.

    Raises:
        DomainError: `alias.long`.
    """
    if len(alias) > LONGEST_NAME:
        raise DomainError(ErrorKind.INVALID, "alias.long", most=LONGEST_NAME)


def check_stakeholder_group(stakeholder_group: str | None, offered: tuple[str, ...]) -> None:
    """Refuse a stakeholder group that the meeting does not offer; None is allowed.

    Raises:
        DomainError: `stake.unknown`.
    """
    if stakeholder_group is not None and stakeholder_group not in offered:
        raise DomainError(ErrorKind.INVALID, "stake.unknown")


def check_attendance(attendance: str) -> Attendance:
    """Return the attendance named `hall` or `online`; refuse any other name.

    Raises:
        DomainError: `attendance.unknown`.
    """
    if attendance not in set(Attendance):
        raise DomainError(ErrorKind.INVALID, "attendance.unknown")
    return Attendance(attendance)


def is_restorable(revoked_at: datetime, now: datetime) -> bool:
    """Return whether an ended seat can still be restored."""
    return now < revoked_at + RESTORABLE


def check_restorable(revoked_at: datetime, now: datetime) -> None:
    """Refuse to restore a seat that was ended too long ago.

    Raises:
        DomainError: `seat.gone`.
    """
    if not is_restorable(revoked_at, now):
        raise DomainError(ErrorKind.CLOSED, "seat.gone")


def check_stage_view(view: str) -> None:
    """Refuse an unknown view of the projector, and a part of a view that has no parts.

    Raises:
        DomainError: `stage_view.unknown`.
    """
    key, _, part = view.partition(":")
    known = STAGE_VIEWS.get(key)
    if known is None or (part and not known.has_parts):
        raise DomainError(ErrorKind.INVALID, "stage_view.unknown")


def check_facts(facts: RecordedFacts) -> None:
    """Refuse facts that contradict each other.

    Raises:
        DomainError: `facts.leave` for more people on leave than are entitled, `facts.names` for more names than people
            on leave, `facts.until_without_from`, `facts.until_before_from`.
    """
    on_leave = facts.on_leave if facts.on_leave is not None else len(facts.on_leave_names)
    if facts.entitled is not None and on_leave > facts.entitled:
        raise DomainError(ErrorKind.INVALID, "facts.leave", on_leave=on_leave, entitled=facts.entitled)
    if len(facts.on_leave_names) > on_leave:
        raise DomainError(ErrorKind.INVALID, "facts.names", names=len(facts.on_leave_names), on_leave=on_leave)
    if facts.held_until is not None and facts.held_from is None:
        raise DomainError(ErrorKind.INVALID, "facts.until_without_from")
    if facts.held_from is not None and facts.held_until is not None and facts.held_until <= facts.held_from:
        raise DomainError(ErrorKind.INVALID, "facts.until_before_from")


def check_correction(final_at: datetime | None, reason: str) -> None:
    """Require a reason for a change of facts that final minutes have printed.

    Raises:
        DomainError: `facts.reason_needed`.
    """
    if final_at is not None and not reason:
        raise DomainError(ErrorKind.CLOSED, "facts.reason_needed")


def _find_phase(template: Template, key: str) -> Phase:
    for phase in template.phases:
        if phase.key == key:
            return phase
    raise DomainError(ErrorKind.INVALID, "phase.unknown", phase=key)
