"""Tables as CSV that spreadsheets open correctly: UTF-8 with a byte order mark, CRLF, no cell that runs as formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice

from app.exports import tables
from app.exports.dossier import Dossier
from app.exports.tables import Cell, Table
from app.exports.text import neutral

MARK = "\ufeff"
"""Byte order mark; without it a spreadsheet reads Chinese as if it were Latin."""
AT_ONCE = 1000
"""Rows that are written together."""
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
    return b"".join(write_entries(dossier))


def write_entries(dossier: Dossier) -> Iterator[bytes]:
    """Yield what `render_entries` returns in portions."""
    return _portions(tables.words_of_columns(tables.ENTRY_HEAD), tables.entry_rows(dossier))


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
    return b"".join(_portions(table.head_words, table.rows, notes, is_flat=is_flat))


def _portions(
    head: Iterable[str], rows: Iterable[Sequence[Cell]], notes: Iterable[str] = (), *, is_flat: bool = False
) -> Iterator[bytes]:
    """Yield the file in portions of some rows, the byte order mark and the header first."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    stream.write(MARK)
    writer.writerow(head)
    shown = ([_shown(value, is_flat=is_flat) for value in row] for row in rows)
    lines: Iterator[Sequence[str | int | float]] = chain(shown, ([note] for note in notes))
    while portion := [*islice(lines, AT_ONCE)]:
        writer.writerows(portion)
        yield stream.getvalue().encode()
        stream.seek(0)
        stream.truncate()
    yield stream.getvalue().encode()


def _shown(value: Cell, *, is_flat: bool) -> str | int | float:
    if isinstance(value, date):
        return tables.moment(value)
    if isinstance(value, tuple):
        value = SEPARATOR.join(value)
    if not isinstance(value, str):
        return value
    return neutral(" ".join(value.splitlines()) if is_flat else value)
