"""R14: the machine's clock jumps an hour forward and back; order, timers and waiting work keep."""

import pytest

from app.meetings import actions as meetings
from app.meetings import queries
from app.pages.phases import minutes_left
from app.platform.access.services import Services
from app.platform.storage import jobs, ledger
from app.proposals import queries as proposals
from app.proposals.rules import Choice
from app.registry import JOBS
from app.voting import actions as voting
from app.voting.rules import Choice as Ballot
from app.worker import Worker
from tests.builders import build_proposal, react
from tests.clocks import StandingClock
from tests.hall import Hall

JUMPS = [pytest.param(1, id="forward"), pytest.param(-1, id="back")]
pytestmark = [pytest.mark.fault, pytest.mark.parametrize("hours", JUMPS)]


def test_the_ledger_keeps_the_order_of_acts(hall: Hall, clock: StandingClock, hours: int) -> None:
    card = build_proposal(hall.services, hall.bo, hall.meeting)
    versions = []
    for number, choice in enumerate((Choice.AGREE, Choice.DISAGREE, Choice.PASS, Choice.AGREE, Choice.DISAGREE)):
        versions.append(react(hall.services, hall.mei, hall.meeting, card, choice).version)
        clock.advance(hours=hours if number % 2 == 0 else -2 * hours)
    assert versions == sorted(set(versions))
    with hall.services.database.read() as session:
        entries = list(ledger.entries_of(session, hall.meeting))
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert ledger.verify_entries(hall.meeting, entries, ledger.head_of(session, hall.meeting)) is None
        assert proposals.own_reactions(session, hall.mei.id) == {card: "disagree"}
    print(f"\nR14 ledger, {hours:+} h: {len(entries)} entries in order, the last word counts")


def test_no_timer_runs_below_zero(hall: Hall, clock: StandingClock, hours: int) -> None:
    remaining = []
    for minutes in (-3, 5, -90, 10):
        clock.advance(hours=hours)
        hall.do(meetings.extend_phase, hall.cast.lin, minutes=minutes)
        view = hall.read(queries.meeting_of, hall.meeting)
        left = minutes_left(view, clock.now())
        assert left is not None
        remaining.append(left)
    assert min(remaining) >= 0
    assert remaining[-1] >= 10
    print(f"\nR14 timer, {hours:+} h: {remaining} minutes left")


def test_a_poll_closes_once_and_in_order(hall: Hall, clock: StandingClock, hours: int) -> None:
    poll = hall.open_poll(is_secret=False)
    first = hall.vote(poll, hall.mei, Ballot.YES)
    clock.advance(hours=hours)
    second = hall.vote(poll, hall.bo, Ballot.NO)
    clock.advance(hours=-2 * hours)
    closed = hall.close_poll(poll)
    assert first.version < second.version < closed.version
    assert (closed.data["cast"], closed.data["outcome"]["is_carried"]) == (2, False)
    assert hall.refusal(voting.cast_ballot, hall.mei, poll_id=poll, choice=Ballot.NO) == ("closed", "poll.closed")


def test_what_waits_is_done_after_the_next_word(hall: Hall, clock: StandingClock, hours: int) -> None:
    """A job that was asked for before the clock went back does not wait until the clock is there again."""
    build_proposal(hall.services, hall.bo, hall.meeting)
    clock.advance(hours=hours)
    build_proposal(hall.services, hall.mei, hall.meeting, "车棚装喷淋")
    clock.advance(seconds=5)
    assert _run_due(hall.services) >= 1
    assert len(hall.entries("themes.drafted")) == 1


def test_a_lost_job_is_taken_over(hall: Hall, clock: StandingClock, hours: int) -> None:
    """A worker died with a lease from before the jump."""
    build_proposal(hall.services, hall.bo, hall.meeting)
    clock.advance(seconds=5)
    assert list(iter(lambda: hall.services.writer.run(jobs.claim), None))
    clock.advance(hours=hours)
    clock.advance(seconds=jobs.LEASE.total_seconds() + 1)
    assert _run_due(hall.services) >= 1
    assert len(hall.entries("themes.drafted")) == 1


def _run_due(services: Services) -> int:
    """Run what is due now; returns how many jobs."""
    worker = Worker(services, JOBS)
    return sum(1 for _ in iter(worker.run_one, False))
