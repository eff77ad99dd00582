"""`close_poll`: every ballot acknowledged before is counted, none after, and the rule is applied."""

from typing import Any

import pytest

from app.meetings import actions as meetings
from app.platform.storage.ledger import Receipt
from app.voting import actions, queries
from app.voting.rules import Choice
from tests.builders import new_key
from tests.clients import Phone
from tests.conftest import Told
from tests.hall import Hall

YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN


def close_after(hall: Hall, *choices: Choice, is_secret: bool = True) -> dict[str, Any]:
    """What the closing of a poll with these ballots says."""
    poll = hall.open_poll(is_secret=is_secret)
    for seat, choice in zip(hall.seats(len(choices)), choices, strict=True):
        hall.vote(poll, seat, choice)
    return hall.close_poll(poll).data


@pytest.mark.parametrize("is_secret", [True, False])
def test_the_count_is_of_the_ballots(hall: Hall, told: Told, is_secret: bool) -> None:
    said = close_after(hall, YES, YES, YES, NO, ABSTAIN, is_secret=is_secret)
    assert said["count"] == {"yes": 3, "no": 1, "abstain": 1, "entitled": 7}
    assert (said["cast"], said["entitled"]) == (5, 7)
    (view,) = hall.read(queries.polls_of, hall.meeting)
    assert (view.is_open, view.tally.cast, view.tally.entitled, view.cast) == (False, 5, 7, 5)
    assert view.outcome.is_carried and view.closed_at == hall.services.clock.now()
    assert told.topics().count("polls") == 7


@pytest.mark.parametrize(
    ("choices", "is_carried"),
    [((YES,), True), ((YES, NO), False), ((YES, ABSTAIN), False), ((YES, YES, NO), True), ((), False)],
)
def test_a_tie_is_not_carried_and_who_abstains_takes_part(
    hall: Hall, choices: tuple[Choice, ...], is_carried: bool
) -> None:
    assert close_after(hall, *choices, is_secret=False)["outcome"]["is_carried"] is is_carried


def test_the_ledger_says_what_was_counted(hall: Hall) -> None:
    said = close_after(hall, YES, NO, YES, NO, YES)
    (entry,) = hall.entries("poll.closed")
    assert entry.payload == said
    assert said["outcome"]["rule"] == "R0"


def test_a_poll_is_closed_once(hall: Hall) -> None:
    poll = hall.open_poll()
    hall.close_poll(poll)
    assert hall.refusal(actions.close_poll, hall.cast.lin, poll_id=poll) == ("closed", "poll.closed")


def test_a_seat_that_was_ended_is_not_entitled_unless_it_has_voted(hall: Hall) -> None:
    poll = hall.open_poll()
    silent, *voters = hall.seats(6)
    for seat in voters:
        hall.vote(poll, seat, YES)
    for seat in (silent, voters[0]):
        hall.do(meetings.revoke_seat, hall.cast.lin, seat_id=seat.id)
    count = hall.close_poll(poll).data["count"]
    assert count == {"yes": 5, "no": 0, "abstain": 0, "entitled": 7}


def test_a_poll_of_another_meeting_or_none_is_not_found(hall: Hall) -> None:
    poll, there = hall.open_poll(), hall.elsewhere()
    refusal = hall.refusal(actions.close_poll, hall.cast.lin, meeting_id=there, poll_id=poll)
    assert refusal == hall.refusal(actions.close_poll, hall.cast.lin, poll_id="nosuchpoll000000") == ("not_found",) * 2
    assert hall.poll(poll).is_open


def test_the_same_key_is_one_closing(hall: Hall) -> None:
    poll, key = hall.open_poll(), new_key()
    hall.vote(poll, hall.mei)
    first = hall.do(actions.close_poll, hall.cast.lin, poll_id=poll, key=key)
    assert hall.do(actions.close_poll, hall.cast.lin, poll_id=poll, key=key) == first
    assert len(hall.entries("poll.closed")) == 1


def test_of_two_closings_at_once_one_is_too_late(hall: Hall) -> None:
    poll = hall.open_poll()
    outcomes = hall.race(
        hall.act(actions.close_poll, hall.cast.lin, poll_id=poll),
        hall.act(actions.close_poll, hall.cast.wen, poll_id=poll),
    )
    assert outcomes.count("poll.closed") == 1
    assert len(hall.entries("poll.closed")) == 1


@pytest.mark.parametrize("is_secret", [True, False])
def test_every_ballot_acknowledged_before_is_counted_and_none_after(hall: Hall, is_secret: bool) -> None:
    """V2: twenty vote while the poll closes."""
    poll = hall.open_poll(is_secret=is_secret)
    votes = [hall.act(actions.cast_ballot, seat, poll_id=poll, choice=YES) for seat in hall.seats(20)]
    closing = hall.act(actions.close_poll, hall.cast.lin, poll_id=poll)
    *ballots, closed = hall.race(*votes, closing)
    taken = [ballot for ballot in ballots if isinstance(ballot, Receipt)]
    assert [ballot for ballot in ballots if isinstance(ballot, str)] == ["poll.closed"] * (20 - len(taken))
    assert closed.data["cast"] == len(taken)
    assert all(ballot.version < closed.version for ballot in taken)
    counted = hall.read(queries.tally_of, poll, is_secret=is_secret, entitled=22).yes
    assert counted == (0 if is_secret and len(taken) < 3 else len(taken))


def test_a_strangers_poll_is_not_found(hall: Hall, lin_desk: Phone, away: str) -> None:
    theirs = hall.do(actions.open_poll, hall.cast.hai, meeting_id=away, question="河西的事").data["poll"]
    for poll in (theirs, "nosuchpoll000000"):
        assert lin_desk.refusal("poll:close", key=new_key(), poll=poll) == ("not_found", "not_found")


def test_a_resident_closes_no_poll(hall: Hall, mei_phone: Phone) -> None:
    assert mei_phone.refusal("poll:close", key=new_key(), poll=hall.open_poll()) == ("forbidden", "forbidden")


def test_who_voted_and_left_is_among_those_entitled(hall: Hall) -> None:
    """Never "3 of 2": a ballot stays counted when its seat has left."""
    poll = hall.open_poll(is_secret=False)
    for seat in (hall.mei, hall.bo):
        hall.vote(poll, seat)
    hall.do(meetings.leave_meeting, hall.bo, seat_id=hall.bo.seat_id)
    assert hall.close_poll(poll).data["entitled"] == 2
