"""S1 at the gate: every permission x every party x own, other and other place, from the one table."""

from itertools import product

import pytest

from app.platform.access.actors import NOBODY, SYSTEM, Actor, ActorKind, Role
from app.platform.access.gate import admit, check_permission, scope_of
from app.platform.access.permissions import ANYONE, GRANTS, SEAT, Permission, Scope
from app.platform.access.services import Services
from app.platform.errors import DomainError, ErrorKind
from tests.builders import build_proposal
from tests.people import Cast

HERE = Scope("place1", "meeting1")
NEXT_DOOR = Scope("place1", "meeting2")
AWAY = Scope("place2", "meeting3")


def staff(role: Role, place: str | None) -> Actor:
    return Actor(ActorKind.STAFF, "s", roles=frozenset({(place, role)}))


def verdict(actor: Actor, permission: Permission, scope: Scope | None) -> str:
    try:
        check_permission(actor, permission, scope)
    except DomainError as error:
        return error.kind.value
    return "allowed"


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("role", list(Role))
def test_staff_may_at_home_what_the_table_says_and_see_nothing_elsewhere(permission: Permission, role: Role) -> None:
    is_granted, is_open = role in GRANTS[permission], ANYONE in GRANTS[permission]
    home = "allowed" if is_granted or is_open else "forbidden"
    for scope in (HERE, NEXT_DOOR, None):
        assert verdict(staff(role, "place1"), permission, scope) == home
        assert verdict(staff(role, None), permission, scope) == home
    assert verdict(staff(role, None), permission, AWAY) == home
    assert verdict(staff(role, "place1"), permission, AWAY) == ("allowed" if is_open else "not_found")


@pytest.mark.parametrize("permission", list(Permission))
def test_a_seat_may_only_in_its_own_meeting(permission: Permission) -> None:
    mei = Actor(ActorKind.SEAT, "mei", meeting="meeting1")
    is_open = ANYONE in GRANTS[permission]
    assert verdict(mei, permission, HERE) == ("allowed" if is_open or SEAT in GRANTS[permission] else "forbidden")
    for scope in (NEXT_DOOR, AWAY, None):
        assert verdict(mei, permission, scope) == ("allowed" if is_open else "not_found")


@pytest.mark.parametrize(("permission", "scope"), list(product(Permission, [HERE, None])))
def test_nobody_is_asked_to_sign_in_and_the_system_passes(permission: Permission, scope: Scope | None) -> None:
    assert verdict(NOBODY, permission, scope) == ("allowed" if ANYONE in GRANTS[permission] else "unauthenticated")
    assert verdict(SYSTEM, permission, scope) == "allowed"


def test_the_matrix_of_the_cast(services: Services, cast: Cast, meeting: str, mei: Actor, guo: Actor) -> None:
    ids = {"meeting": meeting}
    allowed = {
        Permission.MEETING_RUN: {cast.lin.id, cast.ada.id},
        Permission.PROPOSAL_SUBMIT: {cast.lin.id, cast.ada.id, cast.fang.id, mei.id},
        Permission.REACTION_CAST: {mei.id},
        Permission.RESOLUTION_ADOPT: {cast.lin.id, cast.ada.id, cast.wen.id},
    }
    everyone = [cast.lin, cast.fang, cast.wen, cast.ada, cast.hai, mei, guo, NOBODY]
    for permission, expected in allowed.items():
        passed = {actor.id for actor in everyone if _passes(services, actor, permission, ids)}
        assert passed == expected, permission


def test_what_is_elsewhere_is_the_same_as_what_is_not(services: Services, cast: Cast, away: str) -> None:
    refusals = []
    for meeting in (away, "nosuchmeeting"):
        with pytest.raises(DomainError) as refused:
            admit(services, cast.lin, Permission.MEETING_SEE, {"meeting": meeting})
        refusals.append((refused.value.kind, refused.value.code, refused.value.params))
    assert refusals[0] == refusals[1]


def test_ids_of_two_meetings_are_refused(services: Services, cast: Cast, meeting: str, away: str) -> None:
    proposal = build_proposal(services, cast.lin, meeting)
    assert scope_of(services, {"meeting": meeting, "proposal": proposal}) == Scope(cast.place, meeting)
    with pytest.raises(DomainError, match="not_found"):
        scope_of(services, {"meeting": away, "proposal": proposal})


def _passes(services: Services, actor: Actor, permission: Permission, ids: dict[str, str]) -> bool:
    try:
        admit(services, actor, permission, ids)
    except DomainError as error:
        assert error.kind in {ErrorKind.FORBIDDEN, ErrorKind.NOT_FOUND, ErrorKind.UNAUTHENTICATED}
        return False
    return True
