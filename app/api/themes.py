"""Themes and common ground over REST."""

from typing import Any

from app.api.operations import Operation
from app.api.schemas import OfMeeting
from app.common_ground import queries as ground_queries
from app.common_ground.document import ShownGround
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.ids import ProposalId
from app.themes import queries
from app.themes.queries import ThemesView
from app.themes.reasons import Why, why_of


class OfProposal(OfMeeting):
    """A call about one proposal of a meeting."""

    proposal_id: ProposalId


def show_themes(call: Call, data: OfMeeting) -> ThemesView:
    return call.read(lambda session: queries.themes_for(session, data.meeting_id, call.actor))


def show_why(call: Call, data: OfProposal) -> Why:
    return call.read(lambda session: why_of(session, data.meeting_id, data.proposal_id))


def show_ground(call: Call, data: OfMeeting) -> ShownGround | dict[str, Any]:
    ground = call.read(lambda session: ground_queries.ground_for(session, data.meeting_id, call.actor))
    return ground or {
        "basis": "one",
        "reason": "too-early",
        "groups": {},
        "greatest": None,
        "proposals": [],
        "themes": [],
    }


OPERATIONS = (
    Operation("GET", "/meetings/<meeting>/themes", Permission.MEETING_SEE, OfMeeting, show_themes, "The themes."),
    Operation(
        "GET",
        "/meetings/<meeting>/proposals/<proposal>/why",
        Permission.THEME_EDIT,
        OfProposal,
        show_why,
        "Why a proposal is in its theme: name, words, neighbours, confidence, and who placed it.",
    ),
    Operation(
        "GET",
        "/meetings/<meeting>/common-ground",
        Permission.MEETING_SEE,
        OfMeeting,
        show_ground,
        "What every group can accept.",
    ),
)
