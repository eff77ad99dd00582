"""Places, staff, one-time links, passwords, sessions and API tokens."""

import pytest
from sqlalchemy import func, select

from app.accounts import actions, queries
from app.accounts.models import Staff, StaffRole
from app.accounts.sign_in import sign_in_by_password
from app.organisations import actions as organisation_actions
from app.organisations import queries as organisations
from app.organisations.models import Place
from app.platform.access.actors import NOBODY, SYSTEM, Actor, ActorKind, Role
from app.platform.access.secrets import hash_password
from app.platform.access.services import Call, Services
from app.platform.errors import DomainError
from app.platform.storage import ledger
from tests.clocks import StandingClock
from tests.people import Cast
from tests.races import race

EMAIL = "xin@example.org"
PASSWORD = "a sentence to remember"


@pytest.fixture(scope="module")
def password_hash() -> str:
    return hash_password(PASSWORD)


def add(services: Services, role: Role, place: str | None, email: str = EMAIL) -> str:
    return services.writer.run(lambda work: actions.add_staff(work, SYSTEM, email=email, role=role, place_id=place))


def sign_in(services: Services, email: str, password: str) -> str:
    """The id of whoever has signed in."""
    facts = {"address": "203.0.113.9", "known": None, "device": actions.COMMAND_LINE}
    return sign_in_by_password(Call(services, NOBODY), email=email, password=password, **facts).staff


def count(services: Services, table: type) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(("name", "code"), [("桂花苑", "place.exists"), ("", "name.missing"), ("长" * 61, "name.long")])
def test_a_place_needs_a_name_of_its_own(services: Services, cast: Cast, name: str, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        services.writer.run(lambda work: organisation_actions.create_place(work, SYSTEM, name=name))
    assert count(services, Place) == 2


def test_a_role_counts_in_its_place_alone(services: Services, cast: Cast) -> None:
    assert cast.lin.roles_at(cast.place) == {Role.FACILITATOR}
    assert cast.lin.roles_at(cast.elsewhere) == frozenset()
    assert cast.ada.roles_at(cast.elsewhere) == {Role.ADMINISTRATOR}
    with services.database.read() as session:
        assert [view.name for view in organisations.places_of(session, cast.lin)] == ["桂花苑"]
        assert len(organisations.places_of(session, cast.ada)) == 2


def test_a_second_role_is_the_same_person(services: Services, cast: Cast) -> None:
    before = count(services, Staff)
    for role in (Role.RECORDER, Role.RECORDER, Role.COMMITTEE):
        add(services, role, cast.place, email="LIN@Example.org ")
    assert count(services, Staff) == before
    with services.database.read() as session:
        roles = queries.roles_of(session, cast.lin.id)
    assert {role for place, role in roles if place == cast.place} == {Role.FACILITATOR, Role.RECORDER, Role.COMMITTEE}


def test_an_administrator_of_everywhere_is_added_once(services: Services, cast: Cast) -> None:
    add(services, Role.ADMINISTRATOR, None)
    before = count(services, StaffRole)
    add(services, Role.ADMINISTRATOR, None)
    assert count(services, StaffRole) == before


@pytest.mark.parametrize(("email", "code"), [("nobody", "email.invalid"), ("a b@c.d", "email.invalid")])
def test_an_address_must_be_one(services: Services, cast: Cast, email: str, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        add(services, Role.RECORDER, cast.place, email=email)


def test_only_administrators_are_everywhere(services: Services) -> None:
    with pytest.raises(DomainError, match="place.needed"):
        add(services, Role.FACILITATOR, None)


def test_a_link_opens_once(services: Services, cast: Cast, password_hash: str) -> None:
    link = add(services, Role.RECORDER, cast.place)
    signed_in = services.writer.run(
        lambda work: actions.redeem_link(work, link=link, password_hash=password_hash, hours=12)
    )
    with services.database.read() as session:
        actor = queries.find_staff_by_session(session, signed_in.token, services.clock.now())
        assert actor is not None and actor.roles_at(cast.place) == {Role.RECORDER}
    assert sign_in(services, EMAIL.upper(), PASSWORD) == actor.id
    with pytest.raises(DomainError, match="link.used"):
        services.writer.run(lambda work: actions.redeem_link(work, link=link, password_hash=password_hash, hours=12))


def test_two_at_once_open_a_link_once(services: Services, cast: Cast, password_hash: str) -> None:
    link = add(services, Role.RECORDER, cast.place)
    outcomes = race(
        services,
        *(lambda work: actions.redeem_link(work, link=link, password_hash=password_hash, hours=12) for _ in range(2)),
    )
    assert outcomes.count("link.used") == 1


def test_a_link_runs_out(services: Services, cast: Cast, clock: StandingClock, password_hash: str) -> None:
    link = add(services, Role.RECORDER, cast.place)
    clock.advance(hours=25)
    with pytest.raises(DomainError, match="link.used"):
        services.writer.run(lambda work: actions.redeem_link(work, link=link, password_hash=password_hash, hours=12))


def test_a_staff_link_sets_nothing_up(services: Services, cast: Cast, password_hash: str) -> None:
    link = add(services, Role.RECORDER, cast.place)
    facts = {"email": "evil@example.org", "password_hash": password_hash, "place_name": "新地方"}
    with pytest.raises(DomainError, match="link.used"):
        services.writer.run(lambda work: organisation_actions.set_up(work, link=link, hours=12, **facts))
    assert count(services, Place) == 2


def test_the_first_administrator_sets_up(services: Services, password_hash: str) -> None:
    older = services.writer.run(lambda work: actions.make_setup_link(work, hours=24))
    link = services.writer.run(lambda work: actions.make_setup_link(work, hours=24))
    facts = {"email": EMAIL, "password_hash": password_hash, "place_name": "桂花苑"}
    with pytest.raises(DomainError, match="link.used"):
        services.writer.run(lambda work: organisation_actions.set_up(work, link=older, hours=12, **facts))
    signed_in = services.writer.run(lambda work: organisation_actions.set_up(work, link=link, hours=12, **facts))
    with services.database.read() as session:
        roles = queries.roles_of(session, signed_in.staff)
        assert (None, Role.ADMINISTRATOR) in roles
        actor = Actor(ActorKind.STAFF, signed_in.staff, roles=roles)
        assert [view.name for view in organisations.places_of(session, actor)] == ["桂花苑"]
    with pytest.raises(DomainError, match="setup.done"):
        services.writer.run(lambda work: actions.make_setup_link(work, hours=24))


def test_a_session_ends(services: Services, cast: Cast, clock: StandingClock) -> None:
    one, other = (
        services.writer.run(lambda work: actions.sign_in(work, staff_id=cast.lin.id, hours=12)).token for _ in range(2)
    )
    services.writer.run(lambda work: actions.sign_out(work, token=one))
    with services.database.read() as session:
        assert queries.find_staff_by_session(session, one, clock.now()) is None
        assert queries.find_staff_by_session(session, other, clock.now()) is not None
        assert queries.find_staff_by_session(session, other, clock.advance(hours=12)) is None


@pytest.mark.parametrize(("email", "password"), [("lin@example.org", "wrong password"), ("who@example.org", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_look_alike(
    services: Services, cast: Cast, email: str, password: str
) -> None:
    with pytest.raises(DomainError) as refused:
        sign_in(services, email, password)
    assert (refused.value.kind, refused.value.code, refused.value.params) == ("unauthenticated", "sign_in.failed", {})


def test_a_program_acts_for_a_member_of_staff(services: Services, cast: Cast) -> None:
    token = services.writer.run(lambda work: actions.create_api_token(work, cast.ada, email="lin@example.org"))
    with services.database.read() as session:
        assert queries.find_staff_by_token(session, token, services.clock.now()) == cast.lin
        assert queries.find_staff_by_token(session, "another", services.clock.now()) is None
    with pytest.raises(DomainError, match="staff.unknown"):
        services.writer.run(lambda work: actions.create_api_token(work, cast.ada, email="who@example.org"))


def test_the_ledger_knows_who_but_neither_address_nor_secret(services: Services, cast: Cast) -> None:
    link = add(services, Role.RECORDER, cast.place)
    with services.database.read() as session:
        payloads = "".join(entry.payload or "" for entry in ledger.entries_of(session, ledger.OFFICE))
        assert ledger.verify_chain(session, ledger.OFFICE) is None
    assert cast.lin.id in payloads
    assert "example.org" not in payloads and link not in payloads
