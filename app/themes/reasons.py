"""Says why a proposal is in its theme."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

import nlp
from app.meetings import queries as meetings
from app.organisations import queries as organisations
from app.platform.ids import MeetingId, ProposalId
from app.proposals import queries as proposals
from app.themes import queries, rules

NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Why:
    """Why a proposal is where it is.

    `theme`, `label`: key and name of its theme, "" if ungrouped; `named_by`: "machine" or "people"; `words`: the words
    that put the proposal there; `neighbours`: the most similar proposals of the theme; `confidence`: how sure the
    machine is (0..1), None if it has not said so; `placed_by`: "machine", "desk", "author" or "room".
    """

    theme: str
    label: str
    named_by: str
    words: tuple[str, ...]
    neighbours: tuple[ProposalId, ...]
    confidence: float | None
    placed_by: str


def why_of(session: Session, meeting_id: MeetingId, proposal_id: ProposalId) -> Why:
    """Return why a proposal is where it is."""
    arranged = queries.arrangement_of(session, meeting_id)
    theme = next((theme for theme in arranged.themes if proposal_id in theme.members), None)
    source = arranged.placed.get(proposal_id)
    return Why(
        theme.key if theme else "",
        theme.label if theme else "",
        queries.PEOPLE if theme and theme.is_named else queries.MACHINE,
        queries.shown_reasons_of(session, meeting_id).get(proposal_id, ()),
        _neighbours(session, meeting_id, theme, proposal_id) if theme else (),
        queries.sorting_of(session, meeting_id).confidence.get(proposal_id),
        source.value if source else queries.MACHINE,
    )


def _neighbours(
    session: Session, meeting_id: MeetingId, theme: rules.Shown, proposal_id: ProposalId
) -> tuple[ProposalId, ...]:
    """Return the proposals of a theme that are most similar to one of its proposals, the most similar first."""
    words = organisations.words_of(session, meetings.meeting_of(session, meeting_id).place)
    index = nlp.SimilarIndex(user_words=words.user, synonyms=words.same)
    texts = {one.id: one.text for one in proposals.texts_of(session, meeting_id, theme.members)}
    for member, text in texts.items():
        if member != proposal_id:
            index.add(member, text)
    near = index.search(texts[proposal_id], limit=NEIGHBOURS, by_words=True)
    return tuple(ProposalId(str(member)) for member, _ in near)
