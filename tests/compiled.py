"""Compiles templates and routes once for all applications of a test process."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
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
