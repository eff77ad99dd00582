"""Writes of residents who sort: an author places the own proposal, other residents tap what a doubtful one is about."""

from app.meetings import queries as meetings
from app.platform.access.actors import Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, ProposalId
from app.platform.storage import ledger
from app.platform.storage.ledger import Entry, Unchanged
from app.platform.storage.unit_of_work import Work
from app.proposals import queries as proposals
from app.themes import actions, queries, rows, rules
from app.themes.editing import do_edit
from app.themes.placing import taps
from app.themes.placing.queries import authors_answers

PLACED = "themes.placed"


def place_card(
    work: Work, actor: Actor, *, meeting_id: MeetingId, proposal_id: ProposalId, theme: str
) -> Entry | Unchanged:
    """Put the actor's own proposal into a theme, or say as `PlaceCard` does that none fits; the last answer counts.

    Raises:
        DomainError: `not_found`, also for the proposal of somebody else; `phase.not_now`; `theme.unknown`;
            `theme.proposals_needed` if the proposal is not on the wall.
    """
    if proposals.proposal_of(work.session, proposal_id).seat != actor.id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    meetings.check_act(work.session, meeting_id, rules.SORT)
    is_unsure = theme == rules.UNSURE
    key = "" if is_unsure else queries.arrangement_of(work.session, meeting_id).shown_key(theme)
    earlier = authors_answers(rules.active_edits(queries.edits_of(work.session, meeting_id))).get(proposal_id)
    if earlier is not None and (earlier.theme, earlier.is_unsure) == (key, is_unsure):
        return Unchanged(actions.TOPIC)
    replaces = earlier.number if earlier else 0
    pin = rules.Pin(key, (proposal_id,), source=rules.Source.AUTHOR, replaces=replaces, is_unsure=is_unsure)
    return _place(work, meeting_id, pin)


def tap_card(
    work: Work, actor: Actor, *, meeting_id: MeetingId, proposal_id: ProposalId, theme: str
) -> Entry | Unchanged:
    """Say which of its two likeliest themes a doubtful proposal is about, or as `TapCard` does that neither fits.

    Enough equal taps settle the proposal. The ledger then says that the room has placed it, and no row says who tapped.
    A tap on a proposal that is no longer doubtful has no effect.

    Raises:
        DomainError: `phase.not_now`; `theme.own_card` for the actor's own proposal; `theme.unknown` for another theme.
    """
    meetings.check_act(work.session, meeting_id, rules.SORT)
    if proposals.proposal_of(work.session, proposal_id).seat == actor.id:
        raise DomainError(ErrorKind.CONFLICT, "theme.own_card")
    candidates = queries.doubtful_of(work.session, meeting_id).get(proposal_id)
    if candidates is None:
        return Unchanged(actions.TOPIC)
    key = queries.arrangement_of(work.session, meeting_id).shown_key(theme)
    if key not in ("", rules.UNSURE, *candidates):
        raise DomainError(ErrorKind.CONFLICT, "theme.unknown")
    voter = taps.voter_of(work.keys.read_or_create(taps.key_name(meeting_id)), proposal_id, actor.seat_id)
    taps.note_tap(work.session, meeting_id, proposal_id, voter=voter, theme=key)
    settled = taps.settled_theme(work.session, proposal_id)
    if settled is not None:
        # Several residents have looked at what the author chose, so their answer replaces the author's.
        answers = authors_answers(rules.active_edits(queries.edits_of(work.session, meeting_id)))
        author = answers.get(proposal_id)
        replaces = author.number if author else 0
        pin = rules.Pin(settled, (proposal_id,), source=rules.Source.ROOM, replaces=replaces)
        ledger.append(work, _place(work, meeting_id, pin))
    return Unchanged(actions.TOPIC)


def _place(work: Work, meeting_id: MeetingId, pin: rules.Pin) -> Entry:
    """Store a placement by residents and return its entry, which names the source in place of a seat."""
    edit = do_edit(work, pin.source.value, meeting_id, pin)
    if not pin.is_unsure:
        taps.forget_taps(work.session, pin.proposals)
    work.record(actions.ThemesChanged(meeting_id))
    return Entry(meeting_id, PLACED, actions.TOPIC, pin.source.value, {"edits": [rows.ledger_row_of(edit)]})
