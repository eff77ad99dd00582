"""Conversations in Polis's layout: what one holds, and how it is written.

`reading.conversations` reads the layout. In it 1 is agree, -1 disagree, 0 pass; moderated -1 is moderated out.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.proposals.reading.report import Report
from app.proposals.rules import Choice, State

CHOICES = {"1": Choice.AGREE, "-1": Choice.DISAGREE, "0": Choice.PASS}
NUMBERS = {choice: number for number, choice in CHOICES.items()}
MODERATED_OUT = "-1"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a conversation.

    Attributes:
        id, author: as the file names them.
        is_moderated_out: not shown to those who vote.
        created_at: None where the file says no time.
        state: in files of this product, what the proposal was; None in others.
        copy_of: the id of the statement it was merged into; None for one that stands alone.
        is_meta: the statement says who its supporters are, and proposes nothing.
    """

    id: str
    author: str
    text: str
    is_moderated_out: bool
    created_at: datetime | None = None
    state: State | None = None
    copy_of: str | None = None
    is_meta: bool = False

    @property
    def kept_state(self) -> State:
        """The state of the proposal that is made of the statement."""
        return self.state or (State.HIDDEN if self.is_moderated_out else State.VISIBLE)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Statements, for each (participant, statement) the last vote, and the account of what was read.

    `began_at` and `ended_at` are the first and last moment that the files tell of; None where they tell none.
    """

    statements: tuple[Statement, ...]
    votes: Mapping[tuple[str, str], Choice]
    digest: str
    report: Report = field(default_factory=lambda: Report(""))
    began_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def participants(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(participant for participant, _ in self.votes))


def write_statements(statements: Iterable[Statement], tallies: Mapping[str, tuple[int, int]]) -> str:
    """`comments.csv`; `tallies` is {statement: (agrees, disagrees)}. Times are in thousandths of a second."""
    rows = (
        [
            _thousandths(statement.created_at),
            statement.id,
            statement.author,
            *tallies.get(statement.id, (0, 0)),
            -1 if statement.is_moderated_out else 1,
            str(statement.is_meta).lower(),
            statement.state or "",
            statement.copy_of or "",
            statement.text,
        ]
        for statement in statements
    )
    head = ["timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated", "is-meta"]
    return _csv([*head, "state", "merged-into", "comment-body"], rows)


def write_votes(votes: Iterable[tuple[str, str, Choice]], moment: datetime) -> str:
    """`votes.csv` of (participant, statement, choice), all at one moment: an order would tell who voted when."""
    stamp = _thousandths(moment)
    rows = ([stamp, statement, participant, NUMBERS[choice]] for participant, statement, choice in votes)
    return _csv(["timestamp", "comment-id", "voter-id", "vote"], rows)


def _thousandths(moment: datetime | None) -> int | str:
    return "" if moment is None else round(moment.timestamp() * 1000)


def _csv(head: list[str], rows: Iterable[Sequence[object]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(head)
    writer.writerows(rows)
    return stream.getvalue()
