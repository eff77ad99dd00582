"""Reads of papers: what each is, how far it has come, and which version is printed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.documents.blocks import Kind
from app.documents.editions import Amendment, Edition, State
from app.meetings import queries as meetings
from app.papers.models import PaperAmendment, PaperVersion
from app.papers.rules import Answer, check_finalisable
from app.platform.access.permissions import Scope
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import AmendmentId, MeetingId, PaperId, ResolutionId, SeatId
from app.platform.local_time import to_local
from app.platform.storage import ledger
from app.resolutions import queries as resolutions
from app.resolutions.rules import State as TextState

KINDS = (Kind.MINUTES, Kind.RESOLUTION)
"""The papers that are kept from the draft to the archive; the others are printed as they stand at any time."""


@dataclass(frozen=True, slots=True)
class MoveView:
    """A step of a paper: the state that it reached, who took the step, and when."""

    to: State
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ScanView:
    """The scan of a signed paper; `size`: bytes; `sha256`: 64 hex digits."""

    sha256: str
    media_type: str
    size: int
    name: str


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """An amendment; `by`: who asked for it: an alias, a name of staff, or for whom staff entered it; "" if unknown."""

    id: AmendmentId
    passage: str
    wording: str
    by: str
    answer: Answer
    reason: str
    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class PaperView:
    """One version of a paper; `id` is None while nobody has done anything with it.

    Attributes:
        resolution: the resolution that the paper is about; None for a paper about the whole meeting.
        title: the title of that resolution, else empty; `number`: its official number, if it has one.
        is_settled: the meeting has ended, or the resolution is adopted, so that the paper can become final.
        replaces: the number of the version that this version corrects.
        files: {language: {docx | pdf | text: SHA-256}} of a final version.
        replaced_by: the number of a later version, if there is one.
    """

    id: PaperId | None
    kind: Kind
    resolution: ResolutionId | None
    title: str
    number: str
    is_settled: bool
    version: int
    state: State
    comments_until: date | None
    replaces: int | None
    reason: str
    moves: tuple[MoveView, ...]
    files: dict[str, dict[str, str]]
    scan: ScanView | None
    posted_where: str
    posted_on: date | None
    archive_number: str
    amendments: tuple[AmendmentView, ...]
    replaced_by: int | None = None

    @property
    def unanswered(self) -> int:
        """Number of amendments without an answer."""
        return sum(one.answer is Answer.OPEN for one in self.amendments)


def locate_amendment(session: Session, amendment_id: AmendmentId) -> Scope | None:
    """Return the place and meeting of an amendment; None if there is no such amendment."""
    meeting_id = session.scalar(select(PaperAmendment.meeting).where(PaperAmendment.id == amendment_id))
    return meetings.locate_meeting(session, meeting_id) if meeting_id else None


def subject_of(session: Session, meeting_id: MeetingId, kind: Kind, resolution_id: ResolutionId | None) -> str:
    """Return the subject of a paper: the id of its resolution, or "" for a paper about the whole meeting.

    Raises:
        DomainError: `paper.kind` for a paper that has no states; `paper.no_resolution` if the resolution is not named;
            `not_found` for a resolution of another meeting, or one that the kind does not have.
    """
    if kind not in KINDS:
        raise DomainError(ErrorKind.INVALID, "paper.kind")
    if kind is not Kind.RESOLUTION:
        if resolution_id is not None:
            raise DomainError(ErrorKind.NOT_FOUND, "not_found")
        return ""
    if resolution_id is None:
        raise DomainError(ErrorKind.INVALID, "paper.no_resolution")
    if resolution_id not in {one.id for one in resolutions.resolutions_of(session, meeting_id)}:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return resolution_id


def is_settled(session: Session, meeting_id: MeetingId, kind: Kind, subject: str) -> bool:
    """Return whether a paper can become final: the meeting has ended, or the resolution is adopted."""
    if kind is not Kind.RESOLUTION:
        return meetings.meeting_of(session, meeting_id).closed_at is not None
    return resolutions.resolution_of(session, ResolutionId(subject)).state == TextState.ADOPTED


def check_can_finalise(session: Session, meeting_id: MeetingId, kind: Kind, subject: str, now: datetime) -> None:
    """Refuse to make a paper final before it can be.

    Raises:
        DomainError: as `rules.check_finalisable`.
    """
    paper = current(session, meeting_id, kind, subject)
    amendments = amendments_of(session, paper.id) if paper else ()
    check_finalisable(
        State(paper.state) if paper else State.DRAFT,
        paper.comments_until if paper else None,
        to_local(now).date(),
        is_settled=is_settled(session, meeting_id, kind, subject),
        is_resolution=kind is Kind.RESOLUTION,
        unanswered=sum(one.answer == Answer.OPEN for one in amendments),
    )


def papers_of(session: Session, meeting_id: MeetingId, *, sees_names: bool = False) -> list[PaperView]:
    """Return the papers of a meeting that have states: the minutes, then each resolution; old versions after new ones.

    Args:
        sees_names: whether the reader may see who asked for amendments and who made the moves.

    Raises:
        DomainError: `not_found`.
    """
    rows = _rows(session, meeting_id)
    subjects = [(Kind.MINUTES, "", "", "")]
    for one in resolutions.resolutions_of(session, meeting_id):
        if one.state != TextState.REJECTED or any(row.subject == one.id for row in rows):
            subjects.append((Kind.RESOLUTION, one.id, one.title, one.number or ""))
    views: list[PaperView] = []
    for kind, subject, title, number in subjects:
        own = [row for row in rows if (row.kind, row.subject) == (kind, subject)]
        facts = {"title": title, "number": number, "is_settled": is_settled(session, meeting_id, kind, subject)}
        views += _versions(session, kind, subject, own, facts)
    return views if sees_names else [_without_names(view) for view in views]


def paper_of(
    session: Session, meeting_id: MeetingId, kind: Kind, resolution_id: ResolutionId | None, version: int | None = None
) -> PaperView:
    """Return one version of a paper, or the current one.

    Raises:
        DomainError: `not_found`; or as `subject_of`.
    """
    subject_of(session, meeting_id, kind, resolution_id)
    for view in papers_of(session, meeting_id):
        if view.kind is kind and view.resolution == resolution_id and version in (None, view.version):
            return view
    raise DomainError(ErrorKind.NOT_FOUND, "not_found")


def editions_of(session: Session, meeting_id: MeetingId) -> dict[tuple[Kind, str], Edition]:
    """Return {(kind, subject): the current version}; papers that nobody has moved yet are left out."""
    rows = _rows(session, meeting_id)
    newest = {(Kind(row.kind), row.subject): row for row in reversed(rows)}
    return {name: edition_of(session, row) for name, row in newest.items()}


def edition_of(session: Session, row: PaperVersion) -> Edition:
    """Return what a version prints of itself, with its accepted amendments."""
    accepted = [one for one in amendments_of(session, row.id) if one.answer == Answer.ACCEPTED]
    return Edition(
        State(row.state),
        row.version,
        row.comments_until,
        row.version - 1 if row.replaces else None,
        tuple(Amendment(one.passage, one.wording) for one in accepted),
    )


def current(session: Session, meeting_id: MeetingId, kind: Kind, subject: str) -> PaperVersion | None:
    """Return the row of the current version; None while nobody has done anything with the paper."""
    query = select(PaperVersion).filter_by(meeting=meeting_id, kind=kind.value, subject=subject)
    return session.scalar(query.order_by(PaperVersion.version.desc()).limit(1))


def amendments_of(session: Session, paper_id: PaperId) -> Sequence[PaperAmendment]:
    """Return the amendments of a version, the oldest first."""
    query = select(PaperAmendment).where(PaperAmendment.paper == paper_id)
    return session.scalars(query.order_by(PaperAmendment.asked_at, PaperAmendment.id)).all()


def basis_of(session: Session, meeting_id: MeetingId) -> dict[str, Any]:
    """Return {chain: (number, hash)} of the heads of a meeting and its place: equal heads give the same paper."""
    scope = meetings.locate_meeting(session, meeting_id)
    return {chain: ledger.head_of(session, chain) for chain in (meeting_id, *([scope.place] if scope else []))}


def stored_files(session: Session) -> set[str]:
    """Return the SHA-256 of every file that a version names."""
    named = {one["sha256"] for scans in session.scalars(select(PaperVersion.scans)) for one in scans}
    for files in session.scalars(select(PaperVersion.files)):
        named |= {digest for made in files.values() for digest in made.values()}
    return named


def _rows(session: Session, meeting_id: MeetingId) -> Sequence[PaperVersion]:
    query = select(PaperVersion).where(PaperVersion.meeting == meeting_id)
    return session.scalars(query.order_by(PaperVersion.kind, PaperVersion.subject, PaperVersion.version.desc())).all()


def _versions(
    session: Session, kind: Kind, subject: str, rows: Sequence[PaperVersion], facts: dict[str, Any]
) -> list[PaperView]:
    """Return the versions of a paper, the current one first; without rows, the draft that nobody has touched."""
    resolution = ResolutionId(subject) if subject else None
    if not rows:
        blank: dict[str, Any] = {"comments_until": None, "replaces": None, "reason": "", "moves": (), "files": {}}
        blank |= {"scan": None, "posted_where": "", "posted_on": None, "archive_number": "", "amendments": ()}
        return [PaperView(None, kind, resolution, version=1, state=State.DRAFT, **facts, **blank)]
    return [
        PaperView(
            id=row.id,
            kind=kind,
            resolution=resolution,
            version=row.version,
            state=State(row.state),
            comments_until=row.comments_until,
            replaces=row.version - 1 if row.replaces else None,
            reason=row.reason,
            moves=tuple(_move(session, move) for move in row.moves),
            files=dict(row.files),
            scan=ScanView(**row.scans[-1]) if row.scans else None,
            posted_where=row.posted_where,
            posted_on=row.posted_on,
            archive_number=row.archive_number,
            amendments=tuple(_amendment(session, one) for one in amendments_of(session, row.id)),
            replaced_by=row.version + 1 if row is not rows[0] else None,
            **facts,
        )
        for row in rows
    ]


def _without_names(view: PaperView) -> PaperView:
    moves = tuple(replace(move, by="") for move in view.moves)
    return replace(view, moves=moves, amendments=tuple(replace(one, by="") for one in view.amendments))


def _move(session: Session, move: dict[str, str]) -> MoveView:
    by = accounts.name_of(session, move["by"]) or ""
    return MoveView(State(move["to"]), by, datetime.fromisoformat(move["at"]))


def _amendment(session: Session, row: PaperAmendment) -> AmendmentView:
    return AmendmentView(
        id=row.id,
        passage=row.passage,
        wording=row.wording,
        by=row.asked_by or _name(session, row),
        answer=Answer(row.answer),
        reason=row.reason,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
    )


def _name(session: Session, row: PaperAmendment) -> str:
    if row.is_of_seat:
        seat = meetings.seat_of(session, SeatId(row.actor))
        return seat.alias if seat else ""
    return accounts.name_of(session, row.actor) or ""
