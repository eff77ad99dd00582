"""Writes of common ground: the machine's results, and the cards that are dealt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from app.common_ground import queries
from app.common_ground.models import DealtCard, Ground, Weighing
from app.platform.ids import MeetingId, SeatId
from app.platform.storage import jobs
from app.platform.storage.unit_of_work import Work
from app.themes.queries import THEMES

GROUND = "ground"
WEIGH_MEETING = "weigh_meeting"
WEIGH_DELAY = timedelta(milliseconds=300)
"""Votes of the same moment are weighed together."""
WEIGH_PATIENCE = timedelta(seconds=10)
"""Votes wait with those before them for a weighing that was put off; one that is due later, by a clock that has gone
back, is not waited for."""
FIRMNESS = "firmness"
MEASURE_FIRMNESS = "measure_firmness"
FIRMNESS_DELAY = timedelta(seconds=3)
"""How firm a result is takes longer to find than the result: it is for the desk alone, and comes after it."""

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


def ask_for_ground(work: Work, *, meeting_id: MeetingId, delay: timedelta = WEIGH_DELAY) -> None:
    """Have the worker weigh a meeting's reactions."""
    jobs.enqueue(work, WEIGH_MEETING, delay=delay, patience=WEIGH_PATIENCE, meeting_id=meeting_id)


def store_ground(
    work: Work, *, meeting_id: MeetingId, version: int, weighed: Weighed, firmness_in: timedelta = FIRMNESS_DELAY
) -> None:
    """Keep the latest common ground; nothing new happened, so the ledger has no entry of it.

    How firm the one before was stands until that of this one is found.
    """
    desk = {**weighed.data["desk"], FIRMNESS: queries.firmness_of(work.session, meeting_id)}
    data = {**weighed.data, "desk": desk, "at": work.now.isoformat()}
    work.session.merge(Ground(meeting=meeting_id, version=version, data=data))
    kept = {"seats": weighed.seats, "used": list(weighed.used)}
    plan = {"n_groups": weighed.n_groups, "outlooks": weighed.outlooks}
    work.session.merge(Weighing(meeting=meeting_id, **kept, **plan))
    work.touch(meeting_id, GROUND)
    jobs.enqueue(work, MEASURE_FIRMNESS, delay=firmness_in, meeting_id=meeting_id)


def store_firmness(work: Work, *, meeting_id: MeetingId, version: int, rows: Mapping[str, Any]) -> None:
    """Keep how firm the common ground of a version is."""
    ground = work.session.get_one(Ground, meeting_id)
    desk = {**ground.data["desk"], FIRMNESS: {"version": version, "rows": dict(rows)}}
    ground.data = {**ground.data, "desk": desk}
    work.touch(meeting_id, FIRMNESS)


def note_results(work: Work, *, meeting_id: MeetingId) -> None:
    """What the room sees of themes and common ground is another than before."""
    work.touch(meeting_id, THEMES)
    work.touch(meeting_id, GROUND)


def deal_cards(
    work: Work, *, meeting_id: MeetingId, seat_id: SeatId, first: int, cards: Sequence[tuple[str, float]]
) -> None:
    """Put cards (proposal, probability) before a seat, from a place in its order on; none twice.

    A record of what the machine did, not of what anyone said: the ledger has no entry of it.
    """
    rows = [
        {
            "seat": seat_id,
            "proposal": proposal,
            "meeting": meeting_id,
            "place": place,
            "probability": probability,
            "dealt_at": work.now,
        }
        for place, (proposal, probability) in enumerate(cards, first)
    ]
    connection = work.session.connection()
    connection.execute(_DEAL[connection.dialect.name], rows)
