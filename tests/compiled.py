"""Compiles templates, routes and SQL statements once for all applications and databases of a test process."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule


class Compiled(BytecodeCache):
    """Keeps compiled templates in memory, by name and checksum."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if content := self._code.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


TEMPLATES = Compiled()
STATEMENTS = 5000
"""How many compiled statements are kept for each kind of database."""


def with_templates(app: Flask) -> Flask:
    """Let an application reuse the templates that earlier applications compiled."""
    app.jinja_env.bytecode_cache = TEMPLATES
    return app


def keep_routes(patch: pytest.MonkeyPatch) -> None:
    """Have Werkzeug compile each route once; the 155 routes cost an application a tenth of a second."""
    known: dict[Any, Callable[..., tuple[str, str]]] = {}
    compile_builder = Rule._compile_builder

    def compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in known:
            known[key] = compile_builder(rule, append_unknown)
        return known[key]

    patch.setattr(Rule, "_compile_builder", compile_once)


def keep_statements(patch: pytest.MonkeyPatch) -> None:
    """Have the engines of one kind share compiled statements: each new engine would spend half a test on them again.

    SQLAlchemy files a statement under its dialect, of which every engine has its own; here those of a kind are equal.
    """
    caches: defaultdict[type, Any] = defaultdict(lambda: LRUCache(STATEMENTS))
    shared = property(lambda engine: caches[type(engine.dialect)], lambda _engine, _own: None)
    patch.setattr(Engine, "_compiled_cache", shared, raising=False)
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        patch.setattr(dialect, "__eq__", lambda own, other: type(own) is type(other), raising=False)
        patch.setattr(dialect, "__hash__", lambda own: hash(type(own)), raising=False)
