"""Reads the rows of a text file with separators between cells: CSV as programs and people really write it."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.platform.spreadsheets.sheets import IsHeadWord, Row, rows_of

SEPARATORS = (",", "\t", ";", "|", "\uff0c", "\uff1b")
"""The last two are the full-width comma and semicolon of a Chinese keyboard."""
NONE = "\x1f"
"""Stands for no separator: each line is one cell."""
_NAMED = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_LINE_END = re.compile("\r\n|\r|\n")
_SAMPLE = 60
MAX_LINES = 400
"""A quotation mark that would begin a cell of more lines than this is taken for a lone one."""
_LEAST_EVEN = 0.8

Record = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Separated:
    """The rows, the separator that was found ("" for none), and the numbers of rows with a lone quotation mark."""

    rows: tuple[Row, ...]
    separator: str
    lone_quotes: tuple[int, ...]


def read_separated(text: str, is_head_word: IsHeadWord) -> Separated:
    """Read a text file into rows.

    A first line such as `sep=;` names the separator. Otherwise the separator is the one that makes a row of the file a
    header that the caller knows, else the one that splits most lines into the same number of cells, else none.

    Args:
        is_head_word: returns whether a cell may stand in the header.
    """
    lines = _LINE_END.split(text)
    named = _NAMED.match(lines[0].strip("\ufeff \0"))
    first = 2 if named else 1
    lines = lines[first - 1 :]
    separator = named[1] if named else _find_separator(lines, is_head_word)
    records, lone = _parse(lines, separator, is_head_word)
    rows = rows_of([(number + first - 1, cells) for number, cells in records])
    quotes = tuple(number + first - 1 for number in lone)
    return Separated(rows, "" if separator == NONE else separator, quotes)


def _find_separator(lines: Sequence[str], is_head_word: IsHeadWord) -> str:
    sample = [line for line in lines if line.strip()][:_SAMPLE]
    splits = {separator: _sample_rows(sample, separator, is_head_word) for separator in SEPARATORS}
    headed = {one: _head_share(rows, is_head_word) for one, rows in splits.items()}
    best = max(SEPARATORS, key=lambda one: headed[one])
    if headed[best]:
        return best
    if any(is_head_word(line.strip(' "\ufeff')) for line in sample):
        return NONE
    even = {one: _evenness(rows) for one, rows in splits.items() if one.isascii()}
    best = max(even, key=lambda one: even[one])
    return best if even[best] >= _LEAST_EVEN and len(sample) > 1 else NONE


def _sample_rows(lines: Sequence[str], separator: str, is_head_word: IsHeadWord) -> list[list[str]]:
    width = _usual_width(lines, separator, is_head_word)
    return [cells for _, cells, _ in _records(lines, separator, width)]


def _head_share(rows: Sequence[Sequence[str]], is_head_word: IsHeadWord) -> float:
    """Return the share of rows below a known header that have two cells or more; 0 without one or under one half."""
    for at, cells in enumerate(rows):
        if len(cells) > 1 and any(is_head_word(cell.strip(' "\ufeff')) for cell in cells):
            below = rows[at + 1 :]
            share = sum(len(row) > 1 for row in below) / len(below) if below else 1.0
            return share if share >= 0.5 else 0.0
    return 0.0


def _evenness(rows: Sequence[Sequence[str]]) -> float:
    """Return the share of rows that have the most frequent number of cells; 0 where that number is one."""
    if not rows:
        return 0.0
    width, count = Counter(len(row) for row in rows).most_common(1)[0]
    return count / len(rows) if width > 1 else 0.0


def _parse(lines: Sequence[str], separator: str, is_head_word: IsHeadWord) -> tuple[list[Record], list[int]]:
    """Return the numbered records, and the numbers of those with a lone quotation mark."""
    whole = _parse_strictly(lines, separator)
    if whole is not None and len({len(cells) for _, cells in whole if any(cells)}) <= 1:
        return whole, []
    records, lone = [], []
    for number, cells, is_whole in _records(lines, separator, _usual_width(lines, separator, is_head_word)):
        records.append((number, cells))
        if not is_whole:
            lone.append(number)
    return records, lone


def _usual_width(lines: Sequence[str], separator: str, is_head_word: IsHeadWord) -> int:
    """Return the usual number of cells of a record: that of the header, else of most lines with several cells."""
    rows = [_split(line, separator) for line in lines[: 10 * _SAMPLE]]
    several = [cells for cells in rows if len(cells) > 1]
    heads = [cells for cells in several if any(map(is_head_word, cells))]
    widths = Counter(len(cells) for cells in several)
    return len(heads[0]) if heads else widths.most_common(1)[0][0] if widths else 1


def _parse_strictly(lines: Sequence[str], separator: str) -> list[Record] | None:
    """Return the records of a text that follows the rules of CSV, or None for any other text."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=True, skipinitialspace=True)
    records, start = [], 1
    try:
        for cells in reader:
            records.append((start, cells))
            start = reader.line_num + 1
    except csv.Error:
        return None
    return records


def _records(lines: Sequence[str], separator: str, width: int) -> Iterator[tuple[int, list[str], bool]]:
    """Yield each record as (number of its first line, cells, whether its quotation marks have partners)."""
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        count, cells = _next_record(lines, at, separator, width)
        if cells is None:
            yield at + 1, _split(lines[at], separator), False
        else:
            yield at + 1, cells, True
        at += count


def _next_record(lines: Sequence[str], at: int, separator: str, width: int) -> tuple[int, list[str] | None]:
    """Return (number of lines that the record at line `at` takes, its cells).

    A record of several lines counts only if it has `width` cells, as many as the others. If it has not, or if a
    quotation mark is never closed, the result is (1, None): the caller then reads the line alone.
    """
    quotes = 0
    for count, line in enumerate(lines[at : at + MAX_LINES], 1):
        quotes += line.count('"')
        if quotes % 2 == 0:  # the number is odd while a quoted cell is open
            records = _parse_strictly(lines[at : at + count], separator)
            fits = records is not None and len(records) == 1 and (count == 1 or len(records[0][1]) == width)
            return (count, records[0][1]) if records and fits else (1, None)
    return 1, None


def _split(line: str, separator: str) -> list[str]:
    """Return the cells of one line; a quotation mark that begins a cell and has no partner is part of the text."""
    sign = re.escape(separator)
    cells = re.findall(rf'(?:^|{sign})[ ]*(?:"((?:[^"]|"")*)"[ ]*(?={sign}|$)|([^{sign}]*))', line)
    return [quoted.replace('""', '"') if quoted else plain for quoted, plain in cells]
