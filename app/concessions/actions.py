"""Writes of concessions: offer, incorporate into the text, withdraw."""

from collections.abc import Mapping

from sqlalchemy import select

from app.concessions import rules
from app.concessions.models import Concession
from app.meetings import queries as meetings
from app.platform.access.actors import Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import ConcessionId, MeetingId, ProposalId, ResolutionId
from app.platform.storage.db import new_id
from app.platform.storage.ledger import Entry, Unchanged
from app.platform.storage.unit_of_work import Work

TOPIC = "concessions"


def offer_concession(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    condition: str,
    offer: str,
    wanted: str = "",
    proposal_id: ProposalId | None = None,
) -> Entry:
    """Offer a concession on a condition, as a resident or, on behalf of the room, as staff.

    Raises:
        DomainError: `concession.incomplete`, `concession.long`; for residents `phase.not_now`; for staff
            `meeting.closed`.
    """
    rules.check_slots(wanted, condition, offer)
    seat = meetings.seat_of(work.session, actor.seat_id) if actor.is_seat else None
    if seat is not None:
        meetings.check_act(work.session, meeting_id, rules.CONCEDE)
    else:
        meetings.check_open(work.session, meeting_id)
    concession_id = ConcessionId(new_id())
    work.session.add(
        Concession(
            id=concession_id,
            meeting=meeting_id,
            proposal=proposal_id,
            seat=seat.id if seat else None,
            stakeholder_group=seat.stakeholder_group if seat else None,
            wanted=wanted,
            condition=condition,
            offer=offer,
            state=rules.State.OFFERED,
            offered_at=work.now,
        )
    )
    work.session.flush()
    payload = {
        "concession": concession_id,
        "proposal": proposal_id,
        "wanted": wanted,
        "condition": condition,
        "gives": offer,
    }
    return Entry(meeting_id, "concession.offered", TOPIC, actor.id, payload)


def take_concession(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    concession_id: ConcessionId,
    resolution_id: ResolutionId | None = None,
    clause: int | None = None,
) -> Entry | Unchanged:
    """Mark a concession as incorporated into a text, and note which resolution and clause take it up.

    Args:
        resolution_id: a resolution of this meeting, which the caller has checked; None for a text that is not named.
        clause: number of a clause of that resolution; None for the whole text.

    Raises:
        DomainError: `not_found`, `concession.not_open`.
    """
    concession = _find(work, meeting_id, concession_id)
    rules.check_takable(concession.state, is_placed=resolution_id is not None)
    place = {"resolution": resolution_id, "clause": clause} if resolution_id is not None else {}
    is_same = (concession.resolution, concession.clause) == (resolution_id, clause)
    if concession.state == rules.State.INCORPORATED and is_same:
        return Unchanged(TOPIC)
    concession.state, concession.resolution, concession.clause = rules.State.INCORPORATED, resolution_id, clause
    return Entry(meeting_id, "concession.taken", TOPIC, actor.id, {"concession": concession_id, **place})


def follow_clauses(
    work: Work, resolution_id: ResolutionId, numbers: Mapping[int, int | None]
) -> dict[ConcessionId, int | None]:
    """Give the concessions in a revised text the new numbers of their clauses.

    Args:
        numbers: {number of a clause before: its number after, or None if the clause is gone}.

    Returns:
        {concession: new number} of the concessions whose number has changed.
    """
    moved: dict[ConcessionId, int | None] = {}
    for concession in work.session.scalars(select(Concession).where(Concession.resolution == resolution_id)):
        number = numbers.get(concession.clause) if concession.clause is not None else None
        if number != concession.clause:
            concession.clause = moved[concession.id] = number
    return moved


def withdraw_concession(work: Work, actor: Actor, *, meeting_id: MeetingId, concession_id: ConcessionId) -> Entry:
    """Withdraw one's own concession.

    Raises:
        DomainError: `not_found` for a concession of another seat, `concession.not_open`.
    """
    concession = _find(work, meeting_id, concession_id)
    if concession.seat != actor.id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    rules.check_open(concession.state)
    concession.state = rules.State.WITHDRAWN
    return Entry(meeting_id, "concession.withdrawn", TOPIC, actor.id, {"concession": concession_id})


def _find(work: Work, meeting_id: MeetingId, concession_id: ConcessionId) -> Concession:
    concession = work.session.get(Concession, concession_id)
    if concession is None or concession.meeting != meeting_id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return concession
