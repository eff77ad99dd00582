"""Writes of common ground: the machine's results, and the cards that are dealt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from app.platform import jobs
from app.platform.work import Work
from app.themes.ground.models import DealtCard, Ground, Weighing
from app.themes.queries import THEMES

GROUND = "ground"
WEIGH_MEETING = "weigh_meeting"
WEIGH_DELAY = timedelta(milliseconds=300)
"""Votes of the same moment are weighed together."""

_DEAL: dict[str, Insert] = {
    name: insert(DealtCard).on_conflict_do_nothing(index_elements=["seat", "proposal"])
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """One weighing: `data` for people, the rest for the machine's next steps (see `models.Weighing`)."""

    data: dict[str, Any]
    seats: dict[str, tuple[float, float, str | None]]
    used: tuple[str, ...]
    n_groups: int
    outlooks: dict[str, Any]


def ask_for_ground(work: Work, *, meeting: str, delay: timedelta = WEIGH_DELAY) -> None:
    """Have the worker weigh a meeting's reactions."""
    jobs.enqueue(work, WEIGH_MEETING, delay=delay, meeting=meeting)


def store_ground(work: Work, *, meeting: str, version: int, weighed: Weighed) -> None:
    """Keep the latest common ground; nothing new happened, so the ledger has no entry of it."""
    data = {**weighed.data, "at": work.now.isoformat()}
    work.session.merge(Ground(meeting=meeting, version=version, data=data))
    kept = {"seats": weighed.seats, "used": list(weighed.used)}
    plan = {"n_groups": weighed.n_groups, "outlooks": weighed.outlooks}
    work.session.merge(Weighing(meeting=meeting, **kept, **plan))
    work.touch(meeting, GROUND)


def note_results(work: Work, *, meeting: str) -> None:
    """What the room sees of themes and common ground is another than before."""
    work.touch(meeting, THEMES)
    work.touch(meeting, GROUND)


def deal_cards(work: Work, *, meeting: str, seat: str, first: int, cards: Sequence[tuple[str, float]]) -> None:
    """Put cards (proposal, probability) before a seat, from a place in its order on; none twice.

    A record of what the machine did, not of what anyone said: the ledger has no entry of it.
    """
    rows = [
        {
            "seat": seat,
            "proposal": proposal,
            "meeting": meeting,
            "place": place,
            "probability": probability,
            "dealt_at": work.now,
        }
        for place, (proposal, probability) in enumerate(cards, first)
    ]
    connection = work.session.connection()
    connection.execute(_DEAL[connection.dialect.name], rows)
