"""The case ledger (事項台賬) of a place: all its cases, also those that come from no meeting."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.cases import queries as cases
from app.cases.queries import CaseView
from app.exports import csv
from app.exports.access import Reader, note_read
from app.exports.tables import CASE_HEAD, Table, case_row
from app.meetings import queries as meetings
from app.platform.access.security_log import SecurityKind
from app.platform.access.services import Services
from app.platform.ids import PlaceId
from app.platform.local_time import to_local

FORMAT = "ledger-csv"


def case_ledger_of(session: Session, views: Sequence[CaseView], today: date) -> Table:
    """Return a row for each of some cases; a case from no meeting has an empty cell for its meeting."""
    ids = {view.meeting for view in views if view.meeting is not None}
    titles = {one: meetings.meeting_of(session, one).title for one in ids}
    rows = (case_row(titles[view.meeting] if view.meeting else "", view, today) for view in views)
    return Table("cases", CASE_HEAD, tuple(rows))


def read_case_ledger(services: Services, reader: Reader, place_id: PlaceId) -> bytes:
    """Log the access, then return every case of a place as CSV, the newest first."""
    note_read(services, SecurityKind.EXPORT_READ, reader, place_id, FORMAT)
    today = to_local(services.clock.now()).date()
    with services.database.read() as session:
        table = case_ledger_of(session, cases.cases_at(session, [place_id]), today)
    return csv.render(table, is_flat=True)
