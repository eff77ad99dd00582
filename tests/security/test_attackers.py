"""The hall votes on while strangers attack: a short form of `python -m bench attackers`."""

from collections.abc import Iterator

import pytest

from bench.attackers import CARDS, watch
from bench.attacks import ATTACKS
from bench.hall import Hall, Running, build_hall, serve_hall

SECONDS, SEATS, GROWTH_MB = 8, 30, 50
PATIENCE_MS = 5000
"""The 95th of a hundred acks took longer than this before; the figure itself is measured in bench/."""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hall, Running]]:
    built = build_hall(tmp_path_factory.mktemp("attackers"), seats=SEATS, cards=CARDS)
    with serve_hall(built, core=None) as running:
        watch(built, running, 3)
        yield built, running


@pytest.mark.nightly
@pytest.mark.parametrize("kind", ATTACKS)
def test_s24_votes_are_acknowledged_under_attack(hall: tuple[Hall, Running], kind: str) -> None:
    attacked = watch(*hall, SECONDS, kind=kind)
    print(f"\n{kind}: p95 {attacked.p95:.0f} ms, grown {attacked.grown_mb:.0f} MB, {attacked.seen}")
    assert attacked.votes > SEATS
    assert attacked.lost == 0
    assert attacked.p95 < PATIENCE_MS
    assert attacked.grown_mb < GROWTH_MB
