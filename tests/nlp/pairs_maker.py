"""Pairs of proposals in nearly the same words, drawn with a seed: those that say other things, and paraphrases."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle

from opencc import OpenCC

_HONG_KONG = OpenCC("s2hk").convert
_TAIWAN = OpenCC("s2twp").convert

NUMERALS = "零一二三四五六七八九十"
ACTS = (
    "给外墙重新刷漆",
    "在架空层放乒乓球桌",
    "组织邻里百家宴",
    "引进共享充电宝",
    "改造中心花园",
    "把废旧自行车清走",
    "给楼梯加扶手",
    "在顶楼做防水",
    "开放屋顶菜园",
    "聘请第三方审计",
    "更换消防水带",
    "举办夏夜露天电影",
)
FAULTS = ("水管一直漏", "门禁经常失灵", "声控灯闪个没完", "天花板掉皮", "下水道返味", "楼梯扶手松动")
ENGLISH_ACTS = (
    "painting the outer walls",
    "a vegetable garden on the terrace",
    "hiring a new auditor",
    "film nights in summer",
    "a repair corner for toys",
    "charging points for wheelchairs",
)
FOR = ("支持", "同意", "赞成", "应该", "可以", "允许", "要")
AGAINST = ("不支持", "不同意", "不赞成", "不应该", "不可以", "禁止", "反对", "不要", "没必要", "拒绝")
OPPOSITES = (
    ("增加{}的次数", "减少{}的次数"),
    ("提高{}的标准", "降低{}的标准"),
    ("延长{}的时间", "缩短{}的时间"),
    ("扩大{}的范围", "缩小{}的范围"),
    ("{}要提前", "{}要推迟"),
    ("{}要收费", "{}要免费"),
    ("多搞{}", "少搞{}"),
    ("{}的费用太贵", "{}的费用太便宜"),
    ("{}必须实名", "{}必须匿名"),
    ("{}应该强制参加", "{}应该自愿参加"),
)
EVENTS = ("消防演练", "绿化修剪", "垃圾清运", "保安巡逻", "电梯检修", "业主大会", "健身课")
SIDES = (
    ("东门", "西门"),
    ("南门", "北门"),
    ("东侧", "西侧"),
    ("左边", "右边"),
    ("前门", "后门"),
    ("楼上", "楼下"),
    ("小区里", "小区外"),
    ("室内", "室外"),
    ("幼儿园旁", "菜市场旁"),
    ("中山路", "解放路"),
    ("东南角", "西北角"),
)
SWITCHES = (("打开", "关闭"), ("开启", "关掉"), ("允许使用", "禁止使用"), ("保留", "拆除"), ("启用", "停用"))
DEVICES = ("喷泉", "音响", "景观灯", "自动门", "热水器", "电子屏")
DAYS = ("早上", "中午", "下午", "晚上")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, and whether they say the same. kind: what differs, or how the second was made from the first."""

    one: str
    other: str
    is_same: bool
    kind: str


def make_pairs(number: int, seed: int) -> list[Pair]:
    """Return `number` pairs, three of five of them apart; every kind in turn, what fills them drawn."""
    draw = random.Random(seed)
    apart, same = cycle(_APART), cycle(_SAME)
    return [next(apart if at % 5 < 3 else same)(draw) for at in range(number)]


def _apart(kind: str, one: str, other: str) -> Pair:
    return Pair(one, other, False, kind)


def _two(draw: random.Random, low: int, high: int) -> tuple[int, int]:
    first, second = draw.sample(range(low, high), 2)
    return first, second


def _written(draw: random.Random, number: int) -> str:
    return NUMERALS[number] if number <= 10 and draw.random() < 0.5 else str(number)


def _stance(draw: random.Random) -> Pair:
    act = draw.choice(ACTS)
    return _apart("stance", draw.choice(FOR) + act, draw.choice(AGAINST) + act)


def _late_stance(draw: random.Random) -> Pair:
    act = draw.choice(ACTS)
    return _apart("stance after", f"{act}，我{draw.choice(FOR[:3])}", f"{act}，我{draw.choice(AGAINST[:3])}")


def _negation(draw: random.Random) -> Pair:
    act, when = draw.choice(ACTS), draw.choice(DAYS)
    return _apart(
        "negation",
        f"{when}{draw.choice(('要', '应该', '可以'))}{act}",
        f"{when}{draw.choice(('不要', '别', '不能'))}{act}",
    )


def _double_negation(draw: random.Random) -> Pair:
    act = draw.choice(ACTS)
    one, other = draw.choice(
        (("不能不{}", "不能{}"), ("不反对{}", "反对{}"), ("不是不同意{}", "不同意{}"), ("非{}不可", "不可{}"))
    )
    return _apart("double negation", one.format(act), other.format(act))


def _opposite(draw: random.Random) -> Pair:
    one, other = draw.choice(OPPOSITES)
    event = draw.choice(EVENTS)
    return _apart("opposite", one.format(event), other.format(event))


def _switch(draw: random.Random) -> Pair:
    one, other = draw.choice(SWITCHES)
    device = draw.choice(DEVICES)
    return _apart("switch", f"希望{one}广场的{device}", f"希望{other}广场的{device}")


def _building(draw: random.Random) -> Pair:
    (one, other), fault = _two(draw, 1, 30), draw.choice(FAULTS)
    name = draw.choice(("号楼", "栋", "幢", "单元"))
    return _apart("building", f"{_written(draw, one)}{name}{fault}", f"{_written(draw, other)}{name}{fault}")


def _floor(draw: random.Random) -> Pair:
    (one, other), fault = _two(draw, 1, 20), draw.choice(FAULTS)
    name = draw.choice(("楼", "层"))
    return _apart("floor", f"{_written(draw, one)}{name}{fault}", f"{_written(draw, other)}{name}{fault}")


def _quantity(draw: random.Random) -> Pair:
    one, other = _two(draw, 2, 10)
    frame = draw.choice(
        (
            "活动室添{}张桌子",
            "每户出{}百元修路",
            "围墙加高{}米",
            "每周开放{}天",
            "罚款{}元",
            "聘{}名保洁员",
            "限速{}公里",
        )
    )
    return _apart("quantity", frame.format(_written(draw, one)), frame.format(_written(draw, other)))


def _hour(draw: random.Random) -> Pair:
    (one, other), act = _two(draw, 1, 12), draw.choice(ACTS)
    day = draw.choice(DAYS[2:])
    return _apart("hour", f"{day}{_written(draw, one)}点开始{act}", f"{day}{_written(draw, other)}点开始{act}")


def _daypart(draw: random.Random) -> Pair:
    one, other = draw.sample(DAYS, 2)
    act = draw.choice(ACTS)
    return _apart("daypart", f"{one}去{act}", f"{other}去{act}")


def _before(draw: random.Random) -> Pair:
    hour, act = _written(draw, draw.randint(5, 10)), draw.choice(ACTS)
    return _apart("before", f"晚上{hour}点以前{act}", f"晚上{hour}点以后{act}")


def _side(draw: random.Random) -> Pair:
    one, other = draw.choice(SIDES)
    act = draw.choice(("装一面反光镜", "加一个岗亭", "放几把椅子", "贴一张告示", "太吵了，要管管"))
    return _apart("side", f"{one}{act}", f"{other}{act}")


def _cantonese(draw: random.Random) -> Pair:
    one, other = draw.choice(
        (
            ("可以喺{}擺攤", "唔可以喺{}擺攤"),
            ("{}嘅燈太光", "{}嘅燈太暗"),
            ("{}夜晚要開燈", "{}夜晚唔好開燈"),
            ("贊成喺{}養雀", "唔贊成喺{}養雀"),
            ("{}有人打掃", "{}冇人打掃"),
            ("{}要加多兩部冷氣", "{}要加多三部冷氣"),
            ("准許喺{}食煙", "唔准喺{}食煙"),
        )
    )
    place = draw.choice(("天台", "大堂", "會所", "平台花園"))
    return _apart("Cantonese", one.format(place), other.format(place))


def _english(draw: random.Random) -> Pair:
    act, number, more = draw.choice(ENGLISH_ACTS), draw.randint(2, 9), draw.randint(10, 20)
    one, other = draw.choice(
        (
            (f"I support {act}", f"I oppose {act}"),
            (f"We should allow {act}", f"We should not allow {act}"),
            (f"We need more money for {act}", f"We need less money for {act}"),
            (f"Spend {number} dollars on {act}", f"Spend {more} dollars on {act}"),
            (f"Block {number} wants {act}", f"Block {more} wants {act}"),
            (f"{act} at the east gate", f"{act} at the west gate"),
            (f"{act} after {number} pm", f"{act} before {number} pm"),
            (f"{act} on the {number}th floor", f"{act} on the {more}th floor"),
            (f"{act} in the morning", f"{act} in the evening"),
            (f"I am not against {act}", f"I am against {act}"),
        )
    )
    return _apart("English", one, other)


def _traditional(draw: random.Random) -> Pair:
    pair = draw.choice((_stance, _opposite, _switch, _side, _before, _negation))(draw)
    return _apart(f"{pair.kind}, Traditional", pair.one, draw.choice((_HONG_KONG, _TAIWAN))(pair.other))


def _polite(draw: random.Random) -> Pair:
    text = draw.choice(ACTS)
    lead, end = draw.choice(("希望能", "建议", "请物业", "是不是可以")), draw.choice(("", "吧", "，谢谢", "。", "！"))
    return Pair(text, f"{lead}{text}{end}", True, "politeness")


def _in_script(draw: random.Random) -> Pair:
    text = draw.choice((_stance, _opposite, _building, _side, _before, _quantity))(draw).one
    return Pair(text, draw.choice((_HONG_KONG, _TAIWAN))(text), True, "script")


def _in_numerals(draw: random.Random) -> Pair:
    number = draw.randint(2, 9)
    frame = draw.choice(
        ("{}号楼的" + draw.choice(FAULTS), "晚上{}点以后" + draw.choice(ACTS), "每户出{}百元修屋顶", "门口装{}盏灯")
    )
    return Pair(frame.format(number), frame.format(NUMERALS[number]), True, "numerals")


def _same_stance(draw: random.Random) -> Pair:
    act = draw.choice(ACTS)
    words = draw.choice((FOR[:3], AGAINST[:3] + ("反对",)))
    one, other = draw.sample(words, 2)
    return Pair(f"我{one}{act}", f"{act}，我{other}", True, "stance in other words")


def _ban(draw: random.Random) -> Pair:
    one, other = draw.sample(("禁止", "不许", "不准", "不要", "不能", "严禁"), 2)
    act = draw.choice(("在楼道里堆纸箱", "在草坪上遛狗", "高空扔东西", "私拉电线充电"))
    return Pair(f"{one}{act}", f"{other}{act}", True, "ban in other words")


def _turned(draw: random.Random) -> Pair:
    one, other = draw.choice(ACTS), draw.choice(FAULTS)
    return Pair(f"{other}，建议{one}", f"建议{one}，{other}", True, "clauses turned")


def _said_twice(draw: random.Random) -> Pair:
    act = draw.choice(ACTS)
    return Pair(f"必须{act}", f"不能不{act}", True, "double negation")


def _as_in_hong_kong(draw: random.Random) -> Pair:
    one, other = draw.choice(
        (
            ("电梯老是停", "升降機成日停"),
            ("大堂没有空调", "大堂冇冷氣"),
            ("不要在走廊停自行车", "唔好喺走廊泊單車"),
            ("晚上不准打麻将", "夜晚唔准打麻將"),
            ("保安人手不够", "保安人手唔夠"),
            ("业委会应该公开账目", "法團應該公開賬目"),
            ("公交车太少", "巴士太少"),
            ("厕所没人打扫", "洗手間冇人打掃"),
            ("街市太脏", "街市好污糟"),
        )
    )
    return Pair(one, other, True, "Cantonese")


def _in_english(draw: random.Random) -> Pair:
    act, number = draw.choice(ENGLISH_ACTS), draw.randint(2, 9)
    one, other = draw.choice(
        (
            (f"I support {act}", f"Please, I am in favour of {act}"),
            (f"We should ban {act}", f"{act} should be banned"),
            (f"{act} after {number} pm", f"Please: {act} after {number + 12}:00"),
            (f"Block {number} wants {act}", f"We in block {number} want {act}"),
            (f"{act} for {number} floors", f"{act} for {_WORDS[number]} floors"),
            (f"Do not forget {act}", f"Don't forget {act}!"),
        )
    )
    return Pair(one, other, True, "English")


_WORDS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_APART: tuple[Callable[[random.Random], Pair], ...] = (
    _stance,
    _late_stance,
    _negation,
    _double_negation,
    _opposite,
    _switch,
    _building,
    _floor,
    _quantity,
    _hour,
    _daypart,
    _before,
    _side,
    _cantonese,
    _english,
    _traditional,
)
_SAME: tuple[Callable[[random.Random], Pair], ...] = (
    _polite,
    _in_script,
    _in_numerals,
    _same_stance,
    _ban,
    _turned,
    _said_twice,
    _as_in_hong_kong,
    _in_english,
)
