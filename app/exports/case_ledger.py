"""The case ledger (事項台賬) of a place: all its cases, also those that come from no meeting."""

from sqlalchemy.orm import Session

from app.cases import queries as cases
from app.exports import csv
from app.exports.access import Reader, note_read
from app.exports.tables import CASE_HEAD, Table, case_row
from app.meetings import queries as meetings
from app.platform.access.security_log import SecurityKind
from app.platform.access.services import Services
from app.platform.ids import PlaceId

FORMAT = "ledger-csv"


def case_ledger_of(session: Session, place_id: PlaceId) -> Table:
    """Return every case of a place, the newest first; a case from no meeting has an empty cell for its meeting."""
    views = cases.cases_at(session, [place_id])
    ids = {view.meeting for view in views if view.meeting is not None}
    titles = {one: meetings.meeting_of(session, one).title for one in ids}
    rows = (case_row(titles[view.meeting] if view.meeting else "", view) for view in views)
    return Table("cases", CASE_HEAD, tuple(rows))


def read_case_ledger(services: Services, reader: Reader, place_id: PlaceId) -> bytes:
    """Log the access, then return the case ledger of a place as CSV."""
    note_read(services, SecurityKind.EXPORT_READ, reader, place_id, FORMAT)
    with services.database.read() as session:
        return csv.render(case_ledger_of(session, place_id))
