"""Snapshots of cases, as the server announces them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.cases import actions, queries
from app.platform.ids import MeetingId
from app.platform.live.specs import Audience, SnapshotSpec


@dataclass(frozen=True, slots=True)
class CasesSnapshot:
    cases: list[queries.CaseView]


def read_cases(session: Session, meeting_id: MeetingId, _audience: Audience) -> CasesSnapshot:
    return CasesSnapshot(queries.cases_of(session, meeting_id))


SNAPSHOTS = (SnapshotSpec(actions.TOPIC, "cases:changed", read_cases),)
