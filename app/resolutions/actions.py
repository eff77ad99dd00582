"""Writes of resolutions: draft, revise, record facts and dissent, put to the vote, adopt."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.concessions import actions as concessions
from app.concessions import queries as concession_queries
from app.meetings import queries as meetings
from app.organisations import queries as organisations
from app.platform.access.actors import SYSTEM, Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import ConcessionId, MeetingId, ResolutionId
from app.platform.local_time import to_local
from app.platform.serialise import to_json_value
from app.platform.storage import ledger
from app.platform.storage.db import new_id
from app.platform.storage.ledger import Entry, Unchanged
from app.platform.storage.numbering import draw_number
from app.platform.storage.unit_of_work import Work
from app.resolutions import queries, rules
from app.resolutions.clauses import clauses_of, follow_clauses
from app.resolutions.models import Resolution
from app.themes import queries as themes
from app.voting import actions as voting
from app.voting.actions import PollClosed
from app.voting.rules import find_rule

TOPIC = "resolution"
NUMBERED = "resolution"
"""The series that resolution numbers are drawn from."""
WRITTEN = ("resolution.drafted", "resolution.revised")


def draft_resolution(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    title: str,
    text: str,
    theme: str | None = None,
    corrects: ResolutionId | None = None,
) -> Entry:
    """Write the first draft of a resolution, on a theme or without one, or of one that corrects an adopted resolution.

    Raises:
        DomainError: `theme.unknown`; `resolution.not_corrigible` unless `corrects` is an adopted resolution of the same
            place that is not corrected yet; or as `rules.check_draft` states.
    """
    rules.check_draft(rules.Draft(title, text))
    if theme is not None:
        themes.arrangement_of(work.session, meeting_id).find(theme)
    if corrects is not None:
        _check_corrigible(work, meeting_id, corrects)
    resolution = new_id()
    work.session.add(
        Resolution(
            id=resolution,
            meeting=meeting_id,
            theme=theme,
            title=title,
            text=text,
            state=rules.State.DRAFT,
            reservations=[],
            created_at=work.now,
            corrects=corrects,
        )
    )
    work.session.flush()
    payload = {"resolution": resolution, "theme": theme, "title": title, "text": text}
    correction = {"corrects": corrects} if corrects is not None else {}
    return Entry(meeting_id, "resolution.drafted", TOPIC, actor.id, payload | correction)


def revise_resolution(
    work: Work, actor: Actor, *, meeting_id: MeetingId, resolution_id: ResolutionId, title: str, text: str
) -> Entry | Unchanged:
    """Change the text of a draft; every version stays in the ledger.

    Concessions and reservations follow their clauses to the clauses' new numbers.

    Raises:
        DomainError: `not_found`; `resolution.frozen` unless the resolution is a draft; `version.missing` if somebody
            else wrote the present text and the request does not name the version that it has seen; or as
            `rules.check_draft` states.
    """
    resolution = find_resolution(work, meeting_id, resolution_id)
    rules.check_revisable(resolution.state)
    rules.check_draft(rules.Draft(title, text))
    if work.seen is None and _last_author(work, meeting_id, resolution_id) != actor.id:
        raise DomainError(ErrorKind.CONFLICT, "version.missing")
    if (resolution.title, resolution.text) == (title, text):
        return Unchanged(TOPIC)
    followed = _follow_clauses(work, resolution, text)
    resolution.title, resolution.text = title, text
    payload = {"resolution": resolution_id, "title": title, "text": text}
    return Entry(meeting_id, "resolution.revised", TOPIC, actor.id, payload | followed)


def set_terms(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    resolution_id: ResolutionId,
    responsible: str = "",
    effective_on: date | None = None,
    valid_until: date | None = None,
    review_on: date | None = None,
    objection_address: str = "",
    objection_phone: str = "",
    objection_until: date | None = None,
) -> Entry | Unchanged:
    """Replace who is responsible, the term, the review and where objections are taken; `rules.Facts` explains each.

    Raises:
        DomainError: `not_found`; `resolution.settled` once the resolution is adopted or rejected; or as
            `rules.check_facts` states.
    """
    terms = {
        "responsible": responsible,
        "effective_on": effective_on,
        "valid_until": valid_until,
        "review_on": review_on,
        "objection_address": objection_address,
        "objection_phone": objection_phone,
        "objection_until": objection_until,
    }
    resolution = find_resolution(work, meeting_id, resolution_id)
    return _record(resolution, actor, "resolution.terms_set", terms)


def prepare_resolution(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    resolution_id: ResolutionId,
    noticed_on: date | None = None,
    branch_studied_on: date | None = None,
    branch_minute: str = "",
    is_legally_checked: bool = False,
) -> Entry | Unchanged:
    """Replace what was done before the vote: prior notice, study by the party branch, legal check.

    Raises:
        DomainError: `not_found`; `resolution.settled` once the resolution is adopted or rejected.
    """
    preparation = {
        "noticed_on": noticed_on,
        "branch_studied_on": branch_studied_on,
        "branch_minute": branch_minute,
        "is_legally_checked": is_legally_checked,
    }
    resolution = find_resolution(work, meeting_id, resolution_id)
    return _record(resolution, actor, "resolution.prepared", preparation)


def add_dissent(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    resolution_id: ResolutionId,
    text: str,
    clause: int | None = None,
    group: str = "",
    people: int | None = None,
    wanted: str = "",
) -> Entry:
    """Record a reservation (保留意见) until the resolution is adopted; `rules.Dissent` explains the fields.

    Raises:
        DomainError: `not_found`, `resolution.settled`, `resolution.dissent_many`, or as `rules.check_dissent` states.
    """
    resolution = find_resolution(work, meeting_id, resolution_id)
    rules.check_unsettled(resolution.state)
    dissent = rules.Dissent(text, clause, group, people, wanted)
    resolution.reservations = [*resolution.reservations, *_recorded(work, resolution, (dissent,))]
    payload = {"resolution": resolution_id, "reservations": resolution.reservations}
    return Entry(meeting_id, "resolution.dissent_added", TOPIC, actor.id, payload)


def remove_dissent(
    work: Work, actor: Actor, *, meeting_id: MeetingId, resolution_id: ResolutionId, number: int
) -> Entry:
    """Remove a reservation that was recorded by mistake, until the resolution is adopted.

    Args:
        number: its place among the reservations, from 1.

    Raises:
        DomainError: `not_found`, `resolution.settled`, `dissent.unknown`.
    """
    resolution = find_resolution(work, meeting_id, resolution_id)
    rules.check_unsettled(resolution.state)
    if not 1 <= number <= len(resolution.reservations):
        raise DomainError(ErrorKind.NOT_FOUND, "dissent.unknown")
    resolution.reservations = [one for at, one in enumerate(resolution.reservations, 1) if at != number]
    payload = {"resolution": resolution_id, "reservations": resolution.reservations}
    return Entry(meeting_id, "resolution.dissent_removed", TOPIC, actor.id, payload)


def take_concession(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    concession_id: ConcessionId,
    resolution_id: ResolutionId | None = None,
    clause: int | None = None,
) -> Entry | Unchanged:
    """Take a concession up into the text of a resolution, in a clause, or into a text that is not named yet.

    Raises:
        DomainError: `not_found`; `resolution.settled`, also if the concession stands in another resolution that is
            adopted or rejected; `resolution.clause_unknown`; or as `concessions.take_concession` states.
    """
    before = concession_queries.resolution_taking(work.session, concession_id)
    for one in {before, resolution_id} - {None}:
        rules.check_unsettled(find_resolution(work, meeting_id, one).state)
    if resolution_id is not None:
        rules.check_clause(find_resolution(work, meeting_id, resolution_id).text, clause)
    return concessions.take_concession(
        work,
        actor,
        meeting_id=meeting_id,
        concession_id=concession_id,
        resolution_id=resolution_id,
        clause=clause if resolution_id is not None else None,
    )


def put_to_vote(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    resolution_id: ResolutionId,
    rule: str = "R0",
    is_secret: bool = True,
) -> Entry:
    """Open a poll on a draft, which freezes its text.

    Raises:
        DomainError: `resolution.not_draft`, `rule.unknown`; `resolution.legal_check_missing` under a statutory rule; or
            as `voting.open_poll` states.
    """
    resolution = find_resolution(work, meeting_id, resolution_id)
    rules.check_votable(resolution.state)
    resolution.state = rules.State.VOTING
    resolution.text_hash = rules.hash_text(rules.Draft(resolution.title, resolution.text))
    payload = {"resolution": resolution_id, "text_hash": resolution.text_hash}
    ledger.append(work, Entry(meeting_id, "resolution.put_to_vote", TOPIC, actor.id, payload))
    opened = voting.open_poll(
        work,
        actor,
        meeting_id=meeting_id,
        question=resolution.title,
        subject=resolution_id,
        rule=rule,
        is_secret=is_secret,
    )
    rules.check_legality(queries.facts_of(resolution), is_statutory=find_rule(rule).is_statutory)
    return opened


def note_outcome(work: Work, event: PollClosed) -> None:
    """Store the outcome of a poll on a resolution: carried, rejected, or a draft again when there is no outcome."""
    if event.subject is None:
        return
    resolution = find_resolution(work, event.meeting, event.subject)
    if event.outcome is None:
        resolution.state = rules.State.DRAFT
    else:
        resolution.state = rules.State.CARRIED if event.outcome.is_carried else rules.State.REJECTED
    payload = {"resolution": event.subject, "state": resolution.state, "poll": event.poll}
    ledger.append(work, Entry(event.meeting, "resolution.decided", TOPIC, SYSTEM.id, payload))


def adopt_resolution(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    resolution_id: ResolutionId,
    reservations: tuple[str | rules.Dissent, ...] = (),
) -> Entry:
    """Adopt a resolution that a poll has carried: give it its number and store further reservations (dissent) with it.

    Raises:
        DomainError: `resolution.not_carried`; under a statutory rule `resolution.study_missing` and
            `resolution.legal_check_missing`; `resolution.not_corrigible` if another resolution has corrected the same
            one meanwhile; `resolution.number_taken`; as `rules.check_dissent` states.
    """
    resolution = find_resolution(work, meeting_id, resolution_id)
    rules.check_adoptable(resolution.state)
    is_statutory, facts = queries.is_statutory(work.session, resolution_id), queries.facts_of(resolution)
    rules.check_legality(facts, is_statutory=is_statutory)
    rules.check_study(facts, is_statutory=is_statutory)
    if resolution.corrects is not None:
        _check_corrigible(work, meeting_id, resolution.corrects)
    resolution.reservations = [*resolution.reservations, *_recorded(work, resolution, reservations)]
    resolution.state, resolution.adopted_at = rules.State.ADOPTED, work.now
    resolution.number = _next_number(work, meeting_id)
    payload = {
        "resolution": resolution_id,
        "number": resolution.number,
        "text_hash": resolution.text_hash,
        "reservations": resolution.reservations,
    }
    correction = {"corrects": resolution.corrects} if resolution.corrects is not None else {}
    return Entry(meeting_id, "resolution.adopted", TOPIC, actor.id, payload | correction)


def find_resolution(work: Work, meeting_id: MeetingId, resolution_id: ResolutionId | None) -> Resolution:
    """Return a resolution of a meeting.

    Raises:
        DomainError: `not_found`.
    """
    resolution = work.session.get(Resolution, resolution_id)
    if resolution is None or resolution.meeting != meeting_id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return resolution


def _record(resolution: Resolution, actor: Actor, kind: str, columns: Mapping[str, Any]) -> Entry | Unchanged:
    """Write some of the facts of a resolution and return the entry that states them."""
    rules.check_unsettled(resolution.state)
    before = queries.facts_of(resolution)
    facts = replace(before, **columns)
    rules.check_facts(facts)
    if facts == before:
        return Unchanged(TOPIC)
    for name, value in columns.items():
        setattr(resolution, name, value)
    payload = {"resolution": resolution.id, **to_json_value(columns)}
    return Entry(resolution.meeting, kind, TOPIC, actor.id, payload)


def _recorded(work: Work, resolution: Resolution, reservations: tuple[str | rules.Dissent, ...]) -> list[Any]:
    """Return reservations as the table stores them: those without further facts as plain texts."""
    dissent = [rules.Dissent(one) if isinstance(one, str) else one for one in reservations]
    if len(resolution.reservations) + len(dissent) > rules.MOST_DISSENT:
        raise DomainError(ErrorKind.INVALID, "resolution.dissent_many", most=rules.MOST_DISSENT)
    groups = meetings.public_stakeholder_groups(work.session, resolution.meeting)
    for one in dissent:
        rules.check_dissent(one, resolution.text)
    return [queries.stored_dissent(rules.recorded_dissent(one, groups)) for one in dissent]


def _follow_clauses(work: Work, resolution: Resolution, text: str) -> dict[str, Any]:
    """Give concessions and reservations the new numbers of their clauses; return what the entry states about it."""
    numbers = follow_clauses(clauses_of(resolution.text), clauses_of(text))
    followed: dict[str, Any] = {}
    if moved := concessions.follow_clauses(work, ResolutionId(resolution.id), numbers):
        followed["concessions"] = moved
    dissent = [queries.restored_dissent(one) for one in resolution.reservations]
    renumbered = [replace(one, clause=numbers.get(one.clause)) if one.clause else one for one in dissent]
    if renumbered != dissent:
        resolution.reservations = [queries.stored_dissent(one) for one in renumbered]
        followed["reservations"] = resolution.reservations
    return followed


def _check_corrigible(work: Work, meeting_id: MeetingId, corrects: ResolutionId) -> None:
    place = meetings.meeting_of(work.session, meeting_id).place
    if corrects not in {one.id for one in queries.corrigible_at(work.session, place)}:
        raise DomainError(ErrorKind.CONFLICT, "resolution.not_corrigible")


def _last_author(work: Work, meeting_id: MeetingId, resolution_id: ResolutionId) -> str | None:
    """Return who wrote the present text."""
    return ledger.last_of(work.session, meeting_id, TOPIC, WRITTEN, resolution=resolution_id)


def _next_number(work: Work, meeting_id: MeetingId) -> str:
    """Return the place's next resolution number in this year.

    Raises:
        DomainError: `resolution.number_taken` if another place has used the same prefix before.
    """
    home, year = meetings.meeting_of(work.session, meeting_id), to_local(work.now).year
    own = organisations.resolution_prefix_of(work.session, home.place)
    count = draw_number(work.session, place_id=home.place, year=year, kind=NUMBERED)
    number = rules.number_of(own or rules.default_prefix(home.place_name), year, count)
    if queries.is_numbered(work.session, number):
        raise DomainError(ErrorKind.CONFLICT, "resolution.number_taken", number=number)
    return number
