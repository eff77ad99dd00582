"""Tables as CSV that spreadsheets open correctly: UTF-8 with a byte order mark, and no cell that runs as a formula."""

import csv
import io
from collections.abc import Iterable

from app.exports import tables
from app.exports.dossier import Dossier
from app.exports.tables import Cell, Table
from app.exports.text import neutral

MARK = "\ufeff"
"""Byte order mark; without it a spreadsheet reads Chinese as if it were Latin."""


def render_ledger(dossier: Dossier) -> bytes:
    """Return the list of the meeting's cases (事項台賬) as CSV."""
    return render(tables.cases_of(dossier))


def render_proposals(dossier: Dossier) -> bytes:
    """Return every proposal with its counts."""
    return render(tables.proposals_of(dossier), tables.left_out_words(dossier, ("hidden_texts", "held_results")))


def render_cards(dossier: Dossier) -> bytes:
    """Return every card assigned to a seat, for the audit of the card order."""
    return render(tables.cards_of(dossier), tables.left_out_words(dossier, ("reactions",)))


def render(table: Table, notes: Iterable[str] = ()) -> bytes:
    """Return the table as CSV, followed by a line for each thing that this copy does not contain."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(table.head_words)
    writer.writerows([_shown(value) for value in row] for row in table.rows)
    writer.writerows([note] for note in notes)
    return (MARK + stream.getvalue()).encode()


def _shown(value: Cell) -> Cell:
    return neutral(value) if isinstance(value, str) else value
