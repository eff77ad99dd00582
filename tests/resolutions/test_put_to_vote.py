"""`put_to_vote` and what the poll makes of it: frozen words, one poll, carried or rejected."""

import pytest

from app.resolutions import actions, queries, rules
from app.voting import queries as voting
from app.voting.rules import Choice
from tests.builders import new_key
from tests.clients import Phone
from tests.conftest import Told
from tests.hall import TEXT, Hall

YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN


def test_a_draft_is_put_to_the_vote(hall: Hall, told: Told) -> None:
    hall.go_to_vote()
    resolution = hall.draft()
    receipt = hall.do(actions.put_to_vote, hall.cast.lin, resolution_id=resolution, is_secret=False)
    view = hall.read(queries.resolution_of, resolution)
    assert (view.state, view.text_hash) == ("voting", rules.hash_text(rules.Draft("建电动车棚", TEXT)))
    assert (view.poll.id, view.poll.subject) == (receipt.data["poll"], resolution)
    assert (view.poll.question, view.poll.is_open, view.poll.is_secret) == ("建电动车棚", True, False)
    assert {"resolution", "polls"} <= set(told.topics())
    (entry,) = hall.entries("resolution.put_to_vote")
    assert entry.payload == {"resolution": resolution, "text_hash": view.text_hash}


def test_it_goes_to_the_vote_once(hall: Hall) -> None:
    resolution = hall.draft()
    poll = hall.put_to_vote(resolution)
    once = ("conflict", "resolution.not_draft")
    assert hall.refusal(actions.put_to_vote, hall.cast.lin, resolution_id=resolution) == once
    hall.close_poll(poll)
    assert hall.refusal(actions.put_to_vote, hall.cast.lin, resolution_id=resolution) == once
    assert len(hall.read(voting.polls_of, hall.meeting)) == 1


def test_a_refused_poll_leaves_the_draft_as_it_was(hall: Hall) -> None:
    resolution = hall.draft()
    refusal = hall.refusal(actions.put_to_vote, hall.cast.lin, resolution_id=resolution, rule="R9")
    assert refusal == ("invalid", "rule.unknown")
    view = hall.read(queries.resolution_of, resolution)
    assert (view.state, view.text_hash, view.poll) == ("draft", None, None)
    assert hall.entries("resolution.put_to_vote") == []


@pytest.mark.parametrize(
    ("choices", "state"),
    [((YES,), "carried"), ((YES, NO), "rejected"), ((YES, ABSTAIN), "rejected"), ((NO,), "rejected")],
)
def test_the_closed_poll_decides(hall: Hall, choices: tuple[Choice, ...], state: str) -> None:
    resolution = hall.draft()
    hall.carry(resolution, *choices)
    view = hall.read(queries.resolution_of, resolution)
    assert (view.state, view.poll.is_open, view.number) == (state, False, None)
    (entry,) = hall.entries("resolution.decided")
    assert (entry.actor, entry.payload["state"], entry.payload["poll"]) == ("system", state, view.poll.id)


def test_a_poll_nobody_votes_in_carries_nothing(hall: Hall) -> None:
    resolution = hall.draft()
    hall.close_poll(hall.put_to_vote(resolution))
    assert hall.read(queries.resolution_of, resolution).state == "rejected"


def test_a_bare_question_decides_no_resolution(hall: Hall) -> None:
    resolution = hall.draft()
    poll = hall.open_poll()
    hall.vote(poll, hall.mei)
    hall.close_poll(poll)
    assert hall.read(queries.resolution_of, resolution).state == "draft"
    assert hall.entries("resolution.decided") == []


def test_the_same_key_is_one_poll(hall: Hall) -> None:
    hall.go_to_vote()
    key, resolution = new_key(), hall.draft()
    first = hall.do(actions.put_to_vote, hall.cast.lin, resolution_id=resolution, key=key)
    assert hall.do(actions.put_to_vote, hall.cast.lin, resolution_id=resolution, key=key) == first
    assert len(hall.read(voting.polls_of, hall.meeting)) == 1


def test_of_two_at_once_one_is_too_late(hall: Hall) -> None:
    hall.go_to_vote()
    resolution = hall.draft()
    outcomes = hall.race(
        *(hall.act(actions.put_to_vote, staff, resolution_id=resolution) for staff in (hall.cast.lin, hall.cast.wen))
    )
    assert outcomes.count("resolution.not_draft") == 1
    assert len(hall.read(voting.polls_of, hall.meeting)) == 1


def test_a_draft_of_another_meeting_or_none_is_not_found(hall: Hall) -> None:
    there, resolution = hall.elsewhere(), hall.draft()
    for facts in ({"meeting_id": there, "resolution_id": resolution}, {"resolution_id": "nosuchresolution"}):
        assert hall.refusal(actions.put_to_vote, hall.cast.lin, **facts) == ("not_found", "not_found")


def test_strangers_and_residents_put_nothing_to_the_vote(
    hall: Hall, lin_desk: Phone, mei_phone: Phone, away: str
) -> None:
    drafted = hall.do(actions.draft_resolution, hall.cast.hai, meeting_id=away, title="河西", text=TEXT)
    for resolution in (drafted.data["resolution"], "nosuchresolution"):
        refusal = lin_desk.refusal("resolution:vote", key=new_key(), resolution=resolution)
        assert refusal == ("not_found", "not_found")
    refusal = mei_phone.refusal("resolution:vote", key=new_key(), resolution=hall.draft())
    assert refusal == ("forbidden", "forbidden")
