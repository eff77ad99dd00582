"""Decides which results of a small poll may be published without revealing how somebody voted."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum

from app.platform.small_groups import SMALLEST_GROUP
from app.voting.rules import Count, Rule, outcome_of

CODE_LETTERS = 20
_NO_LETTER = re.compile(r"[^A-Z0-9]")


class Counting(StrEnum):
    """How the ballots of a secret poll were counted, or why not."""

    OPEN = "open"
    COUNTED = "counted"
    WITHHELD = "withheld"
    VOID = "void"


def parse_receipt_code(typed: str) -> str | None:
    """Return a receipt code in its published form, from a code typed in any case, with any blanks or dashes.

    Return None if the text does not have exactly 20 letters and digits.
    """
    letters = _NO_LETTER.sub("", unicodedata.normalize("NFKC", typed[:200]).upper())
    if len(letters) != CODE_LETTERS:
        return None
    return "-".join(letters[at : at + 4] for at in range(0, CODE_LETTERS, 4))


def is_split_told(cast: int) -> bool:
    """Return whether a poll with `cast` ballots may publish the numbers of yes, no and abstain."""
    return cast >= SMALLEST_GROUP


def gives_ballots_away(rule: Rule, cast: int, entitled: int) -> bool:
    """Return whether some possible outcome of the poll would reveal that all voters, or none, chose yes.

    With one ballot, for instance, "carried" reveals a yes. The result depends only on the rule and the numbers,
    never on the choices: withholding the outcome for some choices and not for others would itself be a hint.

    Args:
        rule: the rule of the poll.
        cast: ballots cast.
        entitled: people who could have voted.
    """
    if cast == 0 or is_split_told(cast):
        return False
    yes_by_outcome: dict[tuple[bool, bool], set[int]] = defaultdict(set)
    for count in _splits(cast, entitled):
        outcome = outcome_of(rule, count.figures())
        yes_by_outcome[outcome.is_valid, outcome.is_carried].add(count.yes)
    return any(yes in ({0}, {cast}) for yes in yes_by_outcome.values())


def _splits(cast: int, entitled: int) -> Iterator[Count]:
    """Yield every way in which `cast` ballots may be yes, no and abstain."""
    for yes in range(cast + 1):
        for no in range(cast - yes + 1):
            yield Count(yes, no, cast - yes - no, entitled)
