"""`cast_ballot`: residents vote, once each, the last word counting; a secret choice is nobody else's."""

from typing import Any

import pytest
from sqlalchemy import select, update

from app.meetings.models import Seat
from app.meetings.rules import SeatKind
from app.platform import ledger
from app.platform.db import Base
from app.platform.security.actors import Actor
from app.voting import actions, queries
from app.voting.models import Participation, SecretBallot
from app.voting.rules import Choice, Count
from tests.builders import new_key
from tests.clients import Phone
from tests.conftest import Told
from tests.hall import Hall

EITHER = pytest.mark.parametrize("is_secret", [True, False])


def tally(hall: Hall, poll: str, *, is_secret: bool) -> Count:
    found: Count = hall.read(queries.tally_of, poll, is_secret=is_secret, entitled=2)
    return found


def own(hall: Hall, poll: str, seat: Actor) -> str | None:
    said: str | None = hall.read(queries.own_ballot, poll, seat.id, seat.token)
    return said


def rows(hall: Hall, model: type[Base]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = hall.read(
        lambda session: [dict(row._mapping) for row in session.execute(select(*model.__table__.columns))]
    )
    return found


@EITHER
def test_each_seat_has_one_vote(hall: Hall, told: Told, is_secret: bool) -> None:
    poll = hall.open_poll(is_secret=is_secret)
    receipt = hall.vote(poll, hall.mei, Choice.YES)
    hall.vote(poll, hall.bo, Choice.ABSTAIN)
    assert tally(hall, poll, is_secret=is_secret) == Count(1, 0, 1, entitled=2)
    assert hall.read(queries.poll_of, poll).cast == 2
    assert receipt.version < hall.read(ledger.version_of, hall.meeting, "polls")
    assert told.topics().count("polls") == 3


@EITHER
def test_the_last_word_counts(hall: Hall, is_secret: bool) -> None:
    poll = hall.open_poll(is_secret=is_secret)
    for choice in (Choice.YES, Choice.ABSTAIN, Choice.NO):
        hall.vote(poll, hall.mei, choice)
    assert tally(hall, poll, is_secret=is_secret) == Count(0, 1, 0, entitled=2)
    assert hall.read(queries.poll_of, poll).cast == 1
    assert own(hall, poll, hall.mei) == "no"


@EITHER
def test_the_same_key_gives_the_same_receipt_and_changes_nothing_later(hall: Hall, is_secret: bool) -> None:
    poll, key = hall.open_poll(is_secret=is_secret), new_key()
    first = hall.vote(poll, hall.mei, Choice.YES, key=key)
    hall.vote(poll, hall.mei, Choice.NO)
    assert hall.vote(poll, hall.mei, Choice.YES, key=key) == first
    assert tally(hall, poll, is_secret=is_secret) == Count(0, 1, 0, entitled=2)


def test_while_it_is_open_nobody_sees_the_count(hall: Hall) -> None:
    poll = hall.open_poll(is_secret=False)
    hall.vote(poll, hall.mei)
    view = hall.read(queries.poll_of, poll)
    assert (view.cast, view.tally, view.outcome) == (1, None, None)


def test_guests_speak_but_do_not_vote(hall: Hall) -> None:
    poll = hall.open_poll()
    made_guest = update(Seat).where(Seat.id == hall.bo.id).values(kind=SeatKind.GUEST)
    hall.services.writer.run(lambda work: work.session.execute(made_guest))
    assert hall.refusal(actions.cast_ballot, hall.bo, poll=poll, choice=Choice.YES) == ("forbidden", "poll.guests")
    assert tally(hall, poll, is_secret=True).cast == 0


def test_a_closed_poll_takes_no_more_but_answers_what_it_took(hall: Hall) -> None:
    poll, key = hall.open_poll(), new_key()
    first = hall.vote(poll, hall.mei, key=key)
    hall.close_poll(poll)
    assert hall.refusal(actions.cast_ballot, hall.bo, poll=poll, choice=Choice.YES) == ("closed", "poll.closed")
    assert hall.vote(poll, hall.mei, key=key) == first


def test_a_poll_of_another_meeting_or_none_is_not_found(hall: Hall) -> None:
    there = hall.elsewhere()
    poll = hall.do(actions.open_poll, hall.cast.lin, meeting=there, question="那边的事").data["poll"]
    for asked in (poll, "nosuchpoll000000"):
        refusal = hall.refusal(actions.cast_ballot, hall.mei, poll=asked, choice=Choice.YES)
        assert refusal == ("not_found", "not_found")


def test_staff_have_no_vote(hall: Hall, lin_desk: Phone) -> None:
    poll = hall.open_poll()
    assert hall.refusal(actions.cast_ballot, hall.cast.lin, poll=poll, choice=Choice.YES)[1] == "not_found"
    assert lin_desk.refusal("ballot:cast", key=new_key(), poll=poll, choice="yes") == ("forbidden", "forbidden")


def test_a_strangers_poll_is_not_found(hall: Hall, mei_phone: Phone, away: str) -> None:
    theirs = hall.do(actions.open_poll, hall.cast.hai, meeting=away, question="河西的事").data["poll"]
    asked = {"key": new_key(), "choice": "yes"}
    assert mei_phone.refusal("ballot:cast", **asked, poll=theirs) == ("not_found", "not_found")
    assert mei_phone.refusal("ballot:cast", **asked, poll="nosuchpoll000000") == ("not_found", "not_found")


def test_the_ack_carries_the_code_of_the_ballot_and_again_the_same(hall: Hall, mei_phone: Phone) -> None:
    asked = {"key": new_key(), "poll": hall.open_poll(), "choice": "no"}
    first = mei_phone.ask("ballot:cast", **asked)
    assert mei_phone.ask("ballot:cast", **asked) == first
    assert first["data"]["data"] == {"poll": asked["poll"]}
    assert hall.read(queries.has_ballot, asked["poll"], first["data"]["code"])
    assert not hall.read(queries.has_ballot, asked["poll"], "AAAA-BBBB-CCCC-DDDD-EEEE")


def test_a_secret_choice_is_in_no_ledger_entry_and_an_open_one_is(hall: Hall) -> None:
    secret, shown = hall.open_poll(is_secret=True), hall.open_poll(is_secret=False)
    for poll in (secret, shown):
        hall.vote(poll, hall.mei, Choice.ABSTAIN)
    said = [entry.payload for entry in hall.entries("ballot.cast")]
    assert said == [{"poll": secret}, {"poll": shown, "choice": "abstain"}]
    hall.close_poll(secret)
    (counted,) = hall.entries("poll.closed")
    assert hall.mei.id not in str(counted.payload)


def test_voter_and_secret_choice_cannot_be_joined(hall: Hall) -> None:
    """S20: no value but the poll's stands in both tables, and no time in either."""
    poll = hall.open_poll()
    for number, seat in enumerate(hall.seats(12)):
        hall.vote(poll, seat, Choice.YES if number % 2 else Choice.NO)
    took_part, ballots = rows(hall, Participation), rows(hall, SecretBallot)
    assert {row["choice"] for row in took_part} == {None}
    names = [
        {value for row in found for name, value in row.items() if name != "poll"} for found in (took_part, ballots)
    ]
    assert names[0] & names[1] == set()
    assert set(took_part[0]) == {"poll", "seat", "choice"}
    assert set(ballots[0]) == {"poll", "code", "choice"}
    assert not {entry.actor for entry in hall.entries("ballot.cast")} & names[1]


def test_only_the_voters_own_secret_finds_the_ballot(hall: Hall) -> None:
    poll = hall.open_poll()
    hall.vote(poll, hall.mei, Choice.NO)
    assert own(hall, poll, hall.mei) == "no"
    for token in (hall.bo.token, "", hall.mei.id):
        assert hall.read(queries.own_ballot, poll, hall.mei.id, token) is None
    assert hall.read(queries.own_ballot, "nosuchpoll000000", hall.mei.id, hall.mei.token) is None


@EITHER
def test_two_at_once_of_one_seat_are_one_vote(hall: Hall, is_secret: bool) -> None:
    poll, key = hall.open_poll(is_secret=is_secret), new_key()
    same = [hall.act(actions.cast_ballot, hall.mei, poll=poll, choice=Choice.YES, key=key) for _ in range(3)]
    other = [hall.act(actions.cast_ballot, hall.mei, poll=poll, choice=Choice.YES) for _ in range(3)]
    outcomes = hall.race(*same, *other)
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert tally(hall, poll, is_secret=is_secret) == Count(1, 0, 0, entitled=2)
