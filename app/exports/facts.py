"""The facts of a meeting that its papers print: what people have entered, and what the record says by itself."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.queries import Signature
from app.concessions.rules import CONCEDE
from app.exports import chain
from app.exports.chain import EntryLine, PhaseRun
from app.meetings import facts as meeting_facts
from app.meetings import queries as meetings
from app.meetings.actions import MOVED
from app.meetings.queries import MeetingView
from app.meetings.rules import Phase, RecordedFacts
from app.organisations import queries as organisations
from app.platform.access.actors import Role
from app.platform.ids import MeetingId, StaffId
from app.platform.serialise import sent_as
from app.platform.storage import ledger
from app.proposals import imports

PREPARATION = "prep"
"""The phase before the meeting, which is no part of the time and agenda that papers print."""
HOSTS = (Role.FACILITATOR, Role.COFACILITATOR, Role.ADMINISTRATOR)
RECORDERS = (Role.RECORDER,)
RESULTS: Mapping[str, tuple[str, ...]] = {
    "checkin": ("present",),
    "say": ("proposals",),
    "cluster": ("themes",),
    "heat": ("reactions",),
    "concede": ("offered", "incorporated"),
    "decide": ("polls", "carried"),
    "plan": ("cases",),
}
"""{phase: the counts that its result consists of}; other phases leave no result in the record."""
_PERSON = re.compile(r"(?P<name>[^（(]+)[（(](?P<office>[^（）()]+)[）)]")


@dataclass(frozen=True, slots=True)
class Attendance:
    """Numbers of people present; `by_stakeholder_group` leaves out stakeholder groups under five."""

    present: int
    hall: int
    online: int
    guests: int
    by_stakeholder_group: Mapping[str, int] = field(metadata=sent_as("by_stake"))


@dataclass(frozen=True, slots=True)
class ImportedConversation:
    """A conversation held elsewhere: how many people voted in it, and when it was held, as far as its files say."""

    people: int
    began_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PhaseResult:
    """What came out of a phase: numbers of people or things by name; `documents.result.<code>` says it in words."""

    code: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A phase of the template: as planned, and as it was held.

    Attributes:
        planned_minutes: None without a planned length.
        started_at, ended_at: the first start and the last end; None for a phase that was not held or has not ended.
        minutes: minutes held in all, also if the meeting came back to the phase; None until the phase has ended.
        result: None for a phase that was not held or leaves no result in the record.
    """

    key: str
    planned_minutes: int | None
    started_at: datetime | None
    ended_at: datetime | None
    minutes: int | None
    result: PhaseResult | None


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """The facts of a meeting that its papers print; "", None and () stand for what nobody knows.

    Attributes:
        minutes_title: the title that somebody has entered, else "".
        began_at, ended_at: from the first phase after the preparation to the close, unless somebody has entered others.
        host, recorder: as entered, else the staff who ran the meeting and wrote for it.
        present: everybody who has a seat, `hall` and `online` together; `guests` are included.
        absent: `entitled` less those present (guests apart) and those on leave, at least 0.
        on_leave_names: for readers who may see names only; papers print none.
        in_attendance: those who attend without a vote (列席).
        issuer, contact: who issues the papers of the place, and where residents object.
        missing: keys of the facts that papers need and nobody has given; `documents.fact.<key>` names each.
    """

    minutes_title: str
    began_at: datetime | None
    ended_at: datetime | None
    venue: str
    convener: str
    host: Signature | None
    recorder: Signature | None
    supervisor: Signature | None
    entitled: int | None
    entitled_basis: str
    present: int
    hall: int
    online: int
    guests: int
    on_leave: int | None
    absent: int | None
    on_leave_names: tuple[str, ...]
    in_attendance: tuple[Signature, ...]
    issuer: str
    contact: str
    missing: tuple[str, ...] = ()
    agenda: tuple[AgendaLine, ...] = ()


def attendance_of(session: Session, meeting_id: MeetingId) -> Attendance:
    """Return the numbers of people present at a meeting."""
    presence, told = meetings.presence_of(session, meeting_id), meetings.public_stakeholder_groups(session, meeting_id)
    return Attendance(presence.seats, presence.hall, presence.online, presence.guests, told)


def conversation_of(
    session: Session, meeting_id: MeetingId, entries: Sequence[EntryLine]
) -> ImportedConversation | None:
    """Return the conversation that a meeting was imported from; None for a meeting that was held here."""
    facts = next((entry.facts for entry in entries if entry.kind == imports.KIND), None)
    if facts is None or facts.get("source") != imports.POLIS:
        return None
    people = meetings.presence_of(session, meeting_id).imported
    began, ended = (
        datetime.fromisoformat(at) if (at := facts.get(name)) else None for name in ("began_at", "ended_at")
    )
    return ImportedConversation(people, began, ended)


def office_facts(session: Session, meeting_id: MeetingId) -> MeetingFacts:
    """Return the facts of a meeting without its agenda, for those who enter them.

    Raises:
        DomainError: `not_found`.
    """
    meeting = meetings.meeting_of(session, meeting_id)
    return facts_of(session, meeting, chain.fact_entries_of(session, meeting_id), sees_names=True)


def facts_of(session: Session, meeting: MeetingView, entries: Sequence[EntryLine], *, sees_names: bool) -> MeetingFacts:
    """Return the facts of a meeting without its agenda.

    Args:
        entries: at least the entries that move the meeting and import a conversation, with their payloads.
        sees_names: whether the reader may see the names of those on leave.
    """
    recorded = meeting_facts.recorded_facts(session, meeting.id)
    place = organisations.place_of(session, meeting.place)
    presence = meetings.presence_of(session, meeting.id)
    began_at, ended_at = _held(session, meeting, entries, recorded)
    on_leave = recorded.on_leave if recorded.on_leave is not None else len(recorded.on_leave_names) or None
    facts = MeetingFacts(
        minutes_title=recorded.minutes_title,
        began_at=began_at,
        ended_at=ended_at,
        venue=recorded.venue,
        convener=recorded.convener or (place.issuer if place else ""),
        host=parse_person(recorded.host) or _busiest(session, meeting, HOSTS, MOVED),
        recorder=parse_person(recorded.recorder) or _busiest(session, meeting, RECORDERS),
        supervisor=parse_person(recorded.supervisor),
        entitled=recorded.entitled,
        entitled_basis=recorded.entitled_basis,
        present=presence.seats,
        hall=presence.hall,
        online=presence.online,
        guests=presence.guests,
        on_leave=on_leave,
        absent=_absent(recorded.entitled, presence.seats - presence.guests, on_leave),
        on_leave_names=recorded.on_leave_names if sees_names else (),
        in_attendance=tuple(person for line in recorded.in_attendance if (person := parse_person(line))),
        issuer=place.issuer if place else "",
        contact=place.contact if place else "",
    )
    return replace(facts, missing=_missing(facts))


def parse_person(text: str) -> Signature | None:
    """Return the person whom a line names, `王建国（社区党组织书记）` or a name alone; None for an empty line."""
    match = _PERSON.fullmatch(text.strip())
    if match:
        return Signature(match["name"].strip(), "", match["office"].strip())
    return Signature(text.strip(), "") if text.strip() else None


def agenda_of(
    phases: Sequence[Phase], runs: Sequence[PhaseRun], began_at: datetime | None, counts: Mapping[str, int]
) -> tuple[AgendaLine, ...]:
    """Return a line for each phase of a template but the preparation, in its order.

    Args:
        began_at: when the meeting began; a phase that the meeting was set up in starts then and not earlier.
        counts: the numbers that `RESULTS` names.
    """
    return tuple(_line(phase, runs, began_at, counts) for phase in phases if phase.key != PREPARATION)


def _line(phase: Phase, runs: Sequence[PhaseRun], began_at: datetime | None, counts: Mapping[str, int]) -> AgendaLine:
    spans = [
        (began_at if at == 0 else run.started_at, run.ended_at) for at, run in enumerate(runs) if run.key == phase.key
    ]
    started_at, ended_at = (spans[0][0], spans[-1][1]) if spans else (None, None)
    seconds = [max((end - start).total_seconds(), 0) for start, end in spans if start and end]
    code = "concede" if CONCEDE in phase.acts else phase.key
    named = {name: counts[name] for name in RESULTS.get(code, ())}
    return AgendaLine(
        key=phase.key,
        planned_minutes=phase.minutes or None,
        started_at=started_at,
        ended_at=ended_at,
        minutes=int(sum(seconds) / 60 + 0.5) if ended_at and seconds else None,
        result=PhaseResult(code, named) if spans and named else None,
    )


def _held(
    session: Session, meeting: MeetingView, entries: Sequence[EntryLine], recorded: RecordedFacts
) -> tuple[datetime | None, datetime | None]:
    """Return when a meeting began and ended, never the time at which somebody set it up."""
    if recorded.held_from is not None:
        return recorded.held_from, recorded.held_until or _after(recorded.held_from, meeting.closed_at)
    conversation = conversation_of(session, meeting.id, entries)
    if conversation is not None and not meetings.presence_of(session, meeting.id).seats:
        return conversation.began_at, conversation.ended_at
    runs = chain.phases_run(entries, meeting.phases[0].key)
    at = next((at for at, run in enumerate(runs) if run.key != PREPARATION), None)
    if at is None:
        return None, None
    began_at = runs[at].started_at if at else meetings.first_joined_at(session, meeting.id)
    return began_at, meeting.closed_at


def _after(start: datetime, end: datetime | None) -> datetime | None:
    return end if end is not None and end > start else None


def _busiest(session: Session, meeting: MeetingView, roles: Collection[Role], *kinds: str) -> Signature | None:
    """Return who of the staff with one of the roles has written most entries of these kinds, or of any, and has a name.

    The role that is printed is the one by which pages and documents show that person.
    """
    staff = accounts.staff_with(session, roles, meeting.place)
    actors = ledger.busiest_of(session, meeting.id, staff, kinds)
    signatures = (accounts.signature_of(session, StaffId(actor), meeting.place) for actor in actors)
    return next((signature for signature in signatures if signature.name), None)


def _absent(entitled: int | None, present: int, on_leave: int | None) -> int | None:
    return None if entitled is None or on_leave is None else max(entitled - present - on_leave, 0)


def _missing(facts: MeetingFacts) -> tuple[str, ...]:
    is_known = {
        "time": facts.began_at is not None,
        "venue": bool(facts.venue),
        "convener": bool(facts.convener),
        "host": facts.host is not None,
        "recorder": facts.recorder is not None,
        "supervisor": facts.supervisor is not None,
        "entitled": facts.entitled is not None,
        "on_leave": facts.on_leave is not None,
        "in_attendance": bool(facts.in_attendance),
    }
    return tuple(name for name, known in is_known.items() if not known)
