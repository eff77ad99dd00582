"""Exports of a meeting in the office: started, watched, cancelled and fetched, for readers who may export it."""

from functools import partial
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.documents.formats import EXPORTS, find_export
from app.export_jobs import actions, files
from app.export_jobs import queries as export_jobs
from app.export_jobs.schemas import AskForExport, CancelExport
from app.exports.access import Reader, open_dossier
from app.meetings import queries as meetings
from app.pages.forms import read_form
from app.pages.office.frame import show
from app.pages.rendering import translator
from app.papers.printing import open_press
from app.platform.access.permissions import Permission
from app.platform.errors import DomainError
from app.platform.ids import ExportJobId, MeetingId
from app.platform.web.downloads import download, download_file
from app.platform.web.http import allow, current_call, services

blueprint = Blueprint("office_exports", __name__, url_prefix="/office")
EXPIRED = "export.expired"


@blueprint.get("/meetings/<meeting_id>/exports")
@allow(Permission.EXPORT_READ)
def page(meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the last exports of a meeting, and the forms that start one."""
    facts = current_call().read(lambda session: _facts(session, meeting_id))
    return show("exports", "meetings", formats=list(EXPORTS), **facts)


@blueprint.post("/meetings/<meeting_id>/exports")
@allow(Permission.EXPORT_READ)
def start(meeting_id: MeetingId) -> ResponseReturnValue:
    call, data = current_call(), read_form(AskForExport, meeting=meeting_id)
    language = find_export(data.format).language_for(data.language).value
    facts: dict[str, Any] = {"meeting_id": meeting_id, "format": data.format, "language": language, "key": data.key}
    call.write(lambda work: actions.ask_for_export(work, call.actor, **facts))
    return redirect(url_for("office_exports.page", meeting_id=meeting_id), 303)


@blueprint.get("/meetings/<meeting_id>/exports/<word:format>")
@allow(Permission.EXPORT_READ)
def file(meeting_id: MeetingId, format: str) -> ResponseReturnValue:
    """Make a small file at once and hand it out."""
    export_format, reader = find_export(format), Reader(current_call().actor, request.remote_addr or "")
    dossier = open_dossier(services(), reader, meeting_id, format)
    press = current_call().read(lambda session: open_press(services(), session, meeting_id))
    return download(
        partial(export_format.render, dossier, press),
        name=export_format.file_name(dossier),
        media_type=export_format.media_type,
        plain=export_format.plain,
    )


@blueprint.post("/exports/<export_job_id>/cancel")
@allow(Permission.EXPORT_READ)
def cancel(export_job_id: ExportJobId) -> ResponseReturnValue:
    call, data = current_call(), read_form(CancelExport, export_job=export_job_id)
    call.write(lambda work: actions.cancel_export(work, call.actor, export_job_id=data.export_job_id))
    now = services().clock.now()
    job = call.read(lambda session: export_jobs.job_of(session, export_job_id, call.actor, now))
    return redirect(url_for("office_exports.page", meeting_id=job.meeting), 303)


@blueprint.get("/exports/<export_job_id>/file")
@allow(Permission.EXPORT_READ)
def finished_file(export_job_id: ExportJobId) -> ResponseReturnValue:
    """Hand out a finished file; after its last day, say so and offer to make it again."""
    call, now = current_call(), services().clock.now()
    try:
        job = call.read(lambda session: export_jobs.fetchable_job(session, export_job_id, call.actor, now))
    except DomainError as error:
        if error.code != EXPIRED:
            raise
        return _expired(export_job_id)
    path = files.path_of(services().settings.exports, job.id)
    if not path.exists():  # a restored backup has the row without the file
        return _expired(export_job_id)
    facts: dict[str, Any] = {"meeting_id": job.meeting, "format": job.format, "export_job_id": job.id}
    call.write(lambda work: actions.note_fetched(work, call.actor, **facts))
    plain = find_export(job.format).plain
    return download_file(path, name=job.file_name, media_type=job.media_type, plain=plain)


def _expired(export_job_id: ExportJobId) -> ResponseReturnValue:
    call, now = current_call(), services().clock.now()
    job = call.read(lambda session: export_jobs.job_of(session, export_job_id, call.actor, now))
    return show("export_expired", "meetings", job=job), 410


def _facts(session: Session, meeting_id: MeetingId) -> dict[str, Any]:
    actor, now, words = current_call().actor, services().clock.now(), translator()
    jobs = export_jobs.last_jobs(session, meeting_id, actor, now)
    return {
        "meeting": meetings.meeting_of(session, meeting_id),
        "jobs": jobs,
        "step_words": {job.id: export_jobs.progress_words(job, words) for job in jobs if job.is_unfinished},
        "is_busy": any(job.is_unfinished for job in jobs),
    }
