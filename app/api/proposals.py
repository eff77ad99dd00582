"""Proposals and reactions over REST."""

from typing import Any

from app.api.operations import Operation
from app.api.schemas import Listing
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.ids import MeetingId
from app.platform.serialise import to_json_value
from app.proposals import commands, queries
from app.proposals.schemas import CastReaction, FindSimilar, MergeProposal, SubmitProposal, UnmergeProposal


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
        "POST",
        "/meetings/<meeting>/proposals",
        Permission.PROPOSAL_SUBMIT,
        SubmitProposal,
        commands.on_proposal_submit,
        "Put a proposal forward.",
        201,
    ),
    Operation(
        "GET",
        "/meetings/<meeting>/similar",
        Permission.MEETING_SEE,
        FindSimilarIn,
        commands.on_proposals_similar,
        "Up to three proposals that already say nearly the text.",
    ),
    Operation(
        "POST",
        "/proposals/<proposal>/merge",
        Permission.PROPOSAL_MODERATE,
        MergeProposal,
        commands.on_proposal_merge,
        "Declare the proposal to be a copy of another: shown and counted under it, each person once.",
    ),
    Operation(
        "POST",
        "/proposals/<proposal>/unmerge",
        Permission.PROPOSAL_MODERATE,
        UnmergeProposal,
        commands.on_proposal_unmerge,
        "Take the copy out again.",
    ),
    Operation(
        "PUT",
        "/proposals/<proposal>/reaction",
        Permission.REACTION_CAST,
        CastReaction,
        commands.on_reaction_cast,
        "Agree, disagree or pass.",
    ),
)
