"""How support and what it lacks are said on every page and paper: in heads, as anyone in the hall can count them."""

from collections.abc import Callable, Mapping
from typing import Any

from app.platform.small_groups import SMALLEST_GROUP

FEWEST_FOR_SHARE = 20
"""Of fewer people no percentage is printed."""

Say = Callable[..., str]
"""A translator: (key, **params) -> text."""


def heads(say: Say, agree: int, seen: int) -> str:
    """How many of those who answered agree: "15 人里 12 人", with a percentage from 20 people up."""
    if not seen:
        return say("domain.heads.none")
    if seen < FEWEST_FOR_SHARE:
        return say("domain.heads.few", agree=agree, seen=seen)
    return say("domain.heads.many", agree=agree, seen=seen, share=whole_percent(agree, seen))


def whole_percent(part: int, whole: int) -> int:
    """A share in whole per cents, a half rounded up, in whole numbers so that every program prints the same."""
    return (200 * part + whole) // (2 * whole)


def group_name(say: Say, name: str) -> str:
    """A group's name; two names stand for no group of their own."""
    return say(f"domain.group.{name}") if name in ("others", "all") else name


def lack_words(say: Say, lacks: Mapping[str, Any] | None) -> list[str]:
    """Who is missing to common ground, one sentence for each group; nothing for a proposal that lacks nothing."""
    if lacks is None:
        return []
    words = [
        say(
            "domain.lacks.agree" if blocker["change"] is not None else "domain.lacks.voices",
            group=group_name(say, blocker["group"]),
            count=blocker["missing"],
        )
        for blocker in lacks["blockers"]
    ]
    if lacks["voters"]:
        words.append(say("domain.lacks.voters", count=lacks["voters"]))
    if lacks["is_held"]:
        words.append(say("domain.lacks.held"))
    return words or [say("domain.lacks.people", count=SMALLEST_GROUP)]
