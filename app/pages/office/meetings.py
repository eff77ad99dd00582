"""The form that sets up a meeting, and the page with everything about one meeting."""

from functools import partial
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.cases import queries as cases
from app.concessions import queries as concessions
from app.documents.formats import EXPORTS
from app.exports.facts import office_facts
from app.exports.facts_words import fact_words, headcount_words, person_words, usual_title
from app.meetings import queries, rules
from app.meetings.commands import CREATE
from app.meetings.facts import recorded_facts
from app.meetings.schemas import SetUpMeeting
from app.organisations import queries as organisations
from app.organisations.queries import PlaceView
from app.pages.forms import read_form
from app.pages.office.frame import may, show
from app.pages.rendering import translator
from app.platform.access.permissions import Permission
from app.platform.commands import run_command
from app.platform.i18n import Locale, translator_of
from app.platform.ids import MeetingId
from app.platform.local_time import field_time
from app.platform.storage import ledger
from app.platform.web.http import allow, current_call
from app.proposals import queries as proposals
from app.resolutions import queries as resolutions
from app.voting import queries as voting

blueprint = Blueprint("office_meetings", __name__, url_prefix="/office/meetings")


@blueprint.get("/new")
@allow(Permission.MEETING_CREATE)
def new() -> ResponseReturnValue:
    places = [place for place in current_call().read(_places) if may_create(place)]
    return show(
        "new", "meetings", places=places, templates=list(rules.TEMPLATES.values()), result_choices=_result_choices()
    )


@blueprint.post("/new")
@allow(Permission.MEETING_CREATE)
def create() -> ResponseReturnValue:
    """Create a meeting; the field `stakes` holds one stakeholder group per line."""
    data = read_form(SetUpMeeting, lines=["stakeholder_groups"])
    receipt = run_command(current_call(), CREATE, data)
    return redirect(url_for("office_meetings.meeting", meeting_id=receipt.fact("meeting")), 303)


@blueprint.get("/<meeting_id>")
@allow(Permission.SIGNED_IN)
def meeting(meeting_id: MeetingId) -> ResponseReturnValue:
    facts = current_call().read(lambda session: _facts(session, meeting_id) | _paper_facts(session, meeting_id))
    return show("meeting", "meetings", formats=list(EXPORTS), **facts)


def may_create(place: PlaceView) -> bool:
    return may(current_call().actor, Permission.MEETING_CREATE, place.id)


def _places(session: Session) -> list[PlaceView]:
    return organisations.places_of(session, current_call().actor)


def _result_choices() -> list[tuple[str, str]]:
    words = translator()
    return [(choice.value, words(f"domain.results.{choice}")) for choice in rules.ResultsVisibility]


def _facts(session: Session, meeting_id: MeetingId) -> dict[str, Any]:
    number, head = ledger.head_of(session, meeting_id)
    meeting = queries.meeting_of(session, meeting_id)
    opened = cases.cases_of(session, meeting_id)
    return {
        "meeting": meeting,
        "code": rules.format_code(meeting.code),
        "presence": queries.presence_of(session, meeting_id),
        "on_wall": len(proposals.wall_of(session, meeting_id)),
        "voters": proposals.voters_of(session, meeting_id),
        "resolutions": resolutions.resolutions_of(session, meeting_id),
        "polls": voting.polls_of(session, meeting_id),
        "concessions": concessions.recorded_concessions(session, meeting_id),
        "cases": opened,
        "has_case": {case.resolution for case in opened},
        "head_number": number,
        "head_hash": head,
    }


def _paper_facts(session: Session, meeting_id: MeetingId) -> dict[str, Any]:
    """Return what the form of the facts for papers shows: what is entered, and what papers print without it."""
    words, facts = translator(), office_facts(session, meeting_id)
    title = queries.meeting_of(session, meeting_id).title
    people = {"host": facts.host, "recorder": facts.recorder, "supervisor": facts.supervisor}
    return {
        "paper_facts": facts,
        "recorded": recorded_facts(session, meeting_id),
        "known": {name: person_words(words, person) if person else "" for name, person in people.items()},
        "official_title": usual_title(translator_of(Locale.ZH_HANS), title),
        "headcount": headcount_words(words, facts),
        "fact_words": partial(fact_words, words),
        "field_time": field_time,
    }
