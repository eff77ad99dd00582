"""Themes and common ground over REST."""

from typing import Any

from app.api.operations import Operation
from app.api.schemas import OfMeeting
from app.common_ground import queries as ground_queries
from app.common_ground.document import ShownGround
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.storage.ledger import Receipt
from app.themes import commands, queries
from app.themes.queries import ThemesView
from app.themes.schemas import EditThemes, SuggestThemes


def show_themes(call: Call, data: OfMeeting) -> ThemesView:
    return call.read(lambda session: queries.themes_for(session, data.meeting_id, call.actor))


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


def edit(call: Call, data: EditThemes) -> Receipt:
    return commands.on_themes_edit(call, data)


OPERATIONS = (
    Operation("GET", "/meetings/<meeting>/themes", Permission.MEETING_SEE, OfMeeting, show_themes, "The themes."),
    Operation(
        "PATCH",
        "/meetings/<meeting>/themes",
        Permission.THEME_EDIT,
        EditThemes,
        edit,
        "Merge, split, rename, pin, part, colour, dismiss or undo: a list of edits, done together or not at all.",
        list_field="edits",
    ),
    Operation(
        "POST",
        "/meetings/<meeting>/themes/suggest",
        Permission.THEME_EDIT,
        SuggestThemes,
        commands.on_themes_suggest,
        "Have the machine group the proposals.",
        202,
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
