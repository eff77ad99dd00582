"""Writes of common ground: results of the analysis, and the cards assigned to seats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from app.common_ground import queries
from app.common_ground.document import GroundDocument, ProposalRobustness, Robustness
from app.common_ground.models import DealtCard, Ground, Weighing
from app.platform.ids import MeetingId, ProposalId, SeatId
from app.platform.storage import jobs
from app.platform.storage.unit_of_work import Work
from app.themes.queries import THEMES

GROUND = "ground"
WEIGH_MEETING = "weigh_meeting"
WEIGH_DELAY = timedelta(milliseconds=300)
"""Votes of the same moment are analysed together."""
WEIGH_PATIENCE = timedelta(seconds=10)
"""New votes wait for a queued analysis that starts at most this much later than they ask; an analysis due even later,
because the clock went back, is moved to the time that they ask for."""
FIRMNESS = "firmness"
MEASURE_FIRMNESS = "measure_firmness"
FIRMNESS_DELAY = timedelta(seconds=3)
"""Robustness takes longer to compute than the result and is for the desk alone, so it is computed afterwards."""

_DEAL: dict[str, Insert] = {
    name: insert(DealtCard).on_conflict_do_nothing(index_elements=["seat", "proposal"])
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """Result of one analysis: `document` for people, the rest for the next analysis and cards (`models.Weighing`)."""

    document: GroundDocument
    seats: dict[str, tuple[float, float, str | None]]
    used: tuple[str, ...]
    n_groups: int
    outlooks: dict[str, Any]


def ask_for_ground(work: Work, *, meeting_id: MeetingId, delay: timedelta = WEIGH_DELAY) -> None:
    """Ask the worker to analyse a meeting's reactions."""
    jobs.enqueue(work, WEIGH_MEETING, delay=delay, patience=WEIGH_PATIENCE, meeting_id=meeting_id)


def store_ground(
    work: Work, *, meeting_id: MeetingId, version: int, weighed: Weighed, firmness_in: timedelta = FIRMNESS_DELAY
) -> None:
    """Store the latest common ground; the ledger gets no entry, because nobody has done anything.

    The robustness of the previous common ground stays until that of this one is measured.
    """
    document = _with_firmness(weighed.document, queries.firmness_of(work.session, meeting_id))
    work.session.merge(Ground(meeting=meeting_id, version=version, data=document))
    kept = {"seats": weighed.seats, "used": list(weighed.used)}
    plan = {"n_groups": weighed.n_groups, "outlooks": weighed.outlooks}
    work.session.merge(Weighing(meeting=meeting_id, **kept, **plan))
    work.touch(meeting_id, GROUND)
    jobs.enqueue(work, MEASURE_FIRMNESS, delay=firmness_in, meeting_id=meeting_id)


def store_firmness(
    work: Work, *, meeting_id: MeetingId, version: int, rows: Mapping[ProposalId, ProposalRobustness]
) -> None:
    """Store the robustness of the common ground of a version."""
    ground = work.session.get_one(Ground, meeting_id)
    ground.data = _with_firmness(ground.data, Robustness(version, rows))
    work.touch(meeting_id, FIRMNESS)


def note_results(work: Work, *, meeting_id: MeetingId) -> None:
    """Announce themes and common ground again, because the results visibility of the meeting has changed."""
    work.touch(meeting_id, THEMES)
    work.touch(meeting_id, GROUND)


def deal_cards(
    work: Work, *, meeting_id: MeetingId, seat_id: SeatId, first: int, cards: Sequence[tuple[str, float]]
) -> None:
    """Assign cards (proposal, probability) to a seat, from place `first` of its card order on; none twice.

    The ledger gets no entry, because the cards record what the program did, not what anyone said.
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


def _with_firmness(document: GroundDocument, firmness: Robustness) -> GroundDocument:
    return replace(document, desk=replace(document.desk, firmness=firmness))
