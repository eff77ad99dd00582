"""Everybody who may ask: each role at each place, seats, people without a role, nobody, forged secrets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import delete, update

from app.accounts import actions as accounts
from app.accounts.models import ApiToken, StaffRole
from app.platform.access.actors import SYSTEM, Actor, ActorKind, Role
from app.platform.access.secrets import digest_token
from app.platform.access.services import Services
from app.platform.storage.unit_of_work import Work
from tests.builders import build_seat
from tests.clients import CSRF, Browser, open_browser
from tests.people import Cast, employ
from tests.security.matrix.worlds import World

COOKIE = "liangting"


@dataclass(frozen=True, slots=True, eq=False)
class Party:
    """Somebody with one credential. `roles` are (place, role) pairs, `meeting` is a seat's own meeting.

    `is_rejected`: the credential is presented but worth nothing, so every door but an open one answers 401.
    """

    name: str
    headers: Mapping[str, str]
    roles: frozenset[tuple[str | None, Role]] = frozenset()
    meeting: str | None = None
    is_staff: bool = False
    is_by_cookie: bool = False
    is_rejected: bool = False
    browser: Browser | None = None
    token: str | None = field(default=None, repr=False)


def gather_parties(app: Flask, services: Services, cast: Cast, worlds: Mapping[str, World]) -> list[Party]:
    """Every party, each with every kind of credential that it may present."""
    staff = [
        *(("here", role, cast.place) for role in Role),
        *(("elsewhere", role, cast.elsewhere) for role in Role),
        ("everywhere", Role.ADMINISTRATOR, None),
    ]
    parties = [
        party
        for where, role, place in staff
        for party in _employed(
            app, services, f"{role.value} {where}", employ(services, f"{role.value}.{where}", role, place)
        )
    ]
    parties += _employed(app, services, "staff without a role", _dismissed(services, cast))
    for name in ("own", "other", "away"):
        parties += _seated(app, services, worlds[name])
    return [*parties, *_strangers(app)]


def _employed(app: Flask, services: Services, name: str, actor: Actor) -> Iterator[Party]:
    browser = open_browser(app).sign_in(services, actor)
    facts = {"roles": actor.roles, "is_staff": True}
    yield Party(f"{name} (cookie)", _cookie(browser), is_by_cookie=True, browser=browser, **facts)
    email = f"{name.replace(' ', '.')}@example.org"
    token = services.writer.run(lambda work: _used_token(work, email))
    yield Party(f"{name} (token)", {"Authorization": f"Bearer {token}"}, **facts)


def _used_token(work: Work, email: str) -> str:
    """A token whose use has just been noted: the rehearsing writer would forget each note, and note each use again."""
    token: str = accounts.create_api_token(work, SYSTEM, email=email)
    work.session.execute(update(ApiToken).where(ApiToken.digest == digest_token(token)).values(used_at=work.now))
    return token


def _seated(app: Flask, services: Services, world: World) -> Iterator[Party]:
    seat = build_seat(services, world.ids["meeting"], "郭")
    browser = open_browser(app).take_seat(seat)
    name = f"seat in {world.name}"
    yield Party(f"{name} (cookie)", _cookie(browser), meeting=seat.meeting, is_by_cookie=True)
    yield Party(f"{name} (token)", {"Authorization": f"Seat {seat.token}"}, meeting=seat.meeting, token=seat.token)


def _strangers(app: Flask) -> Iterator[Party]:
    """Nobody, and those who hold a secret that opens nothing."""
    nobody = open_browser(app)
    yield Party("nobody", _cookie(nobody), is_by_cookie=True, browser=nobody)
    forger = open_browser(app)
    with forger.client.session_transaction() as session:
        session.update(staff="a session that never was", seats={"nosuchmeeting": "a seat that never was"})
    yield Party("forged session", _cookie(forger), is_by_cookie=True, browser=forger)
    for scheme in ("Bearer", "Seat"):
        yield Party(f"forged {scheme}", {"Authorization": f"{scheme} never-issued"}, is_rejected=True)


def _dismissed(services: Services, cast: Cast) -> Actor:
    """Somebody with an account, and no role."""
    actor = employ(services, "staff.without.a.role", Role.OBSERVER, cast.place)

    def dismiss(work: Work) -> None:
        work.session.execute(delete(StaffRole).where(StaffRole.staff == actor.id))

    services.writer.run(dismiss)
    return Actor(ActorKind.STAFF, actor.id)


def _cookie(browser: Browser) -> dict[str, str]:
    cookie = browser.client.get_cookie(COOKIE)
    assert cookie is not None
    return {"Cookie": f"{COOKIE}={cookie.value}", "X-CSRF-Token": CSRF}
