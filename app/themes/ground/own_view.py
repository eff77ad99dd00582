"""Where a resident stands among the groups, told to nobody else, and what is missing to what everyone can accept."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

import nlp
from app.platform.security.actors import Actor
from app.proposals import queries as proposals
from app.themes.ground import queries
from app.themes.weighing import CHOICES

MOST = 5
NEAREST = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """Of one's answers, the share that most of a group would give too."""

    group: str
    people: int
    share: float
    colour: int


@dataclass(frozen=True, slots=True)
class Miss:
    """A proposal near to common ground: whose agreement it lacks, `more` people's, and how many more answers."""

    proposal: str
    group: str | None
    more: int
    voters: int


@dataclass(frozen=True, slots=True)
class OwnView:
    """One's own group, None in none; proposals on which one is with every group, and on which the groups part."""

    is_hidden: bool
    reason: str
    group: str | None
    alike: tuple[Alike, ...]
    with_all: tuple[str, ...]
    apart: tuple[str, ...]
    misses: tuple[Miss, ...]


def own_view(session: Session, meeting: str, actor: Actor) -> OwnView | None:
    """For the seat that asks; None before anything is weighed."""
    told = queries.ground_for(session, meeting, actor)
    if not told:
        return None
    is_hidden, reason = told["is_hidden"], str(told["reason"])
    if is_hidden:
        return OwnView(is_hidden, reason, None, (), (), (), ())
    group = queries.own_group(session, meeting, actor.id) if len(told["groups"]) > 1 else None
    votes: dict[Hashable, int] = {
        card: CHOICES[choice] for card, choice in proposals.own_reactions(session, actor.id).items()
    }
    counts: dict[Hashable, Any] = {row["proposal"]: _counts(row) for row in told["proposals"]}
    found = nlp.stand(votes, group, counts)
    alike = [
        Alike(name, told["groups"][name], round(share, 4), told["colours"][name]) for name, share in found.alike.items()
    ]
    is_split = len(told["groups"]) > 1
    return OwnView(
        is_hidden=False,
        reason=reason,
        group=group,
        alike=tuple(alike) if is_split else (),
        with_all=_in_order(told, found.with_all) if is_split else (),
        apart=_in_order(told, found.apart) if is_split else (),
        misses=tuple(_miss(row) for row in told["proposals"] if row["lacks"])[:NEAREST],
    )


def _counts(row: Mapping[str, Any]) -> dict[str, tuple[int, int, int]]:
    return {name: (cell["agree"], cell["disagree"], cell["seen"]) for name, cell in row["by_group"].items()}


def _in_order(told: Mapping[str, Any], wanted: tuple[Hashable, ...]) -> tuple[str, ...]:
    """Nearest to common ground first."""
    return tuple(row["proposal"] for row in told["proposals"] if row["proposal"] in wanted)[:MOST]


def _miss(row: Mapping[str, Any]) -> Miss:
    lacks = row["lacks"]
    hardest: Mapping[str, Any] = lacks["blockers"][0] if lacks["blockers"] else {"group": None, "more": 0}
    return Miss(row["proposal"], hardest["group"], hardest["more"], lacks["voters"])
