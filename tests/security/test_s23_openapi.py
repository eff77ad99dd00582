"""S23: schemathesis against the OpenAPI document as staff, seat and nobody, on both databases: no answer is a failure.

Schemathesis finds the cases; what an answer must be stands here: never a 5xx, a status that the document names, and
refusals as RFC 9457 has them.
"""

import os
from collections import Counter
from contextlib import suppress
from itertools import product
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.generation.modes import GenerationMode as Mode

from tests.security.estate import Estate
from tests.shares import is_in_turn

WHO = ("ada", "seat", "nobody")
SEED = 23
SHORT, LONG = 3, 70
"""Cases of each operation, person and mode: in `make test`, and in `make nightly`."""
IDS = ("meeting", "proposal", "poll", "resolution", "case")


def run(estate: Estate, cases: int, every: int) -> Counter[int]:
    """How often each status was answered; of the pairs of mode and person, each operation meets one in `every`."""
    said: Counter[int] = Counter()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", estate.app)
    for at, result in enumerate(schema.get_all_operations()):
        operation = result.ok()
        for (how, mode), (person, name) in product(enumerate((Mode.POSITIVE, Mode.NEGATIVE)), enumerate(WHO)):
            if is_in_turn(at, how, person, every=every):
                _run_one(estate, operation, mode, name, cases, said)
    return said


def _run_one(estate: Estate, operation: Any, mode: Mode, name: str, cases: int, said: Counter[int]) -> None:
    known = {one["name"] for one in operation.definition.raw.get("parameters", ())}
    expected = set(operation.definition.raw["responses"])

    @seed(SEED)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), is_known=st.sampled_from([True, True, True, False]))
    def ask(case: Any, is_known: bool) -> None:
        if is_known:  # most cases speak of things that exist
            parts = {one: estate.here.ids[one] for one in IDS if one in known and one in (case.path_parameters or {})}
            case.path_parameters = {**(case.path_parameters or {}), **parts}
        headers = {"Authorization": estate.tokens[name]} if estate.tokens[name] else {}
        answer = case.call(headers=headers)
        said[answer.status_code] += 1
        where = f"{operation.label} as {name}: {answer.status_code} {answer.text[:300]} to {case.body!r:.300}"
        assert answer.status_code < 500, where
        assert str(answer.status_code) in expected or answer.status_code == 405, where
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == ["application/problem+json"], where
            assert {"type", "title", "status", "code"} <= set(answer.json()), where

    if mode is Mode.POSITIVE:
        ask()
    else:
        with suppress(Unsatisfiable):  # where nothing is taken, nothing is wrong
            ask()


def check(estate: Estate, cases: int, least: int, *, every: int = 1) -> None:
    said = run(estate, cases, every)
    print(f"\nS23: {said.total()} cases, statuses {dict(sorted(said.items()))}")
    assert said.total() >= least
    assert {200, 401, 404, 422} <= set(said)


@pytest.mark.timeout(300)
def test_s23_short(estate: Estate) -> None:
    check(estate, SHORT, 300, every=len(WHO))


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_s23_long(estate: Estate) -> None:
    """Twice this, on either database, makes the 10,000."""
    check(estate, int(os.environ.get("S23_CASES", LONG)), 5000)
