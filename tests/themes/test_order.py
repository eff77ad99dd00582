"""The order of the themes: the largest first, then as people found it when they began to edit."""

import pytest

from app.themes import actions, queries
from app.themes.rules import DraftTheme, Edit, Pin, Split, Undo
from tests.builders import build_proposal
from tests.hall import Hall


@pytest.fixture
def cards(hall: Hall) -> list[str]:
    texts = ("建车棚", "装喷淋", "停车难", "清楼道", "修楼梯", "装路灯")
    return [build_proposal(hall.services, hall.mei, hall.meeting, text) for text in texts]


def draft(hall: Hall, **themes: list[str]) -> None:
    drafts = [DraftTheme(key, key, (key,), tuple(members), members[0], 0.5) for key, members in themes.items()]
    hall.services.writer.run(lambda work: actions.store_draft(work, meeting_id=hall.meeting, themes=drafts, alone=[]))


def edit(hall: Hall, edit: Edit) -> None:
    hall.do(actions.edit_themes, hall.cast.lin, edits=[edit])


def order(hall: Hall) -> list[str]:
    return [theme.key for theme in hall.read(queries.themes_of, hall.meeting).themes]


def test_the_largest_stand_first_until_people_edit(hall: Hall, cards: list[str]) -> None:
    draft(hall, shed=cards[:2], stairs=cards[2:5], light=cards[5:])
    assert order(hall) == ["stairs", "shed", "light"]
    draft(hall, shed=cards[:4], stairs=cards[4:5], light=cards[5:])
    assert order(hall)[0] == "shed"


def test_an_edit_moves_no_theme(hall: Hall, cards: list[str]) -> None:
    draft(hall, shed=cards[:3], stairs=cards[3:5], light=cards[5:])
    edit(hall, Pin("light", tuple(cards[:2])))
    assert order(hall) == ["shed", "stairs", "light"]
    edit(hall, Pin("light", tuple(cards[3:5])))
    assert order(hall) == ["shed", "light"]
    edit(hall, Undo())
    assert order(hall) == ["shed", "stairs", "light"]


def test_what_a_person_makes_and_what_the_machine_finds_comes_last(hall: Hall, cards: list[str]) -> None:
    draft(hall, shed=cards[:3], stairs=cards[3:5])
    edit(hall, Split("shed", (cards[0],), "新"))
    made = order(hall)[-1]
    draft(hall, light=cards[5:], stairs=cards[3:5], shed=cards[:3])
    assert order(hall) == ["shed", "stairs", made, "light"]


def test_they_are_sorted_again_when_somebody_asks_for_themes(hall: Hall, cards: list[str]) -> None:
    draft(hall, shed=cards[:3], stairs=cards[3:5], light=cards[5:])
    edit(hall, Pin("light", tuple(cards[:3])))
    assert order(hall) == ["stairs", "light"]
    hall.do(actions.suggest_themes, hall.cast.lin)
    assert order(hall) == ["light", "stairs"]


def test_asking_for_themes_before_there_are_any_is_nothing_to_sort(hall: Hall) -> None:
    hall.do(actions.suggest_themes, hall.cast.lin)
    assert order(hall) == []
