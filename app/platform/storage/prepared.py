"""Statements that every vote runs: built by SQLAlchemy once, run on the driver's cursor from then on.

SQLAlchemy's own execution is fast in a loop, but a hall votes with pauses in between. During a pause the code of
SQLAlchemy's execution leaves the processor's caches, and loading it again for ten statements was most of the cost of a
vote.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ClauseElement, Connection, Dialect
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")
Row = tuple[Any, ...]
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    names: tuple[str, ...] | None
    """Names of the parameters in order, for a driver that takes them by position; None for one that takes names."""
    fixed: Values
    """Parameters whose values are part of the statement."""
    processors: Mapping[str, Callable[[Any], Any]]

    def fill(self, values: Values) -> Any:
        parameters = {**self.fixed, **values}
        for name, process in self.processors.items():
            parameters[name] = process(parameters[name])
        return parameters if self.names is None else tuple([parameters[name] for name in self.names])


class Prepared:
    """A statement whose parameters are all named by `bindparam`, or by the columns of an insert.

    Parameter values are converted by the types of their columns. Results are returned as the driver gives them, so
    select only text and whole numbers. The statement runs in the connection's transaction and sees what was flushed
    before.

    Args:
        statement: one statement for every database, or {dialect: statement}.

    Raises (when run):
        RuntimeError: when the connection has begun no transaction, because the driver would then commit at once.
        DBAPIError: around the driver's error.
    """

    def __init__(self, statement: ClauseElement | Mapping[str, ClauseElement]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, connection: Connection, values: Values) -> list[Row]:
        """Return all rows."""
        return self._execute(connection, [values], _ask_all)

    def first(self, connection: Connection, values: Values) -> Row | None:
        """Return the first row, or None when there is none."""
        rows = self.all(connection, values)
        return rows[0] if rows else None

    def firsts(self, connection: Connection, many: Sequence[Values]) -> list[Row | None]:
        """Return the first row, or None, for each of many sets of values, queried one after another."""
        return self._execute(connection, many, _ask_firsts)

    def value(self, connection: Connection, values: Values) -> Any:
        """Return the first value of the first row, or None when there is no row."""
        row = self.first(connection, values)
        return row[0] if row else None

    def run(self, connection: Connection, rows: Sequence[Values]) -> int:
        """Execute the statement once for each of many sets of values and return the number of rows written."""
        return self._execute(connection, rows, _write)

    def _execute(self, connection: Connection, rows: Sequence[Values], act: Callable[[Any, str, list[Any]], T]) -> T:
        if not connection.in_transaction():
            raise RuntimeError("a prepared statement outside a transaction")
        compiled = self._for(connection.dialect)
        filled = [compiled.fill(row) for row in rows]
        cursor = connection.connection.cursor()
        try:
            return act(cursor, compiled.text, filled)
        except connection.dialect.loaded_dbapi.Error as error:
            raise DBAPIError(compiled.text, None, error) from error  # without the values, which hold what people wrote
        finally:
            cursor.close()

    def _for(self, dialect: Dialect) -> _Compiled:
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            statement = self._statement[dialect.name] if isinstance(self._statement, Mapping) else self._statement
            compiled = self._compiled[dialect.name] = _compile(statement, dialect)
        return compiled


def _ask_all(cursor: Any, text: str, filled: list[Any]) -> list[Row]:
    cursor.execute(text, filled[0])
    return [tuple(row) for row in cursor.fetchall()]


def _ask_firsts(cursor: Any, text: str, filled: list[Any]) -> list[Row | None]:
    rows = []
    for values in filled:
        cursor.execute(text, values)
        row = cursor.fetchone()
        rows.append(None if row is None else tuple(row))
    return rows


def _write(cursor: Any, text: str, filled: list[Any]) -> int:
    if not filled:
        return 0
    if len(filled) == 1:
        cursor.execute(text, filled[0])
    else:
        cursor.executemany(text, filled)
    return int(cursor.rowcount)


def _compile(statement: ClauseElement, dialect: Dialect) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    processors = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()}
    return _Compiled(
        str(compiled),
        tuple(compiled.positiontup) if compiled.positional else None,
        {name: bind.value for name, bind in binds.items() if not bind.required},
        {name: process for name, process in processors.items() if process is not None},
    )
