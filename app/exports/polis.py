"""A meeting in Polis's export layout, so that it can be read back here or studied elsewhere with every id kept."""

from collections.abc import Iterable

from app.exports import archive, tables
from app.exports.dossier import Dossier, ProposalLine, VoteLine
from app.exports.text import neutral, printable
from app.proposals.polis import Statement, write_statements, write_votes
from app.proposals.rules import Choice

STATEMENTS, VOTES, LEFT_OUT = "comments.csv", "votes.csv", "left-out.txt"
ABOUT = ("hidden_texts", "held_results", "reactions", "names")
BLANK = " "
"""Stands before a text that begins like a formula: spreadsheets show it as text, and readers drop it again."""


def files_of(dossier: Dossier) -> dict[str, bytes]:
    """{file name: content} of the folder."""
    statements = [_statement(line) for line in dossier.proposals]
    tallies = {line.statement: (line.tally.agree, line.tally.disagree) for line in dossier.proposals}
    notes = tables.left_out_words(dossier, ABOUT)
    return {
        **({LEFT_OUT: "".join(f"{line}\n" for line in notes).encode()} if notes else {}),
        STATEMENTS: write_statements(statements, tallies).encode(),
        VOTES: write_votes(_votes(dossier.votes)).encode(),
    }


def render(dossier: Dossier) -> bytes:
    """The folder as a zip."""
    return archive.pack(files_of(dossier), dossier.printed_at)


def _statement(line: ProposalLine) -> Statement:
    """What is not on the wall goes out as moderated out, with its votes: the record is whole."""
    text = neutral(line.text, BLANK)
    return Statement(_id(line.statement), _id(line.author), text, is_moderated_out=not line.is_visible)


def _votes(votes: Iterable[VoteLine]) -> list[tuple[str, str, Choice]]:
    return [(_id(vote.participant), _id(vote.statement), vote.choice) for vote in votes]


def _id(text: str) -> str:
    """An imported id may be any text; a number is left as it is."""
    return printable(text) if text.lstrip("-").isdecimal() else neutral(text, BLANK)
