"""Writes of resolutions: draft, revise, put to the vote, adopt."""

from app.meetings import queries as meetings
from app.platform.access.actors import SYSTEM, Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, ResolutionId
from app.platform.local_time import to_local
from app.platform.storage import ledger
from app.platform.storage.db import new_id
from app.platform.storage.ledger import Entry, Unchanged
from app.platform.storage.numbering import draw_number
from app.platform.storage.unit_of_work import Work
from app.resolutions import rules
from app.resolutions.models import Resolution
from app.themes import queries as themes
from app.voting import actions as voting
from app.voting.actions import PollClosed

TOPIC = "resolution"
NUMBERED = "resolution"
"""The series that resolution numbers are drawn from."""
WRITTEN = ("resolution.drafted", "resolution.revised")


def draft_resolution(
    work: Work, actor: Actor, *, meeting_id: MeetingId, title: str, text: str, theme: str | None = None
) -> Entry:
    """Write the first draft of a resolution, on a theme or without one.

    Raises:
        DomainError: `theme.unknown`, or as `rules.check_draft` states.
    """
    rules.check_draft(rules.Draft(title, text))
    if theme is not None:
        themes.arrangement_of(work.session, meeting_id).find(theme)
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
        )
    )
    work.session.flush()
    payload = {"resolution": resolution, "theme": theme, "title": title, "text": text}
    return Entry(meeting_id, "resolution.drafted", TOPIC, actor.id, payload)


def revise_resolution(
    work: Work, actor: Actor, *, meeting_id: MeetingId, resolution_id: ResolutionId, title: str, text: str
) -> Entry | Unchanged:
    """Change the text of a draft; every version stays in the ledger.

    Raises:
        DomainError: `not_found`; `resolution.frozen` unless the resolution is a draft; `version.missing` if somebody
            else wrote the present text and the request does not name the version that it has seen; or as
            `rules.check_draft` states.
    """
    resolution = _find(work, meeting_id, resolution_id)
    rules.check_revisable(resolution.state)
    rules.check_draft(rules.Draft(title, text))
    if work.seen is None and _last_author(work, meeting_id, resolution_id) != actor.id:
        raise DomainError(ErrorKind.CONFLICT, "version.missing")
    if (resolution.title, resolution.text) == (title, text):
        return Unchanged(TOPIC)
    resolution.title, resolution.text = title, text
    payload = {"resolution": resolution_id, "title": title, "text": text}
    return Entry(meeting_id, "resolution.revised", TOPIC, actor.id, payload)


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
        DomainError: `resolution.not_draft`, `rule.unknown`.
    """
    resolution = _find(work, meeting_id, resolution_id)
    rules.check_votable(resolution.state)
    resolution.state = rules.State.VOTING
    resolution.text_hash = rules.hash_text(rules.Draft(resolution.title, resolution.text))
    payload = {"resolution": resolution_id, "text_hash": resolution.text_hash}
    ledger.append(work, Entry(meeting_id, "resolution.put_to_vote", TOPIC, actor.id, payload))
    return voting.open_poll(
        work,
        actor,
        meeting_id=meeting_id,
        question=resolution.title,
        subject=resolution_id,
        rule=rule,
        is_secret=is_secret,
    )


def note_outcome(work: Work, event: PollClosed) -> None:
    """Store the outcome of a poll on a resolution: carried, rejected, or a draft again when there is no outcome."""
    if event.subject is None:
        return
    resolution = _find(work, event.meeting, event.subject)
    if event.outcome is None:
        resolution.state = rules.State.DRAFT
    else:
        resolution.state = rules.State.CARRIED if event.outcome.is_carried else rules.State.REJECTED
    payload = {"resolution": event.subject, "state": resolution.state, "poll": event.poll}
    ledger.append(work, Entry(event.meeting, "resolution.decided", TOPIC, SYSTEM.id, payload))


def adopt_resolution(
    work: Work, actor: Actor, *, meeting_id: MeetingId, resolution_id: ResolutionId, reservations: tuple[str, ...] = ()
) -> Entry:
    """Adopt a resolution that a poll has carried: give it its number and store the reservations (dissent) with it.

    Raises:
        DomainError: `resolution.not_carried`.
    """
    resolution = _find(work, meeting_id, resolution_id)
    rules.check_adoptable(resolution.state)
    resolution.state, resolution.adopted_at, resolution.reservations = rules.State.ADOPTED, work.now, list(reservations)
    resolution.number = _next_number(work, meeting_id)
    payload = {
        "resolution": resolution_id,
        "number": resolution.number,
        "text_hash": resolution.text_hash,
        "reservations": list(reservations),
    }
    return Entry(meeting_id, "resolution.adopted", TOPIC, actor.id, payload)


def _find(work: Work, meeting_id: MeetingId, resolution_id: ResolutionId) -> Resolution:
    resolution = work.session.get(Resolution, resolution_id)
    if resolution is None or resolution.meeting != meeting_id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return resolution


def _last_author(work: Work, meeting_id: MeetingId, resolution_id: ResolutionId) -> str | None:
    """Return who wrote the present text."""
    return ledger.last_of(work.session, meeting_id, TOPIC, WRITTEN, resolution=resolution_id)


def _next_number(work: Work, meeting_id: MeetingId) -> str:
    """Return the place's next resolution number in this year."""
    home, year = meetings.meeting_of(work.session, meeting_id), to_local(work.now).year
    number = draw_number(work.session, place_id=home.place, year=year, kind=NUMBERED)
    return rules.number_of(home.place_name, year, number)
