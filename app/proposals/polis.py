"""Conversations in the file layout of Polis, and the writers of its files; `reading.conversations` reads them.

In the column `vote`, 1 is agree, -1 disagree and 0 pass; in the column `moderated`, -1 is moderated out.
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
        id, author: the ids in the file.
        is_moderated_out: the statement is not shown to voters.
        created_at: None if the file has no time for the statement.
        state: the state of the proposal, only in files of this product; None in other files.
        copy_of: the id of the original, if the statement is a duplicate; else None.
        is_meta: the statement describes its supporters and proposes nothing.
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
        """The state of the proposal imported from the statement: `state` if the file has it, else hidden or visible."""
        return self.state or (State.HIDDEN if self.is_moderated_out else State.VISIBLE)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation read from files.

    Attributes:
        statements: the statements.
        votes: {(participant, statement): last vote}.
        digest: SHA-256 of the files, in hexadecimal.
        report: the report of the import.
        began_at, ended_at: the earliest and latest time in the files; None if the files have no times.
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
    """Return the text of `comments.csv`, with times in milliseconds; `tallies` is {statement: (agrees, disagrees)}."""
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
    """Return the text of `votes.csv` from (participant, statement, choice).

    All votes get the same time `moment`, because different times would reveal when each participant voted.
    """
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
