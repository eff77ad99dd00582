"""Socket events and snapshots of themes."""

from sqlalchemy.orm import Session

from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.ids import MeetingId
from app.platform.live.specs import Audience, EventSpec, SnapshotSpec
from app.platform.storage.ledger import Receipt
from app.themes import actions, queries, schemas


def on_themes_suggest(call: Call, data: schemas.SuggestThemes) -> Receipt:
    return call.write(lambda work: actions.suggest_themes(work, call.actor, **dict(data)))


def on_themes_edit(call: Call, data: schemas.EditThemes) -> Receipt:
    edits = [wish.to_edit() for wish in data.edits]
    return call.write(
        lambda work: actions.edit_themes(work, call.actor, meeting_id=data.meeting_id, edits=edits, key=data.key)
    )


def read_themes(session: Session, meeting_id: MeetingId, audience: Audience) -> queries.ThemesView:
    read = queries.themes_of if audience is Audience.DESK else queries.themes_for_room
    return read(session, meeting_id)


def read_run(session: Session, meeting_id: MeetingId, _audience: Audience) -> queries.RunView | None:
    return queries.run_of(session, meeting_id)


EVENTS = (
    EventSpec("themes:suggest", schemas.SuggestThemes, Permission.THEME_EDIT, on_themes_suggest),
    EventSpec("themes:edit", schemas.EditThemes, Permission.THEME_EDIT, on_themes_edit),
)
SNAPSHOTS = (
    SnapshotSpec(actions.TOPIC, "themes:changed", read_themes, version=queries.themes_version),
    SnapshotSpec(
        actions.GROUPING, "grouping:changed", read_run, frozenset({Audience.DESK}), version=queries.run_version
    ),
)
