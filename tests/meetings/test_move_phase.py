"""`move_phase`: the facilitator leads the meeting from phase to phase."""

from datetime import timedelta

import pytest

from app.meetings import actions
from app.meetings.rules import CHECK_IN
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.errors import DomainError
from app.proposals.rules import REACT
from tests.builders import new_key, view_meeting
from tests.clocks import StandingClock
from tests.people import Cast


def test_a_facilitator_moves_on_and_the_countdown_starts(
    services: Services, cast: Cast, meeting: str, clock: StandingClock
) -> None:
    services.writer.run(lambda work: perform(work, actions.move_phase, cast.lin, meeting_id=meeting, to="triage"))
    view = view_meeting(services, meeting)
    assert view.phase == "triage"
    assert view.phase_ends_at == clock.now() + timedelta(minutes=5)
    assert view.acts == {CHECK_IN, REACT}


def test_a_phase_the_template_lacks_is_refused(services: Services, cast: Cast, meeting: str) -> None:
    with pytest.raises(DomainError, match="phase.unknown"):
        services.writer.run(lambda work: perform(work, actions.move_phase, cast.lin, meeting_id=meeting, to="market"))


def test_going_back_needs_a_reason(services: Services, cast: Cast, meeting: str) -> None:
    with pytest.raises(DomainError, match="phase.reason_needed"):
        services.writer.run(lambda work: perform(work, actions.move_phase, cast.lin, meeting_id=meeting, to="open"))
    services.writer.run(
        lambda work: perform(work, actions.move_phase, cast.lin, meeting_id=meeting, to="open", reason="late arrivals")
    )
    assert view_meeting(services, meeting).phase == "open"


def test_a_closed_meeting_stays_where_it_is(services: Services, cast: Cast, meeting: str) -> None:
    services.writer.run(lambda work: perform(work, actions.close_meeting, cast.lin, meeting_id=meeting))
    with pytest.raises(DomainError, match="meeting.closed"):
        services.writer.run(lambda work: perform(work, actions.move_phase, cast.lin, meeting_id=meeting, to="triage"))


def test_the_same_key_moves_once(services: Services, cast: Cast, meeting: str, clock: StandingClock) -> None:
    key = new_key()
    first = services.writer.run(
        lambda work: perform(work, actions.move_phase, cast.lin, meeting_id=meeting, to="triage", key=key)
    )
    ends_at = view_meeting(services, meeting).phase_ends_at
    clock.advance(minutes=3)
    again = services.writer.run(
        lambda work: perform(work, actions.move_phase, cast.lin, meeting_id=meeting, to="triage", key=key)
    )
    assert again == first
    assert view_meeting(services, meeting).phase_ends_at == ends_at
