"""Finds proposals similar to a text, with one in-memory index for each busy meeting in the answering process.

An index follows the ledger: before a search it reads only the proposals that have changed since the last search. The
number of indexes is limited; the least recently used one is dropped.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from cachetools import LRUCache
from sqlalchemy.orm import Session

import nlp
from app.meetings import queries as meetings
from app.organisations import queries as organisations
from app.organisations.rules import Words
from app.platform.access.services import Services
from app.platform.ids import MeetingId, ProposalId
from app.platform.storage.db import Database
from app.platform.threads import run_native
from app.proposals import queries
from app.proposals.queries import SimilarText
from app.proposals.rules import PROPOSE

MAX_MEETINGS = 16
MAX_SHOWN = 3
LEAST = 0.3
"""Lowest cosine similarity of a result; texts below it share a word or two but not a wish."""
AT_ONCE = 50
"""Most changed texts indexed in the calling greenlet; more are indexed in a native thread."""


def warm_up(services: Services) -> None:
    """Load dictionaries and the indexes of meetings that accept proposals now, before the first search."""
    run_native(_load_words)
    with services.database.read() as session:
        busy = meetings.busy_meetings(session, PROPOSE, MAX_MEETINGS)
    for meeting_id in reversed(busy):
        services.instance(SimilarityIndexes).warm(services.database, meeting_id)


def _load_words() -> None:
    """Run one search, which loads every dictionary that searches need."""
    index = nlp.SimilarIndex()
    index.add("one", "提议")
    index.search("提议")


def words_at(session: Session, meeting_id: MeetingId) -> Words:
    """Return the words of the place of a meeting; the lists are empty if the meeting does not exist."""
    scope = meetings.locate_meeting(session, meeting_id)
    return organisations.words_of(session, scope.place) if scope else Words()


@dataclass(slots=True)
class _Index:
    """The index of one meeting at a version of its wall."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    index: "nlp.SimilarIndex | None" = None
    words: Words | None = None
    version: int = 0


class SimilarityIndexes:
    """Finds visible proposals similar to a text; indexes of up to `MAX_MEETINGS` meetings are kept in memory."""

    def __init__(self) -> None:
        self._indexes: LRUCache[MeetingId, _Index] = LRUCache(MAX_MEETINGS)
        self._lock = threading.Lock()

    def search(self, database: Database, meeting_id: MeetingId, text: str, *, leave_out: str = "") -> list[SimilarText]:
        """Return at most three visible proposals similar to a text, the most similar first.

        Args:
            leave_out: the id of a proposal that is not returned.
        """
        entry = self._entry_of(meeting_id)
        with entry.lock:
            index = self._follow(database, meeting_id, entry)
            near = [(ProposalId(str(key)), score) for key, score in index.search(text, MAX_SHOWN + 1) if score >= LEAST]
        scores = {key: score for key, score in near if key != leave_out}
        with database.read() as session:
            return queries.similar_texts(session, meeting_id, scores)[:MAX_SHOWN]

    def warm(self, database: Database, meeting_id: MeetingId) -> None:
        """Prepare the index of a meeting before its first search."""
        entry = self._entry_of(meeting_id)
        with entry.lock:
            self._follow(database, meeting_id, entry)

    def _entry_of(self, meeting_id: MeetingId) -> _Index:
        with self._lock:
            return self._indexes.setdefault(meeting_id, _Index())

    def _follow(self, database: Database, meeting_id: MeetingId, entry: _Index) -> "nlp.SimilarIndex":
        with database.read() as session:
            words = words_at(session, meeting_id)
            if words != entry.words:  # other words change how texts are split: build the index anew
                entry.index, entry.words, entry.version = None, words, 0
            version, changed = _changes(session, meeting_id, entry)
        index = entry.index
        if index is None:
            index = entry.index = run_native(lambda: nlp.SimilarIndex(user_words=words.user, synonyms=words.same))
        if len(changed) > AT_ONCE:
            run_native(lambda: _take_in(index, changed))
        else:
            _take_in(index, changed)
        entry.version = version
        return index


def _changes(session: Session, meeting_id: MeetingId, entry: _Index) -> tuple[int, Sequence[queries.WallText]]:
    """Return the wall's version, read first to miss no change, and the texts that the index does not have yet."""
    version = queries.wall_version(session, meeting_id)
    if entry.index is not None and version == entry.version:
        return version, ()
    named = queries.changed_after(session, meeting_id, entry.version) if entry.index is not None else None
    return version, queries.texts_of(session, meeting_id, named)


def _take_in(index: "nlp.SimilarIndex", changed: Sequence[queries.WallText]) -> None:
    for one in changed:
        if one.is_shown:
            index.add(one.id, one.text)
        else:
            index.remove(one.id)
    index.search("")  # build the rows now, not at the next search
