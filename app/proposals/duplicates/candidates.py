"""Finds pairs of possible duplicates on a wall, in a worker job; people decide about the pairs."""

from datetime import timedelta

import nlp
from app.platform.access.services import Services
from app.platform.ids import MeetingId
from app.platform.storage import jobs
from app.platform.storage.unit_of_work import Work
from app.proposals import queries
from app.proposals.duplicates import actions as duplicates
from app.proposals.duplicates.index import words_at

FIND_CANDIDATES = "pair_meeting"
DELAY = timedelta(seconds=2)
NEAR_EXACT = 0.8
MAX_TEXTS = 5_000
"""Most proposals compared: the newest ones of a larger wall."""
MAX_CANDIDATES = 20
"""Most pairs stored, more than a facilitator reads at once; decided pairs make room for others."""


def ask_for_candidates(work: Work, *, meeting_id: MeetingId) -> None:
    """Enqueue the job that finds pairs of near-exact duplicates in a meeting."""
    jobs.enqueue(work, FIND_CANDIDATES, delay=DELAY, meeting_id=meeting_id)


def find_candidates(services: Services, *, meeting_id: MeetingId) -> None:
    """Find and store pairs of near-exact duplicates on the wall about which no person has decided or asked; a job."""
    with services.database.read() as session:
        shown = [one for one in queries.texts_of(session, meeting_id) if one.is_shown][-MAX_TEXTS:]
        shown_as = queries.shown_as_of(session, meeting_id)
        words = words_at(session, meeting_id)
        known = queries.decided_candidates(session, meeting_id)
    pairs: list[tuple[str, str]] = []
    similar = nlp.find_similar(
        [one.text for one in shown], threshold=NEAR_EXACT, user_words=words.user, synonyms=words.same
    )
    for earlier, later, _score in similar:
        duplicate, original = shown[later].id, shown_as.get(shown[earlier].id, shown[earlier].id)
        if (
            duplicate not in shown_as
            and frozenset((duplicate, original)) not in known
            and (duplicate, original) not in pairs
        ):
            pairs.append((duplicate, original))
    services.writer.run(
        lambda work: duplicates.store_candidates(work, meeting_id=meeting_id, pairs=pairs[:MAX_CANDIDATES])
    )
