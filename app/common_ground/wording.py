"""Words for support and shortfall in all pages and documents: in numbers of people, which anyone can recount."""

from collections.abc import Callable

from app.common_ground.document import Shortfall
from app.platform.small_groups import SMALLEST_GROUP

FEWEST_FOR_SHARE = 20
"""Smallest number of people for which a percentage is printed."""

Say = Callable[..., str]
"""A translator: (key, **params) -> text."""


def heads(say: Say, agree: int, seen: int) -> str:
    """Return how many of those who answered agree, as "15 人里 12 人"; from 20 people on with a percentage."""
    if not seen:
        return say("domain.heads.none")
    if seen < FEWEST_FOR_SHARE:
        return say("domain.heads.few", agree=agree, seen=seen)
    return say("domain.heads.many", agree=agree, seen=seen, share=whole_percent(agree, seen))


def whole_percent(part: int, whole: int) -> int:
    """Return a share in whole per cent, halves rounded up; integer arithmetic makes every program print the same."""
    return (200 * part + whole) // (2 * whole)


def group_name(say: Say, name: str) -> str:
    """Return the display name of a group; `others` and `all` are no real groups and are translated."""
    return say(f"domain.group.{name}") if name in ("others", "all") else name


def shortfall_words(say: Say, shortfall: Shortfall | None) -> list[str]:
    """Return the shortfall of a proposal in sentences: one for each group, then one for each other missing thing.

    The list is empty when there is no shortfall.
    """
    if shortfall is None:
        return []
    words = [
        say(
            "domain.lacks.agree" if blocker.change is not None else "domain.lacks.voices",
            group=group_name(say, blocker.group),
            count=blocker.missing,
        )
        for blocker in shortfall.blockers
    ]
    if shortfall.voters:
        words.append(say("domain.lacks.voters", count=shortfall.voters))
    if shortfall.is_held:
        words.append(say("domain.lacks.held"))
    return words or [say("domain.lacks.people", count=SMALLEST_GROUP)]
