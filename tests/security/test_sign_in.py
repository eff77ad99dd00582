"""S16: guessed passwords cost the guesser, never the owner; hashes are made beside the hall and renewed."""

import os
import sys
import threading
import time

import pytest
from argon2 import PasswordHasher
from flask import Flask

from app.accounts import actions, queries
from app.accounts.models import Staff
from app.platform.access import sign_in
from app.platform.access.limits import RateLimit
from app.platform.access.secrets import hash_password, is_outdated, is_password
from app.platform.access.services import Services
from app.platform.access.sign_in import Guess, HashingThread, SignInLimits
from app.platform.errors import DomainError
from tests.clients import CSRF, Browser, open_browser
from tests.people import Cast

PASSWORD, EMAIL = "a sentence to remember", "lin@example.org"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"
pytestmark = pytest.mark.usefixtures("full_limits")
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def lin(services: Services, cast: Cast) -> str:
    password_hash = hash_password(PASSWORD)
    services.writer.run(
        lambda work: actions.renew_hash(work, staff_id=cast.lin.id, old_hash=None, password_hash=password_hash)
    )
    return cast.lin.id


def try_password(browser: Browser, password: str, *, address: str, email: str = EMAIL) -> int:
    form = {"csrf": CSRF, "email": email, "password": password}
    return browser.client.post("/account/sign-in", data=form, environ_base={"REMOTE_ADDR": address}).status_code


@sqlite
def test_s16_guesses_from_elsewhere_never_keep_the_owner_out(app: Flask, lin: str) -> None:
    guesses = [try_password(open_browser(app), "a wrong guess", address=ELSEWHERE) for _ in range(8)]
    assert guesses[:5] == [401] * 5 and set(guesses[5:]) == {429}
    assert try_password(open_browser(app), PASSWORD, address=ELSEWHERE) == 429
    assert try_password(open_browser(app), PASSWORD, address=HERE) == 303


@sqlite
def test_s16_a_known_browser_has_tries_of_its_own(app: Flask, lin: str) -> None:
    """Even where the guesses come from its own address; another account is not known to it."""
    known = open_browser(app)
    assert try_password(known, PASSWORD, address=HERE) == 303
    known._keep(csrf=CSRF)
    while try_password(open_browser(app), "a wrong guess", address=HERE) == 401:
        pass
    assert try_password(open_browser(app), PASSWORD, address=HERE) == 429
    assert try_password(known, "fang", address=HERE, email="fang@example.org") == 429
    assert try_password(known, PASSWORD, address=HERE) == 303


@sqlite
def test_s16_a_spray_over_accounts_is_slowed_by_address(app: Flask, lin: str) -> None:
    emails = [f"who{number}@example.org" for number in range(7)]
    statuses = [try_password(open_browser(app), PASSWORD, address=ELSEWHERE, email=email) for email in emails]
    assert statuses == [401] * 5 + [429] * 2


@sqlite
def test_s16_success_costs_nothing(app: Flask, lin: str) -> None:
    assert {try_password(open_browser(app), PASSWORD, address=HERE) for _ in range(8)} == {303}


@sqlite
def test_s16_an_older_hash_is_renewed(app: Flask, services: Services, lin: str) -> None:
    older = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with services.database.read() as session:
        hashes = {"old_hash": queries.password_hash_of(session, lin), "password_hash": older}
    services.writer.run(lambda work: actions.renew_hash(work, staff_id=lin, **hashes))
    assert try_password(open_browser(app), PASSWORD, address=HERE) == 303
    with services.database.read() as session:
        stored = session.get(Staff, lin)
        assert stored is not None and stored.password_hash is not None
        assert not is_outdated(stored.password_hash) and is_password(stored.password_hash, PASSWORD)


def test_s16_guesses_of_many_addresses_are_bounded_in_total() -> None:
    limits = SignInLimits()
    for number in range(100):
        for _ in range(2):
            limits.note_failure(Guess("lin", f"192.0.2.{number}", None))
    with pytest.raises(DomainError, match="sign_in.wait"):
        limits.check(Guess("lin", "192.0.2.1", None))
    limits.check(Guess("lin", "198.51.100.1", None))  # the owner, from where nobody has failed


def test_s16_a_failure_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("gevent.sleep", slept.append)
    sign_in.rest_after_failure(time.monotonic())
    assert 0 < slept[0] <= sign_in.FAILED_SECONDS


def test_s16_the_queue_of_the_hashing_thread_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "MAX_WAITING", 1)
    thread, is_in, may_go = HashingThread(), threading.Event(), threading.Event()

    def occupy() -> None:
        with thread.turn():
            is_in.set()
            may_go.wait(20)

    holder = threading.Thread(target=occupy)
    holder.start()
    assert is_in.wait(20)
    with pytest.raises(DomainError, match="sign_in.busy") as refused, thread.turn():
        pass
    may_go.set()
    holder.join()
    assert refused.value.params["wait_ms"]
    with thread.turn():
        assert thread.run(lambda: 5) == 5


def test_passwords_are_hashed_in_one_native_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "is_module_patched", lambda _name: True)  # as in the web process
    thread = HashingThread()
    seen = [thread.run(threading.get_native_id) for _ in range(3)]
    assert len(set(seen)) == 1 and seen[0] != threading.get_native_id()
    if sys.platform == "linux":
        assert os.getpriority(os.PRIO_PROCESS, seen[0]) == sign_in.LOWEST_PRIORITY


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a priority is that of the process")
def test_only_the_hashing_thread_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    before, priorities = os.getpriority(os.PRIO_PROCESS, threading.get_native_id()), []

    def give_way() -> None:
        sign_in._lower_priority()
        priorities.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    for platform in ("linux", "darwin"):
        monkeypatch.setattr(sign_in.sys, "platform", platform)
        native = threading.Thread(target=give_way)
        native.start()
        native.join()
    assert priorities == [sign_in.LOWEST_PRIORITY, before]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


def test_a_limit_spent_beyond_its_level_is_owed() -> None:
    limit = RateLimit(rate=1, burst=2)
    for _ in range(5):
        limit.spend("mei")
    assert limit.wait_ms("mei") > 3000
    assert limit.wait_ms("bo") == 0
