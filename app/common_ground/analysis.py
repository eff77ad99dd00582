"""Computes common ground from a meeting's reactions, in the worker."""

import time
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from cachetools import LRUCache

import nlp
from app.common_ground import actions, queries
from app.common_ground.queries import PreviousGroups
from app.common_ground.shaping import DocumentContext, measure_robustness, shape_ground
from app.meetings import queries as meetings
from app.platform.access.services import Services
from app.platform.ids import MeetingId, ProposalId, SeatId
from app.proposals import queries as proposals
from app.themes import queries as themes_queries

CHOICES = {"agree": 1, "disagree": -1, "pass": 0}
MAX_KEPT = 20
SHORTEST_REST = 1.0
"""Shortest pause in seconds between two analyses of a meeting; longer after a slow one, to leave time for others."""
RESTS = 2
"""The pause lasts at least this many times as long as the analysis took."""
ROBUSTNESS_RESTS = 25
"""Robustness is measured again no sooner than after this many times the duration of the last measurement."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything except the votes that affects the result."""

    wall: frozenset[str]
    themes: Mapping[Hashable, Hashable]
    groups: Mapping[Hashable, str] | None
    present: int | None
    """Seats that checked in; None if nobody did, as in an imported conversation: then the seats that voted count."""
    held: frozenset[str] = frozenset()
    """Statements that propose nothing, and so cannot become common ground."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """All inputs of an analysis at one ledger version.

    votes: {(seat, proposal): 1, 0 or -1}; stakes: the stakeholder groups that the meeting offers; before: the state
    after the previous analysis; numbers: {proposal: its number}.
    """

    version: int
    votes: Mapping[tuple[SeatId, ProposalId], int]
    about: Circumstances
    stakeholder_groups: tuple[str, ...]
    before: PreviousGroups
    numbers: Mapping[ProposalId, int]


class Analyser:
    """Analyses meetings repeatedly: each time from the previous result, and no more often than the worker can bear."""

    def __init__(self) -> None:
        self._kept: LRUCache[MeetingId, tuple[Inputs, nlp.CommonGround]] = LRUCache(MAX_KEPT)
        self._rests: dict[MeetingId, float] = {}
        self._robustness_rest = actions.ROBUSTNESS_DELAY

    def analyse_meeting(self, services: Services, *, meeting_id: MeetingId) -> None:
        """Analyse the reactions of a meeting and store the common ground; in the pause after an analysis, ask later."""
        begun = time.monotonic()
        rest = self._rests.get(meeting_id, 0.0) - begun
        if rest > 0:
            delay = timedelta(seconds=rest)
            services.writer.run(partial(actions.ask_for_ground, meeting_id=meeting_id, delay=delay))
            return
        self._analyse(services, meeting_id)
        ended = time.monotonic()
        self._rests = {other: until for other, until in self._rests.items() if until > ended}
        self._rests[meeting_id] = ended + max(SHORTEST_REST, RESTS * (ended - begun))

    def measure_robustness(self, services: Services, *, meeting_id: MeetingId) -> None:
        """Measure and store the robustness of the latest common ground of a meeting.

        The measurement takes longest, so it runs apart from the analysis and the room need not wait for it.
        """
        if meeting_id not in self._kept:
            inputs = read_inputs(services, meeting_id)
            self._kept[meeting_id] = (inputs, analyse(inputs, None, None))
        begun = time.monotonic()
        inputs, ground = self._kept[meeting_id]
        rows, version = measure_robustness(ground, inputs.numbers), inputs.version
        services.writer.run(
            lambda work: actions.store_robustness(work, meeting_id=meeting_id, version=version, rows=rows)
        )
        rest = timedelta(seconds=ROBUSTNESS_RESTS * (time.monotonic() - begun))
        self._robustness_rest = max(actions.ROBUSTNESS_DELAY, rest)

    def _analyse(self, services: Services, meeting_id: MeetingId) -> None:
        inputs = read_inputs(services, meeting_id)
        last, ground = self._kept.pop(meeting_id, (None, None))
        ground = analyse(inputs, last, ground)
        self._kept[meeting_id] = (inputs, ground)
        result = shape_ground(
            ground, inputs.before, DocumentContext(inputs.stakeholder_groups, inputs.numbers, services.clock.now())
        )
        version, later = inputs.version, self._robustness_rest
        services.writer.run(
            lambda work: actions.store_ground(
                work, meeting_id=meeting_id, version=version, result=result, robustness_in=later
            )
        )


def analyse_meeting(services: Services, *, meeting_id: MeetingId) -> None:
    """Analyse the reactions of a meeting and store the common ground, once and without a previous result."""
    Analyser().analyse_meeting(services, meeting_id=meeting_id)


def read_inputs(services: Services, meeting_id: MeetingId) -> Inputs:
    """Return the votes on the proposals of a meeting's wall, and everything else that affects the result."""
    with services.database.read() as session:
        version = queries.inputs_version(session, meeting_id)
        views = proposals.wall_of(session, meeting_id)
        numbers = {view.id: view.number for view in views}
        rows = proposals.reactions_of(session, meeting_id)
        arranged = themes_queries.arrangement_of(session, meeting_id)
        present = meetings.presence_of(session, meeting_id).seats or None
        stakeholder_groups = {seat.id: seat.stakeholder_group for seat in meetings.seats_of(session, meeting_id)}
        offered = meetings.meeting_of(session, meeting_id).stakeholder_groups
        before = queries.previous_groups_of(session, meeting_id)
    held = frozenset(view.id for view in views if view.is_meta)
    votes = {(row.seat, row.proposal): CHOICES[row.choice] for row in rows if row.proposal in numbers}
    themes: dict[Hashable, Hashable] = {member: theme.key for theme in arranged.themes for member in theme.members}
    groups = _declared(stakeholder_groups, {seat for seat, _ in votes})
    about = Circumstances(frozenset(numbers), themes, groups, present, held)
    return Inputs(version, votes, about, offered, before, numbers)


def analyse(inputs: Inputs, last: Inputs | None, ground: "nlp.CommonGround | None") -> "nlp.CommonGround":
    """Return the common ground of `inputs`.

    If nothing but new or changed votes came since the inputs `last`, `ground` itself is updated with those votes.
    Otherwise a new common ground is computed from all votes, and its groups continue those of `ground`.
    """
    about = inputs.about
    if last is not None and ground is not None and last.about == about and last.votes.keys() <= inputs.votes.keys():
        fresh = {pair: choice for pair, choice in inputs.votes.items() if last.votes.get(pair) != choice}
        return ground.update(*_columns(fresh)) if fresh else ground
    return nlp.find_common_ground(
        *_columns(inputs.votes),
        themes=about.themes,
        groups=about.groups,
        checked_in=about.present,
        held=about.held,
        previous=ground,
    )


def _columns(votes: Mapping[tuple[SeatId, ProposalId], int]) -> tuple[list[str], list[str], list[int]]:
    return [seat for seat, _ in votes], [proposal for _, proposal in votes], list(votes.values())


def _declared(stakeholder_groups: Mapping[SeatId, str | None], voters: set[SeatId]) -> dict[Hashable, str] | None:
    """Return {seat: declared stakeholder group} if most voters declared one, else None: then the votes decide."""
    declared: dict[Hashable, str] = {
        seat: group for seat, group in stakeholder_groups.items() if group and seat in voters
    }
    return declared if declared and 2 * len(declared) > len(voters) else None
