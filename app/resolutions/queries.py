"""Reads of resolutions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.concessions import queries as concessions
from app.concessions.queries import ConcessionView
from app.meetings import queries as meetings
from app.platform.access.permissions import Scope
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import ConcessionId, MeetingId, PlaceId, ResolutionId
from app.platform.local_time import to_local
from app.platform.serialise import OMIT_EMPTY, to_json_value
from app.resolutions import rules
from app.resolutions.clauses import clauses_of
from app.resolutions.models import Resolution
from app.resolutions.notices.queries import NoticeView, notices_of
from app.resolutions.notices.rules import Kind
from app.resolutions.rules import Dissent, Facts, PriorNotice
from app.resolutions.wording import concession_in_words
from app.themes import queries as themes
from app.voting import queries as voting
from app.voting.queries import PollView


@dataclass(frozen=True, slots=True)
class Incorporation:
    """A concession that a clause takes up; `stakeholder_group` gave way, and is None where the group is too small."""

    concession: ConcessionId
    stakeholder_group: str | None
    condition: str
    offer: str
    in_words: Mapping[str, str]
    """{locale: the concession as one sentence beside the clause}"""


@dataclass(frozen=True, slots=True)
class ClauseView:
    """One clause, numbered from 1, with the concessions that it takes up and the dissent from it."""

    number: int
    text: str
    concessions: tuple[Incorporation, ...]
    dissent: tuple[Dissent, ...]


@dataclass(frozen=True, slots=True)
class ResolutionLink:
    """Another resolution of the same place, as a page names it; `number` is None before adoption."""

    id: ResolutionId
    number: str | None
    title: str


@dataclass(frozen=True, slots=True)
class ResolutionView:
    """A resolution with its latest poll; `reservations` (保留意见) are the reasons of the dissent recorded with it."""

    id: ResolutionId
    meeting: MeetingId
    theme: str | None
    theme_label: str
    number: str | None
    title: str
    text: str
    text_hash: str | None
    state: str
    reservations: tuple[str, ...]
    created_at: datetime
    adopted_at: datetime | None
    poll: PollView | None
    check_code: str | None
    """The first digits of `text_hash`, as `7F3A-91C2`; None before the text is frozen."""
    clauses: tuple[ClauseView, ...]
    concessions: tuple[Incorporation, ...]
    """The concessions that the text takes up as a whole, in no clause of its own."""
    dissent: tuple[Dissent, ...]
    """Every reservation, in the order of recording, also those that a clause shows."""
    facts: Facts
    effective_on: date | None
    """First day in force: as recorded, else the last day of the notice of the result; None while neither is known."""
    prior_notice: PriorNotice | None
    """None where the day of the notice or the poll is not known."""
    notices: tuple[NoticeView, ...]
    corrects: ResolutionLink | None = field(default=None, metadata=OMIT_EMPTY)
    corrected_by: ResolutionLink | None = field(default=None, metadata=OMIT_EMPTY)
    """The adopted resolution that corrects this one."""


def locate_resolution(session: Session, resolution_id: ResolutionId) -> Scope | None:
    meeting = session.scalar(select(Resolution.meeting).where(Resolution.id == resolution_id))
    return meetings.locate_meeting(session, meeting) if meeting else None


def resolution_of(session: Session, resolution_id: ResolutionId) -> ResolutionView:
    """Return one resolution.

    Raises:
        DomainError: `not_found`.
    """
    resolution = session.get(Resolution, resolution_id)
    if resolution is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return _views(session, resolution.meeting, [resolution])[0]


def resolutions_of(session: Session, meeting_id: MeetingId) -> list[ResolutionView]:
    """Return the resolutions of a meeting, in the order of drafting."""
    query = select(Resolution).where(Resolution.meeting == meeting_id).order_by(Resolution.created_at, Resolution.id)
    return _views(session, meeting_id, session.scalars(query).all())


def adopted_of(session: Session, word: str) -> list[ResolutionId]:
    """Return the adopted resolutions that an id or a check code names; a code may name several texts."""
    query = select(Resolution.id).where(Resolution.state == rules.State.ADOPTED).order_by(Resolution.number)
    digits = rules.parse_check_code(word)
    named = Resolution.id == word if digits is None else Resolution.text_hash.startswith(digits)
    return list(session.scalars(query.where(named)))


def corrigible_at(session: Session, place_id: PlaceId) -> list[ResolutionLink]:
    """Return the adopted resolutions of a place that no adopted resolution corrects yet, the newest first."""
    correction = aliased(Resolution)
    corrected = select(correction.id).where(
        correction.corrects == Resolution.id, correction.state == rules.State.ADOPTED
    )
    meeting_ids = [meeting.id for meeting in meetings.meetings_at(session, [place_id])]
    query = select(Resolution.id, Resolution.number, Resolution.title).where(
        Resolution.meeting.in_(meeting_ids), Resolution.state == rules.State.ADOPTED, ~corrected.exists()
    )
    rows = session.execute(query.order_by(Resolution.adopted_at.desc(), Resolution.id))
    return [ResolutionLink(row.id, row.number, row.title) for row in rows]


def numbers_of(session: Session, ids: Collection[str]) -> dict[str, str]:
    """Return {resolution: its number} for the adopted resolutions among `ids`."""
    query = select(Resolution.id, Resolution.number).where(Resolution.id.in_(ids), Resolution.number.is_not(None))
    return {row.id: row.number for row in session.execute(query)}


def is_numbered(session: Session, number: str) -> bool:
    """Return whether some resolution has this number."""
    return session.scalar(select(Resolution.id).where(Resolution.number == number)) is not None


def is_statutory(session: Session, resolution_id: ResolutionId) -> bool:
    """Return whether the latest poll on a resolution was held under a rule of law."""
    basis = voting.basis_on(session, resolution_id)
    return basis is not None and basis.is_statutory


def facts_of(resolution: Resolution) -> Facts:
    """Return what is recorded about a resolution beside its text."""
    return Facts(
        resolution.responsible,
        resolution.effective_on,
        resolution.valid_until,
        resolution.review_on,
        resolution.objection_address,
        resolution.objection_phone,
        resolution.objection_until,
        resolution.branch_studied_on,
        resolution.branch_minute,
        resolution.is_legally_checked,
        resolution.noticed_on,
    )


def effective_day(facts: Facts, notices: Sequence[NoticeView]) -> date | None:
    """Return the first day in force: as recorded, else the last day of the latest notice of the result."""
    results = [notice.ends_on for notice in notices if notice.kind == Kind.RESULT]
    return facts.effective_on or (results[-1] if results else None)


def stored_dissent(dissent: Dissent) -> Any:
    """Return a reservation as its column stores it: a plain text where nothing but the reason is known."""
    return dissent.text if dissent == Dissent(dissent.text) else to_json_value(dissent)


def restored_dissent(stored: Any) -> Dissent:
    """Return a reservation from its column, also one recorded as a plain text."""
    return Dissent(stored) if isinstance(stored, str) else Dissent(**stored)


@dataclass(frozen=True, slots=True)
class _Related:
    """What stands beside some resolutions: {resolution: its notices; the one it corrects; the adopted correction}."""

    notices: Mapping[ResolutionId, Sequence[NoticeView]]
    corrected: Mapping[ResolutionId, ResolutionLink]
    correcting: Mapping[ResolutionId, ResolutionLink]


def _views(session: Session, meeting_id: MeetingId, rows: Sequence[Resolution]) -> list[ResolutionView]:
    """Return resolutions of one meeting; what they share is read once."""
    labels = {theme.key: theme.label for theme in themes.arrangement_of(session, meeting_id).themes}
    taken = [one for one in concessions.concessions_of(session, meeting_id) if one.resolution is not None]
    related = _related(session, rows)
    return [
        _view(row, labels, voting.last_poll_on(session, row.id), _incorporated(taken, row.id), related) for row in rows
    ]


def _related(session: Session, rows: Sequence[Resolution]) -> _Related:
    ids, wanted = [row.id for row in rows], [row.corrects for row in rows if row.corrects]
    corrected = session.scalars(select(Resolution).where(Resolution.id.in_(wanted)))
    correcting = session.scalars(
        select(Resolution).where(Resolution.corrects.in_(ids), Resolution.state == rules.State.ADOPTED)
    )
    return _Related(
        notices_of(session, ids),
        {one.id: _link(one) for one in corrected},
        {one.corrects: _link(one) for one in correcting if one.corrects},
    )


def _link(resolution: Resolution) -> ResolutionLink:
    return ResolutionLink(resolution.id, resolution.number, resolution.title)


def _incorporated(
    taken: Sequence[ConcessionView], resolution_id: ResolutionId
) -> dict[int | None, list[Incorporation]]:
    """Return {number of a clause, or None for the whole text: the concessions that it takes up}."""
    placed: dict[int | None, list[Incorporation]] = {}
    for one in taken:
        if one.resolution == resolution_id:
            in_words = concession_in_words(one.stakeholder_group, one.condition, one.offer)
            incorporation = Incorporation(one.id, one.stakeholder_group, one.condition, one.offer, in_words)
            placed.setdefault(one.clause, []).append(incorporation)
    return placed


def _clauses(
    text: str, incorporated: Mapping[int | None, Sequence[Incorporation]], dissent: Sequence[Dissent]
) -> tuple[ClauseView, ...]:
    return tuple(
        ClauseView(
            number, clause, tuple(incorporated.get(number, ())), tuple(one for one in dissent if one.clause == number)
        )
        for number, clause in enumerate(clauses_of(text), 1)
    )


def _prior_notice(facts: Facts, poll: PollView | None) -> PriorNotice | None:
    if facts.noticed_on is None or poll is None or poll.basis is None:
        return None
    return PriorNotice((to_local(poll.opened_at).date() - facts.noticed_on).days, poll.basis.notice_days or 0)


def _view(
    resolution: Resolution,
    labels: Mapping[str, str],
    poll: PollView | None,
    incorporated: Mapping[int | None, Sequence[Incorporation]],
    related: _Related,
) -> ResolutionView:
    facts = facts_of(resolution)
    dissent = tuple(restored_dissent(one) for one in resolution.reservations)
    notices = tuple(related.notices[resolution.id])
    return ResolutionView(
        id=resolution.id,
        meeting=resolution.meeting,
        theme=resolution.theme,
        theme_label=labels.get(resolution.theme or "", ""),
        number=resolution.number,
        title=resolution.title,
        text=resolution.text,
        text_hash=resolution.text_hash,
        state=resolution.state,
        reservations=tuple(one.text for one in dissent),
        created_at=resolution.created_at,
        adopted_at=resolution.adopted_at,
        poll=poll,
        check_code=rules.check_code(resolution.text_hash) if resolution.text_hash else None,
        clauses=_clauses(resolution.text, incorporated, dissent),
        concessions=tuple(incorporated.get(None, ())),
        dissent=dissent,
        facts=facts,
        effective_on=effective_day(facts, notices),
        prior_notice=_prior_notice(facts, poll),
        notices=notices,
        corrects=related.corrected.get(resolution.corrects) if resolution.corrects else None,
        corrected_by=related.correcting.get(resolution.id),
    )
