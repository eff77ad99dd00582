"""The worker's `Analyser` goes on from where it was and rests; it stores what an analysis from nothing stores."""

import pytest

from app.common_ground import actions, analysis, queries
from app.common_ground.analysis import Analyser, analyse, analyse_meeting, read_inputs
from app.common_ground.document import Robustness
from app.platform.access.services import Services
from app.platform.live.snapshots import Snapshots
from app.platform.live.specs import Audience
from app.proposals.rules import Choice
from app.registry import SNAPSHOTS
from app.worker import Worker
from tests.builders import build_proposal, react
from tests.conftest import Told
from tests.hall import Hall


@pytest.fixture
def cards(hall: Hall) -> list[str]:
    proposals = [build_proposal(hall.services, hall.cast.fang, hall.meeting, f"第{number}条") for number in range(4)]
    for place, seat in enumerate([hall.mei, hall.bo, *hall.seats(8)]):
        for number, card in enumerate(proposals):
            react(hall.services, seat, hall.meeting, card, Choice.AGREE if (place + number) % 3 else Choice.DISAGREE)
    return proposals


def test_a_new_vote_is_taken_in_and_counted_as_from_nothing(hall: Hall, cards: list[str]) -> None:
    first = read_inputs(hall.services, hall.meeting)
    ground = analyse(first, None, None)
    react(hall.services, hall.mei, hall.meeting, cards[0], Choice.PASS)
    second = read_inputs(hall.services, hall.meeting)
    moved, anew = analyse(second, first, ground), analyse(second, None, None)
    counts = [
        {row.proposal: (row.overall.agree, row.overall.seen, row.badge) for row in result.proposals}
        for result in (moved, anew)
    ]
    assert moved is ground
    assert counts[0] == counts[1]


def test_what_leaves_the_wall_leaves_the_result(hall: Hall, cards: list[str]) -> None:
    first = read_inputs(hall.services, hall.meeting)
    ground = analyse(first, None, None)
    votes = {pair: choice for pair, choice in first.votes.items() if pair[1] != cards[0]}
    second = analysis.Inputs(
        first.version + 1, votes, first.about, first.stakeholder_groups, first.before, first.numbers
    )
    assert {row.proposal for row in analyse(second, first, ground).proposals} == set(cards[1:])


def test_a_slow_worker_does_not_overwrite_what_a_later_one_stored(hall: Hall, cards: list[str]) -> None:
    slow, quick = Analyser(), Analyser()
    early = read_inputs(hall.services, hall.meeting)
    react(hall.services, hall.mei, hall.meeting, cards[0], Choice.PASS)
    quick.analyse_meeting(hall.services, meeting_id=hall.meeting)
    stored = hall.read(lambda session: queries.ground_of(session, hall.meeting))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(analysis, "read_inputs", lambda _services, _meeting_id: early)
        slow.analyse_meeting(hall.services, meeting_id=hall.meeting)
    assert hall.read(queries.ground_version, hall.meeting) > early.version
    assert hall.read(lambda session: queries.ground_of(session, hall.meeting)) == stored


def test_what_is_asked_for_too_soon_is_put_off(hall: Hall, cards: list[str]) -> None:
    analyser = Analyser()
    analyser.analyse_meeting(hall.services, meeting_id=hall.meeting)
    before = hall.read(queries.ground_version, hall.meeting)
    react(hall.services, hall.mei, hall.meeting, cards[0], Choice.PASS)
    analyser.analyse_meeting(hall.services, meeting_id=hall.meeting)
    assert hall.read(queries.ground_version, hall.meeting) == before
    run_all(hall.services, analyser)
    assert hall.read(queries.ground_version, hall.meeting) > before


def run_all(services: Services, analyser: Analyser) -> None:
    ours = {actions.ANALYSE_MEETING: analyser.analyse_meeting, actions.MEASURE_ROBUSTNESS: analyser.measure_robustness}
    Worker(services, {**ours, "cluster_meeting": lambda *_args, **_more: None}).run_all()


def test_how_firm_it_is_comes_after_it(hall: Hall, cards: list[str], told: Told) -> None:
    analyser = Analyser()
    analyser.analyse_meeting(hall.services, meeting_id=hall.meeting)
    assert hall.read(queries.robustness_of, hall.meeting) == Robustness()
    run_all(hall.services, analyser)
    robustness = hall.read(queries.robustness_of, hall.meeting)
    assert (robustness.version, set(robustness.rows)) == (hall.read(queries.ground_version, hall.meeting), set(cards))
    assert (hall.meeting, "firmness") in told.touched
    react(hall.services, hall.mei, hall.meeting, cards[0], Choice.PASS)
    Analyser().analyse_meeting(hall.services, meeting_id=hall.meeting)
    assert hall.read(queries.robustness_of, hall.meeting) == robustness
    run_all(hall.services, Analyser())
    assert hall.read(queries.robustness_version, hall.meeting) > robustness.version


def test_how_firm_it_is_is_for_the_desk_alone(hall: Hall, cards: list[str]) -> None:
    analyser = Analyser()
    analyser.analyse_meeting(hall.services, meeting_id=hall.meeting)
    analyser.measure_robustness(hall.services, meeting_id=hall.meeting)
    snapshots = Snapshots(hall.services.database, SNAPSHOTS)
    assert snapshots.read(hall.meeting, "firmness", Audience.DESK)["data"].keys() == set(cards)
    backlog = snapshots.changed_since(hall.meeting, Audience.ROOM, {}).snapshots
    assert "firmness" not in [snapshot["topic"] for snapshot in backlog]
    assert "stays" not in str(backlog)


def test_it_forgets_the_meeting_that_was_weighed_longest_ago(
    hall: Hall, cards: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis, "MAX_KEPT", 1)
    analyser, other = Analyser(), hall.elsewhere()
    for meeting in (hall.meeting, other):
        analyser.analyse_meeting(hall.services, meeting_id=meeting)
    assert list(analyser._kept) == [other]


def test_once_is_enough_for_a_command(hall: Hall, cards: list[str]) -> None:
    analyse_meeting(hall.services, meeting_id=hall.meeting)
    assert len(hall.read(queries.ground_of, hall.meeting).proposals) == len(cards)
