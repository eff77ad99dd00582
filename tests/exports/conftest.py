"""Fixtures of the exports' tests: the dossier of a meeting that has gone the whole way."""

import pytest

from app.documents.press import Press, press_of
from app.exports.dossier import Dossier, dossier_of
from app.platform.access.services import Services
from tests.exports.walk import Walk


@pytest.fixture
def dossier(services: Services, walk: Walk) -> Dossier:
    with services.database.read() as session:
        return dossier_of(session, walk.meeting, services.clock.now(), signer=services.signer)


@pytest.fixture
def press(services: Services) -> Press:
    return press_of(services.settings)
