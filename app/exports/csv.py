"""Tables as CSV that spreadsheets open correctly: UTF-8 with a byte order mark, CRLF, no cell that runs as formula."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from app.exports import tables
from app.exports.dossier import Dossier
from app.exports.tables import Cell, Table
from app.exports.text import neutral

MARK = "\ufeff"
"""Byte order mark; without it a spreadsheet reads Chinese as if it were Latin."""
SEPARATOR = "；"
"""Stands between the texts of a list in one cell."""


def render_ledger(dossier: Dossier) -> bytes:
    """Return the list of the meeting's cases (事項台賬) as CSV."""
    return render(tables.cases_of(dossier), is_flat=True)


def render_case_history(dossier: Dossier) -> bytes:
    """Return every move of the meeting's cases as CSV."""
    return render(tables.case_history_of(dossier), is_flat=True)


def render_entries(dossier: Dossier) -> bytes:
    """Return every entry of the meeting's ledger as CSV."""
    return render(tables.entries_of(dossier))


def render_proposals(dossier: Dossier) -> bytes:
    """Return every proposal with its counts."""
    return render(tables.proposals_of(dossier), tables.left_out_words(dossier, ("hidden_texts", "held_results")))


def render_cards(dossier: Dossier) -> bytes:
    """Return every card assigned to a seat, for the audit of the card order."""
    return render(tables.cards_of(dossier), tables.left_out_words(dossier, ("reactions",)))


def render(table: Table, notes: Iterable[str] = (), *, is_flat: bool = False) -> bytes:
    """Return the table as CSV, followed by a line for each thing that this copy does not contain.

    Args:
        is_flat: blanks take the place of line breaks inside cells, so that each row is one line of the file.
    """
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(table.head_words)
    writer.writerows([_shown(value, is_flat=is_flat) for value in row] for row in table.rows)
    writer.writerows([note] for note in notes)
    return (MARK + stream.getvalue()).encode()


def _shown(value: Cell, *, is_flat: bool) -> str | int | float:
    if isinstance(value, date):
        return tables.moment(value)
    if isinstance(value, tuple):
        value = SEPARATOR.join(value)
    if not isinstance(value, str):
        return value
    return neutral(" ".join(value.splitlines()) if is_flat else value)
