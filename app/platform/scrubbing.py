"""Exceptions and library messages without what people wrote: type, code and place stay, messages and values go.

A message of an exception may hold a text, a ballot, a parameter of a statement or a token. Nothing tells which do, so
none is written.
"""

import linecache
import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from types import TracebackType
from typing import Any, TypeAlias

from app.platform.errors import DomainError

ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None]
DEEPEST = 8
"""So many causes of an exception are named."""
MOST_FRAMES = 40
NUMBERS, NAMES = ("code", "errno"), ("sqlstate", "sqlite_errorname")
"""Attributes of exceptions that hold a code of a fixed list."""
_CODE = re.compile(r"[A-Z0-9]{5}|SQLITE_[A-Z_]{1,40}")
"""An SQLSTATE, or a name of SQLite."""


def describe_exception(error: BaseException) -> str:
    """Return an exception as lines that hold types, codes and places in the code alone."""
    return "\n".join(line for cause in _chain_of(error) for line in _lines_of(cause))


def code_of(error: BaseException) -> str:
    """Return the type of an exception, with its code when it has one."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    code = _code_in(error) or _code_in(getattr(error, "orig", None))
    return f"{name} ({code})" if code else name


def scrub_exception(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor of structlog: put the scrubbed form in place of `exc_info` and of a formatted traceback."""
    error = _error_in(event.pop("exc_info", None))
    event.pop("stack_info", None)
    event.pop("exception", None)
    if error is not None:
        event["exception"] = describe_exception(error)
    return event


def scrub_record(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor of structlog for records of libraries: a message that the library's code does not spell out goes."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["event"] = f"{record.name}: {_constant_of(record)}"
        event.pop("positional_args", None)
    return event


def _constant_of(record: logging.LogRecord) -> str:
    """The message before its arguments are filled in, if it stands so in the source; else only where it was logged."""
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
    """The exception and what it came from, the outermost first."""
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
    frames = traceback.extract_tb(error.__traceback__, limit=-MOST_FRAMES)
    yield from (f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)


def _code_in(error: object) -> str:
    """The code of an exception; of a text that is no code nothing, for it may be anything."""
    if isinstance(error, DomainError):
        return error.code
    names = (getattr(error, name, None) for name in NAMES)
    numbers = (getattr(error, name, None) for name in NUMBERS)
    codes = [name for name in names if isinstance(name, str) and _CODE.fullmatch(name)]
    codes += [str(number) for number in numbers if isinstance(number, int) and not isinstance(number, bool)]
    return next(iter(codes), "")
