"""Makes exports in the worker: reads with the rights of who asked, reports progress, and leaves one whole file."""

from functools import partial

from app.export_jobs import actions, files, rules
from app.export_jobs.actions import MadeFile, Run
from app.export_jobs.rules import Progress, Step
from app.platform.access.services import Services
from app.platform.errors import DomainError
from app.platform.ids import ExportJobId
from app.platform.logs import get_logger

log = get_logger(__name__)
AROUND = 2
"""Steps of a run beside the parts of its file: reading the meeting, and writing the file."""


class StoppedError(Exception):
    """The job was cancelled, or another run has taken it."""


def make_export(services: Services, *, export_job_id: ExportJobId) -> None:
    """Make the file of a job, or note why it cannot be made; do nothing for a job that has ended.

    Raises:
        DomainError: `storage.not_saved`; the job is then tried again.
    """
    run = services.writer.run(lambda work: actions.begin_run(work, export_job_id=export_job_id))
    if run is None:
        return
    folder = services.settings.exports
    try:
        files.make_folder(folder)
        files.drop_parts(folder, run.id)
        _make(services, run)
    except StoppedError:
        log.info("export stopped", job=run.id)
    except Exception as error:
        files.drop_parts(folder, run.id)  # first, because the disk may be full
        if isinstance(error, DomainError) and error.code == "storage.not_saved":
            raise
        fault = rules.fault_of(error)
        log.warning("export failed", job=run.id, format=run.format, fault=fault.value, exc_info=error)
        services.writer.run(lambda work: actions.fail_run(work, run=run, fault=fault))
    finally:
        files.part_of(folder, run.id, run.number).unlink(missing_ok=True)


def sweep_exports(services: Services) -> None:
    """Delete expired files and what killed workers have left, and end the jobs that no worker will take again."""
    services.writer.run(actions.end_lost_jobs)
    for path, export_job_id, number in list(files.files_in(services.settings.exports)):
        services.writer.run(partial(actions.drop_stray, path=path, export_job_id=export_job_id, number=number))


def _make(services: Services, run: Run) -> None:
    from app.export_jobs.rendering import open_rendering  # the writers of papers: 20 MB that a worker may never need

    rendering, parts = open_rendering(services, run), 0

    def report(done: int, total: int, part: str) -> None:
        nonlocal parts
        parts = total
        _note(services, run, Progress(done + 1, total + AROUND, Step.PART, part))

    content = rendering.make(report)
    _note(services, run, Progress(parts + 1, parts + AROUND, Step.SAVE))
    written = files.write_part(services.settings.exports, run.id, run.number, content)
    made = MadeFile(rendering.file_name, rendering.media_type, written, rendering.sights)
    place, days = files.path_of(services.settings.exports, run.id), services.settings.export_days
    if not services.writer.run(partial(actions.finish_run, run=run, made=made, place=place, days=days)):
        raise StoppedError


def _note(services: Services, run: Run, progress: Progress) -> None:
    """Note the step that begins; stop the run if the job was cancelled or taken over."""
    if not services.writer.run(lambda work: actions.note_progress(work, run=run, progress=progress)):
        raise StoppedError
