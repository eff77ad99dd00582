"""The socket door of proposals: submit, react, moderate; the wall and its tallies."""

from typing import Any

from sqlalchemy.orm import Session

from app.platform.errors import DomainError
from app.platform.gate import admit, meeting_of
from app.platform.ledger import Receipt
from app.platform.live.specs import Audience, EventSpec, Several, SnapshotSpec
from app.platform.security.permissions import Permission
from app.platform.services import Call
from app.proposals import actions, queries, schemas


def on_proposal_submit(call: Call, data: schemas.SubmitProposal) -> Receipt:
    meeting = meeting_of(call)
    return call.write(
        lambda work: actions.submit_proposal(work, call.actor, meeting=meeting, text=data.text, key=data.key)
    )


def on_proposal_withdraw(call: Call, data: schemas.WithdrawProposal) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: actions.withdraw_proposal(work, call.actor, meeting=meeting, **dict(data)))


def on_proposal_moderate(call: Call, data: schemas.ModerateProposal) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: actions.moderate_proposal(work, call.actor, meeting=meeting, **dict(data)))


def on_reaction_cast(call: Call, data: schemas.CastReaction) -> Receipt:
    meeting = meeting_of(call)
    return call.write(lambda work: actions.cast_reaction(work, call.actor, meeting=meeting, **dict(data)))


def on_reactions_cast(call: Call, data: schemas.CastReactions) -> Several:
    """One answer for each item, in order: a refusal of one does not hold up the others."""
    return Several(tuple(_answer_one(call, item) for item in data.items))


def read_wall(session: Session, meeting: str, audience: Audience) -> dict[str, Any]:
    """The texts, without who wrote them."""
    found = queries.wall_of(session, meeting, is_desk=audience is Audience.DESK)
    cards = [
        {"id": view.id, "number": view.number, "text": view.text, "state": view.state, "reason": view.reason}
        for view in found
    ]
    return {"proposals": cards}


def read_tally(session: Session, meeting: str, _audience: Audience) -> dict[str, Any]:
    """Counts for each proposal, and how many people they come from."""
    return {
        "proposals": queries.tallies_of(session, meeting),
        "voters": queries.voters_of(session, meeting),
    }


def page_of_tally(session: Session, meeting: str, _audience: Audience, since: int) -> dict[str, Any] | None:
    """The counts of the proposals reacted to after a version; the number of people when there is a new one."""
    changed = queries.reacted_since(session, meeting, actions.TALLY, since)
    if changed is None:
        return None
    page: dict[str, Any] = {"proposals": queries.tallies_of(session, meeting, only=changed.proposals)}
    return {**page, "voters": queries.voters_of(session, meeting)} if changed.has_newcomer else page


def _answer_one(call: Call, item: schemas.CastReaction) -> Receipt | DomainError:
    try:
        here = admit(call.services, call.actor, Permission.REACTION_CAST, {"proposal": item.proposal})
        return on_reaction_cast(here, item)
    except DomainError as error:
        return error


EVENTS = (
    EventSpec("proposal:submit", schemas.SubmitProposal, Permission.PROPOSAL_SUBMIT, on_proposal_submit),
    EventSpec("proposal:withdraw", schemas.WithdrawProposal, Permission.PROPOSAL_SUBMIT, on_proposal_withdraw),
    EventSpec("proposal:moderate", schemas.ModerateProposal, Permission.PROPOSAL_MODERATE, on_proposal_moderate),
    EventSpec("reaction:cast", schemas.CastReaction, Permission.REACTION_CAST, on_reaction_cast),
    EventSpec("reactions:cast", schemas.CastReactions, Permission.REACTION_CAST, on_reactions_cast),
)
SNAPSHOTS = (
    SnapshotSpec(actions.WALL, "wall:changed", read_wall),
    SnapshotSpec(actions.TALLY, "tally:changed", read_tally, page=page_of_tally),
)
