"""S8: join codes are not guessed, by pages and programs together; the QR's secret always opens."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from app.platform.access import limits
from app.platform.access.addresses import address_key
from app.platform.access.limits import WrongCodes
from app.platform.access.services import Services
from tests.builders import view_meeting

pytestmark = pytest.mark.usefixtures("full_limits")
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OPEN_CODES, CODES = 50, 10**9
SECONDS = 2 * 3600
ADDRESSES = 100
WRONG = 10


@pytest.fixture
def code(services: Services, meeting: str) -> str:
    return view_meeting(services, meeting).code


def wrong_code(number: int) -> str:
    return f"{number:09}"


def guess(app: Flask, code: str, *, by_page: bool, address: str = "192.0.2.1") -> int:
    client, facts = app.test_client(), {"REMOTE_ADDR": address}
    if by_page:
        return client.get(f"/j/{code}", environ_base=facts).status_code
    return client.post("/api/v1/meetings/join", json={"code": code}, environ_base=facts).status_code


@sqlite
def test_s8_pages_and_programs_share_one_limit(app: Flask, code: str) -> None:
    statuses = [guess(app, wrong_code(number), by_page=number % 2 == 0) for number in range(WRONG)]
    assert set(statuses) == {404}
    assert guess(app, wrong_code(99), by_page=True) == 429
    assert guess(app, code, by_page=True) == 429
    assert guess(app, code, by_page=False) == 429
    assert guess(app, code, by_page=True, address="192.0.2.2") == 200


@sqlite
def test_s8_the_wait_is_told_and_the_qr_still_opens(app: Flask, services: Services, meeting: str) -> None:
    for number in range(WRONG):
        guess(app, wrong_code(number), by_page=False)
    client, facts = app.test_client(), {"REMOTE_ADDR": "192.0.2.1"}
    refused = client.post("/api/v1/meetings/join", json={"code": wrong_code(1)}, environ_base=facts)
    assert refused.json is not None
    assert (refused.status_code, refused.json["code"]) == (429, "code.wait")
    assert int(refused.headers["Retry-After"]) >= 1 and refused.json["wait_ms"] > 0
    assert guess(app, view_meeting(services, meeting).qr_token, by_page=True) == 200
    assert guess(app, view_meeting(services, meeting).qr_token, by_page=False) == 201


@sqlite
def test_s8_right_codes_never_count(app: Flask, code: str) -> None:
    assert {guess(app, code, by_page=number % 2 == 0) for number in range(60)} == {200, 201}


@sqlite
def test_s8_one_network_of_ipv6_is_one_address(app: Flask) -> None:
    for number in range(WRONG):
        guess(app, wrong_code(number), by_page=True, address=f"2001:db8::{number + 1:x}")
    assert guess(app, wrong_code(1), by_page=True, address="2001:db8::ffff") == 429
    assert guess(app, wrong_code(1), by_page=True, address="2001:db8:0:1::1") == 404
    assert address_key("::ffff:192.0.2.1") == address_key("192.0.2.1")


def test_s8_a_hit_is_unlikely(monkeypatch: pytest.MonkeyPatch) -> None:
    """P(one of 50 open codes guessed in 2 h from 100 addresses), from what the limits let through when asked."""
    now = [1000.0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: now[0])
    codes, guesses = WrongCodes(), 0
    for _ in range(SECONDS):
        now[0] += 1
        for number in range(ADDRESSES):
            address = f"192.0.2.{number}"
            while codes.by_address.wait_ms(address) == 0 and codes.in_total.wait_ms("") == 0:
                codes.note_wrong(address)
                guesses += 1
    chance = 1 - (1 - OPEN_CODES / CODES) ** guesses
    from_anywhere = codes.in_total.burst + codes.in_total.rate * SECONDS
    print(f"\nS8: {guesses} guesses in 2 h, P(hit) {chance:.3%}; from any number of addresses {from_anywhere:.0f}")
    assert guesses > ADDRESSES * WRONG
    assert chance <= 0.01
    assert from_anywhere * OPEN_CODES / CODES <= 0.01


@sqlite
def test_s8_guesses_at_once_all_count(app: Flask, services: Services) -> None:
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda number: guess(app, wrong_code(number), by_page=True), range(40)))
    assert statuses.count(404) == WRONG
    assert statuses.count(429) == 30
