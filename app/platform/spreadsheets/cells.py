"""Converts a cell's value to the text that people read in the cell."""

import datetime

from app.platform.spreadsheets.sheets import tidy

MAX_EXACT = 1e15
"""Whole numbers below this are exact in a spreadsheet."""


def text_of(value: object) -> str:
    """Return the value of a workbook's cell as tidy text: 3.0 as 3, True as TRUE, None as "", a date as 2024-03-05.

    A moment is 2024-03-05 09:30, with seconds only if it has any; a moment at midnight is written as its date alone.
    """
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < MAX_EXACT else repr(value)
    if isinstance(value, datetime.datetime):
        if value.time() == datetime.time():
            return value.date().isoformat()
        return value.isoformat(" ", timespec="seconds" if value.second else "minutes")
    if isinstance(value, datetime.time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    return "" if value is None else str(value)
