"""Numbers with their units in a text: buildings, floors, money, durations, counts, clock times."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set

from nlp.text.meaning.clocks import Maker, Quantity, read_clocks, same_span, same_time, take
from nlp.text.meaning.numbers import HAN_NUMBER, LATIN_NUMBER, NUMBER, value_of


def _times(kind: str, factor: float = 1.0) -> Maker:
    def make(match: re.Match[str]) -> Quantity:
        extra = 0.5 if match.groupdict().get("half") else 0.0
        return Quantity(kind, f"{(value_of(match['n']) + extra) * factor:g}")

    return make


def _named(kind: str) -> Maker:
    def make(match: re.Match[str]) -> Quantity:
        name = match["n"].strip()
        return Quantity(kind, name if re.fullmatch("[a-z]", name) else f"{value_of(name):g}")

    return make


def _count(match: re.Match[str]) -> Quantity:
    rest = re.match(r"[\u3400-\u9fff]{1,2}|\s?[a-z]+", match.string[match.end() :])
    return Quantity("count", f"{value_of(match['n']):g}", rest[0].strip() if rest else "")


def _rule(pattern: str, make: Maker) -> tuple[re.Pattern[str], Maker]:
    """Return a rule of a compiled pattern and its maker; NUM in the pattern matches a number."""
    return re.compile(pattern.replace("NUM", f"(?P<n>{NUMBER})")), make


_HAS_NUMBER = re.compile(rf"[\da-z半每按逐]|{HAN_NUMBER}|天天|日日")


def _year(match: re.Match[str]) -> Quantity:
    value = value_of(match["n"])
    return Quantity("year", f"{value:g}") if value >= 1_900 else Quantity("duration", f"{value * 518_400:g}")


def _below(match: re.Match[str]) -> Quantity:
    return Quantity("floor", f"{-value_of(match.groupdict().get('m') or match['n']):g}")


def _first_group(kind: str, match: re.Match[str]) -> Quantity:
    name = next(part for part in match.groups() if part)
    return Quantity(kind, f"{value_of(name):g}" if re.fullmatch(NUMBER, name) else name)


_MINUTES = {"小时": 60, "天": 1_440, "周": 10_080, "月": 43_200, "季": 129_600, "年": 518_400}
_PERIOD_WORDS = {
    "小时": "小时 钟头 hour hourly", "天": "天 日 晚 天天 日日 day daily", "周": "周 星期 礼拜 week weekly",
    "月": "月 month monthly", "季": "季 季度 quarter quarterly", "年": "年 year yearly annually",
}  # fmt: skip
_SAME_PERIOD = {word: one for one, words in _PERIOD_WORDS.items() for word in words.split()}
_PERIODS = (
    r"个?(?:小时|钟头|天|日|晚|(?:周|星期|礼拜)(?![一二三四五六日天])|月|季度|季|年)"
    r"|(?:hour|day|week|month|quarter|year)s?\b"
)
_ADVERBS = r"\b(?:hourly|daily|weekly|monthly|quarterly|yearly|annually)\b|天天|日日"
_MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12,
}  # fmt: skip


def _every(match: re.Match[str]) -> Quantity:
    parts = match.groupdict()
    unit = (parts["word"] or parts["unit"].removeprefix("个")).removesuffix("s")
    minutes = _MINUTES[_SAME_PERIOD.get(unit, unit)]
    return Quantity("every", f"{value_of(parts['n'] or '1') * minutes:g}")


def _month_named(match: re.Match[str]) -> Quantity:
    return Quantity("month", f"{_MONTHS.get(match['word'], 5)}")


def _and_tenths(match: re.Match[str]) -> Quantity:
    return Quantity("money", f"{value_of(match['n']) + value_of(match['m']) / 10:g}")


def _share(match: re.Match[str]) -> Quantity:
    return Quantity("share", f"{value_of(match['n']) / max(value_of(match['m']), 1):g}")


def _often(match: re.Match[str]) -> Quantity:
    word = match.groupdict().get("m")
    return Quantity("times", {"once": "1", "twice": "2"}.get(word or "") or f"{value_of(match['n']):g}")


_BUILDINGS = "building|block|tower|bldg|blk"
_RULES = (
    _rule(rf"(?:每隔?|按|逐|every\s|per\s)(?:NUM\s?)?(?P<unit>{_PERIODS})|(?P<word>{_ADVERBS})", _every),
    _rule(rf"(?P<word>{'|'.join(_MONTHS)})\b|(?<=\bin )(?P<m>may)\b", _month_named),
    _rule(r"(?:每|隔)?NUM\s?年(?!级)", _year),
    _rule(r"NUM月(?:份)?(?=\d|[一二三四五六七八九十]|$|[^\d个])", _times("month")),
    _rule(r"NUM\s?[-]?(?:号楼|号院|号塔|栋|幢|座)", _named("building")),
    _rule(r"(?<![a-z])(?P<n>[a-z])(?:座|栋|幢|楼|塔|号楼)", _named("building")),
    _rule(rf"\b(?:{_BUILDINGS})s?\.?\s?(?:no\.?\s?)?(?P<n>{NUMBER}|[a-z]\b)", _named("building")),
    _rule(r"(?<![a-z])(?P<n>[a-z])(?:区|口|门|号门|出口|入口)", _named("zone")),
    _rule(r"(?:zone|area|phase)\s?(?P<n>\d+|[a-z]\b)", _named("zone")),
    _rule(r"(?:gate|exit|entrance)\s?(?P<n>\d+|[a-z]\b)", _named("gate")),
    _rule(r"(?:(?:地下|负)第?NUM\s?(?:楼|层)|(?<![a-z])b(?P<m>\d)(?![a-z\d]))", _below),
    _rule(r"第?NUM\s?(?:楼|层|/f(?![a-z])|f(?![a-z])|\s?floor)", _named("floor")),
    _rule(r"\b(?:floor|level)\s?NUM", _named("floor")),
    _rule(r"NUM\s?个?(?P<half>半)\s?(?:个)?小时", _times("duration", 60)),
    _rule(r"半个?小时|半个?钟头|half an hour", lambda match: Quantity("duration", "30")),
    _rule(r"半年", lambda match: Quantity("duration", "259200")),
    _rule(r"半个?月", lambda match: Quantity("duration", "21600")),
    _rule(r"NUM\s?(?:个)?(?:小时|钟头|hours?\b|hrs?\b)", _times("duration", 60)),
    _rule(r"NUM\s?(?:分钟|minutes?\b|mins?\b)", _times("duration")),
    _rule(r"NUM\s?(?:秒|seconds?\b)", _times("duration", 1 / 60)),
    _rule(r"NUM\s?(?:天|(?<!\x01)日|days?\b)", _times("duration", 1_440)),
    _rule(r"NUM\s?个?(?:(?:周(?!岁)|星期|礼拜)(?![一二三四五六日天])|weeks?\b)", _times("duration", 10_080)),
    _rule(r"NUM\s?(?:个月|months?\b)", _times("duration", 43_200)),
    _rule(r"NUM\s?(?:years?\b)", _times("duration", 518_400)),
    _rule(r"百分之NUM", _times("percent")),
    _rule(rf"(?P<m>{HAN_NUMBER})分之NUM", _share),
    _rule(r"NUM\s?(?:%|percent\b|per cent\b)", _times("percent")),
    _rule(r"NUM成(?![立为员功本])", _times("percent", 10)),
    _rule(r"NUM折", _times("percent", 10)),
    _rule(r"(?:¥|￥|hk\$|us\$|\$|rmb)\s?NUM", _times("money")),
    _rule(r"NUM块(?P<m>[一二三四五六七八九])(?![百千万\u3400-\u9fff]?[个张台])", _and_tenths),
    _rule(r"NUM\s?(?:元|块钱|块(?![牌地板草砖石玻])|蚊|圆|港币|人民币|(?:yuan|dollars?|rmb|hkd)\b)", _times("money")),
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
    _rule(r"第?NUM\s?(?:单元)|\bunit\s?(?P<m>\d+)", lambda match: _first_group("unit", match)),
    _rule(r"(?P<n>\d{2,4})\s?(?:室|房|号房)", _times("room")),
    _rule(r"\b(?:room|flat|rm)\s?(?P<m>\d+[a-z]?)", lambda match: Quantity("room", match["m"])),
    _rule(r"NUM\s?(?:号门|门(?!口|前|卫|禁))", _named("gate")),
    _rule(r"第?NUM\s?(?:期(?!间|待|望|限))", _named("phase")),
    _rule(r"NUM\s?号?区", _named("zone")),
    _rule(r"NUM\s?(?:号线|路(?=车|公交|巴士))", _named("line")),
    _rule(r"(?:no\.?|number|#)\s?(?P<m>\d+)|NUM\s?[号#](?!码|召|称|角)", lambda match: _first_group("number", match)),
    _rule(r"NUM\s?(?:次(?!性|序)|回(?!收|家|来|去)|遍|趟|times\b)|(?P<m>once|twice)\b", _often),
    _rule(r"NUM\s?(?:户|households?\b|families\b)", _times("households")),
    _rule(r"NUM\s?(?:人|名|位|people\b|persons?\b)(?!行|车|为|员|工|民|称)", _times("people")),
    _rule(r"NUM\s?(?:票|votes?\b)", _times("votes")),
    _rule(r"NUM\s?(?:[盏辆架条张棵排组根套份批块把件扇桶袋箱班]|个(?![别人性])|台(?!阶)|部(?![分门]))", _count),
    _rule(r"NUM\s?(?:只(?![有要能是好])|间(?!隔)|处(?![理罚])|支(?!持))", _count),
    _rule(r"(?P<n>\d+(?:\.\d+)?)(?![\d.]*[a-z]{2})(?!\s?[路级型])", _times("")),
    _rule(r"(?P<n>[一二两三四五六七八九][十百千万亿][零一二两三四五六七八九十百千万亿]*)", _times("")),
    _rule(r"\b(?P<n>(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?!.hand))\b", _times("ordinal")),
    _rule(rf"\b(?P<n>(?!one\b|second\b|first\b|ground\b)(?:{LATIN_NUMBER}))\b", _count),
)  # fmt: skip


def read_quantities(text: str) -> tuple[tuple[Quantity, ...], str]:
    """Return the quantities of a folded text, and the text with `TAKEN` in their place."""
    quantities: list[Quantity] = []
    if not _HAS_NUMBER.search(text):
        return (), text
    text = read_clocks(text, quantities)
    for pattern, make in _RULES:
        text = take(pattern, make, text, lambda quantity, _: quantities.append(quantity))
    return tuple(quantities), text


def quantities_differ(one: Sequence[Quantity], other: Sequence[Quantity]) -> bool:
    """Return whether two texts differ in the numbers of a kind of quantity that both mention."""
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
        return not any(same_span(a, b) for a in first for b in second)
    if kind == "count":
        # The 一 of 一个 is an article as often as a number, so that the value 1 alone is no difference.
        return first != second and (first - {"1"} != second - {"1"}) or _things_swapped(one, other)
    return first != second


def _all_met(some: Set[str], others: Set[str]) -> bool:
    return all(any(same_time(time, other) for other in others) for time in some)


def _things_swapped(one: Sequence[Quantity], other: Sequence[Quantity]) -> bool:
    """Return whether both texts count the same thing with different numbers."""
    first = {quantity.thing: quantity.value for quantity in one if quantity.thing}
    return any(first.get(quantity.thing, quantity.value) != quantity.value for quantity in other)
