"""Writes of meetings and their seats."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select, update

from app.accounts import queries as accounts
from app.meetings import queries, rules, stage_links
from app.meetings.models import Meeting, Seat
from app.platform.access.actors import Actor
from app.platform.access.secrets import digest_token, new_token
from app.platform.access.security_log import SecurityKind, record_security_event
from app.platform.access.versions import raise_access_version
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, PlaceId, SeatId
from app.platform.storage import ledger
from app.platform.storage.db import new_id
from app.platform.storage.ledger import Entry, Unchanged
from app.platform.storage.unit_of_work import Work

TOPIC = "meeting"
RESULTS = queries.RESULTS
PRESENCE = "presence"
PLACE = "place"
MOVED = "phase.moved"


@dataclass(frozen=True, slots=True)
class Joined:
    """A new seat; `token` is its secret, of which only the digest is stored."""

    seat: SeatId
    token: str
    meeting: MeetingId


@dataclass(frozen=True, slots=True)
class PhaseMoved:
    """A meeting is about to move to a phase that allows residents `acts`; a listener can refuse the move."""

    meeting: MeetingId
    acts: frozenset[rules.Act]


@dataclass(frozen=True, slots=True)
class MeetingClosed:
    """Event: a meeting has been closed."""

    meeting: MeetingId


@dataclass(frozen=True, slots=True)
class ResultsChanged:
    """The results visibility of a meeting has changed."""

    meeting: MeetingId


@dataclass(frozen=True, slots=True)
class ImportedSeat:
    """A participant of an imported conversation; `external_id` is the participant's id in the file."""

    external_id: str
    stakeholder_group: str | None = None


def create_meeting(
    work: Work,
    actor: Actor,
    *,
    place_id: PlaceId,
    title: str,
    question: str = "",
    template: str = "T1",
    stakeholder_groups: tuple[str, ...] = (),
    is_reviewed: bool = False,
    results: rules.ResultsVisibility = rules.ResultsVisibility.IMMEDIATE,
    source: str = "",
) -> Entry:
    """Set up a meeting from a template; residents can join the meeting immediately.

    Raises:
        DomainError: `title.missing`, `template.unknown`.
    """
    rules.check_title(title)
    chosen = rules.find_template(template)
    meeting_id = MeetingId(new_id())
    work.session.add(
        Meeting(
            id=meeting_id,
            place=place_id,
            title=title,
            question=question or title,
            template=chosen.key,
            phase=chosen.phases[0].key,
            code=_free_code(work),
            qr_token=new_token(),
            is_reviewed=is_reviewed,
            results=results,
            cards_per_seat=chosen.cards_per_seat,
            stakeholder_groups=list(stakeholder_groups),
            source=source,
            created_at=work.now,
        )
    )
    work.session.flush()
    payload = {"meeting": meeting_id, "place": place_id, "title": title, "template": chosen.key, "source": source}
    ledger.append(work, Entry(meeting_id, "meeting.created", TOPIC, actor.id, payload))
    # The chain of the meeting is new, so a repeated idempotency key is looked up in the chain of the place.
    return Entry(place_id, "meeting.created", PLACE, actor.id, payload)


def move_phase(work: Work, actor: Actor, *, meeting_id: MeetingId, to: str, reason: str = "") -> Entry:
    """Move to another phase and start its countdown.

    Raises:
        DomainError: `not_found`, `meeting.closed`, `phase.unknown`, `phase.reason_needed`; `phase.already` with the
            name of who moved the meeting there, `phase.already.other` without; `phase.polls_open` from the polls.
    """
    meeting = _open_meeting(work, meeting_id)
    if to == meeting.phase:
        raise _already_there(work, meeting_id)
    phase = rules.check_move(meeting.template, meeting.phase, to, reason=reason)
    payload = {"from": meeting.phase, "to": to, "reason": reason}
    meeting.phase = to
    meeting.phase_ends_at = work.now + timedelta(minutes=phase.minutes) if phase.minutes else None
    work.record(PhaseMoved(meeting_id, phase.acts))
    return Entry(meeting_id, MOVED, TOPIC, actor.id, payload)


def extend_phase(work: Work, actor: Actor, *, meeting_id: MeetingId, minutes: int) -> Entry:
    """Move the end of the present phase by some minutes, later or earlier, but not before now.

    Raises:
        DomainError: `not_found`, `meeting.closed`.
    """
    meeting = _open_meeting(work, meeting_id)
    start = max(meeting.phase_ends_at or work.now, work.now) if minutes > 0 else (meeting.phase_ends_at or work.now)
    meeting.phase_ends_at = max(start + timedelta(minutes=minutes), work.now)
    return Entry(meeting_id, "phase.extended", TOPIC, actor.id, {"phase": meeting.phase, "minutes": minutes})


def change_meeting(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    title: str | None = None,
    is_joinable: bool | None = None,
    is_reviewed: bool | None = None,
    stage_view: str | None = None,
) -> Entry | Unchanged:
    """Change the given settings of a meeting; settings that are None stay unchanged.

    Raises:
        DomainError: `not_found`, `meeting.closed`, `title.missing`, `title.long`, `stage_view.unknown`.
    """
    meeting = _open_meeting(work, meeting_id)
    if title is not None:
        rules.check_title(title)
    if stage_view is not None:
        rules.check_stage_view(stage_view)
    wanted = {"title": title, "is_joinable": is_joinable, "is_reviewed": is_reviewed, "stage_view": stage_view}
    changed = {name: value for name, value in wanted.items() if value not in (None, getattr(meeting, name))}
    if not changed:
        return Unchanged(TOPIC)
    if changed.get("is_joinable") and not _is_free(work, meeting.code, besides=meeting_id):
        # An older version did not reserve a code until its meeting ended, so another meeting may have the code now.
        changed["code"] = _free_code(work)
    for name, value in changed.items():
        setattr(meeting, name, value)
    return Entry(meeting_id, "meeting.changed", TOPIC, actor.id, changed)


def show_results(
    work: Work, actor: Actor, *, meeting_id: MeetingId, results: rules.ResultsVisibility
) -> Entry | Unchanged:
    """Set the results visibility of a meeting; a closed meeting accepts the change too.

    Raises:
        DomainError: `not_found`.
    """
    meeting = work.session.get(Meeting, meeting_id)
    if meeting is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if meeting.results == results:
        return Unchanged(RESULTS)
    payload = {"from": meeting.results, "to": results.value}
    meeting.results = results
    work.record(ResultsChanged(meeting_id))
    kind = "results.changed"
    return Entry(meeting_id, kind, RESULTS, actor.id, payload)


def close_meeting(work: Work, actor: Actor, *, meeting_id: MeetingId) -> Entry:
    """Close a meeting: joining, countdown and stage links end, and proposals, reactions and votes are refused.

    Raises:
        DomainError: `not_found`, `meeting.closed`.
    """
    meeting = _open_meeting(work, meeting_id)
    meeting.closed_at, meeting.is_joinable, meeting.phase_ends_at = work.now, False, None
    if stage_links.digests_of(work.session, meeting_id):
        raise_access_version(work)
    work.record(MeetingClosed(meeting_id))
    return Entry(meeting_id, "meeting.closed", TOPIC, actor.id, {})


def join_meeting(
    work: Work,
    *,
    code: str,
    alias: str = "",
    stakeholder_group: str | None = None,
    attendance: str = rules.Attendance.HALL,
) -> Joined:
    """Take a seat in a meeting by join code or QR secret.

    Raises:
        DomainError: `code.unknown`, `joining.closed`, `alias.long`, `stake.unknown`, `attendance.unknown`.
    """
    meeting = queries.meeting_to_join(work.session, code)
    if meeting is None:
        raise DomainError(ErrorKind.NOT_FOUND, "code.unknown")
    if not meeting.is_joinable or rules.CHECK_IN not in meeting.acts:
        raise DomainError(ErrorKind.CLOSED, "joining.closed")
    rules.check_alias(alias)
    rules.check_stakeholder_group(stakeholder_group, meeting.stakeholder_groups)
    seat_id, token = SeatId(new_id()), new_token()
    work.session.add(
        Seat(
            id=seat_id,
            meeting=meeting.id,
            token_digest=digest_token(token),
            alias=alias,
            kind=rules.SeatKind.RESIDENT,
            attendance=rules.check_attendance(attendance),
            stakeholder_group=stakeholder_group,
            joined_at=work.now,
        )
    )
    work.session.flush()
    payload = {"seat": seat_id, "stake": stakeholder_group, "attendance": attendance}
    ledger.append(work, ledger.Entry(meeting.id, "seat.joined", PRESENCE, seat_id, payload))
    return Joined(seat_id, token, meeting.id)


def leave_meeting(work: Work, actor: Actor, *, meeting_id: MeetingId, seat_id: SeatId) -> Entry:
    """Leave the actor's own seat; its proposals, reactions and ballots stay.

    Args:
        seat_id: the actor's own seat, named so that a message meant for another seat ends nothing.

    Raises:
        DomainError: `not_found` for another seat, `seat.left` if the seat has already left.
    """
    if seat_id != actor.id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    query = update(Seat).where(Seat.id == actor.id, Seat.left_at.is_(None)).returning(Seat.id)
    if work.session.scalar(query.values(left_at=work.now, token_digest=None)) is None:
        raise DomainError(ErrorKind.CLOSED, "seat.left")
    raise_access_version(work)
    return Entry(meeting_id, "seat.left", PRESENCE, actor.id, {"seat": actor.id})


def revoke_seat(work: Work, actor: Actor, *, meeting_id: MeetingId, seat_id: SeatId) -> Entry | Unchanged:
    """End somebody's seat; its proposals, reactions and ballots stay, and the seat can be restored for 24 hours.

    Raises:
        DomainError: `not_found`, `seat.left`.
    """
    seat = _seat(work, meeting_id, seat_id)
    if seat.revoked_at is not None:
        return Unchanged(PRESENCE)
    seat.revoked_at = work.now
    kind = SecurityKind.SEAT_REVOKED
    record_security_event(work, kind, actor=actor.id, subject=seat_id, address=work.address, meeting=meeting_id)
    raise_access_version(work)
    return Entry(meeting_id, "seat.revoked", PRESENCE, actor.id, {"seat": seat_id})


def restore_seat(work: Work, actor: Actor, *, meeting_id: MeetingId, seat_id: SeatId) -> Entry | Unchanged:
    """Restore an ended seat, so that the same phone works again.

    Raises:
        DomainError: `not_found`, `seat.left`, `seat.gone` if the seat was ended too long ago.
    """
    seat = _seat(work, meeting_id, seat_id)
    if seat.revoked_at is None:
        return Unchanged(PRESENCE)
    rules.check_restorable(seat.revoked_at, work.now)
    seat.revoked_at = None
    kind = SecurityKind.SEAT_RESTORED
    record_security_event(work, kind, actor=actor.id, subject=seat_id, address=work.address, meeting=meeting_id)
    return Entry(meeting_id, "seat.restored", PRESENCE, actor.id, {"seat": seat_id})


def import_seats(work: Work, *, meeting_id: MeetingId, seats: list[ImportedSeat]) -> dict[str, SeatId]:
    """Add seats for the participants of an imported conversation; return {external id: seat id}.

    The seats get no ledger entries of their own: the entry of the import covers them.
    """
    ids = {seat.external_id: SeatId(new_id()) for seat in seats}
    rows = [
        {
            "id": ids[seat.external_id],
            "meeting": meeting_id,
            "alias": "",
            "kind": rules.SeatKind.RESIDENT,
            "attendance": rules.Attendance.ONLINE,
            "stake": seat.stakeholder_group,
            "external_id": seat.external_id,
            "joined_at": work.now,
        }
        for seat in seats
    ]
    if rows:
        work.session.execute(insert(Seat), rows)
    return ids


def _seat(work: Work, meeting_id: MeetingId, seat_id: SeatId) -> Seat:
    """Return a seat of a meeting, locked until the commit; refuse an unknown seat and one that has left."""
    seat = work.session.get(Seat, seat_id, with_for_update=True)
    if seat is None or seat.meeting != meeting_id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if seat.left_at is not None:
        raise DomainError(ErrorKind.CLOSED, "seat.left")
    return seat


def _open_meeting(work: Work, meeting_id: MeetingId) -> Meeting:
    meeting = work.session.get(Meeting, meeting_id)
    if meeting is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if meeting.closed_at is not None:
        raise DomainError(ErrorKind.CLOSED, "meeting.closed")
    return meeting


def _already_there(work: Work, meeting_id: MeetingId) -> DomainError:
    """Return the refusal of a move to the present phase, which would record the same move twice."""
    mover = ledger.last_of(work.session, meeting_id, TOPIC, [MOVED])
    by = (accounts.name_of(work.session, mover) if mover else "") or ""
    return DomainError(ErrorKind.CONFLICT, "phase.already" if by else "phase.already.other", by=by)


def _free_code(work: Work) -> str:
    while True:
        code = f"{secrets.randbelow(900_000_000) + 100_000_000}"
        if _is_free(work, code):
            return code


def _is_free(work: Work, code: str, *, besides: str = "") -> bool:
    """Return whether no open meeting other than `besides` has a join code."""
    query = select(Meeting.id).where(Meeting.code == code, Meeting.closed_at.is_(None), Meeting.id != besides)
    return work.session.scalar(query.limit(1)) is None
