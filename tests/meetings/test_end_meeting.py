"""`end_meeting`: open polls and held cards are settled first, and no ballot counts after it."""

import pytest
from flask import Flask

from app.meetings.actions import move_phase
from app.platform.commands import perform
from app.proposals import actions as proposals
from app.proposals import queries as proposal_queries
from app.proposals.rules import State
from app.voting import actions as voting
from app.voting.ending import HeldCards, OpenPolls, end_meeting
from app.voting.rules import VOTE, Choice
from tests.api.programs import staff_program
from tests.builders import build_meeting, build_proposal, move_to, view_meeting
from tests.clients import Browser
from tests.hall import Hall


@pytest.fixture
def held(hall: Hall) -> str:
    card = build_proposal(hall.services, hall.mei, hall.meeting)
    hall.do(proposals.moderate_proposal, hall.cast.lin, proposal_id=card, state=State.HELD)
    return card


def states(hall: Hall) -> dict[str, str]:
    return {card.id: card.state for card in hall.read(proposal_queries.every_card, hall.meeting)}


def test_a_meeting_with_nothing_open_just_ends(hall: Hall) -> None:
    hall.do(end_meeting, hall.cast.lin)
    assert view_meeting(hall.services, hall.meeting).closed_at is not None


def test_it_asks_about_open_polls_and_held_cards(hall: Hall, held: str) -> None:
    poll = hall.open_poll()
    assert hall.refusal(end_meeting, hall.cast.lin) == ("conflict", "meeting.unsettled")
    assert hall.refusal(end_meeting, hall.cast.lin, polls=OpenPolls.CLOSE) == ("conflict", "meeting.unsettled")
    assert hall.refusal(end_meeting, hall.cast.lin, held=HeldCards.KEEP) == ("conflict", "meeting.unsettled")
    assert view_meeting(hall.services, hall.meeting).closed_at is None
    assert hall.poll(poll).is_open
    assert states(hall) == {held: "held"}


def test_the_polls_are_counted_and_the_cards_shown(hall: Hall, held: str) -> None:
    poll = hall.open_poll(is_secret=False)
    hall.vote(poll, hall.mei)
    hall.do(end_meeting, hall.cast.lin, polls=OpenPolls.CLOSE, held=HeldCards.RELEASE)
    assert hall.poll(poll).outcome.is_carried is True
    assert states(hall) == {held: "visible"}


def test_or_the_polls_are_void_and_the_cards_stay_held(hall: Hall, held: str) -> None:
    poll = hall.open_poll()
    facts = {"polls": OpenPolls.VOID, "held": HeldCards.KEEP}
    assert hall.refusal(end_meeting, hall.cast.lin, **facts) == ("invalid", "poll.reason_missing")
    hall.do(end_meeting, hall.cast.lin, **facts, reason="人走了")
    assert hall.poll(poll).void_reason == "人走了"
    assert states(hall) == {held: "held"}


def test_no_ballot_counts_after_the_end(hall: Hall) -> None:
    poll = hall.open_poll(is_secret=False)
    hall.do(end_meeting, hall.cast.lin, polls=OpenPolls.CLOSE)
    refusal = hall.refusal(voting.cast_ballot, hall.mei, poll_id=poll, choice=Choice.YES)
    assert refusal == ("closed", "meeting.closed")


def test_a_ballot_beside_the_end_is_counted_or_refused(hall: Hall) -> None:
    poll = hall.open_poll(is_secret=False)
    cast, _ = hall.race(
        hall.act(voting.cast_ballot, hall.mei, poll_id=poll, choice=Choice.YES),
        hall.act(end_meeting, hall.cast.lin, polls=OpenPolls.CLOSE),
    )
    assert hall.poll(poll).cast == (0 if cast == "meeting.closed" else 1)


def test_no_poll_opens_in_a_phase_without_votes(hall: Hall) -> None:
    for phase in ("say", "discuss", "close"):
        if view_meeting(hall.services, hall.meeting).phase != phase:
            move_to(hall.services, hall.meeting, phase)
        assert VOTE not in view_meeting(hall.services, hall.meeting).acts
        refusal = hall.refusal(voting.open_poll, hall.cast.lin, question="建车棚吗")
        assert refusal == ("closed", "poll.not_now")


def test_a_phase_with_an_open_poll_is_not_left(hall: Hall) -> None:
    poll = hall.open_poll()
    assert hall.refusal(move_phase, hall.cast.lin, to="close") == ("conflict", "phase.polls_open")
    hall.close_poll(poll)
    hall.do(move_phase, hall.cast.lin, to="close")


def test_a_program_reads_what_is_unsettled_and_says_what_becomes_of_it(hall: Hall, held: str, app: Flask) -> None:
    poll = hall.open_poll()
    lin = staff_program(app, hall.services, "lin")
    refused = lin.send("POST", f"/meetings/{hall.meeting}/close", {})
    assert (refused.status_code, refused.json["code"]) == (409, "meeting.unsettled")
    assert [one["poll"] for one in refused.json["polls"]] == [poll]
    assert [one["proposal"] for one in refused.json["held"]] == [held]
    lin.ask("POST", f"/meetings/{hall.meeting}/close", {"polls": "close", "held": "release"})
    assert view_meeting(hall.services, hall.meeting).closed_at is not None


def test_a_poll_that_opened_unseen_does_not_end_with_the_meeting(hall: Hall, lin_browser: Browser) -> None:
    """The page listed one poll; of a second one nobody has decided anything."""
    hall.open_poll()
    seen = lin_browser.get(f"/m/{hall.meeting}/desk").text.split('name="seen" value="')[1].split('"')[0]
    hall.do(voting.open_poll, hall.cast.wen, question="装路灯吗")
    answer = lin_browser.post(f"/m/{hall.meeting}/desk/end", seen=seen, polls="void", reason="晚了")
    assert answer.status_code == 409
    assert "装路灯吗" in answer.text
    assert view_meeting(hall.services, hall.meeting).closed_at is None


def test_the_end_of_another_meeting_touches_nothing_here(hall: Hall) -> None:
    poll = hall.open_poll()
    other = build_meeting(hall.services, hall.cast.place, title="另一场")
    hall.services.writer.run(lambda work: perform(work, end_meeting, hall.cast.lin, meeting_id=other))
    assert hall.poll(poll).is_open
