"""Commands of themes."""

from app.platform.access.permissions import Permission
from app.platform.commands import Command, Form, Http
from app.themes import actions, rules, schemas
from app.themes.placing import actions as placing

EDIT = Command(
    action=actions.edit_themes,
    schema=schemas.EditThemes,
    permission=Permission.THEME_EDIT,
    event="themes:edit",
    http=(
        Http(
            "PATCH /meetings/<meeting>/themes",
            "Merge, split, rename, pin, part, colour, dismiss, add, confirm or undo: all of a list or none.",
            list_field="edits",
        ),
    ),
)
COMMANDS = (
    Command(
        action=actions.suggest_themes,
        schema=schemas.SuggestThemes,
        permission=Permission.THEME_EDIT,
        event="themes:suggest",
        http=(Http("POST /meetings/<meeting>/themes/suggest", "Have the machine group the proposals.", 202),),
        forms=(Form(path="/desk/themes/suggest", back="themes"),),
    ),
    EDIT,
    Command(
        action=actions.stop_themes,
        schema=schemas.SuggestThemes,
        permission=Permission.THEME_EDIT,
        forms=(Form(path="/desk/themes/stop", back="themes"),),
    ),
    Command(
        action=placing.place_card,
        schema=schemas.PlaceCard,
        permission=Permission.CARD_SORT,
        event="card:place",
        http=(
            Http("POST /meetings/<meeting>/proposals/<proposal>/place", "Say which theme one's own proposal is about."),
        ),
        forms=(Form(path="/proposals/<proposal_id>/place", back="sort", said="floor.sort.placed"),),
        recorded_as=rules.Source.AUTHOR.value,
    ),
    Command(
        action=placing.tap_card,
        schema=schemas.TapCard,
        permission=Permission.CARD_SORT,
        event="card:tap",
        forms=(Form(path="/proposals/<proposal_id>/tap", back="sort"),),
    ),
)
