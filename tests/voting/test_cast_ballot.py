"""`cast_ballot`: residents vote, once each, the last word counting; a secret choice is nobody else's."""

from typing import Any

import pytest
from sqlalchemy import select, update

from app.meetings.models import Seat
from app.meetings.rules import SeatKind
from app.platform.access.actors import Actor
from app.platform.storage import ledger
from app.platform.storage.db import Base
from app.voting import actions, queries, sealing
from app.voting.models import BallotReceipt, Participation, SealedBallot, SecretBallot
from app.voting.rules import Choice, Count
from tests.builders import new_key
from tests.clients import Phone
from tests.conftest import Told
from tests.hall import Hall

EITHER = pytest.mark.parametrize("is_secret", [True, False])


def tally(hall: Hall, poll: str, *, is_secret: bool) -> Count:
    """The count of an open poll; of a secret one it takes the poll's key."""
    if not is_secret:
        count: Count = hall.read(queries.tally_of, poll, is_secret=False, entitled=2)
        return count
    choices = hall.services.writer.run(lambda work: sealing.open_ballots(work, poll))
    return Count(*(choices.count(choice) for choice in (Choice.YES, Choice.NO, Choice.ABSTAIN)), entitled=2)


def own(hall: Hall, poll: str, seat: Actor) -> queries.OwnBallot | None:
    ballot: queries.OwnBallot | None = hall.read(queries.own_ballot, poll, seat.id)
    return ballot


def rows(hall: Hall, model: type[Base]) -> list[dict[str, Any]]:
    stored: list[dict[str, Any]] = hall.read(
        lambda session: [dict(row._mapping) for row in session.execute(select(*model.__table__.columns))]
    )
    return stored


@EITHER
def test_each_seat_has_one_vote(hall: Hall, told: Told, is_secret: bool) -> None:
    poll = hall.open_poll(is_secret=is_secret)
    receipt = hall.vote(poll, hall.mei, Choice.YES)
    hall.vote(poll, hall.bo, Choice.ABSTAIN)
    assert tally(hall, poll, is_secret=is_secret) == Count(1, 0, 1, entitled=2)
    assert hall.poll(poll).cast == 2
    assert receipt.version < hall.read(ledger.version_of, hall.meeting, "polls")
    assert told.topics().count("polls") == 3


@EITHER
def test_the_last_word_counts(hall: Hall, is_secret: bool) -> None:
    poll = hall.open_poll(is_secret=is_secret)
    for choice in (Choice.YES, Choice.ABSTAIN, Choice.NO):
        hall.vote(poll, hall.mei, choice)
    assert tally(hall, poll, is_secret=is_secret) == Count(0, 1, 0, entitled=2)
    assert hall.poll(poll).cast == 1
    assert own(hall, poll, hall.mei) == queries.OwnBallot(None if is_secret else "no")


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
    view = hall.poll(poll)
    assert (view.cast, view.tally, view.outcome) == (1, None, None)


def test_guests_speak_but_do_not_vote(hall: Hall) -> None:
    poll = hall.open_poll()
    made_guest = update(Seat).where(Seat.id == hall.bo.id).values(kind=SeatKind.GUEST)
    hall.services.writer.run(lambda work: work.session.execute(made_guest))
    assert hall.refusal(actions.cast_ballot, hall.bo, poll_id=poll, choice=Choice.YES) == ("forbidden", "poll.guests")
    assert tally(hall, poll, is_secret=True).cast == 0


def test_a_closed_poll_takes_no_more_but_answers_what_it_took(hall: Hall) -> None:
    poll, key = hall.open_poll(), new_key()
    first = hall.vote(poll, hall.mei, key=key)
    hall.close_poll(poll)
    assert hall.refusal(actions.cast_ballot, hall.bo, poll_id=poll, choice=Choice.YES) == ("closed", "poll.closed")
    assert hall.vote(poll, hall.mei, key=key) == first


def test_a_poll_of_another_meeting_or_none_is_not_found(hall: Hall) -> None:
    there = hall.elsewhere()
    poll = hall.do(actions.open_poll, hall.cast.lin, meeting_id=there, question="那边的事").data["poll"]
    for asked in (poll, "nosuchpoll000000"):
        refusal = hall.refusal(actions.cast_ballot, hall.mei, poll_id=asked, choice=Choice.YES)
        assert refusal == ("not_found", "not_found")


def test_staff_have_no_vote(hall: Hall, lin_desk: Phone) -> None:
    poll = hall.open_poll()
    assert hall.refusal(actions.cast_ballot, hall.cast.lin, poll_id=poll, choice=Choice.YES)[1] == "not_found"
    assert lin_desk.refusal("ballot:cast", key=new_key(), poll=poll, choice="yes") == ("forbidden", "forbidden")


def test_a_strangers_poll_is_not_found(hall: Hall, mei_phone: Phone, away: str) -> None:
    theirs = hall.do(actions.open_poll, hall.cast.hai, meeting_id=away, question="河西的事").data["poll"]
    asked = {"key": new_key(), "choice": "yes"}
    assert mei_phone.refusal("ballot:cast", **asked, poll=theirs) == ("not_found", "not_found")
    assert mei_phone.refusal("ballot:cast", **asked, poll="nosuchpoll000000") == ("not_found", "not_found")


def test_the_ack_carries_the_code_of_the_ballot_and_again_the_same(hall: Hall, mei_phone: Phone) -> None:
    asked = {"key": new_key(), "poll": hall.open_poll(), "choice": "no"}
    first = mei_phone.ask("ballot:cast", **asked)
    assert mei_phone.ask("ballot:cast", **asked) == first
    assert first["data"]["data"] == {"poll": asked["poll"]}
    assert hall.read(queries.receipt_codes, asked["poll"]) == (first["data"]["code"],)


def test_a_secret_choice_is_in_no_ledger_entry_and_an_open_one_is(hall: Hall) -> None:
    secret, shown = hall.open_poll(is_secret=True), hall.open_poll(is_secret=False)
    for poll in (secret, shown):
        hall.vote(poll, hall.mei, Choice.ABSTAIN)
    said = [entry.payload for entry in hall.entries("ballot.cast")]
    assert said == [{"poll": secret}, {"poll": shown, "choice": "abstain"}]
    hall.close_poll(secret)
    (counted,) = hall.entries("poll.closed")
    assert hall.mei.id not in str(counted.payload)


def test_no_table_of_an_open_secret_poll_holds_a_choice_in_the_clear(hall: Hall) -> None:
    """S20: the rows say who voted; the choices are encrypted, all of one length."""
    poll = hall.open_poll()
    for number, seat in enumerate(hall.seats(12)):
        hall.vote(poll, seat, Choice.YES if number % 2 else Choice.NO)
    assert {row["choice"] for row in rows(hall, Participation)} == {None}
    assert rows(hall, SecretBallot) == []
    assert {len(row["sealed"]) for row in rows(hall, SealedBallot)} == {35}
    assert {frozenset(row) for row in rows(hall, SealedBallot)} == {frozenset({"poll", "seat", "sealed", "code"})}


def test_no_row_of_a_closed_secret_poll_leads_from_a_choice_to_a_seat(hall: Hall) -> None:
    """S20: what is left of a choice is a number in random order."""
    poll = hall.open_poll()
    for number, seat in enumerate(hall.seats(12)):
        hall.vote(poll, seat, Choice.YES if number % 2 else Choice.NO)
    hall.close_poll(poll)
    assert rows(hall, SealedBallot) == []
    assert {frozenset(row) for row in rows(hall, BallotReceipt)} == {frozenset({"poll", "code"})}
    assert {frozenset(row) for row in rows(hall, SecretBallot)} == {frozenset({"poll", "number", "choice"})}
    assert sorted(row["number"] for row in rows(hall, SecretBallot)) == list(range(1, 13))
    assert hall.services.keys.names("poll-") == []


def test_who_has_not_voted_has_no_ballot(hall: Hall) -> None:
    poll = hall.open_poll()
    hall.vote(poll, hall.mei, Choice.NO)
    assert own(hall, poll, hall.mei) == queries.OwnBallot(None)
    assert own(hall, poll, hall.bo) is None
    assert own(hall, "nosuchpoll000000", hall.mei) is None


def test_without_its_key_a_secret_poll_takes_no_ballot(hall: Hall) -> None:
    poll = hall.open_poll()
    hall.vote(poll, hall.mei)
    hall.services.keys.destroy(sealing.key_name(poll))
    refusal = hall.refusal(actions.cast_ballot, hall.bo, poll_id=poll, choice=Choice.YES)
    assert refusal == ("unavailable", "poll.key_missing")
    assert hall.poll(poll).cast == 1


@EITHER
def test_two_at_once_of_one_seat_are_one_vote(hall: Hall, is_secret: bool) -> None:
    poll, key = hall.open_poll(is_secret=is_secret), new_key()
    same = [hall.act(actions.cast_ballot, hall.mei, poll_id=poll, choice=Choice.YES, key=key) for _ in range(3)]
    other = [hall.act(actions.cast_ballot, hall.mei, poll_id=poll, choice=Choice.YES) for _ in range(3)]
    outcomes = hall.race(*same, *other)
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert tally(hall, poll, is_secret=is_secret) == Count(1, 0, 0, entitled=2)
