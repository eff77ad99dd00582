"""Exports a meeting in the layout of Polis, to be imported again or studied elsewhere with every id kept."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from app.exports import archive, tables
from app.exports.dossier import Dossier, ProposalLine, VoteLine
from app.exports.text import neutral, printable
from app.platform.ids import MeetingId
from app.proposals.polis import Statement, write_statements, write_votes
from app.proposals.rules import Choice, State

STATEMENTS, VOTES, LEFT_OUT = "comments.csv", "votes.csv", "left-out.txt"
ABOUT = ("hidden_texts", "held_results", "reactions", "names")
BLANK = " "
"""Put before a text that begins like a formula: spreadsheets then show it as text, and importers drop the blank."""


def files_of(dossier: Dossier) -> dict[str, bytes]:
    """Return {file name: content} of the Polis export."""
    nobody = _number_of_nobody(dossier.meeting)
    ids = {line.number: _id(line.statement) for line in dossier.proposals}
    statements = [_statement(line, nobody, ids) for line in dossier.proposals]
    tallies = {line.statement: (line.tally.agree, line.tally.disagree) for line in dossier.proposals}
    notes = tables.left_out_words(dossier, ABOUT)
    return {
        **({LEFT_OUT: "".join(f"{line}\n" for line in notes).encode()} if notes else {}),
        STATEMENTS: write_statements(statements, tallies).encode(),
        VOTES: write_votes(_votes(dossier.votes), _moment(dossier)).encode(),
    }


def render(dossier: Dossier) -> bytes:
    """Return the Polis export as a ZIP file."""
    return archive.pack(files_of(dossier), dossier.printed_at)


def _statement(line: ProposalLine, nobody: str, ids: Mapping[int, str]) -> Statement:
    """Return a proposal as a Polis statement.

    A proposal off the wall is marked as moderated out and keeps its votes, so that the record is whole.
    """
    return Statement(
        _id(line.statement),
        _id(line.author) or nobody,
        neutral(line.text, BLANK),
        is_moderated_out=not line.is_visible,
        created_at=line.created_at,
        state=State(line.state),
        copy_of=None if line.copy_of is None else ids.get(line.copy_of),
        is_meta=line.is_meta,
    )


def _moment(dossier: Dossier) -> datetime:
    """Return one moment for all votes, because their own moments would reveal the order in which people voted."""
    return (dossier.conversation and dossier.conversation.ended_at) or dossier.created_at


def _number_of_nobody(meeting_id: MeetingId) -> str:
    """Return the author id of texts by staff or by authors the reader may not see; Polis requires a number."""
    return str(int.from_bytes(hashlib.sha256(f"{meeting_id} nobody".encode()).digest()[:6], "big"))


def _votes(votes: Iterable[VoteLine]) -> list[tuple[str, str, Choice]]:
    return [(_id(vote.participant), _id(vote.statement), vote.choice) for vote in votes]


def _id(text: str) -> str:
    """Return an id that is safe in a spreadsheet: an imported id may be any text, a number stays as it is."""
    return printable(text) if text.lstrip("-").isdecimal() else neutral(text, BLANK)
