"""The socket door of themes: ask, edit; the themes and the common ground."""

from typing import Any

from sqlalchemy.orm import Session

from app.platform.ledger import Receipt
from app.platform.live.specs import Audience, EventSpec, SnapshotSpec
from app.platform.security.permissions import Permission
from app.platform.services import Call
from app.themes import actions, queries, schemas

LEADING = 30


def on_themes_suggest(call: Call, data: schemas.SuggestThemes) -> Receipt:
    return call.write(lambda work: actions.suggest_themes(work, call.actor, **dict(data)))


def on_themes_edit(call: Call, data: schemas.EditThemes) -> Receipt:
    edits = [wish.to_edit() for wish in data.edits]
    return call.write(
        lambda work: actions.edit_themes(work, call.actor, meeting=data.meeting, edits=edits, key=data.key)
    )


def read_themes(session: Session, meeting: str, _audience: Audience) -> queries.ThemesView:
    return queries.themes_of(session, meeting)


def read_ground(session: Session, meeting: str, audience: Audience) -> dict[str, Any]:
    """The latest common ground, or nothing yet; the room gets the leading proposals, the desk all."""
    found = queries.ground_of(session, meeting)
    if found is None or audience is Audience.DESK:
        return found or {}
    return {**found, "proposals": found["proposals"][:LEADING]}


def read_run(session: Session, meeting: str, _audience: Audience) -> queries.RunView | None:
    return queries.run_of(session, meeting)


EVENTS = (
    EventSpec("themes:suggest", schemas.SuggestThemes, Permission.THEME_EDIT, on_themes_suggest),
    EventSpec("themes:edit", schemas.EditThemes, Permission.THEME_EDIT, on_themes_edit),
)
SNAPSHOTS = (
    SnapshotSpec(actions.TOPIC, "themes:changed", read_themes),
    SnapshotSpec(
        actions.GROUPING, "grouping:changed", read_run, frozenset({Audience.DESK}), version=queries.run_version
    ),
    SnapshotSpec(actions.GROUND, "ground:changed", read_ground, version=queries.ground_version),
)
