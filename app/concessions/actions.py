"""Writes of concessions: offer, take up, take back."""

from collections.abc import Mapping

from app.concessions import rules
from app.concessions.models import Concession
from app.meetings import queries as meetings
from app.meetings.rules import Act
from app.platform import ledger
from app.platform.db import new_id
from app.platform.errors import DomainError, ErrorKind
from app.platform.ledger import Receipt
from app.platform.security.actors import Actor
from app.platform.work import Work

TOPIC = "concessions"


def offer_concession(
    work: Work,
    actor: Actor,
    *,
    meeting: str,
    condition: str,
    gives: str,
    wanted: str = "",
    proposal: str | None = None,
    key: str | None = None,
) -> Receipt:
    """Offer to give way on a condition, as a resident or, for the room, as staff.

    Raises:
        DomainError: `concession.incomplete`, `concession.long`, `phase.not_now`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    rules.check_slots(wanted, condition, gives)
    seat = meetings.seat_of(work.session, actor.id) if actor.is_seat else None
    if seat is not None:
        meetings.check_act(work.session, meeting, Act.CONCEDE)
    else:
        meetings.check_open(work.session, meeting)
    concession = new_id()
    work.session.add(
        Concession(
            id=concession,
            meeting=meeting,
            proposal=proposal,
            seat=seat.id if seat else None,
            stake=seat.stake if seat else None,
            wanted=wanted,
            condition=condition,
            gives=gives,
            state=rules.State.OFFERED,
            offered_at=work.now,
        )
    )
    work.session.flush()
    payload = {"concession": concession, "proposal": proposal, "wanted": wanted, "condition": condition, "gives": gives}
    return _append(work, actor, meeting, "concession.offered", payload, key=key)


def take_concession(work: Work, actor: Actor, *, meeting: str, concession: str, key: str | None = None) -> Receipt:
    """Note that a concession has gone into the text.

    Raises:
        DomainError: `not_found`, `concession.not_open`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    found = _find(work, meeting, concession)
    rules.check_open(found.state)
    found.state = rules.State.TAKEN
    return _append(work, actor, meeting, "concession.taken", {"concession": concession}, key=key)


def withdraw_concession(work: Work, actor: Actor, *, meeting: str, concession: str, key: str | None = None) -> Receipt:
    """Take one's own offer back.

    Raises:
        DomainError: `not_found` for anybody else's, `concession.not_open`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    found = _find(work, meeting, concession)
    if found.seat != actor.id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    rules.check_open(found.state)
    found.state = rules.State.WITHDRAWN
    return _append(work, actor, meeting, "concession.withdrawn", {"concession": concession}, key=key)


def _find(work: Work, meeting: str, concession: str) -> Concession:
    found = work.session.get(Concession, concession)
    if found is None or found.meeting != meeting:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return found


def _append(
    work: Work, actor: Actor, meeting: str, kind: str, payload: Mapping[str, object], *, key: str | None
) -> Receipt:
    return ledger.append(work, chain=meeting, kind=kind, topic=TOPIC, actor=actor.id, payload=payload, key=key)
