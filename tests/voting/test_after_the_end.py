"""After a poll has ended: the same act sent again, the published receipts, and the storage of sealed ballots."""

from dataclasses import replace
from typing import Any, cast

import pytest

from app.platform.storage.db import Database
from app.voting import actions, queries
from app.voting.models import SealedBallot
from app.voting.rules.secrecy import Counting, parse_receipt_code
from tests.hall import Hall


class BusyDatabase:
    """A database that others hold until it was asked a number of times."""

    def __init__(self, free_after: int) -> None:
        self.free_after = free_after
        self.asked: list[str] = []

    def scrub(self, table: str) -> bool:
        self.asked.append(table)
        return len(self.asked) > self.free_after


def scrub(hall: Hall, database: BusyDatabase) -> None:
    actions.scrub_storage(replace(hall.services, database=cast(Database, database)))


def test_storage_is_overwritten_once_the_database_is_free(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    monkeypatch.setattr(actions.time, "sleep", rests.append)
    database = BusyDatabase(free_after=2)
    scrub(hall, database)
    assert database.asked == [SealedBallot.__tablename__] * 3
    assert len(rests) == 2


def test_storage_that_stays_busy_is_given_up_with_a_warning(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    warnings: list[str] = []
    monkeypatch.setattr(actions.time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(actions.log, "warning", warnings.append)
    database = BusyDatabase(free_after=1000)
    scrub(hall, database)
    assert len(database.asked) == actions.SCRUB_TRIES
    assert len(warnings) == 1 and "not overwritten" in warnings[0]


def test_a_poll_that_was_voided_is_voided_once(hall: Hall) -> None:
    poll = hall.open_poll()
    facts: dict[str, Any] = {"poll_id": poll, "reason": "断电", "key": "the key of the act"}
    first = hall.do(actions.void_poll, hall.cast.lin, **facts)
    assert hall.do(actions.void_poll, hall.cast.lin, **facts) == first
    assert len(hall.entries("poll.voided")) == 1


def test_published_receipts_say_what_became_of_the_ballots(hall: Hall) -> None:
    still_open, counted, withheld, void, named = (hall.open_poll(is_secret=at < 4) for at in range(5))
    voters = hall.seats(5)
    for poll, count in ((still_open, 1), (counted, 5), (withheld, 1), (void, 2), (named, 5)):
        for seat in voters[:count]:
            hall.vote(poll, seat)
    for poll in (counted, withheld, named):
        hall.close_poll(poll)
    hall.do(actions.void_poll, hall.cast.lin, poll_id=void, reason="断电")
    published = {one.poll: one for one in hall.read(queries.published_receipts, hall.meeting)}
    assert {poll: (one.state, one.cast, len(one.codes)) for poll, one in published.items()} == {
        still_open: (Counting.OPEN, 1, 1),
        counted: (Counting.COUNTED, 5, 5),
        withheld: (Counting.WITHHELD, 1, 1),
        void: (Counting.VOID, 2, 2),
    }
    own = queries.code_of(voters[0].token, counted)
    assert own in published[counted].codes


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("abcd efgh ijkl mnop qrst", "ABCD-EFGH-IJKL-MNOP-QRST"),
        ("ＡＢＣＤ－ＥＦＧＨ－ＩＪＫＬ－ＭＮＯＰ－ＱＲＳＴ", "ABCD-EFGH-IJKL-MNOP-QRST"),
        ("ABCD-EFGH-IJKL-MNOP", None),
        ("", None),
        ("ABCD" * 6, None),
    ],
)
def test_a_receipt_code_is_read_as_people_type_it(typed: str, code: str | None) -> None:
    assert parse_receipt_code(typed) == code
