"""The machine's part: reactions to common ground, in the worker."""

import time
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import nlp
from app.common_ground import actions, queries
from app.common_ground.queries import Kept
from app.common_ground.shaping import measure_firmness, shape_ground
from app.meetings import queries as meetings
from app.platform.access.services import Services
from app.platform.ids import MeetingId, ProposalId, SeatId
from app.proposals import queries as proposals
from app.themes import queries as themes_queries

CHOICES = {"agree": 1, "disagree": -1, "pass": 0}
MOST_KEPT = 20
SHORTEST_REST = 1.0
"""Seconds between two weighings of a meeting; more where one took long, so that most of the time is others'."""
RESTS = 2
"""A meeting rests at least so many times as long as it was weighed."""
FIRMNESS_RESTS = 25
"""How firm a result is, is measured again after so many times the time that it took."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What beside the votes bears on the result."""

    wall: frozenset[str]
    themes: Mapping[Hashable, Hashable]
    groups: Mapping[Hashable, str] | None
    present: int | None
    """Seats that checked in; None where nobody did, as in an imported conversation: then those who voted."""
    held: frozenset[str] = frozenset()
    """Statements that propose nothing."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that common ground is computed from, as it stands at an entry of the ledger; numbers: {proposal: its
    number}.
    """

    version: int
    votes: Mapping[tuple[SeatId, ProposalId], int]
    about: Circumstances
    stakes: tuple[str, ...]
    before: Kept
    numbers: Mapping[ProposalId, int]


class Weigher:
    """Weighs meetings again and again: from where the last time ended, and not more often than the worker can bear."""

    def __init__(self) -> None:
        self._kept: OrderedDict[MeetingId, tuple[Sheet, nlp.CommonGround]] = OrderedDict()
        self._rests: dict[MeetingId, float] = {}
        self._firmness_rest = actions.FIRMNESS_DELAY

    def weigh_meeting(self, services: Services, *, meeting_id: MeetingId) -> None:
        """Find what every group of a meeting can accept; what is asked for too soon is put off."""
        begun = time.monotonic()
        rest = self._rests.get(meeting_id, 0.0) - begun
        if rest > 0:
            delay = timedelta(seconds=rest)
            services.writer.run(lambda work: actions.ask_for_ground(work, meeting_id=meeting_id, delay=delay))
            return
        self._weigh(services, meeting_id)
        ended = time.monotonic()
        self._rests = {other: until for other, until in self._rests.items() if until > ended}
        self._rests[meeting_id] = ended + max(SHORTEST_REST, RESTS * (ended - begun))

    def measure_firmness(self, services: Services, *, meeting_id: MeetingId) -> None:
        """Find how firm the latest common ground of a meeting is: what takes longest is not waited for by the room."""
        if meeting_id not in self._kept:
            sheet = read_sheet(services, meeting_id)
            self._keep(meeting_id, sheet, weigh(sheet, None, None))
        begun = time.monotonic()
        sheet, ground = self._kept[meeting_id]
        rows, version = measure_firmness(ground, sheet.numbers), sheet.version
        services.writer.run(
            lambda work: actions.store_firmness(work, meeting_id=meeting_id, version=version, rows=rows)
        )
        rest = timedelta(seconds=FIRMNESS_RESTS * (time.monotonic() - begun))
        self._firmness_rest = max(actions.FIRMNESS_DELAY, rest)

    def _weigh(self, services: Services, meeting_id: MeetingId) -> None:
        sheet = read_sheet(services, meeting_id)
        last, ground = self._kept.pop(meeting_id, (None, None))
        ground = weigh(sheet, last, ground)
        self._keep(meeting_id, sheet, ground)
        weighed = shape_ground(ground, sheet.before, sheet.stakes, sheet.numbers)
        version, later = sheet.version, self._firmness_rest
        services.writer.run(
            lambda work: actions.store_ground(
                work, meeting_id=meeting_id, version=version, weighed=weighed, firmness_in=later
            )
        )

    def _keep(self, meeting_id: MeetingId, sheet: Sheet, ground: "nlp.CommonGround") -> None:
        self._kept[meeting_id] = (sheet, ground)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def weigh_meeting(services: Services, *, meeting_id: MeetingId) -> None:
    """Find what every group of a meeting can accept, once."""
    Weigher().weigh_meeting(services, meeting_id=meeting_id)


def read_sheet(services: Services, meeting_id: MeetingId) -> Sheet:
    """The meeting's votes on what is on its wall, and what else bears on the result."""
    with services.database.read() as session:
        version = queries.inputs_version(session, meeting_id)
        views = proposals.wall_of(session, meeting_id)
        numbers = {view.id: view.number for view in views}
        rows = proposals.reactions_of(session, meeting_id)
        arranged = themes_queries.arrangement_of(session, meeting_id)
        present = meetings.presence_of(session, meeting_id).seats or None
        stakes = {seat.id: seat.stake for seat in meetings.seats_of(session, meeting_id)}
        offered = meetings.meeting_of(session, meeting_id).stakes
        before = queries.kept_of(session, meeting_id)
    held = frozenset(view.id for view in views if view.is_meta)
    votes = {(row.seat, row.proposal): CHOICES[row.choice] for row in rows if row.proposal in numbers}
    themes: dict[Hashable, Hashable] = {member: theme.key for theme in arranged.themes for member in theme.members}
    groups = _declared(stakes, {seat for seat, _ in votes})
    about = Circumstances(frozenset(numbers), themes, groups, present, held)
    return Sheet(version, votes, about, offered, before, numbers)


def weigh(sheet: Sheet, last: Sheet | None, ground: "nlp.CommonGround | None") -> "nlp.CommonGround":
    """The common ground of a sheet; where only votes have come since the last one, those alone are taken in."""
    about = sheet.about
    if last is not None and ground is not None and last.about == about and last.votes.keys() <= sheet.votes.keys():
        fresh = {pair: choice for pair, choice in sheet.votes.items() if last.votes.get(pair) != choice}
        return ground.update(*_columns(fresh)) if fresh else ground
    return nlp.find_common_ground(
        *_columns(sheet.votes),
        themes=about.themes,
        groups=about.groups,
        checked_in=about.present,
        held=about.held,
        previous=ground,
    )


def _columns(votes: Mapping[tuple[SeatId, ProposalId], int]) -> tuple[list[str], list[str], list[int]]:
    return [seat for seat, _ in votes], [proposal for _, proposal in votes], list(votes.values())


def _declared(stakes: Mapping[SeatId, str | None], voters: set[SeatId]) -> dict[Hashable, str] | None:
    """The declared stakes when most voters have one; else the votes may speak for themselves."""
    declared: dict[Hashable, str] = {seat: stake for seat, stake in stakes.items() if stake and seat in voters}
    return declared if declared and 2 * len(declared) > len(voters) else None
