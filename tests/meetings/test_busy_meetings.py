"""The newest meetings in which something may be done now, however many newer ones have come to another phase."""

from app.meetings import queries
from app.platform.access.services import Services
from app.proposals.rules import PROPOSE
from tests.builders import build_meeting
from tests.people import Cast


def test_newer_meetings_of_another_phase_take_no_place(services: Services, cast: Cast) -> None:
    older = [build_meeting(services, cast.place, phase="say") for _ in range(3)]
    for _ in range(2):
        build_meeting(services, cast.place, phase="decide")
    with services.database.read() as session:
        busy = queries.busy_meetings(session, PROPOSE, 2)
        every = queries.busy_meetings(session, PROPOSE, 10)
    assert len(busy) == 2 and busy == every[:2]
    assert set(every) == set(older)
