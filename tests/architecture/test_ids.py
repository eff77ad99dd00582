"""Every id has a type of its own: a parameter that takes one is called so and says of what."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
THINGS = {"meeting", "place", "poll", "proposal", "original", "seat", "staff", "case", "resolution", "concession"}
NAMES = THINGS | {f"{thing}_id" for thing in THINGS}
SEVERAL = {f"{thing}{ending}" for thing in THINGS - {"staff"} for ending in ("s", "_ids")}
ALONE = "app/exports/offline/"
"""Programs that readers run without the product."""
PLAIN = {"str", "str | None"}
LISTS = {f"{kind}[str]" for kind in ("Collection", "Iterable", "Sequence", "list", "set", "frozenset", "tuple")}


def test_no_parameter_takes_an_id_as_a_bare_text() -> None:
    bare = {
        f"{path}:{function.name}({parameter.arg}: {said})"
        for path, function in _functions()
        for parameter in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
        if (said := ast.unparse(parameter.annotation) if parameter.annotation else "")
        if is_bare(parameter.arg, said)
    }
    assert bare == set()


def test_a_bare_id_is_seen() -> None:
    assert is_bare("meeting", "str") and is_bare("poll_id", "str | None") and is_bare("proposals", "Sequence[str]")
    assert not is_bare("meeting_id", "MeetingId") and not is_bare("meeting", "MeetingView") and not is_bare("to", "str")


def is_bare(name: str, said: str) -> bool:
    return (name in NAMES and said in PLAIN) or (name in SEVERAL and said.removesuffix(" | None") in LISTS)


def _functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in sorted((ROOT / "app").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(ALONE):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield name, node
