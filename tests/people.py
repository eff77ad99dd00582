"""The cast: the people who appear in the tests, always in the same parts."""

from dataclasses import dataclass

from app.people import actions, queries
from app.platform.security.actors import NOBODY, SYSTEM, Actor, Role
from app.platform.services import Services


@dataclass(frozen=True, slots=True)
class Cast:
    """Who works where. Residents take their seats in a meeting, so `conftest` makes them: Mei, Bo and Guo."""

    place: str
    elsewhere: str
    lin: Actor
    """facilitator of the place"""
    fang: Actor
    """clerk: writes for the room as its recorder"""
    wen: Actor
    """on the neighbourhood committee"""
    ada: Actor
    """administrator, everywhere"""
    hai: Actor
    """facilitator of another place"""
    nobody: Actor = NOBODY


def gather_cast(services: Services) -> Cast:
    """Two places and the staff of each."""
    place = services.writer.run(lambda work: actions.create_place(work, SYSTEM, name="桂花苑"))
    elsewhere = services.writer.run(lambda work: actions.create_place(work, SYSTEM, name="河西新村"))
    return Cast(
        place=place,
        elsewhere=elsewhere,
        lin=employ(services, "lin", Role.FACILITATOR, place),
        fang=employ(services, "fang", Role.RECORDER, place),
        wen=employ(services, "wen", Role.COMMITTEE, place),
        ada=employ(services, "ada", Role.ADMINISTRATOR, None),
        hai=employ(services, "hai", Role.FACILITATOR, elsewhere),
    )


def employ(services: Services, name: str, role: Role, place: str | None) -> Actor:
    """A member of staff with one role, as the gate would know them."""
    email = f"{name}@example.org"
    link = services.writer.run(lambda work: actions.add_staff(work, SYSTEM, email=email, role=role, place=place))
    with services.database.read() as session:
        found = queries.open_link(session, link, services.clock.now())
        actor = queries.actor_of(session, found.staff if found else None)
    if actor is None:
        raise LookupError(email)
    return actor
