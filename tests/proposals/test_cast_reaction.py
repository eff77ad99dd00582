"""`cast_reaction`: agree, disagree or pass; the last word of a seat counts, once."""

import json

import pytest

from app.meetings import actions as meetings
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.errors import DomainError
from app.platform.storage import ledger
from app.platform.storage.ledger import Receipt
from app.proposals import actions, queries
from app.proposals.queries import Tally
from app.proposals.rules import Choice, State
from tests.builders import build_proposal, move_to, new_key
from tests.clients import Phone
from tests.people import Cast
from tests.races import race


@pytest.fixture
def card(services: Services, mei: Actor, meeting: str) -> str:
    """Mei's proposal."""
    return build_proposal(services, mei, meeting)


def cast_one(services: Services, seat: Actor, card: str, choice: Choice, key: str | None = None) -> Receipt:
    meeting = seat.meeting or ""
    return services.writer.run(
        lambda work: actions.cast_reaction(
            work, seat, meeting_id=meeting, proposal_id=card, choice=choice, key=key or new_key()
        )
    )


def tally(services: Services, meeting: str, card: str) -> Tally:
    with services.database.read() as session:
        return queries.tallies_of(session, meeting).get(card, Tally())


def test_each_seat_counts_once(services: Services, mei: Actor, bo: Actor, meeting: str, card: str) -> None:
    cast_one(services, mei, card, Choice.AGREE)
    cast_one(services, bo, card, Choice.PASS)
    assert tally(services, meeting, card) == Tally(agree=1, passes=1)
    with services.database.read() as session:
        assert queries.voters_of(session, meeting) == 2


def test_the_last_word_counts(services: Services, mei: Actor, meeting: str, card: str) -> None:
    for choice in (Choice.AGREE, Choice.DISAGREE, Choice.PASS, Choice.DISAGREE):
        cast_one(services, mei, card, choice)
    assert tally(services, meeting, card) == Tally(disagree=1)
    with services.database.read() as session:
        assert queries.own_reactions(session, mei.id) == {card: "disagree"}


def test_the_same_key_changes_nothing_later(services: Services, mei: Actor, meeting: str, card: str) -> None:
    """An old vote that arrives again after a change of mind does not undo it."""
    key = new_key()
    first = cast_one(services, mei, card, Choice.AGREE, key)
    cast_one(services, mei, card, Choice.DISAGREE)
    assert cast_one(services, mei, card, Choice.AGREE, key) == first
    assert tally(services, meeting, card) == Tally(disagree=1)


def test_rows_and_ledger_say_the_same(services: Services, mei: Actor, bo: Actor, meeting: str, card: str) -> None:
    for seat, choice in ((mei, Choice.AGREE), (bo, Choice.AGREE), (mei, Choice.DISAGREE)):
        cast_one(services, seat, card, choice)
    with services.database.read() as session:
        rows = {(row.seat, row.proposal): row.choice for row in queries.raw_reactions_of(session, meeting)}
        entries = [entry for entry in ledger.entries_of(session, meeting) if entry.kind == "reaction.cast"]
        facts = [(entry.actor, json.loads(entry.payload or "{}")) for entry in entries]
        assert ledger.verify_chain(session, meeting) is None
    assert {(actor, fact["proposal"]): fact["choice"] for actor, fact in facts} == rows


@pytest.mark.parametrize("state", [State.HELD, State.HIDDEN])
def test_what_is_off_the_wall_is_gone(services: Services, cast: Cast, mei: Actor, card: str, state: State) -> None:
    meeting = mei.meeting or ""
    services.writer.run(
        lambda work: perform(
            work,
            actions.moderate_proposal,
            cast.lin,
            meeting_id=meeting,
            proposal_id=card,
            state=state,
            reason="重复",
            key=new_key(),
        )
    )
    with pytest.raises(DomainError, match="proposal.gone"):
        cast_one(services, mei, card, Choice.AGREE)


def test_a_withdrawn_one_is_gone(services: Services, mei: Actor, bo: Actor, meeting: str, card: str) -> None:
    services.writer.run(
        lambda work: perform(work, actions.withdraw_proposal, mei, meeting_id=meeting, proposal_id=card)
    )
    with pytest.raises(DomainError, match="proposal.gone"):
        cast_one(services, bo, card, Choice.AGREE)


def test_the_phase_must_allow_it(services: Services, mei: Actor, meeting: str, card: str) -> None:
    move_to(services, meeting, "decide")
    with pytest.raises(DomainError, match="phase.not_now"):
        cast_one(services, mei, card, Choice.AGREE)


def test_a_closed_meeting_takes_no_more(services: Services, cast: Cast, mei: Actor, meeting: str, card: str) -> None:
    services.writer.run(lambda work: perform(work, meetings.close_meeting, cast.lin, meeting_id=meeting))
    with pytest.raises(DomainError, match="phase.not_now"):
        cast_one(services, mei, card, Choice.AGREE)


def test_a_proposal_of_another_meeting_is_not_found(services: Services, mei: Actor, guo: Actor, away: str) -> None:
    theirs = build_proposal(services, guo, away)
    with pytest.raises(DomainError, match="not_found"):
        cast_one(services, mei, theirs, Choice.AGREE)


def test_a_stranger_is_told_there_is_no_such_proposal(
    services: Services, mei_phone: Phone, guo: Actor, away: str
) -> None:
    theirs = build_proposal(services, guo, away)
    asked = {"key": new_key(), "choice": "agree"}
    elsewhere = mei_phone.refusal("reaction:cast", **asked, proposal=theirs)
    assert elsewhere == mei_phone.refusal("reaction:cast", **asked, proposal="nosuchproposal") == ("not_found",) * 2


def test_two_at_once_with_one_key(services: Services, mei: Actor, meeting: str, card: str) -> None:
    key = new_key()
    outcomes = race(
        services,
        *(
            lambda work: actions.cast_reaction(
                work, mei, meeting_id=meeting, proposal_id=card, choice=Choice.AGREE, key=key
            )
            for _ in range(4)
        ),
    )
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert tally(services, meeting, card) == Tally(agree=1)
