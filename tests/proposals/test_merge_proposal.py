"""`merge_proposal`, `unmerge_proposal`: a facilitator puts cards together, and takes them apart again."""

import pytest

from app.meetings import actions as meetings
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.errors import DomainError
from app.platform.storage import ledger
from app.proposals import actions, queries
from app.proposals.duplicates import actions as duplicates
from app.proposals.queries import Tally
from app.proposals.rules import Choice, State
from tests.builders import build_proposal, new_key, react
from tests.clients import Phone
from tests.people import Cast
from tests.proposals.copying import folded, merge, tallies, unmerge
from tests.races import race


@pytest.fixture
def cards(services: Services, mei: Actor, bo: Actor, meeting: str) -> tuple[str, str, str]:
    """Three cards of two residents, the last by Bo."""
    texts = ((mei, "在三号楼旁建车棚"), (mei, "楼道里不要停车"), (bo, "三号楼边上搭个车棚"))
    first, second, third = (build_proposal(services, who, meeting, text) for who, text in texts)
    return first, second, third


def moderate(services: Services, lin: Actor, meeting: str, card: str, state: State) -> None:
    services.writer.run(
        lambda work: perform(
            work,
            actions.moderate_proposal,
            lin,
            meeting_id=meeting,
            proposal_id=card,
            state=state,
            reason="先收起",
            key=new_key(),
        )
    )


def test_the_copy_stands_under_its_original_in_its_own_words(
    services: Services, cast: Cast, meeting: str, cards: tuple[str, str, str]
) -> None:
    first, second, third = cards
    merge(services, cast.lin, meeting, third, first)
    assert folded(services, meeting) == {first: [third], second: []}
    with services.database.read() as session:
        wall = queries.wall_of(session, meeting)
        assert wall[0].copies[0].text == "三号楼边上搭个车棚"
        assert queries.duplicates_of(session, meeting) == {third: first}


def test_one_person_counts_once_and_the_last_word_counts(
    services: Services, cast: Cast, mei: Actor, bo: Actor, meeting: str, cards: tuple[str, str, str]
) -> None:
    first, _, third = cards
    react(services, mei, meeting, first, Choice.AGREE)
    react(services, mei, meeting, third, Choice.AGREE)
    react(services, bo, meeting, third, Choice.AGREE)
    react(services, bo, meeting, first, Choice.DISAGREE)
    merge(services, cast.lin, meeting, third, first)
    assert tallies(services, meeting) == {first: Tally(agree=1, disagree=1)}
    react(services, bo, meeting, third, Choice.PASS)
    assert tallies(services, meeting) == {first: Tally(agree=1, passes=1)}
    with services.database.read() as session:
        assert queries.own_reactions(session, bo.id) == {first: "pass", third: "pass"}
        rows = queries.reactions_of(session, meeting)
        assert {(row.seat, row.proposal, row.choice) for row in rows} == {
            (mei.id, first, "agree"),
            (bo.id, first, "pass"),
        }


def test_taking_apart_restores_every_count(
    services: Services, cast: Cast, mei: Actor, bo: Actor, meeting: str, cards: tuple[str, str, str]
) -> None:
    first, second, third = cards
    for seat, card, choice in ((mei, first, Choice.AGREE), (mei, third, Choice.DISAGREE), (bo, third, Choice.AGREE)):
        react(services, seat, meeting, card, choice)
    before = tallies(services, meeting), folded(services, meeting)
    merge(services, cast.lin, meeting, third, first)
    merge(services, cast.lin, meeting, first, second)
    assert folded(services, meeting) == {second: [first, third]}
    assert tallies(services, meeting) == {second: Tally(agree=1, disagree=1)}
    unmerge(services, cast.lin, meeting, first)
    assert folded(services, meeting) == {first: [third], second: []}
    unmerge(services, cast.lin, meeting, third)
    assert (tallies(services, meeting), folded(services, meeting)) == before


def test_a_copy_of_a_copy_stands_under_the_first_original(
    services: Services, cast: Cast, meeting: str, cards: tuple[str, str, str]
) -> None:
    first, second, third = cards
    merge(services, cast.lin, meeting, second, first)
    merge(services, cast.lin, meeting, third, second)
    assert folded(services, meeting) == {first: [second, third]}
    unmerge(services, cast.lin, meeting, second)
    assert folded(services, meeting) == {first: [third], second: []}


@pytest.mark.parametrize("how", ["withdrawn", "hidden"])
def test_an_original_off_the_wall_hands_over_to_the_oldest_copy(
    services: Services, cast: Cast, mei: Actor, bo: Actor, meeting: str, cards: tuple[str, str, str], how: str
) -> None:
    first, second, third = cards
    react(services, mei, meeting, first, Choice.AGREE)
    react(services, bo, meeting, third, Choice.AGREE)
    merge(services, cast.lin, meeting, third, first)
    merge(services, cast.lin, meeting, second, first)
    if how == "hidden":
        moderate(services, cast.lin, meeting, first, State.HIDDEN)
    else:
        services.writer.run(
            lambda work: perform(work, actions.withdraw_proposal, mei, meeting_id=meeting, proposal_id=first)
        )
    assert folded(services, meeting) == {second: [third]}
    assert tallies(services, meeting) == {second: Tally(agree=2)}
    if how == "hidden":
        moderate(services, cast.lin, meeting, first, State.VISIBLE)
        assert folded(services, meeting) == {first: [second, third]}


def test_no_circles_and_nothing_twice(
    services: Services, cast: Cast, meeting: str, cards: tuple[str, str, str]
) -> None:
    first, second, third = cards
    merge(services, cast.lin, meeting, second, first)
    for copy, original, code in (
        (second, first, "proposal.together"),
        (first, second, "proposal.together"),
        (first, first, "proposal.together"),
        (second, third, "proposal.is_copy"),
    ):
        with pytest.raises(DomainError, match=code):
            merge(services, cast.lin, meeting, copy, original)
    with pytest.raises(DomainError, match="proposal.not_copy"):
        unmerge(services, cast.lin, meeting, third)


def test_staff_give_a_reason_and_it_stands_in_the_record(
    services: Services, cast: Cast, meeting: str, cards: tuple[str, str, str]
) -> None:
    first, _, third = cards
    with pytest.raises(DomainError, match="proposal.merge_reason"):
        services.writer.run(
            lambda work: perform(
                work,
                duplicates.merge_proposal,
                cast.lin,
                meeting_id=meeting,
                proposal_id=third,
                original_id=first,
                reason="",
                key=new_key(),
            )
        )
    merge(services, cast.lin, meeting, third, first)
    with services.database.read() as session:
        entry = [entry for entry in ledger.entries_of(session, meeting) if entry.kind == "proposal.merged"][-1]
        said_by, facts = entry.actor, ledger.facts_of(entry.payload)
        assert ledger.verify_chain(session, meeting) is None
    assert said_by == cast.lin.id
    assert facts == {"proposal": third, "original": first, "reason": "说的是一回事", "by": "staff"}


def test_only_what_stands_on_the_wall_of_an_open_meeting(
    services: Services, cast: Cast, guo: Actor, meeting: str, away: str, cards: tuple[str, str, str]
) -> None:
    first, second, third = cards
    theirs = build_proposal(services, guo, away)
    with pytest.raises(DomainError, match="not_found"):
        merge(services, cast.lin, meeting, third, theirs)
    moderate(services, cast.lin, meeting, second, State.HELD)
    with pytest.raises(DomainError, match="proposal.gone"):
        merge(services, cast.lin, meeting, third, second)
    services.writer.run(lambda work: perform(work, meetings.close_meeting, cast.lin, meeting_id=meeting))
    with pytest.raises(DomainError, match="meeting.closed"):
        merge(services, cast.lin, meeting, third, first)


def test_the_same_key_merges_once(services: Services, cast: Cast, meeting: str, cards: tuple[str, str, str]) -> None:
    first, _, third = cards
    key = new_key()
    outcomes = race(
        services,
        *(
            lambda work: perform(
                work,
                duplicates.merge_proposal,
                cast.lin,
                meeting_id=meeting,
                proposal_id=third,
                original_id=first,
                reason="一样",
                key=key,
            )
            for _ in range(4)
        ),
    )
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert folded(services, meeting)[first] == [third]


def test_a_resident_may_not(
    services: Services, mei_phone: Phone, guo: Actor, away: str, cards: tuple[str, str, str]
) -> None:
    theirs = build_proposal(services, guo, away)
    asked = {"key": new_key(), "proposal": cards[2], "reason": "一样"}
    assert mei_phone.refusal("proposal:merge", **asked, original=cards[0]) == ("forbidden", "forbidden")
    assert mei_phone.refusal("proposal:merge", **asked, original=theirs) == ("not_found", "not_found")


def test_the_room_is_told_of_new_counts(
    services: Services, mei: Actor, meeting: str, lin_desk: Phone, cards: tuple[str, str, str]
) -> None:
    """The tally's version grows with a merge: a screen drops what is no newer than what it shows."""
    first, _, third = cards
    react(services, mei, meeting, first)
    with services.database.read() as session:
        before = queries.tally_version(session, meeting)
    answer = lin_desk.ask("proposal:merge", key=new_key(), proposal=third, original=first, reason="一样")
    assert answer["ok"], answer
    with services.database.read() as session:
        assert queries.tally_version(session, meeting) == answer["data"]["version"] > before
