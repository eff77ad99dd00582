"""The desk's page."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from app.meetings import stage_links
from app.meetings.rules import STAGE_VIEWS, ResultsVisibility, is_restorable
from app.pages.desk.paging import ALONE, LISTED, ViewState
from app.pages.desk.sorter import sorter_of
from app.pages.desk.view_models import facts_of
from app.pages.forms import read_query
from app.pages.qr import join_address, join_url, qr_svg
from app.pages.schemas import DeskPart
from app.platform.access.gate import check_permission
from app.platform.access.permissions import Permission
from app.platform.errors import DomainError
from app.platform.ids import MeetingId
from app.platform.live.here import HERE
from app.platform.local_time import short_time
from app.platform.web.http import allow, current_call, services
from app.themes.receivers import text_receivers
from app.voting.rules import RULES

blueprint = Blueprint("desk", __name__)
PANELS = ("phase", "hall", "wall", "themes", "ground", "concessions", "decisions", "cases")


@blueprint.get("/m/<meeting_id>/desk")
@allow(Permission.MEETING_RUN)
def show(meeting_id: MeetingId) -> ResponseReturnValue:
    return render_desk(meeting_id, ViewState(**dict(read_query(DeskPart))))


def render_desk(meeting_id: MeetingId, look: ViewState, refusal: object = None) -> str:
    """Return the desk's page, on which every form carries the version of the meeting that the page shows.

    Args:
        refusal: a refused act of the desk, which the page shows.
    """
    facts = current_call().read(lambda session: facts_of(session, meeting_id, look))
    now = services().clock.now()
    g.shown_version = facts.version
    return render_template(
        "desk/show.html",
        audience="desk",
        meeting_id=facts.meeting.id,
        meeting_title=facts.meeting.title,
        meeting=facts.meeting,
        facts=facts,
        sorter=sorter_of(facts, text_receivers(services().settings)) if facts.has_sorter else None,
        refusal=refusal,
        may=may,
        time=short_time,
        panels=PANELS,
        alone=ALONE,
        listed=LISTED,
        is_restorable=lambda person: is_restorable(person.revoked_at, services().clock.now()),
        stage_views=list(STAGE_VIEWS),
        results=list(ResultsVisibility),
        rules=[rule for rule in RULES.values() if not rule.is_statutory],  # these need no roll
        here=HERE.count(meeting_id),
        address=join_address(),
        stage_links=current_call().read(lambda session: stage_links.open_links(session, meeting_id, now)),
        qr=qr_svg(join_url(facts.meeting)),
    )


def may(permission: str) -> bool:
    """Return whether the reader has a permission here; the page offers only what the reader may do."""
    call = current_call()
    try:
        check_permission(call.actor, Permission(permission), call.scope)
    except DomainError:
        return False
    return True
