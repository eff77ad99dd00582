"""Numbers with their units in a text: clock times, buildings, floors, money, durations, counts."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

TAKEN = "\x01"
"""Stands in place of each character that a number and its unit took, so that positions stay what they were."""

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]
_ORDINALS = ["ground", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"]
_ENGLISH = {word: float(value) for words in (_WORDS, _ORDINALS) for value, word in enumerate(words)} | {
    "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "eighty": 80.0, "ninety": 90.0, "hundred": 100.0,
    "a hundred": 100.0, "one hundred": 100.0, "two hundred": 200.0, "three hundred": 300.0, "five hundred": 500.0,
    "twenty-five": 25.0, "thirty-five": 35.0, "a dozen": 12.0,
}  # fmt: skip
_HAN_NUMBER = "[零〇一二两三四五六七八九十百千万亿]"
_LATIN = "|".join(sorted(_ENGLISH, key=len, reverse=True))
NUMBER = (
    rf"(?:(?<![\d.])\d+(?:,\d{{3}})*(?:\.\d+)?(?:st|nd|rd|th)?\s?[千万亿]?|{_HAN_NUMBER}+(?:点{_HAN_NUMBER}+(?=[万亿倍%]))?"
    rf"|\b(?:{_LATIN})\b)"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """kind: what is counted or named, such as "building" or "money"; value: in the kind's smallest unit;
    thing: the two characters, or the word, that follow."""

    kind: str
    value: str
    thing: str = ""


def value_of(number: str) -> float:
    """Return what a number in digits, Chinese numerals or an English word comes to."""
    number = number.strip().replace(",", "")
    if number in _ENGLISH:
        return _ENGLISH[number]
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)(?:st|nd|rd|th)?\s?([千万亿])?", number):
        return float(found[1]) * _POWERS.get(found[2] or "", 1)
    if all(sign in _DIGITS for sign in number):
        return float("".join(str(_DIGITS[sign]) for sign in number))
    return _in_numerals(number)


def _in_numerals(number: str) -> float:
    total, section, digit, last = 0, 0, 0, 1
    for sign in number:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
            last = 10 if sign in "零〇" else last
            continue
        power = _POWERS.get(sign, 1)
        if power >= 10_000:
            total, section = total + (section + digit) * power, 0
        else:
            section += (digit or 1) * power
        digit, last = 0, power
    # 一百五 is 150, 一百零五 is 105.
    return float(total + section + digit * (last // 10 if last > 10 else 1))


_MORNING = "凌晨|清晨|早上|早晨|上午|早间|早|朝"
_EVENING = "下午|傍晚|晚上|夜晚|夜里|夜间|晚间|深夜|半夜|午夜|夜|晚|午后"
_DAYPART = f"(?P<part>{_MORNING}|{_EVENING}|中午|正午)"
_ALONE = r"钟|整|半|以前|以后|之前|之后|前|后|到|至|起|开始|关|开|熄|还|才|就|就要|要|不|都|[-~—–]"
_CLOCKS = (
    re.compile(
        rf"(?:{_DAYPART}的?)?\s*(?P<hour>\d{{1,2}}|[零一二两三四五六七八九十]{{1,3}})\s?(?:点钟?|时(?![间候长段]))"
        r"(?!(?:建议|意见|要求|想法|问题|理由|钟头|希望|五|[一二三四五六七八九]十?[倍万]))"
        rf"(?P<minute>半|一刻|三刻|整|\d{{1,2}}分?|{_HAN_NUMBER}{{1,3}}分)?"
    ),
    re.compile(rf"(?:{_DAYPART}的?)?\s*(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?:\s?(?P<half>am|pm|a\.m\.?|p\.m\.?))?"),
    re.compile(r"(?P<hour>\d{1,2})\s?(?P<half>am|pm|a\.m\.?|p\.m\.?)(?![a-z])"),
    re.compile(
        rf"(?:\b(?P<hour>\d{{1,2}}|{_LATIN})\s?o'?clock|(?:(?<=at\s)|(?<=after\s)|(?<=before\s)|(?<=by\s)|(?<=until\s))"
        r"(?P<number>\d{1,2})(?![\d:%]|\s?[a-z]+s\b))(?:\s(?:in the|at)\s(?P<english>morning|afternoon|evening|night))?"
    ),
)
_OF_24_HOURS = re.compile(r"(?<!\d)(?:1[3-9]|2[0-4])\s?[:点时]")
_BETWEEN = re.compile(r"\s*(?:到|至|[-~—–]|to|until|till)\s*")


def _clock(found: re.Match[str]) -> Quantity | None:
    """Return a time as minutes of half a day, with a mark for the half where the text tells it."""
    parts = found.groupdict()
    hour = int(value_of(parts.get("number") or found["hour"]))
    minute = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, None: 0}.get(parts.get("minute"), -1)
    if minute < 0:
        minute = int(value_of((parts.get("minute") or "0").removesuffix("分")))
    part = parts.get("part") or ""
    if hour > 24 or minute > 59 or (part == "" and parts.get("half") is None and _is_a_bit(found)):
        return None
    half = _half_of(hour, part, (parts.get("half") or parts.get("english") or "").replace(".", ""))
    return Quantity("clock", f"{hour % 12 * 60 + minute}{half}")


def _is_a_bit(found: re.Match[str]) -> bool:
    """Tell whether 一点, 两点 mean a bit or points, not an hour: nothing around them speaks of time."""
    is_written = found["hour"] in ("一", "两") and "点" in found[0] and not found[0].endswith("钟")
    rest = found.string[found.end() :]
    return is_written and not found.groupdict().get("minute") and re.match(_ALONE, rest) is None


def _half_of(hour: int, part: str, english: str) -> str:
    if english in ("am", "morning") or part == "凌晨":
        return "a"
    if english in ("pm", "afternoon", "evening") or hour >= 13 and hour < 24:
        return "p"
    if part and part in _MORNING.split("|"):
        return "a"
    if part in ("中午", "正午"):
        return "a" if hour == 11 else "p"
    if part or english == "night":
        return "a" if hour == 12 or (hour < 5 and part not in ("下午", "午后")) else "p"
    return "a" if hour in (0, 24) else ""


_Maker = Callable[[re.Match[str]], Quantity | None]


def _times(kind: str, factor: float = 1.0) -> _Maker:
    def make(found: re.Match[str]) -> Quantity:
        extra = 0.5 if found.groupdict().get("half") else 0.0
        return Quantity(kind, f"{(value_of(found['n']) + extra) * factor:g}")

    return make


def _named(kind: str) -> _Maker:
    def make(found: re.Match[str]) -> Quantity:
        name = found["n"].strip()
        return Quantity(kind, name if re.fullmatch("[a-z]", name) else f"{value_of(name):g}")

    return make


def _count(found: re.Match[str]) -> Quantity:
    rest = re.match(r"[\u3400-\u9fff]{1,2}|\s?[a-z]+", found.string[found.end() :])
    return Quantity("count", f"{value_of(found['n']):g}", rest[0].strip() if rest else "")


def _rule(pattern: str, make: _Maker) -> tuple[re.Pattern[str], _Maker]:
    """Return a rule for a pattern, in which NUM is a number."""
    return re.compile(pattern.replace("NUM", f"(?P<n>{NUMBER})")), make


_HAS_NUMBER = re.compile(
    rf"\d|{_HAN_NUMBER}|半|\b(?:{_LATIN}|once|twice|half)\b|(?<![a-z])[a-z](?![a-z])|\b(?:gate|zone|exit|block|tower|building)"
)
_BUILDINGS = "building|block|tower|bldg|blk"
_RULES = (
    _rule(r"(?:每|隔)?NUM\s?年(?!级)", lambda found: _year(found)),
    _rule(r"NUM月(?:份)?(?=\d|[一二三四五六七八九十]|$|[^\d个])", _times("month")),
    _rule(r"NUM\s?[-]?(?:号楼|号院|号塔|栋|幢|座)", _named("building")),
    _rule(r"(?<![a-z])(?P<n>[a-z])(?:座|栋|幢|楼|塔|号楼)", _named("building")),
    _rule(rf"\b(?:{_BUILDINGS})s?\.?\s?(?:no\.?\s?)?(?P<n>{NUMBER}|[a-z]\b)", _named("building")),
    _rule(r"(?<![a-z])(?P<n>[a-z])(?:区|口|门|号门|出口|入口)", _named("zone")),
    _rule(r"(?:zone|area|phase)\s?(?P<n>\d+|[a-z]\b)", _named("zone")),
    _rule(r"(?:gate|exit|entrance)\s?(?P<n>\d+|[a-z]\b)", _named("gate")),
    _rule(r"(?:(?:地下|负)第?NUM\s?(?:楼|层)|(?<![a-z])b(?P<m>\d)(?![a-z\d]))", lambda found: _below(found)),
    _rule(r"第?NUM\s?(?:楼|层|/f(?![a-z])|f(?![a-z])|\s?floor)", _named("floor")),
    _rule(r"\b(?:floor|level)\s?NUM", _named("floor")),
    _rule(r"NUM\s?个?(?P<half>半)\s?(?:个)?小时", _times("duration", 60)),
    _rule(r"半个?小时|半个?钟头|half an hour", lambda found: Quantity("duration", "30")),
    _rule(r"半年", lambda found: Quantity("duration", "259200")),
    _rule(r"半个?月", lambda found: Quantity("duration", "21600")),
    _rule(r"NUM\s?(?:个)?(?:小时|钟头|hours?\b|hrs?\b)", _times("duration", 60)),
    _rule(r"NUM\s?(?:分钟|minutes?\b|mins?\b)", _times("duration")),
    _rule(r"NUM\s?(?:秒|seconds?\b)", _times("duration", 1 / 60)),
    _rule(r"NUM\s?(?:天|days?\b)", _times("duration", 1_440)),
    _rule(r"NUM\s?(?:个)?(?:周(?![一二三四五六日天岁])|星期(?![一二三四五六日天])|礼拜(?![一二三四五六日天])|weeks?\b)", _times("duration", 10_080)),
    _rule(r"NUM\s?(?:个月|months?\b)", _times("duration", 43_200)),
    _rule(r"NUM\s?(?:years?\b)", _times("duration", 518_400)),
    _rule(r"百分之NUM", _times("percent")),
    _rule(rf"(?P<m>{_HAN_NUMBER})分之NUM", lambda found: Quantity("share", f"{value_of(found['n']) / value_of(found['m']):g}")),
    _rule(r"NUM\s?(?:%|percent\b|per cent\b)", _times("percent")),
    _rule(r"NUM成(?![立为员功本])", _times("percent", 10)),
    _rule(r"NUM折", _times("percent", 10)),
    _rule(r"(?:¥|￥|hk\$|us\$|\$|rmb)\s?NUM", _times("money")),
    _rule(r"NUM\s?(?:元|块钱|块(?!牌|地|板|草|砖|石|玻)|蚊|圆|港币|人民币|yuan\b|dollars?\b|rmb\b|hkd\b|bucks\b)", _times("money")),
    _rule(r"NUM\s?(?:角|毛)(?:钱)?", _times("money", 0.1)),
    _rule(r"NUM\s?(?:公里|千米|km\b|kilomet(?:er|re)s?\b)", _times("length", 1_000)),
    _rule(r"NUM\s?(?:平方米|平米|平方|m2|sqm|square met(?:er|re)s?)", _times("area")),
    _rule(r"NUM\s?(?:厘米|公分|cm\b)", _times("length", 0.01)),
    _rule(r"NUM\s?(?:米|公尺|m\b|met(?:er|re)s?\b)", _times("length")),
    _rule(r"NUM\s?(?:公斤|千克|kg\b)", _times("weight")),
    _rule(r"NUM\s?(?:吨|tons?\b)", _times("weight", 1_000)),
    _rule(r"NUM\s?斤", _times("weight", 0.5)),
    _rule(r"NUM\s?(?:摄氏度|度|°c?|degrees?\b)", _times("degrees")),
    _rule(r"NUM\s?(?:千瓦|kw\b)", _times("power", 1_000)),
    _rule(r"NUM\s?(?:瓦|w\b)", _times("power")),
    _rule(r"NUM\s?(?:伏|v\b)", _times("volts")),
    _rule(r"NUM\s?(?:分贝|db\b|decibels?\b)", _times("decibels")),
    _rule(r"NUM\s?倍", _times("ratio")),
    _rule(r"NUM\s?(?:周岁|岁)", _times("age")),
    _rule(r"第?NUM\s?(?:单元)|\bunit\s?(?P<m>\d+)", lambda found: _first_group("unit", found)),
    _rule(r"(?P<n>\d{2,4})\s?(?:室|房|号房)|\b(?:room|flat|rm)\s?(?P<m>\d+[a-z]?)", lambda found: _first_group("room", found)),
    _rule(r"NUM\s?(?:号门|门(?!口|前|卫|禁))", _named("gate")),
    _rule(r"第?NUM\s?(?:期(?!间|待|望|限))", _named("phase")),
    _rule(r"NUM\s?号?区", _named("zone")),
    _rule(r"NUM\s?(?:号线|路(?=车|公交|巴士))", _named("line")),
    _rule(r"(?:no\.?|number|#)\s?(?P<m>\d+)|NUM\s?[号#](?!码|召|称|角)", lambda found: _first_group("number", found)),
    _rule(r"NUM\s?(?:次(?!性|序)|回(?!收|家|来|去)|遍|趟|times\b)|(?P<m>once|twice)\b", lambda found: _often(found)),
    _rule(r"NUM\s?(?:户|households?\b|families\b)", _times("households")),
    _rule(r"NUM\s?(?:人|名|位|people\b|persons?\b)(?!行|车|为|员|工|民|称)", _times("people")),
    _rule(r"NUM\s?(?:票|votes?\b)", _times("votes")),
    _rule(r"NUM\s?(?:个(?!别|人|性)|台(?!阶)|部(?!分|门)|盏|辆|架|只(?!有|要|能|是|好)|条|张|棵|间(?!隔)|排|组|根|套|份|批|块|处(?!理|罚)|支(?!持)|把|件|扇|桶|袋|箱|班)", _count),
    _rule(r"(?P<n>\d+(?:\.\d+)?)(?![\d.]*[a-z]{2})(?!\s?(?:路|级|型))", lambda found: Quantity("", f"{value_of(found['n']):g}")),
    _rule(r"(?P<n>[一二两三四五六七八九][十百千万亿][零一二两三四五六七八九十百千万亿]*)", _times("")),
    _rule(rf"\b(?P<n>(?!one\b|second\b|first\b|ground\b)(?:{_LATIN}))\b", _count),
)  # fmt: skip


def _year(found: re.Match[str]) -> Quantity:
    value = value_of(found["n"])
    return Quantity("year", f"{value:g}") if value >= 1_900 else Quantity("duration", f"{value * 518_400:g}")


def _below(found: re.Match[str]) -> Quantity:
    return Quantity("floor", f"{-value_of(found.groupdict().get('m') or found['n']):g}")


def _first_group(kind: str, found: re.Match[str]) -> Quantity:
    name = next(part for part in found.groups() if part)
    return Quantity(kind, f"{value_of(name):g}" if re.fullmatch(NUMBER, name) else name)


def _often(found: re.Match[str]) -> Quantity:
    word = found.groupdict().get("m")
    return Quantity("times", {"once": "1", "twice": "2"}.get(word or "") or f"{value_of(found['n']):g}")


def read_quantities(text: str) -> tuple[tuple[Quantity, ...], str]:
    """Return the quantities of a folded text, and the text with `TAKEN` where they stood."""
    found: list[Quantity] = []
    if not _HAS_NUMBER.search(text):
        return (), text
    text = _read_clocks(text, found)
    for pattern, make in _RULES:
        text = _take(pattern, make, text, lambda quantity, _: found.append(quantity))
    return tuple(found), text


def _read_clocks(text: str, found: list[Quantity]) -> str:
    places: list[tuple[int, int, str]] = []
    # Who writes 20:00 means the morning by 8:00.
    unsaid = "a" if _OF_24_HOURS.search(text) else ""
    for pattern in _CLOCKS:
        text = _take(pattern, _clock, text, lambda quantity, at: places.append((*at, quantity.value)))
    places = sorted((start, end, value if value[-1] in "ap" else value + unsaid) for start, end, value in places)
    found.extend(Quantity("clock", value) for *_, value in places)
    for (_, end, first), (start, _, second) in pairwise(places):
        if _BETWEEN.fullmatch(text, end, start):
            found.append(Quantity("span", f"{first} {second}"))
    return text


def _take(pattern: re.Pattern[str], make: _Maker, text: str, keep: Callable[[Quantity, tuple[int, int]], None]) -> str:
    def out(found: re.Match[str]) -> str:
        quantity = make(found)
        if quantity is None:
            return found[0]
        keep(quantity, found.span())
        return TAKEN * len(found[0])

    return pattern.sub(out, text)


def quantities_differ(one: Sequence[Quantity], other: Sequence[Quantity]) -> bool:
    """Tell whether two texts give other numbers of a kind of which both give some."""
    first, second = _by_kind(one), _by_kind(other)
    return any(_kind_differs(kind, first[kind], second[kind]) for kind in first.keys() & second.keys())


def _by_kind(quantities: Sequence[Quantity]) -> Mapping[str, list[Quantity]]:
    out: dict[str, list[Quantity]] = defaultdict(list)
    for quantity in quantities:
        out[quantity.kind].append(quantity)
    return out


def _kind_differs(kind: str, one: Sequence[Quantity], other: Sequence[Quantity]) -> bool:
    first, second = {quantity.value for quantity in one}, {quantity.value for quantity in other}
    if kind == "clock":
        return not (_all_met(first, second) and _all_met(second, first))
    if kind == "span":
        return not any(_same_span(a, b) for a in first for b in second)
    if kind == "count":
        # 一个 is an article as often as a number.
        return first != second and (first - {"1"} != second - {"1"}) or _things_swapped(one, other)
    return first != second


def _all_met(some: Set[str], others: Set[str]) -> bool:
    return all(any(_same_time(time, other) for other in others) for time in some)


def _same_time(one: str, other: str) -> bool:
    """Tell whether two times agree, whichever half of the day a text without one means."""
    return one.rstrip("ap") == other.rstrip("ap") and (one[-1:] == other[-1:] or not {one[-1], other[-1]} >= {"a", "p"})


def _same_span(one: str, other: str) -> bool:
    return all(_same_time(a, b) for a, b in zip(one.split(), other.split(), strict=True))


def _things_swapped(one: Sequence[Quantity], other: Sequence[Quantity]) -> bool:
    """Tell whether a thing is counted in both texts, and not the same number of it."""
    first = {quantity.thing: quantity.value for quantity in one if quantity.thing}
    return any(first.get(quantity.thing, quantity.value) != quantity.value for quantity in other)
