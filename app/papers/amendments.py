"""Writes of amendments: asked for by attendees or for them, answered, and opened again before the final text."""

from app.documents.blocks import Kind
from app.documents.editions import State
from app.papers import queries, rules
from app.papers.actions import TOPIC, current_paper
from app.papers.models import PaperAmendment, PaperVersion
from app.papers.rules import Answer
from app.platform.access.actors import Actor, ActorKind
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import AmendmentId, MeetingId, ResolutionId
from app.platform.local_time import to_local
from app.platform.storage.db import new_id
from app.platform.storage.ledger import Entry, Unchanged
from app.platform.storage.unit_of_work import Work


def propose_amendment(
    work: Work,
    actor: Actor,
    *,
    meeting_id: MeetingId,
    kind: Kind,
    passage: str,
    wording: str,
    resolution_id: ResolutionId | None = None,
    asked_by: str = "",
) -> Entry:
    """Ask for a change of a paper that is open for comments.

    Args:
        passage: where in the paper.
        asked_by: for whom a member of staff asks; not taken from a seat.

    Raises:
        DomainError: as `queries.subject_of` and `rules.check_amendable`.
    """
    paper = current_paper(work, meeting_id, kind, resolution_id)
    is_seat, earlier = actor.kind is ActorKind.SEAT, queries.amendments_of(work.session, paper.id)
    own = sum(one.actor == actor.id for one in earlier)
    today = to_local(work.now).date()
    rules.check_amendable(State(paper.state), paper.comments_until, today, own=own, all=len(earlier), is_seat=is_seat)
    amendment = PaperAmendment(
        id=AmendmentId(new_id()),
        meeting=meeting_id,
        paper=paper.id,
        actor=actor.id,
        is_of_seat=is_seat,
        asked_by="" if is_seat else asked_by,
        passage=passage,
        wording=wording,
        answer=Answer.OPEN,
        reason="",
        asked_at=work.now,
    )
    work.session.add(amendment)
    work.session.flush()
    payload = {"amendment": amendment.id, "paper": paper.id, "passage": passage, "wording": wording}
    return Entry(meeting_id, "amendment.proposed", TOPIC, actor.id, payload)


def answer_amendment(
    work: Work, actor: Actor, *, meeting_id: MeetingId, amendment_id: AmendmentId, is_accepted: bool, reason: str = ""
) -> Entry:
    """Accept an amendment, which the paper then prints, or decline it with a reason.

    Raises:
        DomainError: `not_found`, `paper.final`, or as `rules.check_answer`.
    """
    amendment = _changeable(work, meeting_id, amendment_id)
    rules.check_answer(Answer(amendment.answer), is_accepted=is_accepted, reason=reason)
    answer = Answer.ACCEPTED if is_accepted else Answer.DECLINED
    amendment.answer, amendment.reason = answer, reason
    amendment.answered_at, amendment.answered_by = work.now, actor.id
    payload = {"amendment": amendment_id, "answer": answer.value, "reason": reason}
    return Entry(meeting_id, "amendment.answered", TOPIC, actor.id, payload)


def reopen_amendment(
    work: Work, actor: Actor, *, meeting_id: MeetingId, amendment_id: AmendmentId
) -> Entry | Unchanged:
    """Take back the answer to an amendment, as long as the paper is not final.

    Raises:
        DomainError: `not_found`, `paper.final`.
    """
    amendment = _changeable(work, meeting_id, amendment_id)
    if amendment.answer == Answer.OPEN:
        return Unchanged(TOPIC)
    amendment.answer, amendment.reason = Answer.OPEN, ""
    amendment.answered_at = amendment.answered_by = None
    return Entry(meeting_id, "amendment.reopened", TOPIC, actor.id, {"amendment": amendment_id})


def _changeable(work: Work, meeting_id: MeetingId, amendment_id: AmendmentId) -> PaperAmendment:
    amendment = work.session.get(PaperAmendment, amendment_id)
    if amendment is None or amendment.meeting != meeting_id:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    paper = work.session.get_one(PaperVersion, amendment.paper)
    rules.check_not_final(State(paper.state))
    return amendment
