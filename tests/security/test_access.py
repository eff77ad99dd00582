"""The access version, the scopes of API tokens, and the note of the last use."""

from datetime import timedelta

import pytest

from app.accounts import actions, queries
from app.accounts.models import ApiToken, StaffSession
from app.platform.access.actors import NOBODY, Actor, ActorKind, Role, TokenScope
from app.platform.access.gate import check_permission
from app.platform.access.permissions import GRANTS, SCOPES, Permission, Scope
from app.platform.access.services import Services
from app.platform.access.uses import REST, note_use
from app.platform.access.versions import ACCESS_CHANGED, access_version, raise_access_version
from app.platform.errors import DomainError, ErrorKind
from app.platform.storage.unit_of_work import Work
from tests.clients import Browser
from tests.clocks import StandingClock
from tests.conftest import Told
from tests.people import Cast
from tests.races import race


def version(services: Services) -> int:
    with services.database.read() as session:
        return access_version(session)


def test_the_version_moves_with_the_commit_and_is_published(services: Services, told: Told) -> None:
    assert version(services) == 0
    for expected in (1, 2):
        services.writer.run(raise_access_version)
        assert version(services) == expected
    assert told.touched.count(ACCESS_CHANGED) == 2


def test_the_version_stays_when_the_act_fails(services: Services, told: Told) -> None:
    def fail(work: Work) -> None:
        raise_access_version(work)
        raise DomainError(ErrorKind.CONFLICT, "forbidden")

    with pytest.raises(DomainError):
        services.writer.run(fail)
    assert version(services) == 0
    assert ACCESS_CHANGED not in told.touched


def test_many_at_once_are_all_counted(services: Services) -> None:
    race(services, *[raise_access_version] * 8)
    assert version(services) == 8


def staff(scopes: set[TokenScope] | None) -> Actor:
    limit = None if scopes is None else frozenset(scopes)
    return Actor(ActorKind.STAFF, "s", roles=frozenset({(None, Role.ADMINISTRATOR)}), scopes=limit)


@pytest.mark.parametrize("scope", list(TokenScope))
@pytest.mark.parametrize("permission", [p for p, parties in GRANTS.items() if Role.ADMINISTRATOR in parties])
def test_a_scope_opens_its_permissions_and_no_other(scope: TokenScope, permission: Permission) -> None:
    home = Scope(place="p", meeting="m")
    check_permission(staff(None), permission, home)
    if permission in SCOPES[scope]:
        check_permission(staff({scope}), permission, home)
        return
    with pytest.raises(DomainError) as refused:
        check_permission(staff({scope}), permission, home)
    assert (refused.value.kind, refused.value.code) == (ErrorKind.FORBIDDEN, "token.scope")


def test_scopes_add_up_and_give_no_right_of_their_own() -> None:
    home = Scope(place="p", meeting="m")
    both = staff({TokenScope.READ, TokenScope.EXPORTS})
    check_permission(both, Permission.MEETING_SEE, home)
    check_permission(both, Permission.EXPORT_READ, home)
    with pytest.raises(DomainError, match="forbidden"):
        check_permission(staff({TokenScope.EVERYTHING}), Permission.BALLOT_CAST, home)
    with pytest.raises(DomainError, match="token.scope"):
        check_permission(staff(set()), Permission.MEETING_SEE, home)


def test_every_scope_has_a_row_and_every_permission_of_staff_a_scope() -> None:
    assert set(SCOPES) == set(TokenScope)
    named = {permission for scope, row in SCOPES.items() if scope is not TokenScope.EVERYTHING for permission in row}
    of_staff = {permission for permission, parties in GRANTS.items() if parties & set(Role)}
    assert of_staff - named == {Permission.ACCOUNT_OWN}  # only a token for everything acts on the account itself


def last_use(services: Services, table: type[StaffSession] | type[ApiToken]) -> object:
    with services.database.read() as session:
        row = session.query(table).one()
        return row.seen_at if isinstance(row, StaffSession) else row.used_at


def test_the_use_of_a_session_is_noted_coarsely(
    services: Services, cast: Cast, browser: Browser, clock: StandingClock
) -> None:
    began = clock.now()
    browser.sign_in(services, cast.lin)
    for minutes, expected in ((4, began), (1, began + timedelta(minutes=5)), (4, began + timedelta(minutes=5))):
        clock.advance(minutes=minutes)
        assert browser.get("/office/").status_code == 200
        assert last_use(services, StaffSession) == expected


def test_the_use_of_a_token_is_written_once_an_hour(
    services: Services, cast: Cast, browser: Browser, clock: StandingClock
) -> None:
    token = services.writer.run(lambda work: actions.create_api_token(work, cast.ada, email="lin@example.org"))
    assert last_use(services, ApiToken) is None
    first = clock.advance(minutes=1)
    for minutes, expected in ((0, first), (59, first), (1, first + timedelta(hours=1))):
        clock.advance(minutes=minutes)
        browser.get("/api/v1/cases", headers={"Authorization": f"Bearer {token}"})
        assert last_use(services, ApiToken) == expected


def test_a_note_that_cannot_be_written_stops_nobody(
    services: Services, cast: Cast, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in = services.writer.run(lambda work: actions.sign_in(work, staff_id=cast.lin.id, hours=12))
    with services.database.read() as session:
        actor = queries.find_staff_by_session(session, signed_in.token, clock.now())
    assert actor is not None
    assert note_use(services, NOBODY) is NOBODY
    assert note_use(services, actor) is actor
    now = clock.advance(minutes=6)

    def fail(_act: object) -> None:
        raise DomainError(ErrorKind.UNAVAILABLE, "storage.not_saved")

    monkeypatch.setattr(type(services.writer), "run", lambda _self, act: fail(act))
    noted = note_use(services, actor)
    assert noted.note_due_at == now + REST
    assert noted == actor
