"""How support is said: in heads, in the words of all three languages."""

import pytest

from app.common_ground.document import Blocker, Shortfall
from app.common_ground.wording import heads, shortfall_words, whole_percent
from app.platform.i18n import Locale, translator_of

HANS, EN = translator_of(Locale.ZH_HANS), translator_of(Locale.EN)


@pytest.mark.parametrize(
    ("agree", "seen", "hans", "en"),
    [
        (0, 0, "还没人表态", "no answers yet"),
        (11, 11, "11 人里 11 人", "11 of 11"),
        (12, 15, "15 人里 12 人", "12 of 15"),
        (19, 19, "19 人里 19 人", "19 of 19"),
        (10, 20, "20 人里 10 人（50%）", "10 of 20 (50%)"),
        (72, 90, "90 人里 72 人（80%）", "72 of 90 (80%)"),
    ],
)
def test_heads(agree: int, seen: int, hans: str, en: str) -> None:
    assert (heads(HANS, agree, seen), heads(EN, agree, seen)) == (hans, en)


@pytest.mark.parametrize(("part", "whole", "percent"), [(1, 8, 13), (145, 1000, 15), (0, 7, 0), (399, 400, 100)])
def test_a_half_is_rounded_up(part: int, whole: int, percent: int) -> None:
    assert whole_percent(part, whole) == percent


def test_who_is_missing() -> None:
    blockers = [
        Blocker("租户骑手", agree=3, seen=6, unheard=2, more=1, change=1, missing=1),
        Blocker("others", agree=1, seen=2, unheard=9, more=3, change=None, missing=3),
    ]
    lacks = Shortfall(tuple(blockers), voters=4, is_held=True)
    assert shortfall_words(HANS, lacks) == [
        "还差租户骑手 1 人",
        "其他人还差 3 人表态",
        "全场还差 4 人表态",
        "还有安全或法律方面的异议没有答复",
    ]
    assert shortfall_words(HANS, Shortfall((), voters=0, is_held=False)) == ["表态的还不到 5 人"]
    assert shortfall_words(HANS, None) == []
