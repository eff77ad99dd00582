"""Making an export in the worker: progress, cancelling, faults in words, two workers, and what is swept."""

import errno
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.documents import formats
from app.documents.blocks import Kind
from app.documents.press import Press
from app.export_jobs import actions, files, making, rendering
from app.export_jobs.rules import MAX_RUNS, State
from app.exports import names
from app.exports.dossier import Dossier
from app.platform.errors import DomainError, ErrorKind
from app.platform.files import write_atomic
from app.platform.progress import Report
from app.platform.storage import jobs
from app.registry import CHORES, JOBS
from app.worker import Worker
from tests.clocks import StandingClock
from tests.export_jobs.conftest import Workroom


def render_with(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Have the bundle's third part do something before it is made."""

    def render(dossier: Dossier, press: Press, report: Report) -> bytes:
        def watched(done: int, total: int, part: str) -> None:
            report(done, total, part)
            if done == 2:
                act()

        return formats.bundle.render(dossier, press, watched)

    bundle = replace(formats.EXPORTS["bundle"], render_parts=render)
    monkeypatch.setattr(rendering, "find_export", lambda _format: bundle)


def raising(error: BaseException) -> Callable[[], None]:
    def act() -> None:
        raise error

    return act


def test_each_file_of_the_bundle_is_a_step(workroom: Workroom, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int, str, str]] = []
    note = actions.note_progress

    def spy(work: Any, **facts: Any) -> bool:
        progress = facts["progress"]
        seen.append((progress.done, progress.total, progress.step.value, progress.part))
        return note(work, **facts)

    monkeypatch.setattr(making.actions, "note_progress", spy)
    job = workroom.ask()
    workroom.work()
    papers = [f"文书/{names.kind_name(f'{kind}.{ending}')}" for kind in Kind for ending in ("docx", "pdf")]
    data = map(names.kind_name, formats.bundle.DATA)
    parts = [*papers, *data, "polis", "ledger.jsonl", "verify.py"]
    total = len(parts) + 2
    expected = [(at, total, "part", part) for at, part in enumerate(parts, 1)]
    assert seen == [*expected, (total - 1, total, "save", "")]
    row = workroom.row(job)
    assert (row.state, row.done, row.total, row.runs) == (State.DONE, total, total, 1)
    assert workroom.files() == [job]


def test_a_waiting_job_is_gone_at_once(workroom: Workroom) -> None:
    job = workroom.ask()
    workroom.cancel(job)
    assert workroom.waiting() == []
    assert workroom.work() == 0
    workroom.cancel(job)
    assert (workroom.row(job).state, workroom.files()) == (State.CANCELLED, [])


def test_a_running_job_stops_at_the_next_step(workroom: Workroom, monkeypatch: pytest.MonkeyPatch) -> None:
    job = workroom.ask()
    render_with(monkeypatch, lambda: workroom.cancel(job))
    assert workroom.work() == 1
    row = workroom.row(job)
    assert (row.state, row.done, row.part) == (State.CANCELLED, 3, "文书/决议书.docx")
    assert (workroom.files(), workroom.waiting()) == ([], [])


def test_a_job_cancelled_at_the_last_moment_leaves_nothing(workroom: Workroom, monkeypatch: pytest.MonkeyPatch) -> None:
    job = workroom.ask()
    write = files.write_part

    def write_and_cancel(*args: Any) -> files.Written:
        written = write(*args)
        workroom.cancel(job)
        return written

    monkeypatch.setattr(making.files, "write_part", write_and_cancel)
    workroom.work()
    assert (workroom.row(job).state, workroom.files()) == (State.CANCELLED, [])


def test_a_finished_job_is_not_cancelled(workroom: Workroom) -> None:
    job = workroom.ask()
    workroom.work()
    with pytest.raises(DomainError, match="export.finished"):
        workroom.cancel(job)
    assert workroom.files() == [job]


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (OSError(errno.ENOSPC, "no space"), "disk_full"),
        (MemoryError(), "memory"),
        (ValueError("a broken renderer"), "broken"),
        (RecursionError(), "broken"),
    ],
)
def test_a_fault_is_one_sentence_and_the_worker_lives_on(
    workroom: Workroom, monkeypatch: pytest.MonkeyPatch, error: Exception, fault: str
) -> None:
    with monkeypatch.context() as patch:
        render_with(patch, raising(error))
        job = workroom.ask()
        assert workroom.work() == 1
    assert (workroom.row(job).state, workroom.row(job).fault) == (State.FAILED, fault)
    assert (workroom.files(), workroom.waiting()) == ([], [])
    again = workroom.ask()
    assert again != job
    workroom.work()
    assert workroom.row(again).state == State.DONE


def test_a_full_disk_leaves_no_part(workroom: Workroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(files.os, "fsync", fill)
    job = workroom.ask()
    workroom.work()
    assert (workroom.row(job).fault, workroom.files()) == ("disk_full", [])


def test_an_unsaved_end_is_tried_again(
    workroom: Workroom, monkeypatch: pytest.MonkeyPatch, clock: StandingClock
) -> None:
    with monkeypatch.context() as patch:
        render_with(patch, raising(DomainError(ErrorKind.UNAVAILABLE, "storage.not_saved")))
        job = workroom.ask()
        workroom.work()
    assert (workroom.row(job).state, workroom.files()) == (State.RUNNING, [])
    clock.advance(seconds=10)
    workroom.work()
    assert (workroom.row(job).state, workroom.row(job).runs, workroom.files()) == (State.DONE, 2, [job])


def test_a_commit_that_fails_after_the_move_leaves_one_file(
    workroom: Workroom, monkeypatch: pytest.MonkeyPatch, clock: StandingClock
) -> None:
    """As when the power fails between the two: the file is there, no row says so, and the next run mends it."""
    finish = actions.finish_run

    def lose(work: Any, **facts: Any) -> bool:
        finish(work, **facts)
        raise DomainError(ErrorKind.UNAVAILABLE, "storage.not_saved")

    job = workroom.ask()
    with monkeypatch.context() as patch:
        patch.setattr(making.actions, "finish_run", lose)
        workroom.work()
    assert (workroom.row(job).state, workroom.files()) == (State.RUNNING, [job])
    clock.advance(seconds=10)
    workroom.work()
    row = workroom.row(job)
    assert (row.state, workroom.files()) == (State.DONE, [job])
    assert files.digest_of((workroom.folder / job).read_bytes()) == row.sha256


def test_a_job_that_ends_its_workers_is_given_up(workroom: Workroom, clock: StandingClock) -> None:
    job = workroom.ask()
    for _ in range(MAX_RUNS):
        assert workroom.services.writer.run(jobs.claim) is not None
        workroom.services.writer.run(lambda work: actions.begin_run(work, export_job_id=job))
        clock.advance(seconds=jobs.LEASE.total_seconds() + 1)
    workroom.work()
    assert (workroom.row(job).state, workroom.row(job).fault) == (State.FAILED, "lost")
    assert workroom.waiting() == []


def test_two_workers_never_run_one_job(workroom: Workroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the first worker is in the middle, the second finds nothing to do."""
    second: list[bool] = []
    render_with(monkeypatch, lambda: second.append(Worker(workroom.services, JOBS).run_one()))
    workroom.ask()
    Worker(workroom.services, JOBS).run_one()
    assert second == [False]
    assert len(workroom.files()) == 1


def test_a_worker_that_slept_past_its_lease_changes_nothing(
    workroom: Workroom, monkeypatch: pytest.MonkeyPatch, clock: StandingClock
) -> None:
    """A stalled run wakes up after another worker has finished: one file, that of the row."""
    job = workroom.ask()
    with monkeypatch.context() as patch:

        def overtake() -> None:
            patch.undo()
            clock.advance(seconds=jobs.LEASE.total_seconds() + 1)
            assert Worker(workroom.services, JOBS).run_one()

        render_with(patch, overtake)
        Worker(workroom.services, JOBS).run_one()
    row = workroom.row(job)
    assert (row.state, row.runs, workroom.files()) == (State.DONE, 2, [job])
    content = (workroom.folder / job).read_bytes()
    assert (len(content), files.digest_of(content)) == (row.size, row.sha256)


def test_the_sweep_leaves_what_can_be_fetched_and_nothing_else(workroom: Workroom, clock: StandingClock) -> None:
    old = workroom.ask()
    workroom.work()
    clock.advance(days=6)
    fresh = workroom.ask(format="json")
    workroom.work()
    assert workroom.files() == sorted((old, fresh))
    clock.advance(days=1)
    strays = ("aaaaaaaaaaaaaaaa", f"{old}.1.part", f"{fresh}.1.part", "aaaaaaaaaaaaaaaa.2.part", "notes.txt")
    for name in strays:
        write_atomic(workroom.folder / name, b"left behind")
    sweep(workroom)
    assert workroom.files() == [fresh]
    assert workroom.row(old).state == State.DONE


def test_a_part_that_is_being_written_stays(workroom: Workroom) -> None:
    job = workroom.ask()
    workroom.services.writer.run(jobs.claim)
    run = workroom.services.writer.run(lambda work: actions.begin_run(work, export_job_id=job))
    assert run is not None
    files.make_folder(workroom.folder)
    files.write_part(workroom.folder, run.id, run.number, b"half of it")
    sweep(workroom)
    assert workroom.files() == [f"{job}.1.part"]


def test_a_job_that_the_queue_has_lost_is_told(workroom: Workroom) -> None:
    job = workroom.ask()
    workroom.services.writer.run(lambda work: jobs.drop(work, "make_export", export_job_id=job))
    sweep(workroom)
    assert (workroom.row(job).state, workroom.row(job).fault) == (State.FAILED, "lost")


def test_old_rows_go_at_last(workroom: Workroom, clock: StandingClock) -> None:
    workroom.ask()
    workroom.work()
    clock.advance(days=89)
    sweep(workroom)
    assert len(workroom.rows()) == 1
    clock.advance(days=2)
    sweep(workroom)
    assert (workroom.rows(), workroom.files()) == ([], [])


def test_a_file_is_its_owners_alone(workroom: Workroom) -> None:
    job = workroom.ask(format="json")
    workroom.work()
    assert ((workroom.folder / job).stat().st_mode & 0o777, workroom.folder.stat().st_mode & 0o777) == (0o600, 0o700)


def sweep(workroom: Workroom) -> None:
    for chore in CHORES:
        chore(workroom.services)
