"""The stage of the role matrix: worlds, parties and an application whose writes are undone."""

from dataclasses import dataclass, replace

import pytest
from flask import Flask

from app.factory import create_app
from app.platform.access.limits import RateLimit
from app.platform.access.services import Services
from app.platform.storage.unit_of_work import Transactions
from app.settings import Settings
from tests.compiled import with_templates
from tests.people import Cast
from tests.security.matrix.parties import Party, gather_parties
from tests.security.matrix.rehearsal import RehearsalWriter
from tests.security.matrix.worlds import World, build_worlds


@dataclass(frozen=True, slots=True)
class Stage:
    """The application under test, everybody who asks, and every world they ask about."""

    app: Flask
    worlds: tuple[World, ...]
    parties: list[Party]


@pytest.fixture
def stage(settings: Settings, services: Services, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Rate limits are off: this matrix asks who may, not how often."""
    monkeypatch.setattr(RateLimit, "take", lambda *_args, **_options: None)
    worlds = build_worlds(services, cast)
    transactions = Transactions(
        services.database, services.clock, services.listeners, lambda _touched: None, services.keys
    )
    rehearsing = replace(services, writer=RehearsalWriter(transactions))
    app = with_templates(create_app(settings, rehearsing))
    parties = gather_parties(app, services, cast, {world.name: world for world in worlds})
    return Stage(app, worlds, parties)
