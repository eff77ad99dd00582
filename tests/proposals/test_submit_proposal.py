"""`submit_proposal`: a resident, or a recorder for the room, puts a proposal forward."""

import pytest

from app.meetings import actions as meetings
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.errors import DomainError
from app.platform.storage import ledger
from app.platform.storage.ledger import Receipt
from app.proposals import actions, queries
from app.proposals.rules import LONGEST
from tests.builders import build_meeting, build_seat, move_to, new_key
from tests.clients import Phone
from tests.conftest import Told
from tests.people import Cast
from tests.races import race


def submit(services: Services, author: Actor, meeting: str, text: str, key: str | None = None) -> Receipt:
    return services.writer.run(
        lambda work: perform(work, actions.submit_proposal, author, meeting_id=meeting, text=text, key=key or new_key())
    )


def wall(services: Services, meeting: str, *, is_desk: bool = False) -> list[tuple[int, str, str]]:
    with services.database.read() as session:
        views = queries.wall_of(session, meeting, is_desk=is_desk)
        return [(view.number, view.text, view.state) for view in views]


def test_a_resident_proposes(services: Services, mei: Actor, meeting: str, told: Told) -> None:
    receipt = submit(services, mei, meeting, "建车棚")
    assert wall(services, meeting) == [(1, "建车棚", "visible")]
    with services.database.read() as session:
        assert receipt.version == ledger.version_of(session, meeting, "wall")
        assert queries.proposal_of(session, receipt.data["proposal"]).seat == mei.id
    assert told.touched[-1] == (meeting, "wall") or (meeting, "wall") in told.touched


def test_numbers_go_up(services: Services, mei: Actor, bo: Actor, meeting: str) -> None:
    for author, text in ((mei, "一"), (bo, "二"), (mei, "三")):
        submit(services, author, meeting, text)
    assert [number for number, _, _ in wall(services, meeting)] == [1, 2, 3]


@pytest.mark.parametrize(("text", "code"), [("", "proposal.empty"), ("长" * (LONGEST + 1), "proposal.long")])
def test_nothing_and_too_much_are_refused(services: Services, mei: Actor, meeting: str, text: str, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        submit(services, mei, meeting, text)
    assert wall(services, meeting) == []


def test_the_longest_is_taken(services: Services, mei: Actor, meeting: str) -> None:
    submit(services, mei, meeting, "长" * LONGEST)
    assert len(wall(services, meeting)) == 1


def test_the_phase_must_allow_it(services: Services, mei: Actor, cast: Cast, meeting: str) -> None:
    move_to(services, meeting, "triage")
    with pytest.raises(DomainError, match="phase.not_now"):
        submit(services, mei, meeting, "晚了")
    submit(services, cast.fang, meeting, "替人记下的")
    assert [text for _, text, _ in wall(services, meeting)] == ["替人记下的"]


def test_a_closed_meeting_takes_no_more(services: Services, cast: Cast, mei: Actor, meeting: str) -> None:
    services.writer.run(lambda work: perform(work, meetings.close_meeting, cast.lin, meeting_id=meeting))
    with pytest.raises(DomainError, match="phase.not_now"):
        submit(services, mei, meeting, "散会后")


def test_cards_run_out_and_come_back_with_a_withdrawal(services: Services, cast: Cast) -> None:
    meeting = build_meeting(services, cast.place, template="T1")
    mei = build_seat(services, meeting)
    receipts = [submit(services, mei, meeting, f"第{n}张") for n in range(3)]
    with pytest.raises(DomainError, match="proposal.enough"):
        submit(services, mei, meeting, "第四张")
    first = receipts[0].data["proposal"]
    services.writer.run(
        lambda work: perform(work, actions.withdraw_proposal, mei, meeting_id=meeting, proposal_id=first)
    )
    submit(services, mei, meeting, "换一张")
    assert len(wall(services, meeting)) == 3


def test_under_review_it_waits_for_the_desk(services: Services, cast: Cast) -> None:
    meeting = build_meeting(services, cast.place, is_reviewed=True)
    mei = build_seat(services, meeting)
    submit(services, mei, meeting, "先看看")
    assert wall(services, meeting) == []
    assert wall(services, meeting, is_desk=True) == [(1, "先看看", "held")]


def test_the_same_key_is_one_proposal(services: Services, mei: Actor, meeting: str) -> None:
    key = new_key()
    first = submit(services, mei, meeting, "建车棚", key)
    assert submit(services, mei, meeting, "建车棚", key) == first
    assert len(wall(services, meeting)) == 1


def test_the_same_key_of_another_seat_is_another(services: Services, mei: Actor, bo: Actor, meeting: str) -> None:
    key = new_key()
    assert submit(services, mei, meeting, "甲", key) != submit(services, bo, meeting, "乙", key)
    assert len(wall(services, meeting)) == 2


def test_two_at_once_with_one_key(services: Services, mei: Actor, meeting: str) -> None:
    key = new_key()
    outcomes = race(
        services,
        *(
            lambda work: perform(work, actions.submit_proposal, mei, meeting_id=meeting, text="建车棚", key=key)
            for _ in range(2)
        ),
    )
    assert outcomes[0] == outcomes[1]
    assert len(wall(services, meeting)) == 1


def test_two_at_once_get_two_numbers(services: Services, mei: Actor, bo: Actor, meeting: str) -> None:
    race(
        services,
        lambda work: perform(work, actions.submit_proposal, mei, meeting_id=meeting, text="甲", key=new_key()),
        lambda work: perform(work, actions.submit_proposal, bo, meeting_id=meeting, text="乙", key=new_key()),
    )
    assert [number for number, _, _ in wall(services, meeting)] == [1, 2]


def test_a_stranger_is_told_there_is_no_such_meeting(mei_phone: Phone, away: str) -> None:
    assert mei_phone.refusal("proposal:submit", key=new_key(), text="串门", meeting=away) == ("not_found", "not_found")


def test_text_is_cleaned_at_the_door(mei_phone: Phone) -> None:
    answer = mei_phone.ask("proposal:submit", key=new_key(), text="  建\u202e车\u200b棚\x00 \r\n")
    assert answer["data"]["data"]["text"] == "建车棚"
