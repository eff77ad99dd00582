"""No test fails by chance: every random source of a test has a seed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {"Random", "default_rng", "RandomState"}
"""Random sources that take their seed as the first argument."""
SHARED = re.compile(r"(random|(np|numpy)\.random)\.\w+")
"""Calls that draw from the random source that a whole process shares."""


def test_every_random_source_has_a_seed() -> None:
    unseeded = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for line in unseeded_in(path.read_text())
    }
    assert unseeded == set()


def test_properties_are_tried_with_the_same_examples() -> None:
    assert hypothesis.settings().derandomize
    assert hypothesis.settings().deadline is None


@pytest.mark.parametrize(
    "draw", ["random.Random()", "random.uniform(0, 1)", "random.SystemRandom()", "np.random.default_rng()"]
)
def test_a_source_without_a_seed_is_seen(draw: str) -> None:
    assert list(unseeded_in(f"import random\n{draw}")) == [2]


@pytest.mark.parametrize("draw", ["random.Random(16)", "np.random.default_rng(7)", "fate.choice(words)"])
def test_a_source_with_a_seed_passes(draw: str) -> None:
    assert list(unseeded_in(f"import random\n{draw}")) == []


def test_a_parameter_called_random_passes() -> None:
    assert list(unseeded_in("def say(random):\n    return random.choice(WORDS)")) == []


def unseeded_in(source: str) -> Iterator[int]:
    """The lines that draw at random without a seed."""
    tree = ast.parse(source)
    modules = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_unseeded(node, modules):
            yield node.lineno


def _is_unseeded(call: ast.Call, modules: set[str]) -> bool:
    called = ast.unparse(call.func)
    if called.rpartition(".")[2] in SOURCES:
        return not call.args and not call.keywords
    is_parameter = called.startswith("random.") and "random" not in modules
    return SHARED.fullmatch(called) is not None and not is_parameter
