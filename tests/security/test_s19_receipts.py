"""S19: every acknowledged ballot is found by its code, on the page and over the API, and the choice is not."""

import re

from flask import Flask

from app.voting import queries
from app.voting.rules import Choice
from app.voting.rules.secrecy import Counting, parse_receipt_code
from tests.api.programs import seat_program
from tests.builders import new_key
from tests.clients import Browser
from tests.hall import Hall
from tests.security.copies import plan

BALLOTS = 200


def cast_all(app: Flask, hall: Hall, poll: str, count: int) -> list[str]:
    """Cast so many ballots over the API and return the codes of their receipts."""
    codes = []
    for seat, choice in zip(hall.seats(count), plan(count, seed=19), strict=True):
        receipt = seat_program(app, seat).ask("PUT", f"/polls/{poll}/ballot", {"choice": choice}, key=new_key())
        assert set(receipt) == {"topic", "version", "data", "code"}
        assert not {"yes", "no", "abstain"} & set(re.findall(r"[a-z]+", str(receipt)))
        codes.append(receipt["code"])
    return codes


def test_s19_every_code_is_in_the_published_list(app: Flask, hall: Hall, mei_browser: Browser) -> None:
    poll = hall.open_poll()
    codes = cast_all(app, hall, poll, BALLOTS)
    hall.close_poll(poll)
    (published,) = seat_program(app, hall.mei).ask("GET", f"/meetings/{hall.meeting}/receipts")["items"]
    assert published["codes"] == sorted(codes)
    assert (published["state"], published["cast"]) == ("counted", BALLOTS)
    assert set(published) == {"poll", "number", "question", "state", "cast", "codes"}
    page = mei_browser.get(f"/m/{hall.meeting}/receipt?code={codes[7].lower().replace('-', ' ')}").text
    assert "这张票已计入总数" in page
    assert page.count('aria-current="true"') == 1
    assert all(code in page for code in codes)


def test_s19_a_code_that_is_not_listed_is_said_so(hall: Hall, mei_browser: Browser) -> None:
    address = f"/m/{hall.meeting}/receipt"
    assert "还没有无记名表决" in mei_browser.get(address).text
    hall.vote(hall.open_poll(), hall.mei)
    assert "名单里没有这个编号" in mei_browser.get(f"{address}?code=AAAA-BBBB-CCCC-DDDD-EEEE").text
    assert "这不像凭证编号" in mei_browser.get(f"{address}?code=建车棚").text
    assert "✓" not in mei_browser.get(address).text


def test_s19_the_page_says_what_became_of_the_ballots(hall: Hall, mei_browser: Browser) -> None:
    poll = hall.open_poll()
    hall.vote(poll, hall.mei)
    code = queries.code_of(hall.mei.token, poll)
    address = f"/m/{hall.meeting}/receipt?code={code}"
    assert "票已收到，等表决结束后计票" in mei_browser.get(address).text
    hall.close_poll(poll)
    assert "因为票太少，为保密没有开票" in mei_browser.get(address).text
    assert [one.state for one in hall.read(queries.published_receipts, hall.meeting)] == [Counting.WITHHELD]


def test_s19_a_named_vote_has_no_receipt_code(hall: Hall) -> None:
    hall.vote(hall.open_poll(is_secret=False), hall.mei, Choice.NO)
    assert hall.read(queries.published_receipts, hall.meeting) == []


def test_s19_the_list_is_for_those_of_the_meeting(hall: Hall, browser: Browser) -> None:
    assert browser.get(f"/m/{hall.meeting}/receipt").status_code == 401


def test_a_code_is_read_however_it_was_typed() -> None:
    code = "ABCD-EFGH-JKMN-PQRS-TV01"
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " — "), "ＡＢＣＤ" + code[4:]):
        assert parse_receipt_code(typed) == code
    for typed in ("", "ABCD", code + "2", "建" * 20):
        assert parse_receipt_code(typed) is None
