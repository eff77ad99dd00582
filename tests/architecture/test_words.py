"""Names that say nothing are no names of variables: a variable is called after what it holds."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BANNED = frozenset({"found", "told", "held", "kept"})
KINDS = ("actions", "queries", "rules")


def test_no_variable_has_a_name_that_says_nothing() -> None:
    assert _named() == {}


def _named() -> dict[str, list[str]]:
    """{file: its banned names with their lines}."""
    files = sorted(path for path in (ROOT / "app").rglob("*.py") if path.stem in KINDS or path.parent.name in KINDS)
    named = {str(path.relative_to(ROOT)): list(_banned_in(path)) for path in files}
    return {name: names for name, names in named.items() if names}


def _banned_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        name = node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else None
        name = node.arg if isinstance(node, ast.arg) else name
        if name in BANNED:
            yield f"{name}, line {node.lineno}"
