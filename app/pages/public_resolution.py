"""The public page of an adopted resolution, which its QR code opens: text, result, state, notices and progress."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.cases import queries as cases
from app.cases.queries import CaseView
from app.meetings import queries as meetings
from app.meetings.queries import MeetingView
from app.pages.qr import qr_svg, resolution_url
from app.platform.access.permissions import Permission
from app.platform.errors import DomainError, ErrorKind
from app.platform.local_time import short_day, to_local
from app.platform.web.http import allow, current_call, services
from app.resolutions import queries
from app.resolutions.queries import ResolutionView
from app.resolutions.rules import Standing, standing_on

blueprint = Blueprint("public_resolution", __name__, url_prefix="/r")


@dataclass(frozen=True, slots=True)
class PublicResolution:
    """What everybody may see of an adopted resolution."""

    view: ResolutionView
    meeting: MeetingView
    cases: tuple[CaseView, ...]
    standing: Standing


@blueprint.get("/<word:word>")
@allow(Permission.PUBLIC)
def show(word: str) -> ResponseReturnValue:
    """Show the resolution that an id or a check code names; where a code names several texts, list them.

    Nobody needs to sign in, and search engines are asked to keep away.
    """
    today = to_local(services().clock.now()).date()
    resolutions = current_call().read(lambda session: _resolutions(session, word, today))
    if not resolutions:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if len(resolutions) > 1:
        return _unlisted(render_template("join/resolutions.html", audience="floor", resolutions=resolutions, word=word))
    (resolution,) = resolutions
    page = render_template(
        "join/resolution.html",
        audience="floor",
        resolution=resolution.view,
        meeting=resolution.meeting,
        cases=resolution.cases,
        standing=resolution.standing,
        today=today,
        short_day=short_day,
        qr=qr_svg(resolution_url(resolution.view.id)),
    )
    return _unlisted(page)


def _unlisted(page: str) -> Response:
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _resolutions(session: Session, word: str, today: date) -> list[PublicResolution]:
    return [_public(session, queries.resolution_of(session, one), today) for one in queries.adopted_of(session, word)]


def _public(session: Session, view: ResolutionView, today: date) -> PublicResolution:
    standing = standing_on(
        today,
        effective_on=view.effective_on,
        valid_until=view.facts.valid_until,
        is_corrected=view.corrected_by is not None,
    )
    own = tuple(case for case in cases.cases_of(session, view.meeting) if case.resolution == view.id)
    return PublicResolution(view, meetings.meeting_of(session, view.meeting), own, standing)
