"""The papers of a meeting in the office: how far each has come, its files, its amendments and its next step."""

import base64
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.documents.blocks import Kind
from app.documents.formats import EXPORTS, PAPER_LANGUAGES
from app.exports.access import Reader
from app.exports.facts import MeetingFacts, office_facts
from app.exports.facts_words import fact_words
from app.meetings import queries as meetings
from app.pages.forms import read_form, read_query, read_upload
from app.pages.office.frame import show
from app.pages.rendering import translator
from app.papers import commands, queries, rules
from app.papers.printing import Printed, print_paper, read_scan
from app.papers.queries import PaperView
from app.papers.schemas import PaperFile, ScanFile, ShownPaper
from app.platform.access.gate import meeting_of
from app.platform.access.permissions import Permission
from app.platform.access.sights import Sight
from app.platform.commands import Command, run_command
from app.platform.errors import DomainError, ErrorKind
from app.platform.i18n import Translator
from app.platform.ids import AmendmentId, MeetingId
from app.platform.local_time import to_local
from app.platform.storage import ledger
from app.platform.web.downloads import download
from app.platform.web.headers import FRAMED
from app.platform.web.http import allow, current_call, services
from app.resolutions import queries as resolutions
from app.resolutions.queries import ResolutionView

blueprint = Blueprint("office_papers", __name__, url_prefix="/office")
POSTS = (
    ("comments", commands.OPEN_COMMENTS),
    ("comments/end", commands.END_COMMENTS),
    ("final", commands.FINALISE),
    ("posting", commands.POST),
    ("archive", commands.ARCHIVE),
    ("versions", commands.CORRECT),
    ("amendments", commands.PROPOSE_AMENDMENT),
)
"""(path below the papers of a meeting, command) of each form."""
LIVE = tuple(kind for kind in Kind if kind not in queries.KINDS)
"""The papers that are printed as they stand at any time."""


@blueprint.get("/meetings/<meeting_id>/papers")
@allow(Permission.EXPORT_READ)
def page(meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the papers of a meeting, one of them in full: the one that the query names, else the first."""
    asked = read_query(ShownPaper, meeting=meeting_id)
    return show("papers", "meetings", **current_call().read(lambda session: _facts(session, asked)))


@blueprint.get("/meetings/<meeting_id>/papers/<word:kind>/files/<word:format>")
@allow(Permission.EXPORT_READ)
def file(meeting_id: MeetingId, kind: str, format: str) -> ResponseReturnValue:
    return _download(_print(meeting_id, kind, format))


@blueprint.get("/meetings/<meeting_id>/papers/<word:kind>/preview")
@allow(Permission.EXPORT_READ)
def preview(meeting_id: MeetingId, kind: str) -> ResponseReturnValue:
    """Show a paper as PDF inside the page of the papers."""
    printed = _print(meeting_id, kind, "pdf")
    response = Response(printed.content, content_type=printed.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{printed.plain}"'
    response.headers.update(FRAMED)
    return response


@blueprint.get("/meetings/<meeting_id>/papers/<word:kind>/scan")
@allow(Permission.EXPORT_READ)
def scan(meeting_id: MeetingId, kind: str) -> ResponseReturnValue:
    return _download(read_scan(services(), _reader(), **dict(read_query(ScanFile, meeting=meeting_id, kind=kind))))


@blueprint.post("/meetings/<meeting_id>/papers/scan")
@allow(Permission.PAPER_EDIT)
def attach_scan(meeting_id: MeetingId) -> ResponseReturnValue:
    """Attach a chosen file as the scan of the signed paper."""
    try:
        name, content = read_upload("file")
    except DomainError as error:
        raise DomainError(ErrorKind.INVALID, "scan.empty") from error
    rules.media_type_of(content)
    sent = {"name": name, "content": base64.b64encode(content).decode()}
    data = read_form(commands.ATTACH_SCAN.schema, meeting=meeting_id, **sent)
    run_command(current_call(), commands.ATTACH_SCAN, data)
    return _back(meeting_id)


def _view_of(command: Command) -> Callable[..., ResponseReturnValue]:
    def view(meeting_id: MeetingId) -> ResponseReturnValue:
        run_command(current_call(), command, read_form(command.schema, meeting=meeting_id))
        return _back(meeting_id)

    return view


for _path, _command in POSTS:
    blueprint.add_url_rule(
        f"/meetings/<meeting_id>/papers/{_path}",
        _command.name,
        allow(_command.permission)(_view_of(_command)),
        methods=["POST"],
    )


@blueprint.post("/amendments/<amendment_id>/answer")
@allow(Permission.PAPER_EDIT)
def answer_amendment(amendment_id: AmendmentId) -> ResponseReturnValue:
    return _change(commands.ANSWER_AMENDMENT, amendment_id)


@blueprint.post("/amendments/<amendment_id>/reopen")
@allow(Permission.PAPER_EDIT)
def reopen_amendment(amendment_id: AmendmentId) -> ResponseReturnValue:
    return _change(commands.REOPEN_AMENDMENT, amendment_id)


def _change(command: Command, amendment_id: AmendmentId) -> ResponseReturnValue:
    run_command(current_call(), command, read_form(command.schema, amendment=amendment_id))
    return _back(meeting_of(current_call()))


def _back(meeting_id: MeetingId) -> ResponseReturnValue:
    """Return to the paper that the posted form was about."""
    kind, resolution = request.form.get("kind"), request.form.get("resolution")
    page = url_for("office_papers.page", meeting_id=meeting_id, kind=kind, resolution=resolution, _anchor="paper")
    return redirect(page, 303)


def _print(meeting_id: MeetingId, kind: str, format: str) -> Printed:
    asked = read_query(PaperFile, meeting=meeting_id, kind=kind, format=format)
    return print_paper(services(), _reader(), **dict(asked))


def _reader() -> Reader:
    return Reader(current_call().actor, request.remote_addr or "")


def _download(printed: Printed) -> Response:
    return download(lambda: printed.content, name=printed.name, media_type=printed.media_type, plain=printed.plain)


def _facts(session: Session, asked: ShownPaper) -> dict[str, Any]:
    actor, words = current_call().actor, translator()
    meeting_id = asked.meeting_id
    sees_names = Sight.NAMES in meetings.sights_at(session, meeting_id, actor)
    views = queries.papers_of(session, meeting_id, sees_names=sees_names)
    latest = [view for view in views if view.replaced_by is None]
    shown = next((one for one in latest if (one.kind, one.resolution) == (asked.kind, asked.resolution_id)), latest[0])
    facts = office_facts(session, meeting_id)
    texts: dict[str | None, ResolutionView] = {one.id: one for one in resolutions.resolutions_of(session, meeting_id)}
    return {
        "meeting": meetings.meeting_of(session, meeting_id),
        "papers": latest,
        "shown": shown,
        "earlier": [one for one in views if one.replaced_by and (one.kind, one.resolution) == name_of(shown)],
        "lacking": {
            name_of(view): _lacking(words, facts, texts[view.resolution] if view.resolution else None)
            for view in latest
        },
        "name_of": name_of,
        "way": rules.WAY,
        "live": [kind for kind in LIVE if f"{kind}-pdf" in EXPORTS],
        "languages": PAPER_LANGUAGES,
        "head_number": ledger.head_of(session, meeting_id)[0],
        "today": to_local(services().clock.now()).date(),
        "local": to_local,
    }


def name_of(view: PaperView) -> tuple[Kind, str | None]:
    """Return what names a paper on its page: the kind and the resolution."""
    return view.kind, view.resolution


def _lacking(words: Translator, facts: MeetingFacts, text: ResolutionView | None) -> list[str]:
    """Return the names of the facts that a paper prints as not filled in."""
    if text is None:
        return [fact_words(words, name) for name in facts.missing]
    known = {
        words("documents.fact.time"): facts.began_at,
        words("documents.fact.convener"): facts.convener,
        words("office.papers.lack.responsible"): text.facts.responsible,
        words("office.papers.lack.objections"): text.facts.objection_address
        or text.facts.objection_phone
        or facts.contact,
    }
    return [name for name, value in known.items() if not value]
