"""Commands of themes: what clients may ask for."""

from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.live.specs import EventSpec
from app.platform.storage.ledger import Receipt
from app.themes import actions, schemas


def on_themes_suggest(call: Call, data: schemas.SuggestThemes) -> Receipt:
    return call.write(lambda work: actions.suggest_themes(work, call.actor, **dict(data)))


def on_themes_edit(call: Call, data: schemas.EditThemes) -> Receipt:
    edits = [wish.to_edit() for wish in data.edits]
    return call.write(
        lambda work: actions.edit_themes(work, call.actor, meeting_id=data.meeting_id, edits=edits, key=data.key)
    )


EVENTS = (
    EventSpec("themes:suggest", schemas.SuggestThemes, Permission.THEME_EDIT, on_themes_suggest),
    EventSpec("themes:edit", schemas.EditThemes, Permission.THEME_EDIT, on_themes_edit),
)
