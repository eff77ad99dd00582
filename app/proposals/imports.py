"""Whole conversations and lists of proposals brought in from files, one ledger entry for each import."""

from collections.abc import Mapping

from app.meetings import actions as meetings
from app.meetings.rules import StageView
from app.platform import ledger
from app.platform.security.actors import Actor
from app.platform.work import Work
from app.proposals import actions
from app.proposals.polis import Conversation


def import_conversation(work: Work, actor: Actor, *, place: str, title: str, conversation: Conversation) -> str:
    """A meeting made of a Polis conversation, every id kept; returns the meeting's id."""
    created = meetings.create_meeting(work, actor, place=place, title=title, template="T4", source="polis")
    meeting: str = created.data["meeting"]
    people = [meetings.ImportedSeat(external_id=participant) for participant in conversation.participants]
    seats = meetings.import_seats(work, meeting=meeting, seats=people)
    texts = [
        actions.ImportedProposal(statement.id, statement.text, not statement.is_moderated_out, statement.author)
        for statement in conversation.statements
    ]
    proposals = actions.import_proposals(work, meeting=meeting, proposals=texts)
    reactions = [
        (seats[participant], proposals[statement], choice)
        for (participant, statement), choice in conversation.votes.items()
    ]
    actions.import_reactions(work, meeting=meeting, reactions=reactions)
    meetings.change_meeting(work, actor, meeting=meeting, stage_view=StageView.GROUND)
    payload = {
        "source": "polis",
        "sha256": conversation.digest,
        "seats": len(people),
        "proposals": len(texts),
        "reactions": len(reactions),
    }
    _note(work, actor, meeting, payload)
    return meeting


def import_texts(work: Work, actor: Actor, *, place: str, title: str, texts: list[str], digest: str) -> str:
    """A meeting made of a list of proposals; returns the meeting's id."""
    created = meetings.create_meeting(work, actor, place=place, title=title, template="T4", source="proposals")
    meeting: str = created.data["meeting"]
    rows = [actions.ImportedProposal(str(number), text) for number, text in enumerate(texts, 1)]
    actions.import_proposals(work, meeting=meeting, proposals=rows)
    _note(work, actor, meeting, {"source": "proposals", "sha256": digest, "proposals": len(rows)})
    return meeting


def _note(work: Work, actor: Actor, meeting: str, payload: Mapping[str, object]) -> None:
    """One entry for the whole import; nobody can have seen an earlier snapshot of a meeting just made."""
    kind = "conversation.imported"
    ledger.append(work, chain=meeting, kind=kind, topic=actions.WALL, actor=actor.id, payload=payload)
