"""Rules for resolutions: what a text must hold, and when it may be changed, voted on and adopted."""

import hashlib
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.platform.errors import DomainError, ErrorKind
from app.platform.lengths import LONGEST_TITLE
from app.platform.small_groups import SMALLEST_GROUP
from app.resolutions.clauses import clauses_of

LONGEST = 5000
MOST_CLAUSES = 200
MOST_DISSENT = 50
LONGEST_DISSENT = 1000
CHECK_DIGITS = 8
PUBLIC_PATH = "/r/{id}"
"""Path of the public page of an adopted resolution, below the public address of the installation."""


class State(StrEnum):
    """State of a resolution: `voting` while a poll is open on it; adopted and rejected are final."""

    DRAFT = "draft"
    VOTING = "voting"
    CARRIED = "carried"
    REJECTED = "rejected"
    ADOPTED = "adopted"


class Standing(StrEnum):
    """How an adopted resolution stands on a day: not in force yet, in force, past its term, or corrected."""

    PENDING = "pending"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Draft:
    """The title and text of a resolution."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded about a resolution beside its text, as far as it is known; "" and None stand for not known.

    Attributes:
        responsible: the body or office that carries the resolution out.
        effective_on: the first day on which the resolution is in force; None for the last day of its public notice.
        valid_until: the last day on which the resolution is in force; None for no end.
        review_on: the day on which the result is looked at again.
        objection_address, objection_phone, objection_until: where and until when objections are taken.
        branch_studied_on, branch_minute: day and number of the minutes of the study by the party branch (党组织研究).
        is_legally_checked: somebody has checked that the text breaks no law and no right of a person.
        noticed_on: the day on which the meeting and its matter were announced beforehand.
    """

    responsible: str = ""
    effective_on: date | None = None
    valid_until: date | None = None
    review_on: date | None = None
    objection_address: str = ""
    objection_phone: str = ""
    objection_until: date | None = None
    branch_studied_on: date | None = None
    branch_minute: str = ""
    is_legally_checked: bool = False
    noticed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Dissent:
    """One reservation (保留意见): its reason, the clause that it is about, who holds it, and what would win agreement.

    Attributes:
        clause: number of the clause; None for the whole text.
        group: stakeholder group; "" where the group has fewer than five people or is not known.
        people: number of people; None if it was not counted.
        wanted: what would win their agreement.
    """

    text: str
    clause: int | None = None
    group: str = ""
    people: int | None = None
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class PriorNotice:
    """How many days before the vote the matter was announced, and how many the decision rule requires."""

    days: int
    days_required: int

    @property
    def is_met(self) -> bool:
        return self.days >= self.days_required


def check_draft(draft: Draft) -> None:
    """Require a title of 1 to 120 characters and a text of 1 to 5,000 characters and at most 200 clauses.

    Raises:
        DomainError: `title.missing`, `title.long`, `resolution.text_missing`, `resolution.text_long`,
            `resolution.clauses_many`.
    """
    if not draft.title:
        raise DomainError(ErrorKind.INVALID, "title.missing")
    if len(draft.title) > LONGEST_TITLE:
        raise DomainError(ErrorKind.INVALID, "title.long", most=LONGEST_TITLE)
    if not draft.text:
        raise DomainError(ErrorKind.INVALID, "resolution.text_missing")
    if len(draft.text) > LONGEST:
        raise DomainError(ErrorKind.INVALID, "resolution.text_long", most=LONGEST)
    if len(clauses_of(draft.text)) > MOST_CLAUSES:
        raise DomainError(ErrorKind.INVALID, "resolution.clauses_many", most=MOST_CLAUSES)


def check_revisable(state: str) -> None:
    """Refuse to change a text that is no longer a draft.

    Raises:
        DomainError: `resolution.frozen`.
    """
    if state != State.DRAFT:
        raise DomainError(ErrorKind.CLOSED, "resolution.frozen")


def check_votable(state: str) -> None:
    """Refuse to put anything but a draft to the vote.

    Raises:
        DomainError: `resolution.not_draft`.
    """
    if state != State.DRAFT:
        raise DomainError(ErrorKind.CONFLICT, "resolution.not_draft")


def check_unsettled(state: str) -> None:
    """Refuse to change what is recorded beside the text once the resolution is adopted or rejected.

    Raises:
        DomainError: `resolution.settled`.
    """
    if state in (State.ADOPTED, State.REJECTED):
        raise DomainError(ErrorKind.CLOSED, "resolution.settled")


def check_adoptable(state: str) -> None:
    """Refuse to adopt a resolution unless a poll has carried it.

    Raises:
        DomainError: `resolution.not_carried`.
    """
    if state != State.CARRIED:
        raise DomainError(ErrorKind.CONFLICT, "resolution.not_carried")


def check_legality(facts: Facts, *, is_statutory: bool) -> None:
    """Require the legal check before a vote under a statutory rule freezes the text.

    Raises:
        DomainError: `resolution.legal_check_missing`.
    """
    if is_statutory and not facts.is_legally_checked:
        raise DomainError(ErrorKind.CONFLICT, "resolution.legal_check_missing")


def check_study(facts: Facts, *, is_statutory: bool) -> None:
    """Require the record of the party branch's study, day and number of the minutes, under a statutory rule.

    Source: 居民委员会组织法 Article 30, 村民委员会组织法 Article 28.

    Raises:
        DomainError: `resolution.study_missing`.
    """
    if is_statutory and not (facts.branch_studied_on and facts.branch_minute):
        raise DomainError(ErrorKind.CONFLICT, "resolution.study_missing")


def check_facts(facts: Facts) -> None:
    """Refuse a term that ends before it begins.

    Raises:
        DomainError: `resolution.term_backwards`.
    """
    if facts.effective_on and facts.valid_until and facts.valid_until < facts.effective_on:
        raise DomainError(ErrorKind.INVALID, "resolution.term_backwards")


def check_clause(text: str, clause: int | None) -> None:
    """Refuse the number of a clause that the text does not have.

    Raises:
        DomainError: `resolution.clause_unknown`.
    """
    if clause is not None and not 1 <= clause <= len(clauses_of(text)):
        raise DomainError(ErrorKind.INVALID, "resolution.clause_unknown", count=len(clauses_of(text)))


def check_dissent(dissent: Dissent, text: str) -> None:
    """Require the reason of a reservation, and a clause that the text has.

    Raises:
        DomainError: `dissent.text_missing`, or as `check_clause` states.
    """
    if not dissent.text:
        raise DomainError(ErrorKind.INVALID, "dissent.text_missing")
    check_clause(text, dissent.clause)


def recorded_dissent(dissent: Dissent, public_groups: Container[str]) -> Dissent:
    """Return a reservation as it is recorded: a group is named only if at least five people stand behind the name.

    Args:
        public_groups: the stakeholder groups of the meeting that are large enough to be published.
    """
    is_large = dissent.group in public_groups if dissent.people is None else dissent.people >= SMALLEST_GROUP
    if is_large or not dissent.group:
        return dissent
    return Dissent(dissent.text, dissent.clause, "", dissent.people, dissent.wanted)


def default_prefix(place_name: str) -> str:
    """Return the prefix of the numbers of a place that has set none, as `桂花苑议`."""
    return f"{place_name}议"


def number_of(prefix: str, year: int, count: int) -> str:
    """Return the number of an adopted resolution, as `桂花苑议〔2026〕3号`."""
    return f"{prefix}〔{year}〕{count}号"


def standing_on(day: date, *, effective_on: date | None, valid_until: date | None, is_corrected: bool) -> Standing:
    """Return how an adopted resolution stands on a day; without a first day it waits for its public notice."""
    if is_corrected:
        return Standing.CORRECTED
    if effective_on is None or day < effective_on:
        return Standing.PENDING
    return Standing.EXPIRED if valid_until is not None and day > valid_until else Standing.IN_FORCE


def hash_text(draft: Draft) -> str:
    """Return the SHA-256 of title and text in hex digits, which is printed with the resolution."""
    return hashlib.sha256(f"{draft.title}\n{draft.text}".encode()).hexdigest()


def check_code(text_hash: str) -> str:
    """Return the check code of a text, the first eight digits of its hash, as `7F3A-91C2`."""
    digits = text_hash[:CHECK_DIGITS].upper()
    return f"{digits[:4]}-{digits[4:]}"


def parse_check_code(typed: str) -> str | None:
    """Return the first hex digits of a hash from a check code typed in any case, with or without dash; else None."""
    digits = typed.strip().replace("-", "").lower()
    is_code = len(digits) == CHECK_DIGITS and all(letter in "0123456789abcdef" for letter in digits)
    return digits if is_code else None
