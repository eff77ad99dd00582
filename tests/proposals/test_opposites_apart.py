"""Cards that say different things in nearly the same words are offered as one at no door; paraphrases still are."""

import pytest
from flask import Flask

from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.proposals import queries
from app.proposals.duplicates.candidates import find_candidates
from app.proposals.duplicates.index import SimilarityIndexes
from tests.builders import build_proposal, new_key
from tests.clients import Phone, open_browser

WALL = (
    "楼道灯不亮", "小区门口加两个垃圾桶", "健身器材生锈了", "给老人留两个车位", "周六上午大扫除",
    "快递堆在门口没人管", "会所的图书室周末开门", "树枝挡住三楼窗户",
)  # fmt: skip
APART = (
    ("支持请新的保洁公司", "不支持请新的保洁公司"),
    ("小区里应该允许摆早餐摊", "小区里不应该允许摆早餐摊"),
    ("赞成给7号楼装太阳能板", "反对给7号楼装太阳能板"),
    ("7号楼的水泵经常坏", "17号楼的水泵经常坏"),
    ("车棚月费降到二十元", "车棚月费降到四十元"),
    ("喷泉晚上九点以前要关掉", "喷泉晚上九点以后要关掉"),
    ("東門要裝一部售賣機", "西門要裝一部售賣機"),
    ("夜晚唔好喺平台跳舞", "夜晚可以喺平台跳舞"),
    ("Open the garden in the morning", "Open the garden in the evening"),
)
NEAR_EXACT = (
    ("给篮球场装照明灯", "给篮球场装照明灯。"),
    ("小区花园要装两张长椅", "小區花園，要裝兩張長椅"),
)
REWORDED = (
    ("花园装两张长椅", "在花园装2张长椅"),
    ("泳池晚上九點關門", "泳池晚上9点关门"),
)


def pairs(services: Services, meeting: str) -> set[frozenset[str]]:
    find_candidates(services, meeting_id=meeting)
    with services.database.read() as session:
        return {frozenset((pair.proposal, pair.original)) for pair in queries.candidates_of(session, meeting)}


def offered(services: Services, meeting: str, text: str) -> list[str]:
    return [one.id for one in services.instance(SimilarityIndexes).search(services.database, meeting, text)]


@pytest.fixture
def wall(services: Services, mei: Actor, meeting: str) -> list[str]:
    return [build_proposal(services, mei, meeting, text) for text in WALL]


@pytest.mark.parametrize(("one", "other"), APART)
def test_another_meaning_is_offered_nowhere(
    services: Services, mei: Actor, bo: Actor, meeting: str, wall: list[str], one: str, other: str
) -> None:
    first, second = build_proposal(services, mei, meeting, one), build_proposal(services, bo, meeting, other)
    assert frozenset((first, second)) not in pairs(services, meeting)
    assert first not in offered(services, meeting, other)
    assert second not in offered(services, meeting, one)


@pytest.mark.parametrize(("one", "other"), NEAR_EXACT + REWORDED)
def test_the_same_in_other_words_is_offered_on_the_floor(
    services: Services, mei: Actor, bo: Actor, meeting: str, wall: list[str], one: str, other: str
) -> None:
    first, second = build_proposal(services, mei, meeting, one), build_proposal(services, bo, meeting, other)
    assert first in offered(services, meeting, other)
    assert second in offered(services, meeting, one)


@pytest.mark.parametrize(("one", "other"), NEAR_EXACT)
def test_the_same_in_the_same_words_is_offered_on_the_desk(
    services: Services, mei: Actor, bo: Actor, meeting: str, wall: list[str], one: str, other: str
) -> None:
    first, second = build_proposal(services, mei, meeting, one), build_proposal(services, bo, meeting, other)
    assert frozenset((first, second)) in pairs(services, meeting)


def test_neither_socket_nor_rest_offers_an_opposite(
    app: Flask, services: Services, mei: Actor, bo: Actor, mei_phone: Phone, meeting: str, wall: list[str]
) -> None:
    card = build_proposal(services, bo, meeting, "支持请新的保洁公司")
    text = "不支持请新的保洁公司"
    path = f"/api/v1/meetings/{meeting}/similar"
    heard = [
        mei_phone.ask("proposals:similar", text=text)["data"]["similar"],
        mei_phone.ask("proposal:submit", key=new_key(), text=text)["data"]["similar"],
        open_browser(app)
        .get(path, query_string={"text": text}, headers={"Authorization": f"Seat {mei.token}"})
        .get_json()["similar"],
    ]
    assert card not in [one["id"] for similar in heard for one in similar]


def test_telephone_numbers_and_signatures_make_no_look_alikes(
    services: Services, mei: Actor, bo: Actor, meeting: str
) -> None:
    first = build_proposal(services, mei, meeting, "井盖响，联系电话：13800001111")
    second = build_proposal(services, bo, meeting, "鱼塘臭，联系电话：13800001112")
    assert frozenset((first, second)) not in pairs(services, meeting)
    assert first not in offered(services, meeting, "鱼塘臭，联系电话：13800001112")
    assert first in offered(services, meeting, "井盖响（7号楼周女士）")
