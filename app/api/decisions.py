"""Resolutions, polls and cases over REST."""

from datetime import date
from typing import Annotated, Any

from pydantic import model_validator

from app.api.operations import Operation
from app.api.schemas import OfMeeting
from app.cases import actions as cases
from app.cases import queries as case_queries
from app.concessions import queries as concession_queries
from app.organisations import queries as organisations
from app.platform.access.gate import meeting_of
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.commands import Action, perform
from app.platform.ids import MeetingId, PlaceId, ResolutionId
from app.platform.lengths import LONGEST_NAME, LONGEST_TITLE
from app.platform.live.specs import CommandPayload, Payload
from app.platform.storage.ledger import Receipt
from app.platform.text import Line, Word
from app.resolutions import actions as resolutions
from app.resolutions import queries as resolution_queries
from app.voting import actions as voting
from app.voting import queries as voting_queries


class StartPoll(CommandPayload):
    """Put either a resolution or a bare question to the vote."""

    meeting_id: MeetingId
    resolution_id: ResolutionId | None = None
    question: Annotated[str, Line(300, least=1)] | None = None
    rule: Word = "R0"
    secret: bool = True

    @model_validator(mode="after")
    def _one_of_both(self) -> "StartPoll":
        if (self.resolution_id is None) == (self.question is None):
            raise ValueError("either a resolution or a question")
        return self


class StartCase(CommandPayload):
    """Open a case: either of a resolution, or of a place and then with a title."""

    resolution_id: ResolutionId | None = None
    place_id: PlaceId | None = None
    title: Annotated[str, Line(LONGEST_TITLE, code="title.long")] = ""
    handler: Annotated[str, Line(LONGEST_NAME)] = ""
    due_on: date | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "StartCase":
        if (self.resolution_id is None) == (self.place_id is None):
            raise ValueError("either a resolution or a place")
        return self


class AnyCases(Payload):
    """All cases of the caller's places."""


def start_poll(call: Call, data: StartPoll) -> Receipt:
    action: Action = voting.open_poll if data.resolution_id is None else resolutions.put_to_vote
    facts: dict[str, Any] = {"meeting_id": data.meeting_id, "rule": data.rule, "is_secret": data.secret}
    facts |= {"question": data.question or ""} if data.resolution_id is None else {"resolution_id": data.resolution_id}
    return call.write(lambda work: perform(work, action, call.actor, key=data.key, **facts))


def start_case(call: Call, data: StartCase) -> Receipt:
    facts: dict[str, Any] = {"title": data.title, "handler": data.handler, "due_on": data.due_on}
    if data.place_id is not None:
        action: Action = cases.open_place_case
        facts["place_id"] = data.place_id
    else:
        action = cases.open_case
        facts |= {"resolution_id": data.resolution_id, "meeting_id": meeting_of(call)}
    return call.write(lambda work: perform(work, action, call.actor, key=data.key, **facts))


def list_resolutions(call: Call, data: OfMeeting) -> dict[str, Any]:
    return {
        "items": call.read(lambda session: resolution_queries.resolutions_of(session, data.meeting_id)),
        "next": None,
    }


def list_concessions(call: Call, data: OfMeeting) -> dict[str, Any]:
    return {
        "items": call.read(lambda session: concession_queries.concessions_of(session, data.meeting_id)),
        "next": None,
    }


def list_receipts(call: Call, data: OfMeeting) -> dict[str, Any]:
    """Return the receipt codes of all ballots in secret polls; no code reveals a choice."""
    return {
        "items": call.read(lambda session: voting_queries.published_receipts(session, data.meeting_id)),
        "next": None,
    }


def list_cases(call: Call, _data: AnyCases) -> dict[str, Any]:
    def read(session: Any) -> list[case_queries.CaseView]:
        places = [place.id for place in organisations.places_of(session, call.actor)]
        return case_queries.cases_at(session, places)

    return {"items": call.read(read), "next": None}


OPERATIONS = (
    Operation(
        "POST",
        "/meetings/<meeting>/polls",
        Permission.POLL_RUN,
        StartPoll,
        start_poll,
        "Put a resolution or a question to the vote.",
        201,
    ),
    Operation(
        "GET",
        "/meetings/<meeting>/receipts",
        Permission.MEETING_SEE,
        OfMeeting,
        list_receipts,
        "The receipt codes of secret ballots, without choices.",
    ),
    Operation(
        "GET",
        "/meetings/<meeting>/concessions",
        Permission.MEETING_SEE,
        OfMeeting,
        list_concessions,
        "The concessions offered.",
    ),
    Operation(
        "GET",
        "/meetings/<meeting>/resolutions",
        Permission.MEETING_SEE,
        OfMeeting,
        list_resolutions,
        "The resolutions.",
    ),
    Operation("GET", "/cases", Permission.CASE_SEE, AnyCases, list_cases, "The cases of one's places."),
    Operation(
        "POST", "/cases", Permission.CASE_OPEN, StartCase, start_case, "Open a case of a resolution or a place.", 201
    ),
)
