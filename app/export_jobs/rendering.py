"""Renders the file of a run with the present rights of the member of staff who asked for it."""

from dataclasses import dataclass

from app.accounts import queries as accounts
from app.documents.formats import Export, find_export
from app.documents.press import Press
from app.export_jobs.actions import Run
from app.exports.access import read_dossier
from app.exports.dossier import Dossier
from app.meetings import queries as meetings
from app.papers.printing import open_press
from app.platform.access.gate import check_permission
from app.platform.access.permissions import Permission
from app.platform.access.services import Services
from app.platform.access.sights import Sights
from app.platform.errors import DomainError, ErrorKind
from app.platform.i18n import Locale
from app.platform.progress import Report


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a run renders: the dossier, the format, the sights with which the dossier was read, and the press."""

    dossier: Dossier
    format: Export
    sights: Sights
    press: Press

    @property
    def file_name(self) -> str:
        return self.format.file_name(self.dossier)

    @property
    def media_type(self) -> str:
        return self.format.media_type

    def make(self, report: Report) -> bytes:
        """Return the file and report each part of it before the part is made."""
        return self.format.make(self.dossier, self.press, report)


def open_rendering(services: Services, run: Run) -> Rendering:
    """Read the meeting of a run as of one moment.

    Raises:
        DomainError: `not_found` or `forbidden` if the meeting is gone, or whoever asked may not export it any more.
    """
    format = find_export(run.format)
    with services.database.read_moment() as session:
        actor, scope = accounts.find_staff(session, run.staff), meetings.locate_meeting(session, run.meeting)
        if actor is None or scope is None:
            raise DomainError(ErrorKind.NOT_FOUND, "not_found")
        check_permission(actor, Permission.EXPORT_READ, scope)
        sights = meetings.sights_at(session, run.meeting, actor)
        press = open_press(services, session, run.meeting, Locale(run.language))
        return Rendering(read_dossier(session, services, run.meeting, sights), format, sights, press)
