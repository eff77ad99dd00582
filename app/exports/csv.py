"""Tables as CSV that a spreadsheet opens as what it is: UTF-8 with a mark, and no cell that runs."""

import csv
import io
from collections.abc import Iterable

from app.exports import tables
from app.exports.dossier import Dossier
from app.exports.tables import Cell, Table
from app.exports.text import neutral

MARK = "\ufeff"
"""Without it a spreadsheet reads Chinese as if it were Latin."""


def render_ledger(dossier: Dossier) -> bytes:
    """事項台賬: the cases of a meeting."""
    return _render(tables.cases_of(dossier), [])


def render_proposals(dossier: Dossier) -> bytes:
    """Every proposal with its counts."""
    return _render(tables.proposals_of(dossier), tables.left_out_words(dossier, ("hidden_texts", "held_results")))


def render_cards(dossier: Dossier) -> bytes:
    """Every card dealt, for the audit of the order."""
    return _render(tables.cards_of(dossier), tables.left_out_words(dossier, ("reactions",)))


def _render(table: Table, notes: Iterable[str]) -> bytes:
    """The table; below it, a line for each thing that this copy does not hold."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(table.head_words)
    writer.writerows([_shown(value) for value in row] for row in table.rows)
    writer.writerows([note] for note in notes)
    return (MARK + stream.getvalue()).encode()


def _shown(value: Cell) -> Cell:
    return neutral(value) if isinstance(value, str) else value
