"""The press of a place: its meetings are printed with the templates that the place has made its own."""

from sqlalchemy.orm import Session

from app.documents.press import Press, press_of
from app.documents.templates.queries import templates_at
from app.meetings import queries as meetings
from app.platform.i18n import Locale
from app.platform.ids import MeetingId
from app.settings import Settings


def press_for(session: Session, settings: Settings, meeting_id: MeetingId, locale: Locale = Locale.ZH_HANS) -> Press:
    """Return the press for the papers of a meeting.

    Raises:
        DomainError: `not_found`.
    """
    place_id = meetings.meeting_of(session, meeting_id).place
    return press_of(settings, locale, templates_at(session, place_id))
