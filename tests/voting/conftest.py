"""Tests of polls start where polls may be opened."""

import pytest

from app.platform.access.services import Services
from tests.builders import build_meeting
from tests.people import Cast


@pytest.fixture
def meeting(services: Services, cast: Cast) -> str:
    """A meeting at the place, in the phase in which residents vote."""
    return build_meeting(services, cast.place, phase="decide")


@pytest.fixture
def away(services: Services, cast: Cast) -> str:
    """Hai's meeting, at the other place, in the same phase."""
    return build_meeting(services, cast.elsewhere, title="河西的事", phase="decide")
