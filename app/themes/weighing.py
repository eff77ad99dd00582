"""The machine's part: reactions to common ground, in the worker."""

from collections.abc import Hashable, Mapping

import nlp
from app.meetings import queries as meetings
from app.platform.services import Services
from app.proposals import queries as proposals
from app.themes import queries as themes_queries
from app.themes.ground import actions, queries
from app.themes.ground.shape import shape_ground

CHOICES = {"agree": 1, "disagree": -1, "pass": 0}


def weigh_meeting(services: Services, *, meeting: str) -> None:
    """Find what every group of a meeting can accept."""
    with services.database.read() as session:
        version = queries.inputs_version(session, meeting)
        rows = proposals.reactions_of(session, meeting)
        on_wall = {view.id for view in proposals.wall_of(session, meeting)}
        arranged = themes_queries.arrangement_of(session, meeting)
        present = meetings.presence_of(session, meeting).seats
        stakes = {seat.id: seat.stake for seat in meetings.seats_of(session, meeting)}
    votes = [row for row in rows if row.proposal in on_wall]
    themes: dict[Hashable, Hashable] = {member: theme.key for theme in arranged.themes for member in theme.members}
    ground = nlp.find_common_ground(
        [row.seat for row in votes],
        [row.proposal for row in votes],
        [CHOICES[row.choice] for row in votes],
        themes=themes,
        groups=_declared(stakes, {row.seat for row in votes}),
        checked_in=present,
    )
    data = shape_ground(ground)
    services.writer.run(lambda work: actions.store_ground(work, meeting=meeting, version=version, data=data))


def _declared(stakes: Mapping[str, str | None], voters: set[str]) -> dict[Hashable, str] | None:
    """The declared stakes when most voters have one; else the votes may speak for themselves."""
    found: dict[Hashable, str] = {seat: stake for seat, stake in stakes.items() if stake and seat in voters}
    return found if found and 2 * len(found) > len(voters) else None
