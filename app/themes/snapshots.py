"""Snapshots of themes, as the server announces them."""

from sqlalchemy.orm import Session

from app.platform.ids import MeetingId
from app.platform.live.specs import Audience, SnapshotSpec
from app.themes import actions, queries


def read_themes(session: Session, meeting_id: MeetingId, audience: Audience) -> queries.ThemesView:
    read = queries.themes_of if audience is Audience.DESK else queries.themes_for_room
    return read(session, meeting_id)


def read_run(session: Session, meeting_id: MeetingId, _audience: Audience) -> queries.RunView | None:
    return queries.run_of(session, meeting_id)


SNAPSHOTS = (
    SnapshotSpec(actions.TOPIC, "themes:changed", read_themes, version=queries.themes_version),
    SnapshotSpec(
        actions.GROUPING, "grouping:changed", read_run, frozenset({Audience.DESK}), version=queries.run_version
    ),
)
