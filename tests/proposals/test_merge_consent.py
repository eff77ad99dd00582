"""`suggest_merge`, `answer_merge`, `keep_apart`: the author of a card decides whether it is the same as another."""

import pytest
from flask import Flask

from app.factory import Live
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.errors import DomainError
from app.platform.live.snapshots import Snapshots
from app.platform.live.specs import Audience
from app.proposals import actions, queries
from app.proposals.duplicates import actions as duplicates
from app.registry import SNAPSHOTS
from tests.builders import build_proposal, new_key
from tests.clients import Phone
from tests.conftest import Told
from tests.people import Cast
from tests.proposals.copying import answer, folded, suggest


@pytest.fixture
def first(services: Services, mei: Actor, meeting: str) -> str:
    """Mei's card."""
    return build_proposal(services, mei, meeting)


@pytest.fixture
def second(services: Services, bo: Actor, meeting: str, first: str) -> str:
    """Bo's card, which came later."""
    return build_proposal(services, bo, meeting, "三号楼边上搭个车棚")


def asked(services: Services, meeting: str) -> list[tuple[str, str]]:
    with services.database.read() as session:
        return [(pair.proposal, pair.original) for pair in queries.asked_candidates(session, meeting)]


def test_nothing_is_put_together_before_the_author_says_yes(
    services: Services, mei: Actor, bo: Actor, meeting: str, first: str, second: str
) -> None:
    suggest(services, mei, meeting, second, first)
    assert asked(services, meeting) == [(second, first)]
    assert folded(services, meeting) == {first: [], second: []}
    answer(services, bo, meeting, second, first, is_same=True)
    assert folded(services, meeting) == {first: [second]}
    assert asked(services, meeting) == []


def test_no_keeps_both_and_is_remembered(
    services: Services, cast: Cast, bo: Actor, meeting: str, first: str, second: str
) -> None:
    suggest(services, cast.lin, meeting, second, first)
    answer(services, bo, meeting, second, first, is_same=False)
    assert folded(services, meeting) == {first: [], second: []}
    for copy, original in ((second, first), (first, second)):
        with pytest.raises(DomainError, match="proposal.apart"):
            suggest(services, cast.lin, meeting, copy, original)


def test_the_author_may_say_so_unasked(services: Services, bo: Actor, meeting: str, first: str, second: str) -> None:
    suggest(services, bo, meeting, second, first)
    assert folded(services, meeting) == {first: [second]}


def test_nobody_else_answers(
    services: Services, cast: Cast, mei: Actor, bo: Actor, meeting: str, first: str, second: str
) -> None:
    with pytest.raises(DomainError, match="not_found"):
        answer(services, bo, meeting, second, first, is_same=True)  # nobody asked
    suggest(services, cast.lin, meeting, second, first)
    with pytest.raises(DomainError, match="not_found"):
        answer(services, mei, meeting, second, first, is_same=True)
    assert folded(services, meeting) == {first: [], second: []}


def test_a_card_of_the_room_has_no_author_to_ask(services: Services, cast: Cast, meeting: str, first: str) -> None:
    card = build_proposal(services, cast.lin, meeting, "车棚建在三号楼旁")
    with pytest.raises(DomainError, match="proposal.no_author"):
        suggest(services, cast.lin, meeting, card, first)


def test_the_facilitator_may_keep_them_apart(
    services: Services, cast: Cast, meeting: str, first: str, second: str
) -> None:
    suggest(services, cast.lin, meeting, second, first)
    services.writer.run(
        lambda work: perform(
            work,
            duplicates.keep_apart,
            cast.lin,
            meeting_id=meeting,
            proposal_id=first,
            original_id=second,
            key=new_key(),
        )
    )
    assert asked(services, meeting) == []
    with pytest.raises(DomainError, match="proposal.apart"):
        suggest(services, cast.lin, meeting, second, first)


def test_what_the_machine_sees_never_overrules_a_person(
    services: Services, cast: Cast, bo: Actor, meeting: str, first: str, second: str
) -> None:
    def see() -> list[tuple[str, str]]:
        services.writer.run(lambda work: duplicates.store_candidates(work, meeting_id=meeting, pairs=[(second, first)]))
        with services.database.read() as session:
            return [(pair.proposal, pair.state) for pair in queries.candidates_of(session, meeting)]

    assert see() == [(second, "seen")]
    assert folded(services, meeting) == {first: [], second: []}
    suggest(services, cast.lin, meeting, second, first)
    assert see() == [(second, "asked")]
    answer(services, bo, meeting, second, first, is_same=False)
    assert see() == []


def test_the_desk_is_told_of_what_the_machine_sees_and_the_room_is_not(
    services: Services, told: Told, meeting: str, first: str, second: str
) -> None:
    reader = Snapshots(services.database, SNAPSHOTS)
    before = reader.read(meeting, "pairs", Audience.DESK)
    wall = reader.read(meeting, "wall", Audience.ROOM)
    told.touched.clear()
    services.writer.run(lambda work: duplicates.store_candidates(work, meeting_id=meeting, pairs=[(second, first)]))
    assert (told.touched, before["data"]) == ([(meeting, "pairs")], {"pairs": []})
    reader.forget(meeting, "pairs")
    after = reader.read(meeting, "pairs", Audience.DESK)
    assert after["version"] > before["version"]
    assert after["data"] == {"pairs": [{"proposal": second, "original": first, "state": "seen"}]}
    assert reader.read(meeting, "wall", Audience.ROOM) == wall
    assert [spec.audiences for spec in SNAPSHOTS if spec.topic == "pairs"] == [{Audience.DESK}]


def test_what_becomes_of_a_card_changes_the_pairs(
    services: Services, bo: Actor, told: Told, meeting: str, first: str, second: str
) -> None:
    services.writer.run(lambda work: duplicates.store_candidates(work, meeting_id=meeting, pairs=[(second, first)]))
    told.touched.clear()
    services.writer.run(
        lambda work: perform(work, actions.withdraw_proposal, bo, meeting_id=meeting, proposal_id=second, key=new_key())
    )
    assert (meeting, "pairs") in told.touched
    assert Snapshots(services.database, SNAPSHOTS).read(meeting, "pairs", Audience.DESK)["data"] == {"pairs": []}


def test_asked_and_answered_over_the_wire(
    services: Services, app: Flask, live: Live, bo: Actor, lin_desk: Phone, meeting: str, first: str, second: str
) -> None:
    bo_phone = Phone.connect(app, live, seat=bo.token)
    two = {"proposal": second, "original": first}
    assert lin_desk.ask("merge:suggest", key=new_key(), **two)["ok"]
    assert lin_desk.refusal("merge:answer", key=new_key(), **two, is_same=True) == ("forbidden", "forbidden")
    assert bo_phone.ask("merge:answer", key=new_key(), **two, is_same=True)["ok"]
    assert folded(services, meeting) == {first: [second]}
