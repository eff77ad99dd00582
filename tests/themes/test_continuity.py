"""From one draft to the next: keys stay with most of the members, pins are held in their themes."""

from app.themes.continuity import hold, keep_keys
from app.themes.rules import DraftTheme


def theme(key: str, members: str) -> DraftTheme:
    return DraftTheme(key, key, (key,), tuple(members), members[0], 0.5)


def keys(found: list[DraftTheme]) -> dict[str, str]:
    return {"".join(theme.members): theme.key for theme in found}


def test_a_theme_that_grows_keeps_its_key() -> None:
    found = keep_keys([theme("new", "abcd"), theme("t2", "xy")], [theme("t1", "abc"), theme("t2", "xy")], ())
    assert keys(found) == {"abcd": "t1", "xy": "t2"}


def test_of_two_parts_the_larger_keeps_the_key_and_the_other_takes_none_that_was_used() -> None:
    found = keep_keys([theme("n1", "abc"), theme("t1", "de")], [theme("t1", "abcde")], ())
    assert keys(found) == {"abc": "t1", "de": "t1x"}


def test_of_two_themes_grown_together_the_larger_gives_the_key() -> None:
    found = keep_keys([theme("new", "abcxy")], [theme("t1", "abc"), theme("t2", "xy")], ())
    assert keys(found) == {"abcxy": "t1"}


def test_a_pinned_key_is_neither_changed_nor_given_away() -> None:
    found = keep_keys([theme("t1", "z"), theme("new", "abc")], [theme("t1", "abc")], ("t1",))
    assert keys(found) == {"z": "t1", "abc": "new"}


def test_no_two_themes_get_one_key() -> None:
    found = keep_keys([theme("t2", "a"), theme("t3", "b"), theme("n", "xy")], [theme("t2", "xy"), theme("t3", "a")], ())
    assert keys(found) == {"a": "t3", "b": "t3x", "xy": "t2"}


def test_a_theme_that_got_a_pin_is_held_together() -> None:
    before = (theme("t1", "abc"), theme("t2", "xyz"))
    assert hold({"z": "t1"}, (), before) == {"z": "t1", "a": "t1", "b": "t1", "c": "t1"}


def test_nothing_is_held_against_a_parting_or_a_pin() -> None:
    before = (theme("t1", "abcd"), theme("t2", "xyz"))
    held = hold({"z": "t1", "b": "t2"}, [("a", "z"), ("c", "d")], before)
    assert held == {"z": "t1", "b": "t2", "c": "t1", "x": "t2", "y": "t2"}


def test_a_theme_without_a_pin_is_the_machines_to_change() -> None:
    assert hold({}, (), (theme("t1", "abc"),)) == {}
