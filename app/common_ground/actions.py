"""Writes of common ground: results of the analysis, and the cards assigned to seats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from app.common_ground import queries
from app.common_ground.document import GroundDocument, ProposalRobustness, Robustness
from app.common_ground.models import AnalysisState, Ground, ShownCard
from app.platform.ids import MeetingId, ProposalId, SeatId
from app.platform.storage import jobs
from app.platform.storage.unit_of_work import Work
from app.themes.queries import THEMES

GROUND = "ground"
ANALYSE_MEETING = "weigh_meeting"
ANALYSE_DELAY = timedelta(milliseconds=300)
"""Time from a vote to the analysis, so that votes of the same moment are analysed together."""
ANALYSE_PATIENCE = timedelta(seconds=10)
"""How much later than a new vote asks a queued analysis may start and still serve the vote; an analysis due even later,
because the clock went back, is moved to the time that the vote asks for."""
ASK_FOR_GROUND = jobs.enqueue_on_event(ANALYSE_MEETING, delay=ANALYSE_DELAY, patience=ANALYSE_PATIENCE)
"""Listener that asks the worker to analyse the reactions of the meeting of an event."""
ROBUSTNESS = "firmness"
MEASURE_ROBUSTNESS = "measure_firmness"
ROBUSTNESS_DELAY = timedelta(seconds=3)
"""Robustness takes longer to compute than the result and is for the desk alone, so it is computed afterwards."""

_ASSIGN: dict[str, Insert] = {
    name: insert(ShownCard).on_conflict_do_nothing(index_elements=["seat", "proposal"])
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """Result of one analysis: `document` for people, the rest for the next analysis and cards (see `AnalysisState`)."""

    document: GroundDocument
    seats: dict[str, tuple[float, float, str | None]]
    used: tuple[str, ...]
    n_groups: int
    outlooks: dict[str, Any]


def ask_for_ground(work: Work, *, meeting_id: MeetingId, delay: timedelta) -> None:
    """Ask the worker to analyse the reactions of a meeting after a delay."""
    jobs.enqueue(work, ANALYSE_MEETING, delay=delay, patience=ANALYSE_PATIENCE, meeting_id=meeting_id)


def store_ground(
    work: Work,
    *,
    meeting_id: MeetingId,
    version: int,
    result: AnalysisResult,
    robustness_in: timedelta = ROBUSTNESS_DELAY,
) -> None:
    """Store the latest common ground and announce it; the ledger gets no entry, because no person has acted.

    A slow worker may end after another worker that read later votes; the result of the earlier votes is dropped. The
    robustness of the previous common ground stays until the robustness of the new one is measured.
    """
    stored = work.session.get(Ground, meeting_id)
    if stored is not None and stored.version > version:
        return
    document = _with_robustness(result.document, queries.robustness_of(work.session, meeting_id))
    work.session.merge(Ground(meeting=meeting_id, version=version, data=document))
    groups = {"seats": result.seats, "used": list(result.used)}
    plan = {"n_groups": result.n_groups, "outlooks": result.outlooks}
    work.session.merge(AnalysisState(meeting=meeting_id, **groups, **plan))
    work.touch(meeting_id, GROUND)
    jobs.enqueue(work, MEASURE_ROBUSTNESS, delay=robustness_in, meeting_id=meeting_id)


def store_robustness(
    work: Work, *, meeting_id: MeetingId, version: int, rows: Mapping[ProposalId, ProposalRobustness]
) -> None:
    """Store the robustness of the common ground of a version; without stored common ground, store nothing."""
    ground = work.session.get(Ground, meeting_id)
    if ground is None:
        return
    ground.data = _with_robustness(ground.data, Robustness(version, rows))
    work.touch(meeting_id, ROBUSTNESS)


def note_results(work: Work, *, meeting_id: MeetingId) -> None:
    """Announce themes and common ground again, because the results visibility of the meeting has changed."""
    work.touch(meeting_id, THEMES)
    work.touch(meeting_id, GROUND)


def assign_cards(
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
    connection.execute(_ASSIGN[connection.dialect.name], rows)


def _with_robustness(document: GroundDocument, robustness: Robustness) -> GroundDocument:
    return replace(document, desk=replace(document.desk, firmness=robustness))
