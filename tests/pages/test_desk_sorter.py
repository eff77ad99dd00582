"""The desk while cards are sorted: names first, board, tray of doubtful cards, and every act as a plain form."""

import re

import pytest

from app.pages.desk import page as desk
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.i18n import Locale, translator_of
from app.platform.storage.unit_of_work import Work
from app.themes import actions as theme_actions
from app.themes import queries as themes
from app.themes.models import ThemeDraft
from app.themes.queries import ThemesView
from app.themes.rules import DraftTheme, Source
from tests.builders import build_meeting, build_proposal, move_to
from tests.clients import Browser
from tests.people import Cast

TEXTS = ("建车棚", "车棚装喷淋", "清楼道", "夜里灯太亮", "充电太贵")
words = translator_of(Locale.ZH_HANS)


@pytest.fixture
def meeting(services: Services, cast: Cast) -> str:
    return build_meeting(services, cast.place, template="T1")


@pytest.fixture
def cards(services: Services, meeting: str, mei: Actor, bo: Actor) -> list[str]:
    """Two themes of two and one proposals and two ungrouped ones, of which the first has two candidates."""
    ids = [
        build_proposal(services, seat, meeting, text) for seat, text in zip((mei, mei, mei, bo, bo), TEXTS, strict=True)
    ]
    drafts = [
        DraftTheme("shed", "车棚", ("车棚",), tuple(ids[:2]), ids[0], 0.5),
        DraftTheme("stairs", "楼道", ("楼道",), (ids[2],), ids[2], 1.0),
    ]

    def lay_out(work: Work) -> None:
        theme_actions.store_draft(work, meeting_id=meeting, themes=drafts, alone=ids[3:], why={ids[0]: ["车棚"]})
        draft = work.session.get_one(ThemeDraft, meeting)
        draft.case, draft.laid, draft.sorted_by = "one", len(ids), "words"
        draft.candidates, draft.confidence = {ids[3]: ["stairs", "shed"]}, {ids[0]: 0.82, ids[3]: 0.31}
        draft.suggested_names = ["灯光", "楼道"]

    services.writer.run(lay_out)
    move_to(services, meeting, "cluster")
    return ids


def view_of(services: Services, meeting: str) -> ThemesView:
    with services.database.read() as session:
        return themes.themes_of(session, meeting)


def members(services: Services, meeting: str) -> dict[str, list[str]]:
    return {theme.label: list(theme.members) for theme in view_of(services, meeting).themes}


def act(browser: Browser, meeting: str, **form: object) -> int:
    return browser.post(f"/m/{meeting}/desk/themes", **form).status_code


def test_names_come_first_and_the_doubtful_card_has_two_chips(
    lin_browser: Browser, meeting: str, cards: list[str]
) -> None:
    page = lin_browser.get(f"/m/{meeting}/desk").text

    assert page.index('id="sorter-names"') < page.index('class="sorter-themes"') < page.index('id="sorter-tray"')
    assert words("desk.sorter.named", named=0, count=2) in page
    assert words("desk.sorter.tray", count=2) in page
    assert page.count("button sorter-chip") == 2
    assert words("desk.sorter.add", name="灯光") in page
    assert words("desk.sorter.add", name="楼道") not in page  # a theme has this name
    assert words("desk.sorter.local") in page


def test_it_says_why_a_card_is_where_it_is(lin_browser: Browser, meeting: str, cards: list[str]) -> None:
    page = lin_browser.get(f"/m/{meeting}/desk").text
    why = page[page.index(f'id="here-{cards[0]}"') :]
    why = why[: why.index("</details>")]

    assert words("desk.sorter.why.theme", name="车棚") in why
    assert words("desk.sorter.why.words", words="车棚") in why
    assert words("desk.sorter.why.sure", percent=82) in why
    assert words("desk.sorter.why.machine") in why


def test_a_tap_puts_the_doubtful_card_into_the_theme_and_can_be_taken_back(
    lin_browser: Browser, services: Services, meeting: str, cards: list[str]
) -> None:
    assert act(lin_browser, meeting, op="pin", into="stairs", proposals=[cards[3]]) == 303
    assert members(services, meeting)["楼道"] == [cards[2], cards[3]]
    assert view_of(services, meeting).placed == {cards[3]: Source.DESK}
    assert 'data-source="desk"' in lin_browser.get(f"/m/{meeting}/desk").text

    act(lin_browser, meeting, op="undo")
    assert members(services, meeting)["楼道"] == [cards[2]]


def test_names_are_accepted_one_by_one_or_all_together(
    lin_browser: Browser, services: Services, meeting: str, cards: list[str]
) -> None:
    act(lin_browser, meeting, op="rename", theme="shed", label="车棚")
    assert [theme.named_by for theme in view_of(services, meeting).themes] == ["people", "machine"]

    act(lin_browser, meeting, op="accept_names", accepted=["stairs"], labels=["楼道"])
    assert {theme.named_by for theme in view_of(services, meeting).themes} == {"people"}
    page = lin_browser.get(f"/m/{meeting}/desk").text
    assert words("desk.sorter.named", named=2, count=2) in page
    assert 'id="sorter-accept"' not in page


def test_names_accepted_together_are_taken_back_together(
    lin_browser: Browser, services: Services, meeting: str, cards: list[str]
) -> None:
    act(lin_browser, meeting, op="add", label="灯光")
    act(lin_browser, meeting, op="accept_names", accepted=["shed", "stairs"], labels=["车棚", "楼道"])
    page = lin_browser.get(f"/m/{meeting}/desk").text
    undo = page[page.index('id="theme-undo"') :]
    fields = dict(re.findall(r'<input type="hidden" name="(undoes|act)" value="(\w+)">', undo[: undo.index("</form>")]))
    assert act(lin_browser, meeting, op="undo", **fields) == 303
    named = {theme.label: theme.named_by for theme in view_of(services, meeting).themes}
    assert named == {"灯光": "people", "车棚": "machine", "楼道": "machine"}


def test_an_added_name_is_shown_although_it_has_no_card(
    lin_browser: Browser, services: Services, meeting: str, cards: list[str]
) -> None:
    act(lin_browser, meeting, op="add", label="灯光")

    assert members(services, meeting)["灯光"] == []
    assert words("desk.sorter.no_cards") in lin_browser.get(f"/m/{meeting}/desk").text


def test_a_confirmed_theme_is_marked_and_its_cards_are_the_desks(
    lin_browser: Browser, services: Services, meeting: str, cards: list[str]
) -> None:
    act(lin_browser, meeting, op="confirm", theme="shed")

    shed = view_of(services, meeting).themes[0]
    assert (shed.label, shed.is_confirmed, shed.named_by) == ("车棚", True, "people")
    page = lin_browser.get(f"/m/{meeting}/desk").text
    assert page.count(words("desk.sorter.confirmed")) >= 1
    assert words("desk.sorter.confirm_one", name="车棚") not in page
    assert words("domain.edit.confirm", theme="车棚", cards="1、2") in page


@pytest.mark.parametrize(
    ("picked", "left"),
    [
        ((0,), {"车棚": 1, "楼道": 1}),
        ((0, 1), {"车棚": 0, "楼道": 1}),
        ((3, 4), {"车棚": 2, "楼道": 1}),
        ((0, 2, 3), {"车棚": 1}),
    ],
)
def test_chosen_cards_make_a_theme_wherever_they_are(
    lin_browser: Browser,
    services: Services,
    meeting: str,
    cards: list[str],
    picked: tuple[int, ...],
    left: dict[str, int],
) -> None:
    chosen = [cards[at] for at in picked]
    assert act(lin_browser, meeting, op="new_theme", proposals=chosen, label="别的事") == 303

    after = members(services, meeting)
    assert sorted(after.pop("别的事")) == sorted(chosen)
    assert {label: len(after.get(label, ())) for label in left} == left


def test_a_split_needs_a_name_first(lin_browser: Browser, services: Services, meeting: str, cards: list[str]) -> None:
    answer = lin_browser.post(f"/m/{meeting}/desk/themes", op="new_theme", proposals=[cards[0]], label="")

    assert answer.status_code == 422
    assert 'id="refused"' in answer.text
    assert members(services, meeting)["车棚"] == cards[:2]


def test_a_join_keeps_both_names(lin_browser: Browser, services: Services, meeting: str, cards: list[str]) -> None:
    act(lin_browser, meeting, op="merge", theme="stairs", into="shed")

    assert list(members(services, meeting)) == ["车棚 · 楼道"]


def test_a_card_that_came_later_is_marked_new(
    lin_browser: Browser, services: Services, meeting: str, bo: Actor, cards: list[str]
) -> None:
    mark = f">{words('desk.sorter.fresh')}</span>"
    act(lin_browser, meeting, op="confirm", theme="shed")
    assert mark not in lin_browser.get(f"/m/{meeting}/desk").text

    move_to(services, meeting, "say")
    build_proposal(services, bo, meeting, "再来一条")
    assert mark in lin_browser.get(f"/m/{meeting}/desk").text


def test_the_desk_names_the_machine_that_texts_are_sent_to(
    lin_browser: Browser, meeting: str, cards: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "text_receivers", lambda settings: ["llm.example.org"])

    page = lin_browser.get(f"/m/{meeting}/desk").text
    told = page[page.index('id="sorter-by"') :].partition("</p>")[0]
    assert words("desk.sorter.receivers", hosts="llm.example.org") in told
    assert words("desk.sorter.local") not in told


def test_an_explained_card_names_the_cards_most_like_it(lin_browser: Browser, meeting: str, cards: list[str]) -> None:
    plain, explained = (lin_browser.get(f"/m/{meeting}/desk{query}").text for query in ("", f"?why={cards[0]}"))

    assert f'data-why="{cards[0]}"' in plain
    assert words("desk.sorter.why.near", numbers="2") in explained
