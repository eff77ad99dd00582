"""The receipt page: a resident looks up the code of a ballot in the published list."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.meetings.queries import MeetingView
from app.pages.forms import read_query
from app.pages.schemas import AskedReceipt
from app.platform.access.permissions import Permission
from app.platform.ids import MeetingId
from app.platform.web.http import allow, current_call
from app.voting import queries as voting
from app.voting.queries import PublishedReceipts
from app.voting.rules.secrecy import parse_receipt_code

blueprint = Blueprint("receipts", __name__, url_prefix="/m/<meeting_id>/receipt")


@blueprint.get("")
@allow(Permission.MEETING_SEE, as_seat=True)
def show(meeting_id: MeetingId) -> ResponseReturnValue:
    """Show all lists of receipt codes and say whether the typed code is in one; no code reveals a choice."""
    typed = read_query(AskedReceipt).code
    view, published = current_call().read(lambda session: _read(session, meeting_id))
    code = parse_receipt_code(typed)
    return render_template(
        "floor/receipt.html",
        audience="floor",
        meeting=view,
        meeting_title=view.title,
        published=published,
        typed=typed,
        code=code,
        match=next((receipts for receipts in published if code in receipts.codes), None),
    )


def _read(session: Session, meeting_id: MeetingId) -> tuple[MeetingView, list[PublishedReceipts]]:
    return meetings.meeting_of(session, meeting_id), voting.published_receipts(session, meeting_id)
