"""Texts of nearly the same words that say different things are told from paraphrases."""

import pytest

from app.proposals.duplicates.candidates import NEAR_EXACT
from app.proposals.duplicates.index import LEAST
from nlp import SimilarIndex, find_similar
from nlp.text.meaning.differences import Meaning
from nlp.text.meaning.quantities import read_quantities
from nlp.text.segmenter import Segmenter
from nlp.text.similar import APART
from tests.nlp.pairs_maker import Pair, make_pairs

WALL = [
    "广场舞太吵",
    "快递柜太少",
    "门口装减速带",
    "儿童滑梯坏了",
    "绿化带没人浇水",
    "垃圾桶满了",
    "the pool is dirty",
    "保安态度差",
]
DIFFERENT = [
    ("养鸡我反对", "我支持养鸡"),
    ("谁都不能不交物业费", "谁都不能交物业费"),
    ("没有人不赞成换锁", "没有人赞成换锁"),
    ("非换锁不可", "不用换锁"),
    ("水压太低", "水压太高"),
    ("水压太低", "水压要再低一点"),
    ("走廊灯太亮", "走廊灯要亮一点"),
    ("把花坛改成车位", "把车位改成花坛"),
    ("先换水管，再刷墙", "先刷墙，再换水管"),
    ("北门进南门出", "南门进北门出"),
    ("开放时间8:00到20:00", "开放时间20:00到8:00"),
    ("装2个摄像头和3盏灯", "装3个摄像头和2盏灯"),
    ("收费从10元涨到20元", "收费从10元涨到30元"),
    ("雨棚至少两米宽", "雨棚最多两米宽"),
    ("三分之二同意才通过", "二分之一同意才通过"),
    ("周三收旧衣服", "周四收旧衣服"),
    ("放学前要有人护送", "放学后要有人护送"),
    ("给男厕换镜子", "给女厕换镜子"),
    ("升降機壞咗三日", "升降機壞咗七日"),
    ("No need to repaint the wall", "We need to repaint the wall"),
    ("Turn the fountain on at noon", "Turn the fountain off at noon"),
    ("Plant roses on Oak Street", "Plant roses on Elm Street"),
]
ALIKE = [
    ("没人打扫车棚", "车棚没人打扫"),
    ("不要把鞋柜放在走廊", "鞋柜不要放在走廊"),
    ("走廊灯太暗", "走廊灯要亮一点"),
    ("小区没有无障碍坡道", "小区要建无障碍坡道"),
    ("不要拆凉亭", "凉亭要保留"),
    ("能不能给水泵换个新的", "水泵换个新的吧"),
    ("不知道什么时候换水泵", "什么时候换水泵"),
    ("晚上10点半以后关喷泉", "22:30以后关掉喷泉"),
    ("负一层灯坏了", "B1层灯坏了"),
    ("一百五十元太贵", "150块太贵"),
    ("半小时一班车", "30分钟一班车"),
    ("两部升降機都壞咗", "2部电梯都坏了"),
    ("先换水管，再刷墙", "水管先换，然后刷墙"),
    ("遛狗不牵绳要罚款", "遛狗不牵绳的要罚"),
    ("The wall need not be repainted", "No need to repaint the wall"),
]


@pytest.fixture(scope="module")
def meaning() -> Meaning:
    return Meaning(Segmenter().fit())


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_meaning_is_noticed_from_both_sides(meaning: Meaning, one: str, other: str) -> None:
    assert meaning.differ(one, other)
    assert meaning.differ(other, one)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_a_paraphrase_is_none(meaning: Meaning, one: str, other: str) -> None:
    assert not meaning.differ(one, other)
    assert not meaning.differ(other, one)


@pytest.mark.parametrize("seed", range(3))
def test_of_300_pairs_no_opposite_is_offered_and_nine_in_ten_paraphrases_are(seed: int) -> None:
    made = make_pairs(300, seed)
    opposites = [pair for pair in made if not pair.is_same]
    paraphrases = [pair for pair in made if pair.is_same]
    assert len(opposites) == 180
    assert [pair for pair in opposites if offered(pair)] == []
    assert sum(map(offered, paraphrases)) >= 0.9 * len(paraphrases)


def offered(pair: Pair) -> bool:
    """Tell whether one is offered for the other, on the floor or on the desk, among eight other proposals."""
    index = SimilarIndex()
    for key, text in enumerate([pair.one, *WALL]):
        index.add(key, text)
    on_floor = dict(index.search(pair.other, 9)).get(0, 0.0) >= LEAST
    on_desk = (0, 1) in [(i, j) for i, j, _ in find_similar([pair.one, pair.other, *WALL], threshold=NEAR_EXACT)]
    return on_floor or on_desk


def test_what_is_put_down_is_less_than_what_the_floor_shows() -> None:
    assert APART < LEAST
    index = SimilarIndex()
    index.add("pro", "支持引进新的保洁公司")
    assert index.search("不支持引进新的保洁公司") == [("pro", APART)]
    assert index.search("不支持引进新的保洁公司", by_words=True)[0][1] > 0.8


def test_a_put_down_text_gives_way_to_the_next_that_says_the_same() -> None:
    index = SimilarIndex()
    index.add("other number", "7号楼水泵坏了")
    index.add("same", "水泵坏了，在17号楼")
    assert [key for key, _ in index.search("17号楼水泵坏了", limit=1)] == ["same"]


def test_words_of_the_place_name_its_places() -> None:
    meaning = Meaning(Segmenter(user_words=["听雨轩", "揽月台"]).fit())
    assert meaning.differ("听雨轩的灯不亮", "揽月台的灯不亮")
    assert not meaning.differ("听雨轩的灯不亮", "灯不亮，在听雨轩")


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("三号楼", "building", "3"),
        ("13栋", "building", "13"),
        ("Block 3", "building", "3"),
        ("a座", "building", "a"),
        ("地下一层", "floor", "-1"),
        ("3/f", "floor", "3"),
        ("third floor", "floor", "3"),
        ("晚上十点", "clock", "600p"),
        ("22:00", "clock", "600p"),
        ("10 pm", "clock", "600p"),
        ("十点半", "clock", "630"),
        ("一百五块", "money", "150"),
        ("$150", "money", "150"),
        ("1.5万元", "money", "15000"),
        ("百分之二十", "percent", "20"),
        ("两成", "percent", "20"),
        ("一个半小时", "duration", "90"),
        ("两周", "duration", "20160"),
        ("twice a week", "times", "2"),
        ("两百米", "length", "200"),
    ],
)
def test_numbers_are_read_with_their_units(text: str, kind: str, value: str) -> None:
    assert (kind, value) in [(quantity.kind, quantity.value) for quantity in read_quantities(text.lower())[0]]


@pytest.mark.parametrize("text", ["一直有一点吵", "两点建议", "十分感谢", "一起，唯一，万一", "千万别来"])
def test_numerals_in_other_words_are_no_numbers(text: str) -> None:
    assert read_quantities(text)[0] == ()
