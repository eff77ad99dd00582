"""Removes what people wrote from exceptions and library messages; types, codes and places in the code stay.

The message of an exception may hold a text, a ballot, a parameter of a statement or a token. No rule tells which
messages do, so no message of an exception is logged.
"""

import linecache
import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any

from app.platform.errors import DomainError

DEEPEST = 8
"""Most exceptions of one chain of causes that are described."""
MAX_FRAMES = 40
NUMBERS, NAMES = ("code", "errno"), ("sqlstate", "sqlite_errorname")
"""Attributes of exceptions that hold a code from a fixed list, as a number or as a name."""
_CODE = re.compile(r"[A-Z0-9]{5}|SQLITE_[A-Z_]{1,40}")
"""An SQLSTATE, or the name of an SQLite error."""


def describe_exception(error: BaseException) -> str:
    """Return an exception and its causes as lines that hold only types, codes and places in the code."""
    return "\n".join(line for cause in _chain_of(error) for line in _lines_of(cause))


def code_of(error: BaseException) -> str:
    """Return the type of an exception, with its code when it has one."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    code = _code_in(error) or _code_in(getattr(error, "orig", None))
    return f"{name} ({code})" if code else name


def scrub_exception(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace `exc_info` by a scrubbed `exception`; drop other tracebacks and `stack_info`; a structlog processor."""
    error = _error_in(event.pop("exc_info", None))
    event.pop("stack_info", None)
    event.pop("exception", None)
    if error is not None:
        event["exception"] = describe_exception(error)
    return event


def scrub_record(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Withhold the message of a library's record unless it is a constant of the library; a structlog processor."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["event"] = f"{record.name}: {_constant_of(record)}"
        event.pop("positional_args", None)
    return event


def _constant_of(record: logging.LogRecord) -> str:
    """Return a record's unformatted message if it has arguments or is in the source, else only where it was logged."""
    message = record.msg
    if isinstance(message, str) and message and (record.args or message in _source_of(record.pathname)):
        return message
    return f"message withheld ({record.module}:{record.lineno})"


def _source_of(path: str) -> str:
    return "".join(linecache.getlines(path))


def _error_in(value: Any) -> BaseException | None:
    if isinstance(value, BaseException):
        return value
    if isinstance(value, tuple) and len(value) == 3 and isinstance(value[1], BaseException):
        return value[1]
    if value and not isinstance(value, tuple):
        return sys.exc_info()[1]
    return None


def _chain_of(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception, its causes and the members of exception groups, the outermost first."""
    seen: set[int] = set()
    waiting = [error]
    while waiting and len(seen) < DEEPEST:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions
        cause = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
        if cause is not None:
            waiting.append(cause)


def _lines_of(error: BaseException) -> Iterator[str]:
    yield code_of(error)
    frames = traceback.extract_tb(error.__traceback__, limit=-MAX_FRAMES)
    yield from (f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)


def _code_in(error: object) -> str:
    """Return the code of an exception, or ""; a text that does not look like a code may be anything and is left out."""
    if isinstance(error, DomainError):
        return error.code
    names = (getattr(error, name, None) for name in NAMES)
    numbers = (getattr(error, name, None) for name in NUMBERS)
    codes = [name for name in names if isinstance(name, str) and _CODE.fullmatch(name)]
    codes += [str(number) for number in numbers if isinstance(number, int) and not isinstance(number, bool)]
    return next(iter(codes), "")
