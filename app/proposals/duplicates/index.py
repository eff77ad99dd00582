"""Look-alikes of a text in a meeting: one index for each busy meeting, in the memory of the process that answers.

An index follows the ledger: what has changed on the wall since it was last asked is taken in, nothing else is read
again. Few meetings are held at once, the one asked longest ago gives way.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

import nlp
from app.meetings import queries as meetings
from app.meetings.rules import Act
from app.people import queries as people
from app.people.rules import Words
from app.platform.access.services import Services
from app.platform.ids import MeetingId, ProposalId
from app.platform.storage.db import Database
from app.platform.threads import run_native
from app.proposals import queries
from app.proposals.queries import SimilarText

MOST_MEETINGS = 16
MOST_SHOWN = 3
LEAST = 0.3
"""The least cosine worth a look: below it two texts share a word or two, no wish."""
AT_ONCE = 50
"""So many changed texts are taken in where one stands; more go to a native thread."""


def warm_up(services: Services) -> None:
    """Load words and numbers, and the walls that residents write on now, before the first of them asks."""
    run_native(_load_words)
    with services.database.read() as session:
        busy = meetings.busy_meetings(session, Act.PROPOSE, MOST_MEETINGS)
    for meeting_id in reversed(busy):
        services.keep(LookAlikes).warm(services.database, meeting_id)


def _load_words() -> None:
    """Compare a text with another, which loads every dictionary that a search needs."""
    index = nlp.SimilarIndex()
    index.add("one", "提议")
    index.search("提议")


def words_at(session: Session, meeting_id: MeetingId) -> Words:
    """The words of the place where a meeting is held."""
    scope = meetings.locate_meeting(session, meeting_id)
    return people.words_of(session, scope.place) if scope else Words()


@dataclass(slots=True)
class _Held:
    """The index of one meeting as of a version of its wall."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    index: "nlp.SimilarIndex | None" = None
    words: Words | None = None
    version: int = 0


class LookAlikes:
    """The indexes of one process."""

    def __init__(self) -> None:
        self._held: OrderedDict[MeetingId, _Held] = OrderedDict()
        self._lock = threading.Lock()

    def search(self, database: Database, meeting_id: MeetingId, text: str, *, leave_out: str = "") -> list[SimilarText]:
        """At most three proposals on the wall that say nearly this, the most alike first."""
        held = self._hold(meeting_id)
        with held.lock:
            index = self._follow(database, meeting_id, held)
            near = [
                (ProposalId(str(key)), score) for key, score in index.search(text, MOST_SHOWN + 1) if score >= LEAST
            ]
        scores = {key: score for key, score in near if key != leave_out}
        with database.read() as session:
            return queries.similar_texts(session, meeting_id, scores)[:MOST_SHOWN]

    def warm(self, database: Database, meeting_id: MeetingId) -> None:
        """Make a meeting's index ready before it is asked."""
        held = self._hold(meeting_id)
        with held.lock:
            self._follow(database, meeting_id, held)

    def _hold(self, meeting_id: MeetingId) -> _Held:
        with self._lock:
            held = self._held.setdefault(meeting_id, _Held())
            self._held.move_to_end(meeting_id)
            while len(self._held) > MOST_MEETINGS:
                self._held.popitem(last=False)
        return held

    def _follow(self, database: Database, meeting_id: MeetingId, held: _Held) -> "nlp.SimilarIndex":
        with database.read() as session:
            words = words_at(session, meeting_id)
            if words != held.words:  # the texts are read with other words: begin afresh
                held.index, held.words, held.version = None, words, 0
            version, changed = _changes(session, meeting_id, held)
        index = held.index
        if index is None:
            index = held.index = run_native(lambda: nlp.SimilarIndex(user_words=words.user, synonyms=words.same))
        if len(changed) > AT_ONCE:
            run_native(lambda: _take_in(index, changed))
        else:
            _take_in(index, changed)
        held.version = version
        return index


def _changes(session: Session, meeting_id: MeetingId, held: _Held) -> tuple[int, Sequence[queries.WallText]]:
    """The wall's version now, and the texts that differ from what is held; the version first, so nothing is missed."""
    version = queries.wall_version(session, meeting_id)
    if held.index is not None and version == held.version:
        return version, ()
    named = queries.changed_after(session, meeting_id, held.version) if held.index is not None else None
    return version, queries.texts_of(session, meeting_id, named)


def _take_in(index: "nlp.SimilarIndex", changed: Sequence[queries.WallText]) -> None:
    for one in changed:
        if one.is_shown:
            index.add(one.id, one.text)
        else:
            index.remove(one.id)
    index.search("")  # settles the rows now, not at the next question
