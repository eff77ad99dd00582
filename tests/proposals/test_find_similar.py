"""Look-alikes: what is on the wall already is found while one writes, and nothing else."""

import pytest
from flask import Flask

from app.factory import Live
from app.organisations import actions as organisation_actions
from app.organisations.rules import Words
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from app.proposals import actions
from app.proposals.duplicates import index
from app.proposals.duplicates.index import SimilarityIndexes
from app.proposals.rules import State
from tests.builders import build_meeting, build_proposal, build_seat, move_to, new_key
from tests.clients import Phone, open_browser
from tests.people import Cast
from tests.proposals.copying import merge, unmerge

TEXTS = ("在三号楼旁边建一个电动车棚", "楼道里不许停电动车", "每周六上午大扫除", "给老人留两个车位")


@pytest.fixture
def cards(services: Services, cast: Cast, meeting: str) -> dict[str, str]:
    """{text: card}"""
    return {text: build_proposal(services, cast.lin, meeting, text) for text in TEXTS}


def similar_to(services: Services, meeting: str, text: str) -> list[str]:
    return [one.id for one in services.instance(SimilarityIndexes).search(services.database, meeting, text)]


def test_the_same_wish_in_other_order_and_script_is_found(
    services: Services, meeting: str, cards: dict[str, str]
) -> None:
    for text in ("建一个电动车棚，在三号楼旁边", "在三號樓旁邊建一個電動車棚"):
        assert similar_to(services, meeting, text)[:1] == [cards[TEXTS[0]]]
    assert similar_to(services, meeting, "周六上午大家一起大扫除")[:1] == [cards[TEXTS[2]]]
    assert similar_to(services, meeting, "请修好东门的路灯") == []
    assert similar_to(services, meeting, "") == []


def test_at_most_three_the_most_alike_first(services: Services, cast: Cast, meeting: str) -> None:
    texts = ["小区门口装路灯", "小区东门口装路灯", "小区西门口也要装路灯", "小区北门口装两盏路灯", "小区门口装路灯吧"]
    for text in texts:
        build_proposal(services, cast.lin, meeting, text)
    index = services.instance(SimilarityIndexes)
    scores = [one.score for one in index.search(services.database, meeting, "小区门口装路灯")]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0.99


def test_only_what_stands_on_the_wall(services: Services, cast: Cast, meeting: str, cards: dict[str, str]) -> None:
    card = cards[TEXTS[2]]
    for state, expected in ((State.HIDDEN, []), (State.VISIBLE, [card]), (State.HELD, [])):
        services.writer.run(
            lambda work, to=state: perform(
                work,
                actions.moderate_proposal,
                cast.lin,
                meeting_id=meeting,
                proposal_id=card,
                state=to,
                reason="看一下",
                key=new_key(),
            )
        )
        assert similar_to(services, meeting, TEXTS[2]) == expected


def test_a_new_one_is_found_at_once_without_reading_the_wall_again(
    services: Services, cast: Cast, meeting: str, cards: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert similar_to(services, meeting, TEXTS[0])
    taken: list[int] = []
    take_in = index._take_in

    def count(index: object, changed: list[object]) -> None:
        taken.append(len(changed))
        take_in(index, changed)  # type: ignore[arg-type]

    monkeypatch.setattr(index, "_take_in", count)
    card = build_proposal(services, cast.lin, meeting, "东门装一盏路灯")
    assert similar_to(services, meeting, "东门装一盏路灯") == [card]
    assert similar_to(services, meeting, "东门装一盏路灯") == [card]
    assert taken == [1, 0]


def test_the_words_of_the_place_are_obeyed_as_soon_as_they_change(
    services: Services, cast: Cast, meeting: str, cards: dict[str, str]
) -> None:
    asked = "大扫除改成义务劳动日"
    before = {
        one.id: one.score for one in services.instance(SimilarityIndexes).search(services.database, meeting, asked)
    }
    services.writer.run(
        lambda work: organisation_actions.set_words(
            work, cast.lin, place_id=cast.place, words=Words(synonyms=(("大扫除", "义务劳动日"),))
        )
    )
    after = {
        one.id: one.score for one in services.instance(SimilarityIndexes).search(services.database, meeting, asked)
    }
    card = cards[TEXTS[2]]
    assert after[card] > before.get(card, 0)


def test_a_copy_is_found_as_its_original(services: Services, cast: Cast, meeting: str, cards: dict[str, str]) -> None:
    copy = build_proposal(services, cast.lin, meeting, "三号楼那边搭个棚停电瓶车")
    merge(services, cast.lin, meeting, copy, cards[TEXTS[0]])
    assert similar_to(services, meeting, "三号楼那边搭个棚停电瓶车") == [cards[TEXTS[0]]]
    unmerge(services, cast.lin, meeting, copy)
    assert similar_to(services, meeting, "三号楼那边搭个棚停电瓶车")[0] == copy


def test_the_walls_that_are_written_on_are_made_ready_before_anybody_asks(
    services: Services, meeting: str, away: str, cards: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    move_to(services, away, "decide")
    index.warm_up(services)
    assert set(services.instance(SimilarityIndexes)._indexes) == {meeting}
    monkeypatch.setattr(index.queries, "texts_of", None)  # the wall is not read again
    assert similar_to(services, meeting, TEXTS[0])[:1] == [cards[TEXTS[0]]]


def test_few_meetings_are_kept_and_none_is_mixed_with_another(
    services: Services, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "MAX_MEETINGS", 2)
    meetings = [build_meeting(services, cast.place) for _ in range(4)]
    cards = [build_proposal(services, cast.lin, meeting, TEXTS[0]) for meeting in meetings]
    for _ in range(2):
        for meeting, card in zip(meetings, cards, strict=True):
            assert similar_to(services, meeting, TEXTS[0]) == [card]
    assert len(services.instance(SimilarityIndexes)._indexes) == 2


def test_the_author_hears_what_a_new_proposal_resembles(
    services: Services, mei_phone: Phone, meeting: str, cards: dict[str, str]
) -> None:
    ack = mei_phone.ask("proposal:submit", key=new_key(), text="三号楼旁边建一个电动车棚")["data"]
    assert ack["data"]["state"] == "visible"
    assert [one["id"] for one in ack["similar"]][:1] == [cards[TEXTS[0]]]
    assert ack["data"]["proposal"] not in [one["id"] for one in ack["similar"]]


def test_both_doors_answer_the_same_and_strangers_nothing(
    app: Flask, services: Services, mei: Actor, mei_phone: Phone, meeting: str, away: str, cards: dict[str, str]
) -> None:
    answer = mei_phone.ask("proposals:similar", text=TEXTS[0])["data"]
    path = f"/api/v1/meetings/{meeting}/similar"
    read = open_browser(app).get(path, query_string={"text": TEXTS[0]}, headers={"Authorization": f"Seat {mei.token}"})
    assert read.status_code == 200
    assert read.get_json() == answer
    assert answer["similar"][0]["text"] == TEXTS[0]
    assert open_browser(app).get(path, query_string={"text": TEXTS[0]}).status_code == 401
    assert mei_phone.refusal("proposals:similar", text=TEXTS[0], meeting=away) == ("not_found", "not_found")


@pytest.mark.usefixtures("full_limits")
def test_questions_are_counted_apart_from_writes(app: Flask, live: Live, services: Services, meeting: str) -> None:
    """Who types fast is asked to wait, and may still propose."""
    phone = Phone.connect(app, live, seat=build_seat(services, meeting).token)
    answers = [phone.ask("proposals:similar", text="路灯") for _ in range(60)]
    refused = [answer["error"]["code"] for answer in answers if not answer["ok"]]
    assert answers[0]["ok"]
    assert set(refused) == {"too_fast"}
    assert phone.ask("proposal:submit", key=new_key(), text="东门装一盏路灯")["ok"]
