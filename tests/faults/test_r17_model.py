"""R17: whatever people do in whatever order, the product agrees with a dictionary."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from app.factory import create_services
from app.settings import Settings
from tests.builders import build_meeting
from tests.faults.meeting_model import Beginning, MeetingMachine
from tests.people import gather_cast

SIZES = [
    pytest.param(70, id="70-runs", marks=pytest.mark.timeout(1800)),
    pytest.param(5000, id="5000-runs", marks=[pytest.mark.nightly, pytest.mark.timeout(14400)]),
]
STEPS = 50


@pytest.fixture
def beginning(sqlite_template: Path, tmp_path: Path) -> Iterator[Beginning]:
    """A database with a meeting in which nobody sits yet; every run starts from a copy."""
    path = tmp_path / "beginning.sqlite"
    shutil.copy(sqlite_template, path)
    services = create_services(Settings(_env_file=None, data_dir=tmp_path, database_url=f"sqlite:///{path}"))
    cast = gather_cast(services)
    meeting = build_meeting(services, cast.place)
    services.database.dispose()
    yield Beginning(path, cast, meeting, Counter())


@pytest.mark.fault
@pytest.mark.parametrize("runs", SIZES)
def test_the_product_is_what_the_dictionary_says(beginning: Beginning, runs: int) -> None:
    options = settings(
        max_examples=runs,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: MeetingMachine(beginning), settings=options)
    done = dict(sorted(beginning.done.items()))
    print(f"\nR17: {runs} runs of up to {STEPS} steps, 0 divergences; {done}")
    assert {"crash", "replay", "poll.closed", "resolution.adopted", "proposal.withdrawn"} <= set(done)
