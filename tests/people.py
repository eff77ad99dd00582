"""The cast: the people who appear in the tests, always in the same parts."""

from dataclasses import dataclass

from app.accounts import actions, queries
from app.organisations import actions as organisation_actions
from app.platform.access.actors import NOBODY, SYSTEM, Actor, ActorKind, Role
from app.platform.access.services import Services
from app.platform.storage.unit_of_work import Work


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
    """Two places and the staff of each, in one transaction."""
    return services.writer.run(_gather)


def employ(services: Services, name: str, role: Role, place: str | None) -> Actor:
    """A member of staff with one role, as the gate would know them."""
    return services.writer.run(lambda work: _hire(work, name, role, place))


def _hire(work: Work, name: str, role: Role, place: str | None) -> Actor:
    email = f"{name}@example.org"
    link = actions.add_staff(work, SYSTEM, email=email, role=role, place_id=place)
    work.session.flush()
    invitation = queries.open_link(work.session, link, work.now)
    if invitation is None or invitation.staff is None:
        raise LookupError(email)
    return Actor(ActorKind.STAFF, invitation.staff, roles=queries.roles_of(work.session, invitation.staff))


def _gather(work: Work) -> Cast:
    place = organisation_actions.create_place(work, SYSTEM, name="桂花苑")
    elsewhere = organisation_actions.create_place(work, SYSTEM, name="河西新村")
    return Cast(
        place=place,
        elsewhere=elsewhere,
        lin=_hire(work, "lin", Role.FACILITATOR, place),
        fang=_hire(work, "fang", Role.RECORDER, place),
        wen=_hire(work, "wen", Role.COMMITTEE, place),
        ada=_hire(work, "ada", Role.ADMINISTRATOR, None),
        hai=_hire(work, "hai", Role.FACILITATOR, elsewhere),
    )
