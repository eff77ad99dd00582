"""`post_notice`, `take_down_notice` and the calendar: how long a notice hangs, and what has still to be posted."""

from datetime import date, timedelta

import pytest

from app.organisations import actions as organisations
from app.platform.access.actors import SYSTEM
from app.platform.commands import perform
from app.platform.errors import DomainError
from app.platform.local_time import to_local
from app.platform.storage.ledger.record import check_record
from app.registry import REPLAYS
from app.resolutions import actions, queries
from app.resolutions.calendar import Entry, calendar_at
from app.resolutions.notices import actions as notices
from app.resolutions.notices.rules import Kind, check_days, last_day
from tests.builders import new_key
from tests.clients import Phone
from tests.hall import Hall


def today(hall: Hall) -> date:
    return to_local(hall.services.clock.now()).date()


def advance(hall: Hall, days: int) -> None:
    hall.services.clock.advance(days=days)  # type: ignore[attr-defined]


def post(hall: Hall, resolution: str, **facts: object) -> str:
    return str(hall.do(notices.post_notice, hall.cast.wen, resolution_id=resolution, **facts).data["notice"])


def calendar(hall: Hall) -> list[tuple[date, Entry]]:
    return [(line.on, line.entry) for line in hall.read(calendar_at, [hall.cast.place], today(hall))]


def test_the_day_of_posting_is_day_one() -> None:
    assert last_day(date(2026, 11, 29), 15) == date(2026, 12, 13)


@pytest.mark.parametrize(
    ("days", "is_statutory", "code"), [(14, True, "short"), (6, False, "short"), (367, False, "long")]
)
def test_15_days_under_a_statutory_rule_and_7_under_any_other(days: int, is_statutory: bool, code: str) -> None:
    with pytest.raises(DomainError, match=f"notice.{code}"):
        check_days(days, is_statutory=is_statutory)
    check_days(15, is_statutory=True)
    check_days(7, is_statutory=False)


def test_a_result_is_posted_and_taken_down_after_its_last_day(hall: Hall) -> None:
    resolution = hall.adopted()
    notice = post(hall, resolution, posted_where="小区公告栏")
    view = hall.read(queries.resolution_of, resolution)
    (posted,) = view.notices
    assert (posted.days, posted.starts_on, posted.issuer) == (15, today(hall), "桂花苑")
    assert view.effective_on == posted.ends_on == today(hall) + timedelta(days=14)
    assert posted.days_left(today(hall)) == 15
    early = hall.refusal(notices.take_down_notice, hall.cast.wen, notice_id=notice)
    assert early == ("conflict", "notice.not_over")
    advance(hall, 14)
    assert posted.days_left(today(hall)) == 1
    assert hall.refusal(notices.take_down_notice, hall.cast.wen, notice_id=notice) == early
    advance(hall, 1)
    hall.do(notices.take_down_notice, hall.cast.wen, notice_id=notice)
    (taken,) = hall.read(queries.resolution_of, resolution).notices
    assert taken.taken_down_on == today(hall)
    again = hall.refusal(notices.take_down_notice, hall.cast.wen, notice_id=notice)
    assert again == ("closed", "notice.taken_down")
    assert hall.read(check_record, hall.services.signer, REPLAYS).faults == []


def test_the_issuer_is_who_issues_the_papers_of_the_place_unless_somebody_else_posts(hall: Hall) -> None:
    letterhead = {"place_id": hall.cast.place, "issuer": "桂花苑社区居民委员会", "contact": ""}
    hall.services.writer.run(lambda work: perform(work, organisations.set_letterhead, SYSTEM, **letterhead))
    usual, other = hall.adopted(), hall.adopted()
    post(hall, usual)
    post(hall, other, issuer="业主委员会")
    issuers = [hall.read(queries.resolution_of, one).notices[0].issuer for one in (usual, other)]
    assert issuers == ["桂花苑社区居民委员会", "业主委员会"]
    recorded = [entry.payload["issuer"] for entry in hall.entries("notice.posted")]
    assert recorded == issuers


def test_an_early_end_has_its_reason_in_the_record(hall: Hall) -> None:
    notice = post(hall, hall.adopted())
    hall.do(notices.take_down_notice, hall.cast.wen, notice_id=notice, reason="公告栏维修")
    (entry,) = hall.entries("notice.taken_down")
    assert entry.payload["reason"] == "公告栏维修"


def test_only_what_is_adopted_is_posted_once_at_a_time(hall: Hall) -> None:
    draft = hall.draft()
    refusal = hall.refusal(notices.post_notice, hall.cast.wen, resolution_id=draft)
    assert refusal == ("conflict", "notice.not_adopted")
    resolution = hall.adopted("装路灯")
    early = {"resolution_id": resolution, "starts_on": today(hall) - timedelta(days=1)}
    assert hall.refusal(notices.post_notice, hall.cast.wen, **early) == ("invalid", "notice.early")
    post(hall, resolution, days=7)
    running = hall.refusal(notices.post_notice, hall.cast.wen, resolution_id=resolution)
    assert running == ("conflict", "notice.running")
    post(hall, resolution, kind=Kind.PROGRESS, note="已开工")


def test_the_calendar_says_what_is_missing_what_hangs_and_what_comes(hall: Hall) -> None:
    resolution = hall.draft()
    hall.carry(resolution)
    facts = {"review_on": today(hall) + timedelta(days=100), "valid_until": today(hall) + timedelta(days=200)}
    hall.do(actions.set_terms, hall.cast.wen, resolution_id=resolution, **facts)
    hall.adopt(resolution)
    coming = [(facts["review_on"], Entry.REVIEW), (facts["valid_until"], Entry.EXPIRES)]
    missing = [(today(hall), Entry.PROGRESS_MISSING), (today(hall), Entry.RESULT_MISSING)]
    assert calendar(hall) == [*missing, *coming]
    post(hall, resolution)
    last = today(hall) + timedelta(days=14)
    effective = [(last, Entry.EFFECTIVE), (last, Entry.NOTICE_RUNS), (last, Entry.PROGRESS_MISSING)]
    assert calendar(hall) == [*effective, *coming]
    advance(hall, 15)
    assert (last, Entry.NOTICE_OVER) in calendar(hall)
    assert hall.read(calendar_at, [hall.cast.elsewhere], today(hall)) == []


def test_the_same_key_is_one_notice_and_residents_post_none(hall: Hall, mei_phone: Phone) -> None:
    resolution, key = hall.adopted(), new_key()
    assert post(hall, resolution, key=key) == post(hall, resolution, key=key)
    refusal = mei_phone.refusal("notice:post", key=new_key(), resolution=resolution)
    assert refusal == ("forbidden", "forbidden")
