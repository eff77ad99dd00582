"""Sealed ballots: bound to poll and seat, of one length, unreadable without the key; keys that outlive a crash."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.platform.commands import perform
from app.platform.errors import DomainError
from app.voting import actions, sealing
from app.voting.models import Poll, SealedBallot
from app.voting.rules import Choice
from tests.hall import Hall


def test_a_sealed_ballot_says_what_was_sealed(hall: Hall) -> None:
    poll = hall.open_poll()
    cipher = sealing.cipher_of(hall.services.keys, poll)
    for choice in Choice:
        sealed = sealing.seal(cipher, poll, hall.mei.id, choice)
        assert sealing.unseal(cipher, poll, hall.mei.id, sealed) is choice


def test_sealed_ballots_tell_nothing_by_their_length_or_likeness(hall: Hall) -> None:
    poll = hall.open_poll()
    cipher = sealing.cipher_of(hall.services.keys, poll)
    sealed = [sealing.seal(cipher, poll, hall.mei.id, choice) for choice in (*Choice, *Choice)]
    assert {len(ballot) for ballot in sealed} == {35}
    assert len(set(sealed)) == 6


def test_a_ballot_is_bound_to_its_seat_and_poll(hall: Hall) -> None:
    poll, other = hall.open_poll(), hall.open_poll()
    cipher = sealing.cipher_of(hall.services.keys, poll)
    sealed = sealing.seal(cipher, poll, hall.mei.id, Choice.YES)
    for place in ((poll, hall.bo.id), (other, hall.mei.id)):
        with pytest.raises(DomainError, match="poll.ballot_damaged"):
            sealing.unseal(cipher, *place, sealed)
    with pytest.raises(DomainError, match="poll.ballot_damaged"):
        sealing.unseal(sealing.cipher_of(hall.services.keys, other), poll, hall.mei.id, sealed)


def test_a_changed_ballot_stops_the_count_and_changes_nothing(hall: Hall) -> None:
    poll = hall.open_poll()
    for seat in hall.seats(6):
        hall.vote(poll, seat)
    swapped = update(SealedBallot).where(SealedBallot.poll == poll).values(sealed=os.urandom(35))
    hall.services.writer.run(lambda work: work.session.execute(swapped))
    assert hall.refusal(actions.close_poll, hall.cast.lin, poll_id=poll) == ("unavailable", "poll.ballot_damaged")
    assert hall.read(lambda session: session.query(SealedBallot).count()) == 6
    assert hall.services.keys.has(sealing.key_name(poll))


def test_without_the_key_nothing_is_counted_and_nothing_lost(hall: Hall) -> None:
    poll = hall.open_poll()
    for seat in hall.seats(6):
        hall.vote(poll, seat)
    name = sealing.key_name(poll)
    key = hall.services.keys.read(name)
    (hall.services.keys.folder / name).unlink()
    assert hall.refusal(actions.close_poll, hall.cast.lin, poll_id=poll) == ("unavailable", "poll.key_missing")
    assert hall.read(sealing.polls_without_key, hall.services.keys) == [poll]
    (hall.services.keys.folder / name).write_bytes(key or b"")
    assert hall.close_poll(poll).data["count"]["yes"] == 6
    assert hall.read(sealing.polls_without_key, hall.services.keys) == []


def test_a_refused_close_keeps_the_key(hall: Hall) -> None:
    """The key goes after the commit, never before."""
    poll = hall.open_poll()
    hall.vote(poll, hall.mei)

    def close_and_fail(work: object) -> None:
        perform(work, actions.close_poll, hall.cast.lin, meeting_id=hall.meeting, poll_id=poll)
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        hall.services.writer.run(close_and_fail)
    assert hall.services.keys.has(sealing.key_name(poll))
    assert hall.read(lambda session: session.query(SealedBallot).count()) == 1


def test_keys_that_a_crash_left_behind_are_destroyed(hall: Hall) -> None:
    keys, now = hall.services.keys, datetime.now(UTC)
    is_open, is_closed = hall.open_poll(), hall.open_poll()
    hall.close_poll(is_closed)
    keys.create(sealing.key_name(is_closed))
    keys.create(sealing.key_name("neverwasapoll000"))
    assert hall.read(sealing.destroy_stale_keys, keys, now) == 1
    assert hall.read(sealing.destroy_stale_keys, keys, now + timedelta(hours=1)) == 1
    assert keys.names("poll-") == [sealing.key_name(is_open)]


def test_a_secret_poll_older_than_sealing_takes_no_more_and_is_counted(hall: Hall) -> None:
    poll = hall.open_poll()
    old = update(Poll).where(Poll.id == poll).values(is_sealed=False)
    hall.services.writer.run(lambda work: work.session.execute(old))
    hall.services.writer.run(lambda work: sealing.store_opened(work, poll, [Choice.YES] * 4 + [Choice.NO]))
    refusal = hall.refusal(actions.cast_ballot, hall.mei, poll_id=poll, choice=Choice.YES)
    assert refusal == ("unavailable", "poll.key_missing")
    hall.close_poll(poll)
    tally = hall.read(lambda session: session.query(Poll).one().outcome)
    assert tally is not None
