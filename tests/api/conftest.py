"""Fixtures of the API's tests: a program for each part."""

import pytest
from flask import Flask

from app.platform.access.actors import Actor
from app.platform.access.services import Services
from tests.api.programs import Program, seat_program, staff_program
from tests.people import Cast


@pytest.fixture
def hai_api(app: Flask, services: Services, cast: Cast) -> Program:
    """Hai, of another place."""
    return staff_program(app, services, "hai")


@pytest.fixture
def wen_api(app: Flask, services: Services, cast: Cast) -> Program:
    """Wen, on the committee."""
    return staff_program(app, services, "wen")


@pytest.fixture
def guo_api(app: Flask, guo: Actor) -> Program:
    """Guo's seat, in another meeting."""
    return seat_program(app, guo)


@pytest.fixture
def no_api(app: Flask) -> Program:
    """A program without a credential."""
    return Program(app)
