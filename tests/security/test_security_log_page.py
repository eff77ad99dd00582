"""The security log: sign-ins and failures are written, read by administrators alone, bounded, and purged."""

import json

import pytest
from flask import Flask

from app.accounts import actions as accounts
from app.accounts import queries as account_queries
from app.platform.access import security_failures
from app.platform.access.actors import SYSTEM, Actor
from app.platform.access.secrets import hash_password
from app.platform.access.security_failures import IN_TOTAL, PER_ADDRESS, FailureBudget
from app.platform.access.security_log import SecurityEvent, SecurityKind, record_security_event, security_events
from app.platform.access.services import Services
from app.platform.storage.unit_of_work import Work
from app.registry import purge_security_log
from app.worker import Worker
from tests.clients import Browser, open_browser
from tests.clocks import StandingClock
from tests.people import Cast

PASSWORD = "correct horse battery"
SETTING_UP = {SecurityKind.STAFF_ADDED, SecurityKind.ROLE_ADDED, SecurityKind.LINK_MADE, SecurityKind.LINK_USED}
SETTING_UP |= {SecurityKind.PASSWORD_CHANGED}
"""What the cast's coming leaves in the log."""
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def events_of(services: Services) -> list[SecurityEvent]:
    with services.database.read() as session:
        return [event for event in security_events(session, limit=1000) if event.kind not in SETTING_UP]


def give_password(services: Services, actor: Actor) -> str:
    """Let somebody sign in by password; returns the address."""
    with services.database.read() as session:
        person = account_queries.staff_of(session, actor.id)
    assert person is not None
    link = services.writer.run(lambda work: accounts.make_sign_in_link(work, SYSTEM, staff_id=actor.id, hours=1))
    hashed = hash_password(PASSWORD)
    services.writer.run(lambda work: accounts.redeem_link(work, link=link, password_hash=hashed, hours=1))
    return person.email


def fill(services: Services, count: int) -> None:
    def act(work: Work) -> None:
        for at in range(count):
            record_security_event(work, SecurityKind.SIGNED_IN, actor="system", subject=f"s{at}")

    services.writer.run(act)


@pytest.fixture
def ada_browser(app: Flask, services: Services, cast: Cast) -> Browser:
    return open_browser(app).sign_in(services, cast.ada)


def test_a_sign_in_is_written_with_who_and_from_where(app: Flask, services: Services, cast: Cast) -> None:
    email = give_password(services, cast.lin)
    before = {event.id for event in events_of(services)}  # redeeming the link has signed her in
    answer = open_browser(app).post("/account/sign-in", email=email, password=PASSWORD)
    assert answer.status_code == 303
    (event,) = [event for event in events_of(services) if event.id not in before]
    assert (event.kind, event.actor, event.subject) == (SecurityKind.SIGNED_IN, cast.lin.id, cast.lin.id)
    assert event.address == "127.0.0.1"


def test_a_failure_names_its_account_and_never_what_was_typed(app: Flask, services: Services, cast: Cast) -> None:
    email = give_password(services, cast.lin)
    for typed in (email, "nobody@example.org", PASSWORD):
        open_browser(app).post("/account/sign-in", email=typed, password="wrong-and-typed")
    failures = [event for event in events_of(services) if event.kind == SecurityKind.SIGN_IN_FAILED]
    known, *unknown = sorted(failures, key=lambda event: event.subject is None)
    assert (known.kind, known.subject, known.actor) == (SecurityKind.SIGN_IN_FAILED, cast.lin.id, "nobody")
    assert [event.subject for event in unknown] == [None, None]
    assert len({event.facts["email"] for event in unknown}) == 2
    written = json.dumps([event.facts for event in events_of(services)])
    assert PASSWORD not in written and "wrong-and-typed" not in written and "nobody@" not in written


def test_an_attacker_fills_no_disk(app: Flask, services: Services) -> None:
    browser = open_browser(app)
    for at in range(3 * PER_ADDRESS):
        browser.post("/account/sign-in", email=f"n{at}@example.org", password="x")
    assert len(events_of(services)) == PER_ADDRESS


def test_the_budget_counts_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    assert database_url
    now = [1000.0]
    monkeypatch.setattr(security_failures.time, "monotonic", lambda: now[0])
    budget = FailureBudget()
    rows = [budget.take(f"10.0.0.{at}") for at in range(IN_TOTAL + 50)]
    assert [row for row in rows if row is not None] == [0] * IN_TOTAL
    now[0] += 61
    assert budget.take("10.0.0.1") == 50
    assert [budget.take("10.0.0.1") for _ in range(PER_ADDRESS)] == [0] * (PER_ADDRESS - 1) + [None]


def test_administrators_read_the_log_page_by_page(services: Services, ada_browser: Browser, cast: Cast) -> None:
    fill(services, 120)  # all of one moment: the pages part by id
    seen: list[str] = []
    path: str | None = "/office/security"
    while path is not None:
        text = ada_browser.get(path).text
        seen += [part.split("<")[0] for part in text.split("<bdi>s")[1:]]
        path = text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&") if 'rel="next"' in text else None
    assert sorted(map(int, seen)) == list(range(120))
    assert cast.ada.id


def test_the_log_is_shown_by_kind_and_in_three_languages(services: Services, ada_browser: Browser, cast: Cast) -> None:
    fill(services, 1)
    services.writer.run(
        lambda work: record_security_event(
            work, SecurityKind.EXPORT_READ, actor=cast.wen.id, subject="m", address="192.0.2.7", format="bundle"
        )
    )
    for wanted, word in (("zh-CN", "导出资料"), ("zh-TW", "導出資料"), ("en", "Export read")):
        text = ada_browser.get("/office/security?kind=export_read", headers={"Accept-Language": wanted}).text
        table = text.split("<tbody>")[1]
        assert word in table and "192.0.2.7" in table and "bundle" in table and "wen@example.org" in table
        assert "<bdi>s0" not in table
    assert ada_browser.get("/office/security?kind=nonsense&after=x-y").status_code == 200
    assert ada_browser.get("/office/security?kind=backup_taken").status_code == 200


def test_nobody_else_reads_the_log(app: Flask, services: Services, cast: Cast, mei: Actor) -> None:
    for staff in (cast.lin, cast.wen, cast.fang, cast.hai):
        assert open_browser(app).sign_in(services, staff).get("/office/security").status_code == 403
    assert open_browser(app).take_seat(mei).get("/office/security").status_code == 401
    assert open_browser(app).get("/office/security").status_code == 401


def test_the_worker_purges_what_is_old(services: Services, clock: StandingClock) -> None:
    fill(services, 3)
    clock.advance(days=179)
    fill(services, 2)
    done: list[str] = []

    def fails(_services: Services) -> None:
        done.append("fails")
        raise RuntimeError("a chore that fails stops no other")

    clock.advance(days=2)
    worker = Worker(services, {}, (fails, purge_security_log, lambda _services: worker.stop()))
    worker.run_forever()
    assert done == ["fails"]
    assert len(events_of(services)) == 2


def test_signing_out_has_the_browser_forget(app: Flask, services: Services, cast: Cast, mei: Actor) -> None:
    answer = open_browser(app).sign_in(services, cast.lin).post("/account/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    both = open_browser(app).take_seat(mei)
    assert both.post("/account/sign-out").headers["Clear-Site-Data"] == '"cache"', "votes that wait there stay"
