"""Writes of papers: comments, final text, signature, posting, archive, and the correction by a new version."""

from datetime import date, datetime
from typing import Any

from app.documents.blocks import Kind
from app.documents.editions import State
from app.meetings.facts import finalise_facts
from app.papers import queries, rules
from app.papers.files import StoredScan
from app.papers.freezing import Frozen
from app.papers.models import PaperVersion
from app.platform.access.actors import Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, PaperId, ResolutionId
from app.platform.local_time import to_local
from app.platform.storage import ledger
from app.platform.storage.db import new_id
from app.platform.storage.ledger import Entry, Unchanged
from app.platform.storage.unit_of_work import Work

TOPIC = "papers"


def open_comments(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    kind: Kind,
    until: date,
    resolution_id: ResolutionId | None = None,
) -> Entry | Unchanged:
    """Open a paper for amendments until the end of a day, or move that day.

    Raises:
        DomainError: as `queries.subject_of` and `rules.check_comments`.
    """
    paper = current_paper(work, meeting_id, kind, resolution_id)
    rules.check_comments(State(paper.state), until, to_local(work.now).date())
    if paper.state == State.COMMENTS and paper.comments_until == until:
        return Unchanged(TOPIC)
    paper.comments_until = until
    if paper.state != State.COMMENTS:
        _move(work, actor, paper, State.COMMENTS)
    return _entry(paper, actor, "paper.opened", until=until.isoformat())


def end_comments(
    work: Work, actor: Actor, *, meeting_id: MeetingId, kind: Kind, resolution_id: ResolutionId | None = None
) -> Entry:
    """Make a paper that is open for amendments a draft again; the amendments stay.

    Raises:
        DomainError: as `queries.subject_of` and `rules.check_commented`.
    """
    paper = current_paper(work, meeting_id, kind, resolution_id)
    rules.check_commented(State(paper.state))
    paper.comments_until = None
    _move(work, actor, paper, State.DRAFT)
    return _entry(paper, actor, "paper.closed")


def finalise_paper(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    kind: Kind,
    resolution_id: ResolutionId | None = None,
    frozen: Frozen | None = None,
) -> Entry:
    """Make a paper final with the files that were made of it; final minutes also finalise the facts of the meeting.

    Args:
        frozen: the files, from `freezing.freeze`; None if the paper was final already when they were to be made.

    Raises:
        DomainError: as `queries.subject_of` and `rules.check_finalisable`; `paper.changed` if the meeting or its place
            has changed since the files were made.
    """
    paper = current_paper(work, meeting_id, kind, resolution_id)
    queries.check_can_finalise(work.session, meeting_id, kind, paper.subject, work.now)
    if frozen is None or frozen.basis != queries.basis_of(work.session, meeting_id):
        raise DomainError(ErrorKind.CONFLICT, "paper.changed")
    paper.files = {language: dict(made) for language, made in frozen.files.items()}
    paper.comments_until = None
    _move(work, actor, paper, State.FINAL)
    if kind is Kind.MINUTES:
        finalised = finalise_facts(work, actor, meeting_id=meeting_id)
        if isinstance(finalised, Entry):
            ledger.append(work, finalised)
    return _entry(paper, actor, "paper.finalised", files=paper.files)


def attach_scan(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    kind: Kind,
    name: str,
    content: StoredScan,
    resolution_id: ResolutionId | None = None,
) -> Entry | Unchanged:
    """Attach the scan of the signed paper; a later scan counts instead of an earlier one until the paper is posted.

    Args:
        name: the name that the file had.
        content: the stored file, from `freezing.store_scan`.

    Raises:
        DomainError: as `queries.subject_of` and `rules.check_signable`.
    """
    paper = current_paper(work, meeting_id, kind, resolution_id)
    rules.check_signable(State(paper.state))
    if paper.scans and paper.scans[-1]["sha256"] == content.sha256:
        return Unchanged(TOPIC)
    facts = {"sha256": content.sha256, "media_type": content.media_type, "size": content.size}
    paper.scans = [*paper.scans, {**facts, "name": name}]
    if paper.state != State.SIGNED:
        _move(work, actor, paper, State.SIGNED)
    return _entry(paper, actor, "paper.signed", scan=facts)


def post_paper(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    kind: Kind,
    posted_where: str,
    resolution_id: ResolutionId | None = None,
    posted_on: date | None = None,
) -> Entry:
    """Note where and when the signed paper was posted.

    Raises:
        DomainError: as `queries.subject_of` and `rules.check_postable`.
    """
    paper = current_paper(work, meeting_id, kind, resolution_id)
    today = to_local(work.now).date()
    day = posted_on or today
    rules.check_postable(State(paper.state), day, _final_day(paper) or today, today)
    paper.posted_where, paper.posted_on = posted_where, day
    _move(work, actor, paper, State.POSTED)
    return _entry(paper, actor, "paper.posted", posted_where=posted_where, posted_on=day.isoformat())


def archive_paper(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    kind: Kind,
    archive_number: str,
    resolution_id: ResolutionId | None = None,
) -> Entry:
    """Note the number under which the signed paper is archived.

    Raises:
        DomainError: as `queries.subject_of` and `rules.check_archivable`.
    """
    paper = current_paper(work, meeting_id, kind, resolution_id)
    rules.check_archivable(State(paper.state))
    paper.archive_number = archive_number
    _move(work, actor, paper, State.ARCHIVED)
    return _entry(paper, actor, "paper.archived", archive_number=archive_number)


def correct_paper(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    kind: Kind,
    reason: str,
    resolution_id: ResolutionId | None = None,
) -> Entry:
    """Begin the next version of a final paper as a draft that names the version it replaces.

    Raises:
        DomainError: as `queries.subject_of` and `rules.check_correctable`.
    """
    paper = current_paper(work, meeting_id, kind, resolution_id)
    rules.check_correctable(State(paper.state))
    following = _add(work, meeting_id, kind, paper.subject, paper.version + 1)
    following.replaces, following.reason = paper.id, reason
    work.session.flush()
    return _entry(following, actor, "paper.corrected", replaces=paper.id, reason=reason)


def current_paper(work: Work, meeting_id: MeetingId, kind: Kind, resolution_id: ResolutionId | None) -> PaperVersion:
    """Return the current version of a paper; the first act on a paper makes its row.

    Raises:
        DomainError: as `queries.subject_of`.
    """
    subject = queries.subject_of(work.session, meeting_id, kind, resolution_id)
    known = queries.current(work.session, meeting_id, kind, subject)
    return known or _add(work, meeting_id, kind, subject, 1)


def _add(work: Work, meeting_id: MeetingId, kind: Kind, subject: str, version: int) -> PaperVersion:
    paper = PaperVersion(
        id=PaperId(new_id()),
        meeting=meeting_id,
        kind=kind.value,
        subject=subject,
        version=version,
        state=State.DRAFT,
        reason="",
        moves=[],
        files={},
        scans=[],
        posted_where="",
        archive_number="",
        created_at=work.now,
    )
    work.session.add(paper)
    return paper


def _move(work: Work, actor: Actor, paper: PaperVersion, to: State) -> None:
    paper.state = to
    paper.moves = [*paper.moves, {"to": to.value, "by": actor.id, "at": work.now.isoformat()}]
    work.session.flush()


def _final_day(paper: PaperVersion) -> date | None:
    """Return the local day on which a paper became final."""
    days = [to_local(datetime.fromisoformat(move["at"])).date() for move in paper.moves if move["to"] == State.FINAL]
    return days[-1] if days else None


def _entry(paper: PaperVersion, actor: Actor, kind: str, **facts: Any) -> Entry:
    names = {"paper": paper.id, "kind": paper.kind, "subject": paper.subject, "version": paper.version}
    return Entry(paper.meeting, kind, TOPIC, actor.id, {**names, **facts})
