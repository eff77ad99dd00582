"""The size budget: nothing grows beyond what one can read at a sitting."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMITS = {
    "app/**/*.py": 400,
    "nlp/**/*.py": 400,
    "tests/**/*.py": 400,
    "bench/**/*.py": 400,
    "*.py": 400,
    "static/src/**/*.ts": 200,
    "static/src/**/*.tsx": 200,
    "templates/**/*.html": 150,
}
GENERATED = {"static/src/lib/wire.ts"}
LONGEST_FUNCTION = 50
MAX_POSITIONAL = 5


@pytest.mark.parametrize(("pattern", "limit"), LIMITS.items())
def test_files_are_short(pattern: str, limit: int) -> None:
    lines = {_name(path): len(path.read_text().splitlines()) for path in _files(pattern)}
    assert {name: count for name, count in lines.items() if count > limit} == {}


def test_functions_are_short() -> None:
    long = {
        f"{_name(path)}:{function.name}": length
        for path, function in _functions()
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


def test_functions_take_few_positional_arguments() -> None:
    many = {
        f"{_name(path)}:{function.name}": count
        for path, function in _functions()
        if not _name(path).startswith("tests/")  # pytest gives fixtures by name
        if (count := _positional(function.args)) > MAX_POSITIONAL
    }
    assert many == {}


def test_functions_are_simple() -> None:
    folders = [folder for folder in ("app", "nlp", "tests", "bench") if (ROOT / folder).is_dir()]
    command = [str(Path(sys.executable).parent / "ruff"), "check", "--select", "C901", *folders]
    completed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert completed.returncode == 0, completed.stdout


def test_no_file_is_called_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
    assert [_name(path) for pattern in LIMITS for path in _files(pattern) if path.stem.lower() in drawers] == []


def _files(pattern: str) -> list[Path]:
    return [path for path in sorted(ROOT.glob(pattern)) if _name(path) not in GENERATED]


def _functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for pattern in (pattern for pattern in LIMITS if pattern.endswith(".py")):
        for path in _files(pattern):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield path, node


def _positional(arguments: ast.arguments) -> int:
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    return len([name for name in names if name not in ("self", "cls")])


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))
