"""What may be told of a small poll without telling how somebody voted."""

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
    """What became of the ballots of a secret poll."""

    OPEN = "open"
    COUNTED = "counted"
    WITHHELD = "withheld"
    VOID = "void"


def parse_receipt_code(typed: str) -> str | None:
    """Return a receipt code as it is published, from a code typed with any case, blanks or dashes.

    Returns None when the text is no code: 20 letters and digits.
    """
    letters = _NO_LETTER.sub("", unicodedata.normalize("NFKC", typed[:200]).upper())
    if len(letters) != CODE_LETTERS:
        return None
    return "-".join(letters[at : at + 4] for at in range(0, CODE_LETTERS, 4))


def is_split_told(cast: int) -> bool:
    """Whether a poll with this many ballots may tell how many said yes, no and abstain."""
    return cast >= SMALLEST_GROUP


def gives_ballots_away(rule: Rule, cast: int, entitled: int) -> bool:
    """Whether the outcome alone could tell what everybody who voted has said.

    With one ballot, "carried" means that this ballot said yes. The answer depends on the number of ballots only,
    never on what they say: an outcome withheld in one case and told in another would itself be a hint.

    Args:
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
    """Every way in which so many ballots can say yes, no and abstain."""
    for yes in range(cast + 1):
        for no in range(cast - yes + 1):
            yield Count(yes, no, cast - yes - no, entitled)
