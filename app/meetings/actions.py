"""Writes of meetings and their seats."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select, update

from app.meetings import queries, rules, stage_links
from app.meetings.models import Meeting, Seat
from app.people import queries as people
from app.platform import ledger
from app.platform.db import new_id
from app.platform.errors import DomainError, ErrorKind
from app.platform.ledger import Receipt
from app.platform.security.access import raise_access_version
from app.platform.security.actors import Actor
from app.platform.security.secrets import digest_token, new_token
from app.platform.security_log import SecurityKind, record_security_event
from app.platform.work import Work

TOPIC = "meeting"
RESULTS = queries.RESULTS
PRESENCE = "presence"
PLACE = "place"
MOVED = "phase.moved"


@dataclass(frozen=True, slots=True)
class Joined:
    """A new seat and its secret, which is told this once."""

    seat: str
    token: str
    meeting: str


@dataclass(frozen=True, slots=True)
class PhaseMoved:
    """A meeting is about to go to a phase in which residents may do these things; a listener can refuse."""

    meeting: str
    acts: frozenset[rules.Act]


@dataclass(frozen=True, slots=True)
class ResultsChanged:
    """Residents may see more, or less, of how the others have reacted."""

    meeting: str


@dataclass(frozen=True, slots=True)
class ImportedSeat:
    """A participant of an imported conversation, known by the id it had there."""

    external_id: str
    stake: str | None = None


def create_meeting(
    work: Work,
    actor: Actor,
    *,
    place: str,
    title: str,
    question: str = "",
    template: str = "T1",
    stakes: tuple[str, ...] = (),
    is_reviewed: bool = False,
    results: rules.Results = rules.Results.OPEN,
    source: str = "",
    key: str | None = None,
) -> Receipt:
    """Set up a meeting from a template; it can be joined at once.

    Raises:
        DomainError: `title.missing`, `template.unknown`.
    """
    if done := ledger.receipt_of(work.session, chain=place, actor=actor.id, key=key):
        return done
    rules.check_title(title)
    chosen = rules.find_template(template)
    meeting = new_id()
    work.session.add(
        Meeting(
            id=meeting,
            place=place,
            title=title,
            question=question or title,
            template=chosen.key,
            phase=chosen.phases[0].key,
            code=_free_code(work),
            qr_token=new_token(),
            is_reviewed=is_reviewed,
            results=results,
            cards_per_seat=chosen.cards_per_seat,
            stakes=list(stakes),
            source=source,
            created_at=work.now,
        )
    )
    work.session.flush()
    payload = {"meeting": meeting, "place": place, "title": title, "template": chosen.key, "source": source}
    _append(work, actor, meeting, "meeting.created", payload, key=None)
    # The meeting is new, so the place's own chain is where the same key can be found again.
    kind = "meeting.created"
    return ledger.append(work, chain=place, kind=kind, topic=PLACE, actor=actor.id, payload=payload, key=key)


def move_phase(work: Work, actor: Actor, *, meeting: str, to: str, reason: str = "", key: str | None = None) -> Receipt:
    """Go to another phase; its countdown starts now.

    Raises:
        DomainError: `phase.unknown`, `phase.already` with who has gone there, `phase.reason_needed`, `meeting.closed`;
            `phase.polls_open` from the polls.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    found = _open_meeting(work, meeting)
    if to == found.phase:
        raise _already_there(work, meeting)
    phase = rules.check_move(found.template, found.phase, to, reason=reason)
    payload = {"from": found.phase, "to": to, "reason": reason}
    found.phase = to
    found.phase_ends_at = work.now + timedelta(minutes=phase.minutes) if phase.minutes else None
    work.record(PhaseMoved(meeting, phase.acts))
    return _append(work, actor, meeting, MOVED, payload, key=key)


def extend_phase(work: Work, actor: Actor, *, meeting: str, minutes: int, key: str | None = None) -> Receipt:
    """Move the end of the present phase by some minutes, either way.

    Raises:
        DomainError: `meeting.closed`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    found = _open_meeting(work, meeting)
    start = max(found.phase_ends_at or work.now, work.now) if minutes > 0 else (found.phase_ends_at or work.now)
    found.phase_ends_at = max(start + timedelta(minutes=minutes), work.now)
    return _append(work, actor, meeting, "phase.extended", {"phase": found.phase, "minutes": minutes}, key=key)


def change_meeting(
    work: Work,
    actor: Actor,
    *,
    meeting: str,
    title: str | None = None,
    is_joinable: bool | None = None,
    is_reviewed: bool | None = None,
    stage_view: str | None = None,
    key: str | None = None,
) -> Receipt:
    """Change the settings that are given; the others stay.

    Raises:
        DomainError: `title.missing`, `stage_view.unknown`, `meeting.closed`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    found = _open_meeting(work, meeting)
    if title is not None:
        rules.check_title(title)
    if stage_view is not None:
        rules.check_stage_view(stage_view)
    wanted = {"title": title, "is_joinable": is_joinable, "is_reviewed": is_reviewed, "stage_view": stage_view}
    changed = {name: value for name, value in wanted.items() if value not in (None, getattr(found, name))}
    if not changed:
        return ledger.unchanged(work.session, meeting, TOPIC)
    if changed.get("is_joinable") and not _is_free(work, found.code, besides=meeting):
        changed["code"] = _free_code(work)  # given away by a version that did not keep codes until the end
    for name, value in changed.items():
        setattr(found, name, value)
    return _append(work, actor, meeting, "meeting.changed", changed, key=key)


def show_results(work: Work, actor: Actor, *, meeting: str, results: rules.Results, key: str | None = None) -> Receipt:
    """Say when residents see how the others have reacted; also after the meeting, when all may be shown.

    Raises:
        DomainError: `not_found`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    found = work.session.get(Meeting, meeting)
    if found is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if found.results == results:
        return ledger.unchanged(work.session, meeting, RESULTS)
    payload = {"from": found.results, "to": results.value}
    found.results = results
    work.record(ResultsChanged(meeting))
    kind = "results.changed"
    return ledger.append(work, chain=meeting, kind=kind, topic=RESULTS, actor=actor.id, payload=payload, key=key)


def close_meeting(work: Work, actor: Actor, *, meeting: str, key: str | None = None) -> Receipt:
    """End a meeting: nobody joins, nothing more is written on its board.

    Raises:
        DomainError: `meeting.closed`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    found = _open_meeting(work, meeting)
    found.closed_at, found.is_joinable, found.phase_ends_at = work.now, False, None
    if stage_links.digests_of(work.session, meeting):
        raise_access_version(work)
    return _append(work, actor, meeting, "meeting.closed", {}, key=key)


def join_meeting(
    work: Work, *, code: str, alias: str = "", stake: str | None = None, attendance: str = rules.Attendance.HALL
) -> Joined:
    """Take a seat by join code or QR secret.

    Raises:
        DomainError: `code.unknown`, `joining.closed`, `alias.long`, `stake.unknown`, `attendance.unknown`.
    """
    meeting = queries.meeting_to_join(work.session, code)
    if meeting is None:
        raise DomainError(ErrorKind.NOT_FOUND, "code.unknown")
    if not meeting.is_joinable:
        raise DomainError(ErrorKind.CLOSED, "joining.closed")
    rules.check_alias(alias)
    rules.check_stake(stake, meeting.stakes)
    seat, token = new_id(), new_token()
    work.session.add(
        Seat(
            id=seat,
            meeting=meeting.id,
            token_digest=digest_token(token),
            alias=alias,
            kind=rules.SeatKind.RESIDENT,
            attendance=rules.check_attendance(attendance),
            stake=stake,
            joined_at=work.now,
        )
    )
    work.session.flush()
    payload = {"seat": seat, "stake": stake, "attendance": attendance}
    ledger.append(work, chain=meeting.id, kind="seat.joined", topic=PRESENCE, actor=seat, payload=payload)
    return Joined(seat, token, meeting.id)


def leave_meeting(work: Work, actor: Actor, *, meeting: str, key: str | None = None) -> Receipt:
    """Give a seat up; what it has said and cast stays.

    Raises:
        DomainError: `seat.left`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    query = update(Seat).where(Seat.id == actor.id, Seat.left_at.is_(None)).returning(Seat.id)
    if work.session.scalar(query.values(left_at=work.now, token_digest=None)) is None:
        raise DomainError(ErrorKind.CLOSED, "seat.left")
    receipt = _append_seat(work, actor, meeting, "seat.left", actor.id, key=key)
    raise_access_version(work)
    return receipt


def revoke_seat(
    work: Work, actor: Actor, *, meeting: str, seat: str, key: str | None = None, address: str = ""
) -> Receipt:
    """End somebody's seat; what it has said and cast stays. It can be restored for a while.

    Raises:
        DomainError: `not_found`, `seat.left`.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    found = _seat(work, meeting, seat)
    if found.revoked_at is not None:
        return ledger.unchanged(work.session, meeting, PRESENCE)
    found.revoked_at = work.now
    kind = SecurityKind.SEAT_REVOKED
    record_security_event(work, kind, actor=actor.id, subject=seat, address=address, meeting=meeting)
    receipt = _append_seat(work, actor, meeting, "seat.revoked", seat, key=key)
    raise_access_version(work)
    return receipt


def restore_seat(
    work: Work, actor: Actor, *, meeting: str, seat: str, key: str | None = None, address: str = ""
) -> Receipt:
    """Give an ended seat back; the same phone works again.

    Raises:
        DomainError: `not_found`, `seat.left`, `seat.gone` when it was ended too long ago.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    found = _seat(work, meeting, seat)
    if found.revoked_at is None:
        return ledger.unchanged(work.session, meeting, PRESENCE)
    rules.check_restorable(found.revoked_at, work.now)
    found.revoked_at = None
    kind = SecurityKind.SEAT_RESTORED
    record_security_event(work, kind, actor=actor.id, subject=seat, address=address, meeting=meeting)
    return _append_seat(work, actor, meeting, "seat.restored", seat, key=key)


def import_seats(work: Work, *, meeting: str, seats: list[ImportedSeat]) -> dict[str, str]:
    """Seats for the participants of an imported conversation; returns {external id: seat id}.

    The import's own entry in the ledger covers them.
    """
    ids = {seat.external_id: new_id() for seat in seats}
    rows = [
        {
            "id": ids[seat.external_id],
            "meeting": meeting,
            "alias": "",
            "kind": rules.SeatKind.RESIDENT,
            "attendance": rules.Attendance.ONLINE,
            "stake": seat.stake,
            "external_id": seat.external_id,
            "joined_at": work.now,
        }
        for seat in seats
    ]
    if rows:
        work.session.execute(insert(Seat), rows)
    return ids


def _seat(work: Work, meeting: str, seat: str) -> Seat:
    """A seat of a meeting that still is one."""
    found = work.session.get(Seat, seat, with_for_update=True)
    if found is None or found.meeting != meeting:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if found.left_at is not None:
        raise DomainError(ErrorKind.CLOSED, "seat.left")
    return found


def _append_seat(work: Work, actor: Actor, meeting: str, kind: str, seat: str, *, key: str | None) -> Receipt:
    payload = {"seat": seat}
    return ledger.append(work, chain=meeting, kind=kind, topic=PRESENCE, actor=actor.id, payload=payload, key=key)


def _open_meeting(work: Work, meeting: str) -> Meeting:
    found = work.session.get(Meeting, meeting)
    if found is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if found.closed_at is not None:
        raise DomainError(ErrorKind.CLOSED, "meeting.closed")
    return found


def _already_there(work: Work, meeting: str) -> DomainError:
    """The answer to a move to the present phase, which would record one move twice."""
    mover = ledger.last_of(work.session, meeting, TOPIC, [MOVED])
    by = (people.name_of(work.session, mover) if mover else "") or ""
    return DomainError(ErrorKind.CONFLICT, "phase.already" if by else "phase.already.other", by=by)


def _free_code(work: Work) -> str:
    while True:
        code = f"{secrets.randbelow(900_000_000) + 100_000_000}"
        if _is_free(work, code):
            return code


def _is_free(work: Work, code: str, *, besides: str = "") -> bool:
    """Whether no other meeting that has not ended has a code."""
    query = select(Meeting.id).where(Meeting.code == code, Meeting.closed_at.is_(None), Meeting.id != besides)
    return work.session.scalar(query.limit(1)) is None


def _append(
    work: Work, actor: Actor, meeting: str, kind: str, payload: Mapping[str, object], *, key: str | None
) -> Receipt:
    return ledger.append(work, chain=meeting, kind=kind, topic=TOPIC, actor=actor.id, payload=payload, key=key)
