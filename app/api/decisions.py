"""Resolutions, polls and cases over REST."""

from datetime import date
from typing import Annotated, Any

from pydantic import model_validator

from app.api.operations import Operation
from app.api.schemas import OfMeeting
from app.cases import commands as cases
from app.cases import queries as case_queries
from app.cases.schemas import MoveCase, OpenCase, OpenPlaceCase, RateCase
from app.concessions import commands as concessions
from app.concessions import queries as concession_queries
from app.concessions.schemas import ChangeConcession
from app.organisations import queries as organisations
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.ids import MeetingId, PlaceId, ResolutionId
from app.platform.lengths import LONGEST_NAME, LONGEST_TITLE
from app.platform.live.specs import Payload
from app.platform.storage.ledger import Receipt
from app.platform.text import Key, Line, Word
from app.resolutions import commands as resolutions
from app.resolutions import queries as resolution_queries
from app.resolutions.schemas import AdoptResolution, DraftResolution, PutToVote
from app.voting import commands as voting
from app.voting import queries as voting_queries
from app.voting.schemas import CastBallot, CloseMeeting, ClosePoll, OpenPoll, VoidPoll


class StartPoll(Payload):
    """Put either a resolution or a bare question to the vote."""

    key: Key
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


class StartCase(Payload):
    """Open a case: either of a resolution, or of a place and then with a title."""

    key: Key
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
    if data.resolution_id is not None:
        wish = PutToVote(key=data.key, resolution=data.resolution_id, rule=data.rule, is_secret=data.secret)
        return resolutions.on_resolution_vote(call, wish)
    question = data.question or ""
    bare = OpenPoll(key=data.key, meeting=data.meeting_id, question=question, rule=data.rule, is_secret=data.secret)
    return voting.on_poll_open(call, bare)


def start_case(call: Call, data: StartCase) -> Receipt:
    common = {"key": data.key, "title": data.title, "handler": data.handler, "due_on": data.due_on}
    if data.place_id is not None:
        return cases.on_place_case_open(call, OpenPlaceCase(place=data.place_id, **common))
    return cases.on_case_open(call, OpenCase(resolution=data.resolution_id, **common))


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
    Operation("PUT", "/polls/<poll>/ballot", Permission.BALLOT_CAST, CastBallot, voting.on_ballot_cast, "Vote."),
    Operation(
        "POST", "/polls/<poll>/void", Permission.POLL_RUN, VoidPoll, voting.on_poll_void, "End a poll uncounted."
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
        "POST",
        "/meetings/<meeting>/close",
        Permission.MEETING_RUN,
        CloseMeeting,
        voting.on_meeting_close,
        "End a meeting; say what becomes of open polls and held cards.",
    ),
    Operation(
        "POST",
        "/concessions/<concession>/take",
        Permission.RESOLUTION_DRAFT,
        ChangeConcession,
        concessions.on_concession_take,
        "Take a concession up into the text.",
    ),
    Operation(
        "GET",
        "/meetings/<meeting>/concessions",
        Permission.MEETING_SEE,
        OfMeeting,
        list_concessions,
        "The concessions offered.",
    ),
    Operation("POST", "/polls/<poll>/close", Permission.POLL_RUN, ClosePoll, voting.on_poll_close, "Close and count."),
    Operation(
        "GET",
        "/meetings/<meeting>/resolutions",
        Permission.MEETING_SEE,
        OfMeeting,
        list_resolutions,
        "The resolutions.",
    ),
    Operation(
        "POST",
        "/meetings/<meeting>/resolutions",
        Permission.RESOLUTION_DRAFT,
        DraftResolution,
        resolutions.on_resolution_draft,
        "Draft a resolution.",
        201,
    ),
    Operation(
        "POST",
        "/resolutions/<resolution>/adopt",
        Permission.RESOLUTION_ADOPT,
        AdoptResolution,
        resolutions.on_resolution_adopt,
        "Adopt what was carried.",
    ),
    Operation(
        "POST",
        "/resolutions/<resolution>/cases",
        Permission.CASE_OPEN,
        OpenCase,
        cases.on_case_open,
        "Open a case.",
        201,
    ),
    Operation("GET", "/cases", Permission.CASE_SEE, AnyCases, list_cases, "The cases of one's places."),
    Operation(
        "POST", "/cases", Permission.CASE_OPEN, StartCase, start_case, "Open a case of a resolution or a place.", 201
    ),
    Operation("POST", "/cases/<case>/moves", Permission.CASE_MOVE, MoveCase, cases.on_case_move, "Move a case."),
    Operation("PUT", "/cases/<case>/rating", Permission.CASE_RATE, RateCase, cases.on_case_rate, "Rate a result."),
)
