"""Finds the neighbour of each new proposal: the most similar earlier proposal of its theme.

A new proposal follows its neighbour into the theme in which people have put the neighbour.
"""

from collections.abc import Mapping, Sequence

import nlp
from app.organisations.rules import Words
from app.platform.ids import ProposalId
from app.proposals.queries import ProposalView
from app.themes.rules import DraftTheme

MAX_ALIKE = 20


def find_nearest_earlier(
    themes: Sequence[DraftTheme],
    views: Sequence[ProposalView],
    *,
    known: Mapping[ProposalId, ProposalId],
    since: int,
    words: Words,
) -> dict[ProposalId, ProposalId]:
    """Return {proposal: its neighbour} for the proposals whose number is above `since`.

    The neighbour is the earlier proposal of the same theme with the most similar text; a proposal without one is left
    out.

    Args:
        known: neighbours that an earlier run found; each is kept while both proposals are in one theme.
    """
    by_id = {view.id: view for view in views}
    nearest: dict[ProposalId, ProposalId] = {}
    for theme in themes:
        members = sorted((by_id[member] for member in theme.members), key=lambda view: view.number)
        late = [view for view in members if view.number > since]
        inside = set(theme.members)
        nearest.update({view.id: known[view.id] for view in late if known.get(view.id) in inside})
        wanted = [view for view in late if view.id not in nearest]
        if wanted:
            nearest.update(_find_similar(members, wanted, words))
    return nearest


def _find_similar(
    members: Sequence[ProposalView], wanted: Sequence[ProposalView], words: Words
) -> dict[ProposalId, ProposalId]:
    index = nlp.SimilarIndex(user_words=words.user, synonyms=words.same)
    for view in members:
        index.add(view.id, view.text)
    numbers = {view.id: view.number for view in members}
    nearest: dict[ProposalId, ProposalId] = {}
    for view in wanted:
        near = [ProposalId(str(other)) for other, _ in index.search(view.text, limit=MAX_ALIKE, by_words=True)]
        earlier = [other for other in near if numbers[other] < view.number]
        if earlier:
            nearest[view.id] = earlier[0]
    return nearest
