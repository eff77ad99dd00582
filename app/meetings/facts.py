"""The facts of a meeting that its papers print, as far as people enter them: reads and writes."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from sqlalchemy.orm import Session

from app.meetings.models import Meeting, MeetingFacts
from app.meetings.rules import RecordedFacts, check_correction, check_facts
from app.platform.access.actors import Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId
from app.platform.storage.ledger import Entry, Unchanged
from app.platform.storage.ledger.seals import plain_value
from app.platform.storage.unit_of_work import Work

TOPIC = "facts"
EMPTY = RecordedFacts()
NAMES = "on_leave_names"
"""The field with names of residents, which stay out of the ledger: its entry says only how many there are."""


def recorded_facts(session: Session, meeting_id: MeetingId) -> RecordedFacts:
    """Return what people have entered about a meeting; every field is empty until somebody enters one."""
    row = session.get(MeetingFacts, meeting_id)
    return EMPTY if row is None else _facts(row)


def record_facts(
    work: Work, actor: Actor, *, meeting_id: MeetingId, facts: Mapping[str, Any], reason: str = ""
) -> Entry | Unchanged:
    """Enter facts of a meeting, before it, during it or after it.

    Args:
        facts: {field of `RecordedFacts`: value, or None to empty the field}; other fields stay unchanged.
        reason: why facts that final minutes have printed are corrected.

    Raises:
        DomainError: `not_found`; `facts.reason_needed` after the minutes are final; or as `rules.check_facts`.
    """
    row = _row(work, meeting_id)
    present = EMPTY if row is None else _facts(row)
    wanted = {name: getattr(EMPTY, name) if value is None else value for name, value in facts.items()}
    changed = {name: value for name, value in wanted.items() if value != getattr(present, name)}
    if not changed:
        return Unchanged(TOPIC)
    check_correction(present.final_at, reason)
    check_facts(replace(present, **changed))
    _store(work, meeting_id, row, changed)
    return Entry(meeting_id, "facts.recorded", TOPIC, actor.id, _payload(changed, reason))


def finalise_facts(work: Work, actor: Actor, *, meeting_id: MeetingId) -> Entry | Unchanged:
    """Note that the minutes which print these facts are final, so that a later change needs a reason.

    Raises:
        DomainError: `not_found`.
    """
    row = _row(work, meeting_id)
    if row is not None and row.final_at is not None:
        return Unchanged(TOPIC)
    _store(work, meeting_id, row, {"final_at": work.now})
    return Entry(meeting_id, "facts.finalised", TOPIC, actor.id, {})


def _row(work: Work, meeting_id: MeetingId) -> MeetingFacts | None:
    if work.session.get(Meeting, meeting_id) is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return work.session.get(MeetingFacts, meeting_id)


def _store(work: Work, meeting_id: MeetingId, row: MeetingFacts | None, changed: Mapping[str, Any]) -> None:
    if row is None:
        row = MeetingFacts(meeting=meeting_id)
        work.session.add(row)
    for name, value in changed.items():
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    work.session.flush()


def _payload(changed: Mapping[str, Any], reason: str) -> dict[str, Any]:
    """Return what the ledger says of changed facts: their values, of the names of those on leave only their number."""
    payload = {
        name: list(value) if isinstance(value, tuple) else plain_value(value)
        for name, value in changed.items()
        if name != NAMES
    }
    if NAMES in changed:
        payload["named_on_leave"] = len(changed[NAMES])
    return payload | ({"reason": reason} if reason else {})


def _facts(row: MeetingFacts) -> RecordedFacts:
    columns: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(RecordedFacts)}
    columns |= {name: tuple(value) for name, value in columns.items() if isinstance(value, list)}
    return RecordedFacts(**columns)
