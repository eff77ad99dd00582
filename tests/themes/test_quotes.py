"""What residents read of the themes: on the projector, and of their own proposals."""

import json

import pytest

from app.platform.errors import DomainError
from app.platform.i18n import Locale, translator_of
from app.themes import actions
from app.themes.quotes import current_themes_of, quotes_of
from app.themes.rules import DraftTheme, Pin, Undo
from tests.builders import build_proposal
from tests.clients import Browser
from tests.hall import Hall

words = translator_of(Locale.ZH_HANS)


@pytest.fixture
def ids(hall: Hall) -> list[str]:
    """Four proposals of Mei, three of them in the theme 车棚 for the word 车棚."""
    ids = [build_proposal(hall.services, hall.mei, hall.meeting, f"车棚第{number}条") for number in range(4)]
    theme = DraftTheme("shed", "车棚", ("车棚",), tuple(ids[:3]), ids[0], 0.5)
    hall.services.writer.run(
        lambda work: actions.store_draft(
            work, meeting_id=hall.meeting, themes=[theme], alone=ids[3:], why={one: ("车棚",) for one in ids[:3]}
        )
    )
    return ids


def test_a_theme_is_told_newest_first_with_its_words(hall: Hall, ids: list[str]) -> None:
    quotes = hall.read(quotes_of, hall.meeting, "shed", most=2)
    assert [(one.id, one.text, one.why) for one in quotes] == [
        (ids[2], "车棚第2条", ("车棚",)),
        (ids[1], "车棚第1条", ("车棚",)),
    ]


def test_what_a_person_put_there_needs_no_word(hall: Hall, ids: list[str]) -> None:
    hall.do(actions.edit_themes, hall.cast.lin, edits=[Pin("shed", (ids[3],))])
    assert hall.read(quotes_of, hall.meeting, "shed", most=1)[0].why == ()


def test_an_unknown_theme_is_refused(hall: Hall, ids: list[str]) -> None:
    with pytest.raises(DomainError, match="theme.unknown"):
        hall.read(quotes_of, hall.meeting, "gone", most=1)


def test_authors_learn_where_their_proposals_lie_and_when_they_were_put_there(hall: Hall, ids: list[str]) -> None:
    hall.do(actions.edit_themes, hall.cast.lin, edits=[Pin("shed", (ids[3],))])
    current_themes = hall.read(current_themes_of, hall.meeting, {ids[0], ids[3]})
    assert {one: (current.theme, current.moved_at is None) for one, current in current_themes.items()} == {
        ids[0]: ("车棚", True),
        ids[3]: ("车棚", False),
    }
    hall.do(actions.edit_themes, hall.cast.lin, edits=[Undo()])
    assert hall.read(current_themes_of, hall.meeting, {ids[3]}) == {}


def test_the_projector_reads_them(hall: Hall, ids: list[str], lin_browser: Browser) -> None:
    answer = json.loads(lin_browser.get(f"/m/{hall.meeting}/stage/themes/shed").text)["sayings"]
    assert [(one["id"], one["why"]) for one in answer] == [(one, ["车棚"]) for one in reversed(ids[:3])]
    assert lin_browser.get(f"/m/{hall.meeting}/stage/themes/gone").status_code == 404


def test_the_author_reads_it_on_the_page_and_asks_for_it_anew(hall: Hall, ids: list[str], mei_browser: Browser) -> None:
    page = mei_browser.get(f"/m/{hall.meeting}/floor").text
    assert page.count(words("floor.mine.theme", theme="车棚")) == 3
    own = json.loads(mei_browser.get(f"/m/{hall.meeting}/floor/own").text)["proposals"]
    assert [card["home"] and card["home"]["theme"] for card in own] == ["车棚", "车棚", "车棚", None]
