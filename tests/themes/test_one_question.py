"""Cards that all answer one question: the machine lays out a first board, people name, and the machine sorts again."""

import pytest

import nlp
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.storage import ledger
from app.themes import actions, queries, rules
from app.themes.clustering import cluster_meeting
from app.themes.rules import Add, Case, Dismiss, Merge, Pin, Rename, Separate, Split, Undo
from tests.builders import build_meeting, build_proposal, build_seat
from tests.hall import Hall
from tests.people import Cast

TEXTS = (
    "音乐开到十点还不停，孩子睡不着",
    "喇叭正对着我家卧室",
    "音量小一点，大家都能商量",
    "舞可以跳，低音炮不要用",
    "广场砖坏了谁出钱修",
    "电费水费从哪里出",
    "请老师教舞的钱大家平摊",
    "晚上九点以后请回家",
    "早上六点半太早了",
    "冬天天黑得早，七点就散吧",
    "中间那块空地留给小孩骑车",
    "跳舞的把过道都占了",
    "轮椅过不去，请让出一条路",
    "跳完把垃圾带走",
    "地上都是瓜子壳",
    "物业该派人扫一扫",
)
LATE = ("音响晚上太响", "谁来付电费", "八点以后别跳了")


@pytest.fixture(autouse=True)
def by_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("clustering", "one_question"):
        monkeypatch.setattr(f"app.themes.{module}.choose_embedder", lambda *_args: None)


@pytest.fixture
def hall(services: Services, cast: Cast) -> Hall:
    meeting = build_meeting(services, cast.place, template="T3", title="广场舞怎么跳，大家都好过？")
    mei = build_seat(services, meeting)
    return Hall(services, cast, meeting, mei, build_seat(services, meeting))


def say(hall: Hall, texts: tuple[str, ...]) -> list[str]:
    """Each text as a card of an author of its own."""
    return [
        build_proposal(hall.services, build_seat(hall.services, hall.meeting), hall.meeting, text) for text in texts
    ]


def run(hall: Hall) -> queries.ThemesView:
    cluster_meeting(hall.services, meeting_id=hall.meeting)
    view: queries.ThemesView = hall.read(queries.themes_of, hall.meeting)
    return view


def edit(hall: Hall, *edits: rules.Edit, actor: Actor | None = None) -> None:
    hall.do(actions.edit_themes, actor or hall.cast.lin, edits=list(edits))


def homes(view: queries.ThemesView) -> dict[str, str]:
    """{card: key of its theme}, "" for the tray."""
    return {member: theme.key for theme in view.themes for member in theme.members} | dict.fromkeys(view.alone, "")


def test_the_first_board_is_laid_out_with_a_tray(hall: Hall) -> None:
    cards = say(hall, TEXTS)
    view = run(hall)
    assert view.case is Case.ONE
    assert 3 <= len(view.themes) <= 9
    assert {theme.named_by for theme in view.themes} == {"machine"}
    assert view.sorted_by == "words"
    assert view.suggested_names
    assert set(homes(view)) == set(cards)
    assert {one.proposal for one in view.tray} == set(view.alone)
    assert all(len(one.candidates) == 2 for one in view.tray)
    assert view.sorting.doubtful == len(view.tray)


def test_the_same_cards_are_not_drafted_twice(hall: Hall) -> None:
    say(hall, TEXTS)
    run(hall)
    before = hall.read(lambda session, meeting: ledger.head_of(session, meeting)[0], hall.meeting)
    run(hall)
    assert hall.read(lambda session, meeting: ledger.head_of(session, meeting)[0], hall.meeting) == before


def test_an_unedited_board_is_laid_out_anew_when_it_has_grown_by_half(hall: Hall) -> None:
    say(hall, TEXTS[:8])
    assert hall.read(queries.sorting_of, hall.meeting).laid == 0
    run(hall)
    say(hall, TEXTS[8:11])
    run(hall)
    assert hall.read(queries.sorting_of, hall.meeting).laid == 8
    say(hall, TEXTS[11:])
    run(hall)
    assert hall.read(queries.sorting_of, hall.meeting).laid == len(TEXTS)


def test_new_cards_go_where_they_fit_and_move_no_other(hall: Hall) -> None:
    say(hall, TEXTS)
    before = homes(run(hall))
    late = say(hall, LATE)
    after = homes(run(hall))
    assert before.items() <= after.items()
    assert set(late) <= after.keys()


def test_a_new_name_sorts_the_cards_that_nobody_has_placed(hall: Hall) -> None:
    cards = say(hall, TEXTS)
    view = run(hall)
    edit(hall, Pin(view.themes[0].key, (cards[15],)))
    edit(hall, Add("时间"))
    added = next(theme for theme in hall.read(queries.themes_of, hall.meeting).themes if theme.label == "时间")
    assert added.members == (), "it is shown though it is empty"
    after = run(hall)
    assert homes(after)[cards[15]] == view.themes[0].key
    assert next(theme for theme in after.themes if theme.key == added.key).named_by == "people"
    sorted_now = hall.read(queries.sorting_of, hall.meeting)
    assert sorted_now.names[added.key] == "时间"
    assert any(added.key in keys for keys in sorted_now.candidates.values())


def test_a_theme_that_was_added_and_taken_back_leaves_no_card_behind(hall: Hall) -> None:
    cards = say(hall, TEXTS)
    run(hall)
    edit(hall, Add("时间"))
    run(hall)
    edit(hall, Undo())
    view = hall.read(queries.themes_of, hall.meeting)
    assert "时间" not in {theme.label for theme in view.themes}
    assert set(homes(view)) == set(cards)
    assert set(homes(run(hall))) == set(cards)


def test_a_dismissed_theme_comes_back_whole_in_name(hall: Hall) -> None:
    say(hall, TEXTS)
    gone = run(hall).themes[0]
    edit(hall, Dismiss(gone.key))
    assert gone.key not in set(homes(run(hall)).values())
    edit(hall, Undo())
    assert gone.label in {theme.label for theme in run(hall).themes}


def test_merged_themes_are_sorted_under_both_names_and_come_apart_again(hall: Hall) -> None:
    say(hall, TEXTS)
    view = run(hall)
    first, second = view.themes[:2]
    edit(hall, Merge(first.key, (second.key,)), Rename(first.key, "都一样"))
    run(hall)
    assert {first.key, second.key} <= hall.read(queries.sorting_of, hall.meeting).names.keys()
    edit(hall, Undo(1))
    assert {first.key, second.key} <= {theme.key for theme in run(hall).themes}


def test_a_split_asks_the_machine_for_more_of_the_kind(hall: Hall) -> None:
    say(hall, TEXTS)
    view = run(hall)
    card = view.themes[0].members[0]
    edit(hall, Split(view.themes[0].key, (card,), "低音炮"))
    after = run(hall)
    own = next(theme for theme in after.themes if theme.label == "低音炮")
    assert card in own.members


def test_people_name_before_anything_is_said(hall: Hall) -> None:
    edit(hall, Add("声音"), Add("钱"))
    cards = say(hall, TEXTS[:6])
    view = run(hall)
    assert view.case is Case.ONE
    assert {theme.label for theme in view.themes} == {"声音", "钱"}
    assert set(homes(view)) == set(cards)


def test_what_is_new_since_the_desk_last_placed_is_marked(hall: Hall) -> None:
    cards = say(hall, TEXTS)
    view = run(hall)
    assert view.fresh == ()
    edit(hall, Pin(view.themes[0].key, (cards[0],)))
    late = say(hall, LATE)
    assert run(hall).fresh == tuple(late)
    assert hall.read(queries.themes_for_room, hall.meeting).fresh == ()


def test_a_separated_pair_is_sorted_apart(hall: Hall) -> None:
    say(hall, TEXTS)
    theme = run(hall).themes[0]
    pair = theme.members[:2]
    edit(hall, Separate(pair), Rename(theme.key, f"{theme.label}等"))
    after = run(hall)
    drafted, _ = hall.read(queries.draft_of, hall.meeting)
    assert not any(set(pair) <= set(one.members) for one in drafted)
    loose = [one for one in after.tray if one.proposal in pair]
    taken = {homes(after)[one] for one in pair} - {""}
    assert not any(taken & set(one.candidates) for one in loose), "the tray does not offer the other card's theme"


def test_a_first_board_is_laid_out_once(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    find = nlp.find_themes
    monkeypatch.setattr(nlp, "find_themes", lambda *args, **kwargs: runs.append(1) or find(*args, **kwargs))
    say(hall, TEXTS)
    run(hall)
    assert len(runs) == 1


def test_an_undo_takes_back_a_whole_act_if_asked(hall: Hall) -> None:
    cards = say(hall, TEXTS)
    view = run(hall)
    edit(hall, Add("钱"))
    edit(hall, *(Rename(theme.key, theme.label) for theme in view.themes))
    assert {theme.named_by for theme in hall.read(queries.themes_of, hall.meeting).themes} == {"people"}
    edit(hall, Undo(is_whole_act=True))
    named = {theme.label: theme.named_by for theme in hall.read(queries.themes_of, hall.meeting).themes}
    assert named.pop("钱") == "people"
    assert set(named.values()) == {"machine"}
    edit(hall, Rename(view.themes[0].key, "甲"), Pin(view.themes[1].key, (cards[0],)))
    edit(hall, Undo())
    assert "甲" in {theme.label for theme in hall.read(queries.themes_of, hall.meeting).themes}
