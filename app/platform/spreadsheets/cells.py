"""Converts a cell's value to the text that people read in the cell."""

import datetime

from app.platform.spreadsheets.sheets import tidy

MAX_EXACT = 1e15
"""Whole numbers below this are exact in a spreadsheet."""


def text_of(value: object) -> str:
    """Return a value as text: whole numbers without a point, dates as 2024-03-05, moments as 2024-03-05 09:30."""
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
