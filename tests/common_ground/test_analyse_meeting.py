"""`analyse_meeting`: common ground is stored with the version it was computed at, and tells of no small group."""

from typing import Any

import pytest

from app.common_ground import analysis, queries
from app.common_ground.document import GroundDocument
from app.common_ground.rules import mark_of
from app.meetings import queries as meetings
from app.platform.live.snapshots import Snapshots
from app.platform.live.specs import Audience
from app.platform.serialise import to_json_value
from app.platform.storage import ledger
from app.proposals import actions as proposals
from app.proposals.rules import Choice, State
from app.registry import SNAPSHOTS
from tests.builders import build_meeting, build_proposal, build_seat, new_key, react
from tests.conftest import Told
from tests.hall import Hall

OWNERS, TENANTS, TRADERS = 6, 5, 4
STAKEHOLDER_GROUPS = ["业主"] * OWNERS + ["租户"] * TENANTS + ["商户"] * TRADERS


@pytest.fixture
def split(hall: Hall) -> tuple[str, str]:
    """Six owners, five tenants, four traders; all agree with the first proposal, only the owners with the second."""
    hall.meeting = build_meeting(hall.services, hall.cast.place, stakeholder_groups=("业主", "租户", "商户"))
    seats = [
        build_seat(hall.services, hall.meeting, stakeholder_group=stakeholder_group)
        for stakeholder_group in STAKEHOLDER_GROUPS
    ]
    shared, disputed = (build_proposal(hall.services, hall.cast.fang, hall.meeting, text) for text in ("路灯", "车棚"))
    for seat, stakeholder_group in zip(seats, STAKEHOLDER_GROUPS, strict=True):
        react(hall.services, seat, hall.meeting, shared)
        react(
            hall.services,
            seat,
            hall.meeting,
            disputed,
            Choice.AGREE if stakeholder_group == "业主" else Choice.DISAGREE,
        )
    hall.mei = seats[0]
    return shared, disputed


def analyse(hall: Hall) -> GroundDocument:
    analysis.analyse_meeting(hall.services, meeting_id=hall.meeting)
    document: GroundDocument = hall.read(queries.ground_of, hall.meeting)
    return document


def snapshot(hall: Hall) -> dict[str, Any]:
    return Snapshots(hall.services.database, SNAPSHOTS).read(hall.meeting, "ground", Audience.ROOM)


def test_it_is_kept_with_the_version_it_was_computed_at(hall: Hall, split: tuple[str, str], told: Told) -> None:
    assert hall.read(queries.ground_of, hall.meeting) is None
    assert (snapshot(hall)["version"], snapshot(hall)["data"]) == (0, {})
    told.touched.clear()
    data = analyse(hall)
    version = hall.read(queries.ground_version, hall.meeting)
    assert version == hall.read(ledger.version_of, hall.meeting, "tally")
    assert told.touched == [(hall.meeting, "ground"), ("jobs", "measure_firmness")]
    assert snapshot(hall) == {
        "meeting": hall.meeting,
        "topic": "ground",
        "version": version,
        "data": {name: value for name, value in to_json_value(data).items() if name != "desk"}
        | {"is_hidden": False, "marks": {row.proposal: mark_of(row).value for row in data.proposals}},
    }


def test_a_later_reaction_gives_a_later_version(hall: Hall, split: tuple[str, str]) -> None:
    analyse(hall)
    before = hall.read(queries.ground_version, hall.meeting)
    react(hall.services, hall.mei, hall.meeting, split[1], Choice.PASS)
    analyse(hall)
    assert hall.read(queries.ground_version, hall.meeting) > before


def test_nothing_is_noted_in_the_ledger(hall: Hall, split: tuple[str, str]) -> None:
    before = hall.read(ledger.head_of, hall.meeting)
    analyse(hall)
    assert hall.read(ledger.head_of, hall.meeting) == before


def test_a_group_under_five_is_not_told_and_nobodys_group_is(hall: Hall, split: tuple[str, str]) -> None:
    data = analyse(hall)
    assert data.basis == "declared"
    assert data.groups == {"业主": OWNERS, "others": TENANTS + TRADERS}
    assert [set(support.by_group) for support in data.proposals] == [{"业主", "others"}] * 2
    assert "商户" not in str(data)
    with hall.services.database.read() as session:
        assert not [seat.id for seat in meetings.seats_of(session, hall.meeting) if seat.id in str(data)]


def test_a_group_of_five_is_told(hall: Hall, split: tuple[str, str]) -> None:
    fifth = build_seat(hall.services, hall.meeting, stakeholder_group="商户")
    react(hall.services, fifth, hall.meeting, split[1], Choice.DISAGREE)
    assert analyse(hall).groups == {"业主": OWNERS, "租户": TENANTS, "商户": TRADERS + 1}


def test_with_one_group_of_five_there_are_no_groups(hall: Hall) -> None:
    hall.meeting = build_meeting(hall.services, hall.cast.place, stakeholder_groups=("业主", "租户"))
    card = build_proposal(hall.services, hall.cast.fang, hall.meeting)
    for stakeholder_group in STAKEHOLDER_GROUPS[: OWNERS + TRADERS]:
        react(
            hall.services,
            build_seat(hall.services, hall.meeting, stakeholder_group=stakeholder_group),
            hall.meeting,
            card,
        )
    data = analyse(hall)
    assert (data.basis, data.reason) == ("one", "too-small")
    assert "业主" not in str(data) and "租户" not in str(data)


def test_what_all_share_stands_before_what_divides(hall: Hall, split: tuple[str, str]) -> None:
    assert [support.proposal for support in analyse(hall).proposals] == list(split)


def test_what_is_off_the_wall_is_not_weighed(hall: Hall, split: tuple[str, str]) -> None:
    hidden = {"proposal_id": split[0], "state": State.HIDDEN, "reason": "重复", "key": new_key()}
    hall.do(proposals.moderate_proposal, hall.cast.lin, **hidden)
    assert [support.proposal for support in analyse(hall).proposals] == [split[1]]


def test_a_meeting_that_has_said_nothing_has_no_ground_yet(hall: Hall) -> None:
    data = analyse(hall)
    assert (data.groups, data.proposals, data.themes) == ({}, (), ())
