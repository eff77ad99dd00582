"""Residents' taps on doubtful proposals: who tapped stays secret, and each resident is dealt each proposal once."""

import hmac
from collections import Counter
from collections.abc import Collection, Iterable
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.platform.ids import MeetingId, ProposalId, SeatId
from app.platform.storage.keys import KeyFolder
from app.platform.storage.unit_of_work import Work
from app.themes import rules
from app.themes.models import ThemeTap

PREFIX = "taps-"
SETTLING = 3
"""Number of equal taps that settle a proposal."""


def key_name(meeting_id: MeetingId) -> str:
    """Return the file name of the key under which the taps of a meeting name their voters."""
    return f"{PREFIX}{meeting_id}"


def voter_of(key: bytes, proposal_id: ProposalId, seat_id: SeatId) -> str:
    """Return the digest that stands for a seat at one proposal; at another proposal the seat has another digest."""
    return hmac.new(key, f"{proposal_id}/{seat_id}".encode(), sha256).hexdigest()


def note_tap(session: Session, meeting_id: MeetingId, proposal_id: ProposalId, *, voter: str, theme: str) -> None:
    """Store a tap; the last tap of a voter on a proposal counts."""
    tap = session.get(ThemeTap, (proposal_id, voter))
    if tap is None:
        session.add(ThemeTap(meeting=meeting_id, proposal=proposal_id, voter=voter, theme=theme))
    else:
        tap.theme = theme
    session.flush()


def settled_theme(session: Session, proposal_id: ProposalId) -> str | None:
    """Return the theme for which enough taps are equal, "" for none of the two; None while the taps settle nothing.

    Who cannot say has said nothing of the proposal, however many they are.
    """
    is_said = ThemeTap.theme != rules.UNSURE
    taps = Counter(session.scalars(select(ThemeTap.theme).where(ThemeTap.proposal == proposal_id, is_said)))
    return next((theme for theme, count in taps.items() if count >= SETTLING), None)


def forget_taps(session: Session, proposal_ids: Collection[ProposalId]) -> None:
    """Delete the taps on proposals, which have been placed."""
    if proposal_ids:
        session.execute(delete(ThemeTap).where(ThemeTap.proposal.in_(proposal_ids)))


def end_taps(work: Work, meeting_id: MeetingId) -> None:
    """Delete all taps of a meeting that has ended, and destroy its key after the commit."""
    work.session.execute(delete(ThemeTap).where(ThemeTap.meeting == meeting_id))
    work.after_commit(lambda: work.keys.destroy(key_name(meeting_id)))


def destroy_stale_keys(session: Session, keys: KeyFolder) -> None:
    """Destroy the keys of meetings that have ended: a crash right after the commit of the end leaves its key behind."""
    for name in keys.names(PREFIX):
        if meetings.is_closed(session, MeetingId(name.removeprefix(PREFIX))):
            keys.destroy(name)


def forget_other_taps(session: Session, meeting_id: MeetingId, doubtful: Collection[ProposalId]) -> None:
    """Delete the taps of a meeting on proposals that are no longer doubtful."""
    tapped = set(session.scalars(select(ThemeTap.proposal).where(ThemeTap.meeting == meeting_id)))
    forget_taps(session, tapped - set(doubtful))


def waiting_for(
    session: Session, keys: KeyFolder, meeting_id: MeetingId, seat_id: SeatId, doubtful: Iterable[ProposalId]
) -> list[ProposalId]:
    """Return the doubtful proposals that a seat has not tapped, in the order to deal them: the fewest taps first.

    Among equal ones a digest of seat and proposal decides, so that seats begin at different proposals.
    """
    key = keys.read(key_name(meeting_id))
    rows = session.execute(
        select(ThemeTap.proposal, ThemeTap.voter, ThemeTap.theme).where(ThemeTap.meeting == meeting_id)
    ).all()
    counts = Counter(row.proposal for row in rows if row.theme != rules.UNSURE)
    tapped = {row.proposal for row in rows if key is not None and row.voter == voter_of(key, row.proposal, seat_id)}
    waiting = [proposal for proposal in doubtful if proposal not in tapped]
    return sorted(waiting, key=lambda proposal: (counts[proposal], _draw(seat_id, proposal)))


def _draw(seat_id: SeatId, proposal_id: ProposalId) -> str:
    return sha256(f"{seat_id}/{proposal_id}".encode()).hexdigest()
