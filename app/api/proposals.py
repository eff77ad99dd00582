"""Proposals and reactions over REST."""

from typing import Any

from app.api.operations import Operation
from app.api.schemas import Listing
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.ids import MeetingId
from app.platform.serialise import to_json_value
from app.proposals import queries
from app.proposals.commands import on_proposals_similar
from app.proposals.schemas import FindSimilar


class FindSimilarIn(FindSimilar):
    """A search for proposals of a meeting that are similar to a text."""

    meeting_id: MeetingId


def list_proposals(call: Call, data: Listing) -> dict[str, Any]:
    """Return a page of the wall with tallies, null while hidden; duplicates are listed under their original."""
    views = call.read(lambda session: queries.wall_of(session, data.meeting_id))
    page = [view for view in views if view.number > data.after][: data.limit]
    cards = [view.id for view in page]
    tallies = call.read(lambda session: queries.shown_tallies(session, data.meeting_id, call.actor, cards))
    is_last = not page or page[-1].number == views[-1].number
    items = [
        {
            **to_json_value(queries.card_of(view)),
            "external_id": view.external_id,
            "tally": tallies[view.id],
        }
        for view in page
    ]
    return {"items": items, "next": None if is_last else str(page[-1].number)}


OPERATIONS = (
    Operation(
        "GET", "/meetings/<meeting>/proposals", Permission.MEETING_SEE, Listing, list_proposals, "The proposals."
    ),
    Operation(
        "GET",
        "/meetings/<meeting>/similar",
        Permission.MEETING_SEE,
        FindSimilarIn,
        on_proposals_similar,
        "Up to three proposals that already say nearly the text.",
    ),
)
