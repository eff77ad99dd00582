"""Fixtures of the exports' tests: a meeting that has gone the whole way, and its dossier."""

import pytest

from app.exports.dossier import Dossier, dossier_of
from app.platform.access.services import Services
from tests.exports.walk import Walk, walk_through
from tests.people import Cast


@pytest.fixture
def walk(services: Services, cast: Cast) -> Walk:
    return walk_through(services, cast)


@pytest.fixture
def dossier(services: Services, walk: Walk) -> Dossier:
    with services.database.read() as session:
        return dossier_of(session, walk.meeting, services.clock.now(), signer=services.signer)
