"""Robustness is stored with the common ground that it belongs to, and nowhere where there is none."""

from app.common_ground import actions
from app.common_ground.models import Ground
from tests.hall import Hall


def test_without_common_ground_no_robustness_is_stored(hall: Hall) -> None:
    hall.services.writer.run(lambda work: actions.store_robustness(work, meeting_id=hall.meeting, version=1, rows={}))
    assert hall.read(lambda session: session.get(Ground, hall.meeting)) is None
