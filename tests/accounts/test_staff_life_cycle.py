"""Suspending, resuming, roles taken away, links, sessions and API tokens: accepted, refused, twice, two at once."""

from datetime import timedelta
from typing import Any

import pytest

from app.accounts import actions, queries, rules, sessions, staffing
from app.accounts.browsers import browser_words
from app.organisations import actions as organisation_actions
from app.platform.access.actors import SYSTEM, Actor, Role, TokenScope
from app.platform.access.security_log import SecurityKind, security_events
from app.platform.access.services import Services
from app.platform.errors import DomainError
from app.platform.storage import ledger
from tests.acts import act as act_on
from tests.clocks import StandingClock
from tests.people import Cast, employ
from tests.races import race

LIN = "lin@example.org"


def run(services: Services, act: Any, *args: Any, **facts: Any) -> Any:
    return services.writer.run(lambda work: act_on(work, act, *args, **facts))


def refused(services: Services, code: str, act: Any, *args: Any, **facts: Any) -> None:
    with pytest.raises(DomainError) as refusal:
        run(services, act, *args, **facts)
    assert refusal.value.code == code


def read(services: Services, query: Any, *args: Any, **facts: Any) -> Any:
    with services.database.read() as session:
        return query(session, *args, **facts)


def who(services: Services, token: str) -> Actor | None:
    actor: Actor | None = read(services, queries.find_staff_by_session, token, services.clock.now())
    return actor


def logged(services: Services) -> list[str]:
    return [event.kind for event in read(services, security_events, limit=100)]


@pytest.fixture
def warden(services: Services, cast: Cast) -> Actor:
    """An administrator of the place alone."""
    return employ(services, "warden", Role.ADMINISTRATOR, cast.place)


def test_a_suspended_person_is_out_in_every_way(services: Services, cast: Cast) -> None:
    link = run(services, actions.make_sign_in_link, cast.ada, staff_id=cast.lin.id, hours=1)
    signed_in = run(services, actions.sign_in, staff_id=cast.lin.id, hours=1)
    token = run(services, actions.create_api_token, cast.ada, email=LIN)
    run(services, staffing.suspend_staff, cast.ada, staff_id=cast.lin.id)
    run(services, staffing.suspend_staff, cast.ada, staff_id=cast.lin.id)
    assert who(services, signed_in.token) is None
    assert read(services, queries.find_staff_by_token, token, services.clock.now()) is None
    assert read(services, queries.open_link, link, services.clock.now()) is None
    refused(services, "link.used", actions.redeem_link, link=link, password_hash="h", hours=1)
    refused(services, "sign_in.failed", actions.sign_in, staff_id=cast.lin.id, hours=1)
    refused(services, "staff.suspended", actions.make_sign_in_link, cast.ada, staff_id=cast.lin.id, hours=1)
    refused(services, "staff.suspended", actions.create_api_token, cast.ada, email=LIN)
    again: dict[str, Any] = {"email": LIN, "role": Role.OBSERVER, "place_id": cast.place}
    refused(services, "staff.suspended", actions.add_staff, cast.ada, **again)
    assert logged(services).count(SecurityKind.STAFF_SUSPENDED) == 1


def test_a_person_who_is_let_in_again_signs_in_anew(services: Services, cast: Cast) -> None:
    signed_in = run(services, actions.sign_in, staff_id=cast.lin.id, hours=1)
    run(services, staffing.suspend_staff, cast.ada, staff_id=cast.lin.id)
    for _ in range(2):
        run(services, staffing.resume_staff, cast.ada, staff_id=cast.lin.id)
    assert who(services, signed_in.token) is None, "an old session does not come back"
    assert who(services, run(services, actions.sign_in, staff_id=cast.lin.id, hours=1).token) == cast.lin
    assert logged(services).count(SecurityKind.STAFF_RESUMED) == 1


def test_the_last_administrator_stays(services: Services, cast: Cast, warden: Actor) -> None:
    role: dict[str, Any] = {"role": Role.ADMINISTRATOR, "place_id": None}
    refused(services, "staff.last_administrator", staffing.suspend_staff, cast.ada, staff_id=cast.ada.id)
    refused(services, "staff.last_administrator", staffing.remove_role, SYSTEM, staff_id=cast.ada.id, **role)
    other = employ(services, "other", Role.ADMINISTRATOR, None)
    run(services, staffing.suspend_staff, cast.ada, staff_id=other.id)
    refused(services, "staff.last_administrator", staffing.remove_role, SYSTEM, staff_id=cast.ada.id, **role)
    run(services, staffing.resume_staff, cast.ada, staff_id=other.id)
    run(services, staffing.remove_role, other, staff_id=cast.ada.id, **role)
    refused(services, "staff.last_administrator", staffing.suspend_staff, SYSTEM, staff_id=other.id)


def test_two_administrators_who_act_on_each_other_at_once(services: Services, cast: Cast) -> None:
    other = employ(services, "other", Role.ADMINISTRATOR, None)
    outcomes = race(
        services,
        lambda work: staffing.suspend_staff(work, cast.ada, staff_id=other.id),
        lambda work: staffing.suspend_staff(work, other, staff_id=cast.ada.id),
    )
    assert outcomes.count("staff.last_administrator") == 1
    assert len(read(services, queries.administrators)) == 1


def test_a_role_that_is_taken_away_is_gone_once(services: Services, cast: Cast) -> None:
    facts: dict[str, Any] = {"staff_id": cast.lin.id, "role": Role.FACILITATOR, "place_id": cast.place}
    run(services, staffing.remove_role, cast.ada, **facts)
    assert read(services, queries.roles_of, cast.lin.id) == frozenset()
    refused(services, "not_found", staffing.remove_role, cast.ada, **facts)
    assert SecurityKind.ROLE_REMOVED in logged(services)


@pytest.mark.parametrize("stranger", ["lin", "hai"])
def test_who_administers_nothing_manages_nobody(services: Services, cast: Cast, stranger: str) -> None:
    actor = getattr(cast, stranger)
    for act in (staffing.suspend_staff, staffing.resume_staff, sessions.end_sessions):
        refused(services, "not_found", act, actor, staff_id=cast.wen.id)
    refused(services, "not_found", actions.make_sign_in_link, actor, staff_id=cast.wen.id, hours=1)
    refused(services, "not_found", actions.create_api_token, actor, email="wen@example.org")
    facts: dict[str, Any] = {"staff_id": cast.wen.id, "role": Role.COMMITTEE, "place_id": cast.place}
    refused(services, "not_found", staffing.remove_role, actor, **facts)
    refused(services, "forbidden", actions.add_staff, actor, email=LIN, role=Role.ADMINISTRATOR, place_id=None)


def test_an_administrator_of_a_place_acts_there_alone(services: Services, cast: Cast, warden: Actor) -> None:
    run(services, staffing.suspend_staff, warden, staff_id=cast.wen.id)
    run(services, staffing.resume_staff, warden, staff_id=cast.wen.id)
    refused(services, "not_found", staffing.suspend_staff, warden, staff_id=cast.hai.id)
    refused(services, "not_found", staffing.suspend_staff, warden, staff_id=cast.ada.id)
    refused(services, "not_found", staffing.suspend_staff, warden, staff_id="nosuchperson0000")
    hai: dict[str, Any] = {"email": "hai@example.org", "role": Role.OBSERVER}
    refused(services, "forbidden", actions.add_staff, warden, **hai, place_id=cast.elsewhere)
    assert run(services, actions.add_staff, warden, **hai, place_id=cast.place) == "", "whoever holds a link is Hai"
    refused(services, "not_found", actions.make_sign_in_link, warden, staff_id=cast.hai.id, hours=1)
    seen = {view.email for view in read(services, queries.staff_for, warden)}
    assert "hai@example.org" in seen and "ada@example.org" not in seen


def test_a_newer_link_voids_the_older(services: Services, cast: Cast) -> None:
    first, second = (
        run(services, actions.make_sign_in_link, cast.ada, staff_id=cast.lin.id, hours=1) for _ in range(2)
    )
    refused(services, "link.used", actions.redeem_link, link=first, password_hash="h", hours=1)
    run(services, actions.redeem_link, link=second, password_hash="h", hours=1)
    refused(services, "link.used", actions.redeem_link, link=second, password_hash="h", hours=1)


def test_s16_a_reset_ends_sessions_tokens_and_links(services: Services, cast: Cast) -> None:
    old = run(services, actions.sign_in, staff_id=cast.lin.id, hours=1)
    token = run(services, actions.create_api_token, cast.lin, email=LIN)
    link = run(services, actions.make_sign_in_link, cast.ada, staff_id=cast.lin.id, hours=1)
    assert who(services, old.token) is not None, "a link that is only made ends nothing"
    new = run(services, actions.redeem_link, link=link, password_hash="h", hours=1)
    assert who(services, old.token) is None and who(services, new.token) == cast.lin
    assert read(services, queries.find_staff_by_token, token, services.clock.now()) is None


def test_the_owner_is_told_of_a_link_until_it_is_read(services: Services, cast: Cast, clock: StandingClock) -> None:
    run(services, sessions.dismiss_link_notices, cast.lin, until=clock.now())
    clock.advance(minutes=1)
    run(services, actions.make_sign_in_link, cast.ada, staff_id=cast.lin.id, hours=1)
    seen = clock.now()
    clock.advance(minutes=1)
    run(services, actions.make_sign_in_link, SYSTEM, staff_id=cast.lin.id, hours=1)
    notices = read(services, queries.link_notices, cast.lin.id)
    assert [notice.maker for notice in notices] == ["", "ada@example.org"]
    run(services, sessions.dismiss_link_notices, cast.lin, until=seen)
    assert [notice.maker for notice in read(services, queries.link_notices, cast.lin.id)] == [""]
    run(services, sessions.dismiss_link_notices, cast.ada, until=clock.now())
    assert len(read(services, queries.link_notices, cast.lin.id)) == 1, "nobody dismisses another's notice"


def test_the_set_up_link_dies_with_any_administrator(services: Services) -> None:
    link = run(services, actions.make_setup_link, hours=1)
    run(services, actions.add_staff, SYSTEM, email=LIN, role=Role.ADMINISTRATOR, place_id=None)
    assert read(services, queries.open_link, link, services.clock.now()) is None
    facts: dict[str, Any] = {"email": "evil@example.org", "password_hash": "h", "place_name": "新地方", "hours": 1}
    refused(services, "link.used", organisation_actions.set_up, link=link, **facts)


def test_two_set_up_links_at_once_make_one_administrator(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when an older link was left in the database by a version that kept them."""
    with monkeypatch.context() as patch:
        patch.setattr(actions, "_delete_setup_links", lambda _work: None)
        links = [run(services, actions.make_setup_link, hours=1) for _ in range(2)]
    outcomes = race(
        services,
        *(
            lambda work, at=at, link=link: organisation_actions.set_up(
                work, link=link, email=f"a{at}@example.org", password_hash="h", place_name=f"小区{at}", hours=1
            )
            for at, link in enumerate(links)
        ),
    )
    assert outcomes.count("link.used") == 1
    assert len(read(services, queries.administrators)) == 1


def test_signing_in_with_a_password_that_was_changed_meanwhile(
    services: Services, cast: Cast, clock: StandingClock
) -> None:
    checked_at = clock.now()
    clock.advance(seconds=1)
    link = run(services, actions.make_sign_in_link, cast.ada, staff_id=cast.lin.id, hours=1)
    run(services, actions.redeem_link, link=link, password_hash="h", hours=1)
    refused(services, "sign_in.failed", actions.sign_in, staff_id=cast.lin.id, hours=1, checked_at=checked_at)
    assert run(services, actions.sign_in, staff_id=cast.lin.id, hours=1, checked_at=clock.now())


def test_two_at_once_change_a_password_once(services: Services, cast: Cast) -> None:
    services.writer.run(lambda work: actions._set_password(work, cast.lin.id, "old"))
    facts: dict[str, Any] = {"old_hash": "old", "hours": 1}
    outcomes = race(
        services,
        *(lambda work, at=at: actions.change_password(work, cast.lin, password_hash=f"h{at}", **facts) for at in "ab"),
    )
    assert outcomes.count("sign_in.failed") == 1


def test_everywhere_else_leaves_the_session_that_asks(services: Services, cast: Cast) -> None:
    mine, other = (run(services, actions.sign_in, staff_id=cast.lin.id, hours=1).token for _ in range(2))
    actor = who(services, mine)
    assert actor is not None
    assert run(services, sessions.end_sessions, actor, staff_id=actor.id, keep=actor.credential) == 1
    assert who(services, mine) is not None and who(services, other) is None
    assert run(services, sessions.end_sessions, actor, staff_id=actor.id, keep=actor.credential) == 0


def test_a_token_has_an_end_and_scopes(services: Services, cast: Cast, clock: StandingClock) -> None:
    facts: dict[str, Any] = {"email": LIN, "scopes": [TokenScope.READ], "days": 2}
    token = run(services, actions.create_api_token, cast.lin, **facts)
    actor = read(services, queries.find_staff_by_token, token, clock.advance(days=1))
    assert actor.scopes == {TokenScope.READ}
    assert read(services, queries.find_staff_by_token, token, clock.advance(days=1)) is None
    for days in (0, rules.MAX_TOKEN_DAYS + 1):
        refused(services, "token.days", actions.create_api_token, cast.lin, **{**facts, "days": days})
    refused(services, "token.scopes", actions.create_api_token, cast.lin, **{**facts, "scopes": []})


def test_a_token_makes_none_that_is_wider_or_lasts_longer(services: Services, cast: Cast, clock: StandingClock) -> None:
    facts: dict[str, Any] = {"email": LIN, "scopes": [TokenScope.STAFF, TokenScope.READ], "days": 2}
    token = run(services, actions.create_api_token, cast.lin, **facts)
    program = read(services, queries.find_staff_by_token, token, clock.now())
    run(services, actions.create_api_token, program, **{**facts, "days": 1})
    for wider in ({"days": 3}, {"scopes": [TokenScope.EVERYTHING]}, {"scopes": [TokenScope.CASES]}):
        refused(services, "token.scope", actions.create_api_token, program, **{**facts, **wider})


def test_a_token_is_revoked_by_its_owner_or_an_administrator(services: Services, cast: Cast) -> None:
    tokens = [run(services, actions.create_api_token, cast.lin, email=LIN) for _ in range(2)]
    views = read(services, queries.tokens_of, [cast.lin.id])
    assert len({view.id for view in views}) == 2
    refused(services, "not_found", staffing.revoke_api_token, cast.wen, token_id=views[0].id)
    refused(services, "not_found", staffing.revoke_api_token, cast.lin, token_id="nosuchtoken00000")
    refused(services, "not_found", staffing.revoke_api_token, cast.lin, token_id=views[0].id[:-1])
    for actor, view in zip((cast.lin, cast.ada), views, strict=True):
        run(services, staffing.revoke_api_token, actor, token_id=view.id)
        refused(services, "not_found", staffing.revoke_api_token, actor, token_id=view.id)
    now = services.clock.now()
    assert [read(services, queries.find_staff_by_token, token, now) for token in tokens] == [None, None]


def test_the_same_key_makes_no_second_secret(services: Services, cast: Cast) -> None:
    key = "key-00000001"
    run(services, actions.create_api_token, cast.lin, email=LIN, key=key)
    refused(services, "key.used", actions.create_api_token, cast.lin, email=LIN, key=key)
    run(services, actions.make_sign_in_link, cast.ada, staff_id=cast.lin.id, hours=1, key=key)
    refused(services, "key.used", actions.make_sign_in_link, cast.ada, staff_id=cast.lin.id, hours=1, key=key)
    assert len(read(services, queries.tokens_of, [cast.lin.id])) == 1


def test_every_act_stands_in_both_records_without_secrets(services: Services, cast: Cast) -> None:
    link = run(services, actions.make_sign_in_link, cast.ada, staff_id=cast.lin.id, hours=1)
    run(services, staffing.suspend_staff, cast.ada, staff_id=cast.lin.id)
    run(services, staffing.resume_staff, cast.ada, staff_id=cast.lin.id)
    with services.database.read() as session:
        entries = list(ledger.entries_of(session, ledger.OFFICE))
        assert ledger.verify_chain(session, ledger.OFFICE) is None
        events = security_events(session, limit=100)
    assert {"staff.link_made", "staff.suspended", "staff.resumed"} <= {entry.kind for entry in entries}
    assert {SecurityKind.LINK_MADE, SecurityKind.STAFF_SUSPENDED} <= {event.kind for event in events}
    assert link not in "".join(str(event.facts) for event in events)


def test_a_session_knows_its_browser_and_forgets_those_that_ended(
    services: Services, cast: Cast, clock: StandingClock
) -> None:
    device = actions.Device("Firefox · Windows", "10.0.0.1")
    run(services, actions.sign_in, staff_id=cast.lin.id, hours=1, device=device)
    (view,) = read(services, queries.sessions_of, cast.lin.id, clock.now())
    assert (view.browser, view.expires_at - view.created_at) == ("Firefox · Windows", timedelta(hours=1))
    clock.advance(hours=2)
    run(services, actions.sign_in, staff_id=cast.lin.id, hours=1)
    assert len(read(services, queries.sessions_of, cast.lin.id, clock.now())) == 1
    assert read(services, queries.staff_of, cast.lin.id).signed_in_at == clock.now()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36", "Chrome · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/111.0 Mobile MicroMessenger/8.0", "WeChat · Android"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_in_words(agent: str, words: str) -> None:
    assert browser_words(agent) == words
