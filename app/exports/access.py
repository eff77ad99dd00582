"""Opens the record of a meeting to a reader: limited to the reader's sights, and logged in the security log first."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.exports.chain import EntryLine, line_of
from app.exports.dossier import Dossier, dossier_of
from app.exports.redaction import redact, view_of
from app.meetings import queries as meetings
from app.platform.access.actors import SYSTEM, Actor
from app.platform.access.security_log import SecurityKind, record_security_event
from app.platform.access.services import Services
from app.platform.access.sights import Sights
from app.platform.ids import MeetingId
from app.platform.storage import ledger


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and the network address of the request; empty on the command line."""

    actor: Actor
    address: str = ""


OPERATOR = Reader(SYSTEM)
"""Anyone who may use the command line of the server."""


def open_dossier(services: Services, reader: Reader, meeting_id: MeetingId, format: str) -> Dossier:
    """Log the access, then read a meeting for an export.

    Raises:
        DomainError: `not_found`.
    """
    _check_known(services, meeting_id)
    note_read(services, SecurityKind.EXPORT_READ, reader, meeting_id, format)
    with services.database.read() as session:
        return read_dossier(session, services, meeting_id, meetings.sights_at(session, meeting_id, reader.actor))


def read_dossier(session: Session, services: Services, meeting_id: MeetingId, sights: Sights) -> Dossier:
    """Read a meeting for an export of which the security log has a note already.

    Raises:
        DomainError: `not_found`.
    """
    return dossier_of(session, meeting_id, services.clock.now(), sights, signer=services.signer)


def note_ledger_read(services: Services, reader: Reader, meeting_id: MeetingId, format: str) -> None:
    """Log that somebody reads a part of the ledger.

    Raises:
        DomainError: `not_found`.
    """
    _check_known(services, meeting_id)
    note_read(services, SecurityKind.LEDGER_READ, reader, meeting_id, format)


def note_read(services: Services, kind: SecurityKind, reader: Reader, thing: str, format: str) -> None:
    """Log that somebody reads the record of a meeting or place, which `thing` names by its id."""
    services.writer.run(
        lambda work: record_security_event(
            work, kind, actor=reader.actor.id, subject=thing, address=reader.address, format=format
        )
    )


def ledger_page(session: Session, actor: Actor, meeting_id: MeetingId, after: int, limit: int) -> list[EntryLine]:
    """Return at most `limit` ledger entries after a number, the oldest first, as an actor may see them."""
    seats = {seat.id for seat in meetings.seats_of(session, meeting_id)}
    view = view_of(session, meeting_id, meetings.sights_at(session, meeting_id, actor))
    return [redact(line_of(entry, seats), view) for entry in ledger.entries_after(session, meeting_id, after, limit)]


def _check_known(services: Services, meeting_id: MeetingId) -> None:
    with services.database.read() as session:
        meetings.meeting_of(session, meeting_id)
