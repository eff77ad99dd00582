"""The reservations (保留意见) from a resolution in words, the same in minutes and resolution."""

from app.documents.press import Press
from app.platform.small_groups import SMALLEST_GROUP
from app.resolutions.rules import Dissent


def reservation_words(one: Dissent, press: Press) -> str:
    """Return a reservation with its clause, its group if that may be named, its people, and what would win them."""
    words = press.words
    key = "clause" if one.clause else "whole"
    told = words(f"documents.dissent.{key}", number=one.clause or "", text=one.text)
    is_small = one.people is not None and one.people < SMALLEST_GROUP
    notes = [
        "" if is_small else one.group,
        words("documents.dissent.people", count=one.people) if one.people else "",
        words("documents.dissent.wanted", wanted=one.wanted) if one.wanted else "",
    ]
    joined = words("documents.minutes.semicolon").join(filter(None, notes))
    return press.text(told + (words("documents.dissent.notes", notes=joined) if joined else ""))
