"""From one draft to the next: keys stay with most of the members, and colours with keys."""

from app.themes.rules import DraftTheme
from app.themes.stable_keys import keep_colours, keep_keys


def theme(key: str, members: str) -> DraftTheme:
    return DraftTheme(key, key, (key,), tuple(members), members[0], 0.5)


def keys(themes: list[DraftTheme]) -> dict[str, str]:
    return {"".join(theme.members): theme.key for theme in themes}


def test_a_theme_that_grows_keeps_its_key() -> None:
    themes = keep_keys([theme("new", "abcd"), theme("t2", "xy")], [theme("t1", "abc"), theme("t2", "xy")])
    assert keys(themes) == {"abcd": "t1", "xy": "t2"}


def test_of_two_parts_the_larger_keeps_the_key_and_the_other_takes_none_that_was_used() -> None:
    themes = keep_keys([theme("n1", "abc"), theme("t1", "de")], [theme("t1", "abcde")])
    assert keys(themes) == {"abc": "t1", "de": "t1x"}


def test_of_two_themes_grown_together_the_larger_gives_the_key() -> None:
    themes = keep_keys([theme("new", "abcxy")], [theme("t1", "abc"), theme("t2", "xy")])
    assert keys(themes) == {"abcxy": "t1"}


def test_no_two_themes_get_one_key() -> None:
    themes = keep_keys([theme("t2", "a"), theme("t3", "b"), theme("n", "xy")], [theme("t2", "xy"), theme("t3", "a")])
    assert keys(themes) == {"a": "t3", "b": "t3x", "xy": "t2"}


def test_a_theme_keeps_its_colour_and_a_new_one_takes_what_is_free() -> None:
    before = keep_colours([theme("t1", "ab"), theme("t2", "xy")], ())
    themes = keep_colours([theme("n1", "uv"), theme("t2", "xyz"), theme("t1", "ab")], before)
    assert {draft.key: draft.colour for draft in themes} == {"t1": 0, "t2": 1, "n1": 2}


def test_no_two_of_eight_themes_share_a_colour_and_nine_share_one() -> None:
    nine = keep_colours([theme(f"t{number}", "ab") for number in range(9)], ())
    assert [draft.colour for draft in nine] == [*range(8), 0]
