"""The page of the tally that changed: with what was held before, it makes the whole."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.live.snapshots import Snapshots
from app.platform.live.specs import Audience
from app.proposals import actions
from app.proposals.queries import MAX_CHANGES
from app.proposals.rules import Choice
from app.proposals.snapshots import SNAPSHOTS
from tests.builders import build_proposal, build_seat, new_key

Held = dict[str, object]


@pytest.fixture
def snapshots(services: Services) -> Snapshots:
    return Snapshots(services.database, SNAPSHOTS)


def react(services: Services, seat: Actor, meeting: str, proposal: str, choice: Choice = Choice.AGREE) -> int:
    receipt = services.writer.run(
        lambda work: actions.cast_reaction(
            work, seat, meeting_id=meeting, proposal_id=proposal, choice=choice, key=new_key()
        )
    )
    return receipt.version


def turn(state: Held, page: Held) -> Held:
    """What a client holds after a page, as the contract says it."""
    merged = {
        name: {**state[name], **part} if isinstance(part, dict) else part  # type: ignore[dict-item]
        for name, part in page.items()
    }
    return {**state, **merged}


def test_only_what_changed_is_told(
    services: Services, snapshots: Snapshots, meeting: str, mei: Actor, bo: Actor
) -> None:
    first, second = build_proposal(services, mei, meeting), build_proposal(services, bo, meeting, "装路灯")
    since = react(services, mei, meeting, first)
    version = react(services, mei, meeting, second)
    page = snapshots.read_since(meeting, "tally", Audience.ROOM, since)
    assert (page["since"], page["version"]) == (since, version)
    assert page["data"] == {"proposals": {second: {"agree": 1, "disagree": 0, "passes": 0}}, "voters": 1}


def test_a_newcomer_changes_the_number_of_people(
    services: Services, snapshots: Snapshots, meeting: str, mei: Actor, bo: Actor
) -> None:
    card = build_proposal(services, mei, meeting)
    since = react(services, mei, meeting, card)
    react(services, bo, meeting, card)
    assert snapshots.read_since(meeting, "tally", Audience.ROOM, since)["data"]["voters"] == 2


def test_who_holds_nothing_is_told_the_whole(
    services: Services, snapshots: Snapshots, meeting: str, mei: Actor
) -> None:
    react(services, mei, meeting, build_proposal(services, mei, meeting))
    assert "since" not in snapshots.read_since(meeting, "tally", Audience.ROOM, None)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_much_at_once_is_told_as_the_whole(
    services: Services, snapshots: Snapshots, meeting: str, mei: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.proposals.queries.counts.MAX_CHANGES", 2)
    assert MAX_CHANGES > 2
    card = build_proposal(services, mei, meeting)
    since = react(services, mei, meeting, card)
    for _ in range(3):
        react(services, mei, meeting, card)
    assert "since" not in snapshots.read_since(meeting, "tally", Audience.ROOM, since)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(list(Choice)), st.booleans()), max_size=25)
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_pages_add_up_to_the_whole(
    services: Services, snapshots: Snapshots, meeting: str, mei: Actor, votes: list[tuple[int, int, Choice, bool]]
) -> None:
    seats = [build_seat(services, meeting) for _ in range(4)]
    cards = [build_proposal(services, seats[0], meeting, f"{number}") for number in range(4)]
    snapshot = snapshots.read(meeting, "tally", Audience.ROOM)
    for seat, card, choice, is_told in votes:
        react(services, seats[seat], meeting, cards[card], choice)
        if is_told:
            page = snapshots.read_since(meeting, "tally", Audience.ROOM, snapshot["version"])
            snapshot = {**page, "data": turn(snapshot["data"], page["data"])}
    page = snapshots.read_since(meeting, "tally", Audience.ROOM, snapshot["version"])
    assert turn(snapshot["data"], page["data"]) == snapshots.read(meeting, "tally", Audience.ROOM)["data"]
