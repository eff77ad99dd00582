"""Deadlines in working days over weekends, holidays, make-up days and pauses."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.deadlines import (
    DEFAULT_DAYS,
    Pause,
    Signal,
    Term,
    WorkCalendar,
    check_extension,
    days_left,
    due_on,
    signal_of,
)
from app.platform.errors import DomainError

# An invented holiday: Thursday 7 and Friday 8 May 2026 off, Saturday 9 worked instead.
CALENDAR = WorkCalendar(frozenset({date(2026, 5, 7), date(2026, 5, 8)}), frozenset({date(2026, 5, 9)}))
PLAIN = WorkCalendar()
dates = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def may(day: int) -> date:
    return date(2026, 5, day)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (may(4), 1, may(5)),
        (may(4), 2, may(6)),
        (may(4), 3, may(9)),
        (may(4), 4, may(11)),
        (may(8), 1, may(9)),
        (may(15), 1, may(18)),
        (may(16), 5, may(22)),
    ],
)
def test_only_working_days_count_and_the_first_does_not(start: date, days: int, due: date) -> None:
    assert due_on(start, days, CALENDAR) == due


def test_the_clock_stands_while_a_case_is_suspended() -> None:
    assert due_on(may(11), 5, PLAIN) == may(18)
    assert due_on(may(11), 5, PLAIN, [Pause(may(13), may(14))]) == may(20)
    assert due_on(may(11), 5, PLAIN, [Pause(may(16), may(17))]) == may(18)
    assert due_on(may(11), 5, PLAIN, [Pause(may(13), may(14)), Pause(may(14), may(15))]) == may(21)


def test_a_case_that_is_still_suspended_has_no_due_day() -> None:
    assert due_on(may(11), 5, PLAIN, [Pause(may(13), None)]) is None
    assert due_on(may(11), 5, PLAIN, [Pause(may(19), None)]) == may(18)


@given(dates, st.integers(1, 60))
def test_the_days_left_are_the_days_given(start: date, days: int) -> None:
    due = due_on(start, days, CALENDAR)
    assert due is not None and CALENDAR.is_workday(due)
    assert days_left(start, due, CALENDAR) == days
    assert days_left(due, start, CALENDAR) == -days


@pytest.mark.parametrize(
    ("today", "signal"),
    [
        (may(4), Signal.GREEN),
        (may(12), Signal.GREEN),  # three of nine days are left: 4 * 3 > 9
        (may(13), Signal.AMBER),  # two are: 4 * 2 <= 9
        (may(15), Signal.AMBER),
        (may(16), Signal.RED),
    ],
)
def test_a_deadline_warns_at_its_last_quarter(today: date, signal: Signal) -> None:
    assert due_on(may(4), 9, PLAIN) == may(15)
    assert signal_of(today, may(4), may(15), PLAIN) is signal


def test_an_extension_is_asked_in_time_not_too_long_and_once() -> None:
    check_extension(may(14), may(15), 20, extended=0)
    for today, days, extended, code in (
        (may(14), 5, 1, "case.extended_already"),
        (may(15), 5, 0, "case.extension_late"),
        (may(14), 21, 0, "case.extension_long"),
        (may(14), 0, 0, "case.extension_long"),
    ):
        with pytest.raises(DomainError, match=code):
            check_extension(today, may(15), days, extended=extended)


def test_every_term_has_its_days() -> None:
    assert {term: DEFAULT_DAYS[term] for term in Term} == {
        Term.FIRST_CONTACT: 1,
        Term.INQUIRY: 3,
        Term.SERVICE: 5,
        Term.COMPLAINT: 7,
        Term.OBJECTION: 5,
        Term.POOR_RATING_CALL: 1,
        Term.POOR_RATING_FIX: 15,
    }
