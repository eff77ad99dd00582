"""Jobs: asked for in the transaction that needs them, done once, tried again, never lost with a worker."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.factory import create_services
from app.platform.access.services import Services
from app.platform.errors import DomainError, ErrorKind
from app.platform.storage import jobs
from app.platform.storage.jobs import Job, JobState
from app.platform.storage.unit_of_work import Work
from app.settings import Settings
from app.worker import Worker
from tests.clocks import StandingClock
from tests.conftest import Told


class Diary:
    """Stands in for the slow work: writes down what it was asked, fails as often as told."""

    def __init__(self, failures: int = 0) -> None:
        self.asked: list[str] = []
        self.failures = failures

    def __call__(self, _services: Services, *, meeting_id: str) -> None:
        self.asked.append(meeting_id)
        if len(self.asked) <= self.failures:
            raise DomainError(ErrorKind.UNAVAILABLE, "too.hard")


def ask(services: Services, meeting: str = "m1", *, delay: float = 0) -> None:
    services.writer.run(lambda work: jobs.enqueue(work, "cluster", delay=timedelta(seconds=delay), meeting_id=meeting))


def run_due(worker: Worker) -> int:
    """Run what is due now; returns how many jobs."""
    count = 0
    while worker.run_one():
        count += 1
    return count


def states(services: Services) -> list[str]:
    with services.database.read() as session:
        return sorted(session.scalars(select(Job.state)))


def lease_end(services: Services) -> datetime:
    with services.database.read() as session:
        return session.scalars(select(Job.leased_until)).one() or datetime.min.replace(tzinfo=UTC)


def wait_until(is_so: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether something came about in time."""
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    return is_so()


def test_a_job_is_done_once_and_swept(services: Services) -> None:
    diary = Diary()
    ask(services)
    worker = Worker(services, {"cluster": diary})
    assert run_due(worker) == 1
    assert run_due(worker) == 0
    assert diary.asked == ["m1"]
    assert states(services) == []


def test_a_storm_of_wishes_is_one_job(services: Services) -> None:
    for _ in range(20):
        ask(services)
    ask(services, "m2")
    assert states(services) == [JobState.QUEUED, JobState.QUEUED]


def test_a_patient_wish_neither_hastens_nor_wakes_for_what_waits(services: Services, clock: StandingClock) -> None:
    """A vote waits with those before it; a wish for much earlier than what waits still has it start earlier."""

    def wish(delay: int, patience: int) -> bool:
        """Whether a worker would be woken."""

        def act(work: Work) -> bool:
            wait = {"delay": timedelta(seconds=delay), "patience": timedelta(seconds=patience)}
            jobs.enqueue(work, "cluster", **wait, meeting_id="m1")
            return bool(work.touched)

        return services.writer.run(act)

    assert wish(5, 10)
    assert not wish(0, 10)
    worker = Worker(services, {"cluster": Diary()})
    clock.advance(seconds=1)
    assert run_due(worker) == 0
    assert wish(0, 1)
    assert run_due(worker) == 1


def test_a_wish_during_the_work_is_another_job(services: Services) -> None:
    ask(services)
    services.writer.run(jobs.claim)
    ask(services)
    assert states(services) == [JobState.QUEUED, JobState.RUNNING]


def test_a_job_waits_for_its_moment(services: Services, clock: StandingClock) -> None:
    diary = Diary()
    ask(services, delay=30)
    worker = Worker(services, {"cluster": diary})
    assert run_due(worker) == 0
    clock.advance(seconds=31)
    assert run_due(worker) == 1


def test_a_command_does_not_wait_for_the_moment(services: Services) -> None:
    diary = Diary()
    ask(services, delay=30)
    assert Worker(services, {"cluster": diary}).run_all() == 1
    assert states(services) == []


def test_a_refused_action_asks_for_nothing(services: Services) -> None:
    def act(work: Work) -> None:
        jobs.enqueue(work, "cluster", meeting_id="m1")
        raise DomainError(ErrorKind.CLOSED, "poll.closed")

    with pytest.raises(DomainError):
        services.writer.run(act)
    assert states(services) == []


def test_a_failed_job_is_tried_again_later(services: Services, clock: StandingClock) -> None:
    diary = Diary(failures=2)
    ask(services)
    worker = Worker(services, {"cluster": diary})
    assert run_due(worker) == 1
    assert run_due(worker) == 0
    for _ in range(2):
        clock.advance(seconds=10)
        run_due(worker)
    assert len(diary.asked) == 3
    assert states(services) == []


def test_a_hopeless_job_is_given_up_and_seen(services: Services, clock: StandingClock) -> None:
    ask(services)
    worker = Worker(services, {"cluster": Diary(failures=99)})
    for _ in range(20):
        run_due(worker)
        clock.advance(minutes=2)
    with services.database.read() as session:
        job = session.scalars(select(Job)).one()
        assert (job.state, job.attempts, job.error) == (JobState.FAILED, jobs.MAX_ATTEMPTS, "too.hard")
        assert jobs.failed(session) == 1


def test_a_lost_workers_job_is_taken_over(services: Services, clock: StandingClock) -> None:
    ask(services)
    first = services.writer.run(jobs.claim)
    assert services.writer.run(jobs.claim) is None
    clock.advance(seconds=jobs.LEASE.total_seconds() + 1)
    second = services.writer.run(jobs.claim)
    assert first is not None and second is not None
    assert (second.id, second.attempts) == (first.id, 2)


def test_a_job_that_kills_its_workers_is_given_up(services: Services, clock: StandingClock) -> None:
    ask(services)
    for _ in range(20):
        services.writer.run(jobs.claim)
        clock.advance(seconds=jobs.LEASE.total_seconds() + 1)
    assert services.writer.run(jobs.claim) is None
    assert states(services) == [JobState.FAILED]


def test_the_slow_worker_cannot_end_the_job_of_another(services: Services, clock: StandingClock) -> None:
    ask(services)
    slow = services.writer.run(jobs.claim)
    clock.advance(seconds=jobs.LEASE.total_seconds() + 1)
    services.writer.run(jobs.claim)
    assert slow is not None
    services.writer.run(lambda work: jobs.finish(work, slow))
    assert states(services) == [JobState.RUNNING]
    services.writer.run(lambda work: jobs.fail(work, slow, "late"))
    with services.database.read() as session:
        assert session.scalars(select(Job.error)).one() is None


def test_long_work_keeps_its_lease(services: Services, clock: StandingClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=0.3))
    is_kept = []

    def work_long(_services: Services, *, meeting_id: str) -> None:
        clock.advance(seconds=3600)
        is_kept.append(wait_until(lambda: lease_end(services) > clock.now()))

    ask(services)
    assert Worker(services, {"cluster": work_long}).run_one()
    assert is_kept == [True]
    assert states(services) == []


def test_asking_wakes_a_worker(services: Services, told: Told) -> None:
    ask(services)
    assert told.touched == [(jobs.JOBS, "cluster")]


def test_two_workers_never_do_the_same_job(settings: Settings, services: Services) -> None:
    meetings = [f"m{number}" for number in range(40)]
    for meeting in meetings:
        ask(services, meeting)
    done: list[str] = []

    def keep_diary(_services: Services, *, meeting_id: str) -> None:
        done.append(meeting_id)
        time.sleep(0.002)

    def work() -> int:
        own = create_services(settings, clock=services.clock)
        try:
            return run_due(Worker(own, {"cluster": keep_diary}))
        finally:
            own.database.dispose()

    with ThreadPoolExecutor(4) as hall:
        counts = [each.result() for each in [hall.submit(work) for _ in range(4)]]
    assert sorted(done) == sorted(meetings)
    assert sum(counts) == len(meetings)
    assert states(services) == []


def test_a_worker_outlives_a_database_that_cannot_be_written(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ends of two jobs are not saved: the worker goes on, and both stay leased, to be done again."""
    diary, refusals = Diary(), []

    def refuse(_work: Work, lease: jobs.Lease) -> None:
        refusals.append(lease.kind)
        raise DomainError(ErrorKind.UNAVAILABLE, "storage.not_saved")

    def keep_diary(_services: Services, *, meeting_id: str) -> None:
        diary(_services, meeting_id=meeting_id)
        if len(diary.asked) == 2:
            worker.stop()

    worker = Worker(services, {"cluster": keep_diary})
    monkeypatch.setattr("app.worker.LONGEST_SLEEP", timedelta(seconds=0.01))
    monkeypatch.setattr(jobs, "finish", refuse)
    ask(services)
    ask(services, "m2")
    worker.run_forever()
    assert sorted(diary.asked) == ["m1", "m2"]
    assert refusals == ["cluster", "cluster"]
    assert states(services) == [JobState.RUNNING, JobState.RUNNING]
