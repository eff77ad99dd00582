"""Clock times in a text, and the type of all quantities in a text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from nlp.text.meaning.numbers import HAN_NUMBER, LATIN_NUMBER, value_of

TAKEN = "\x01"
"""Replaces each character of a number and its unit, so that positions stay the same."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity in a text.

    kind: what is counted or named, such as "building" or "money"; value: number in the unit of the kind (minutes,
    yuan, metres, kilograms), or a name; thing: of a count, the one or two characters, or the word, that follow.
    """

    kind: str
    value: str
    thing: str = ""


Maker = Callable[[re.Match[str]], Quantity | None]


def take(pattern: re.Pattern[str], make: Maker, text: str, keep: Callable[[Quantity, tuple[int, int]], None]) -> str:
    """Return a text with `TAKEN` in place of each match from which `make` makes a quantity.

    keep: called with each quantity and its span in the text.
    """

    def out(match: re.Match[str]) -> str:
        quantity = make(match)
        if quantity is None:
            return match[0]
        keep(quantity, match.span())
        return TAKEN * len(match[0])

    return pattern.sub(out, text)


_MORNING = "凌晨|清晨|早上|早晨|上午|早间|早|朝"
_EVENING = "下午|傍晚|晚上|夜晚|夜里|夜间|晚间|深夜|半夜|午夜|夜|晚|午后"
_DAYPART = f"(?P<part>{_MORNING}|{_EVENING}|中午|正午)"
# A word before 一点 that makes it mean "a bit": 早一点 is earlier, 高一点 is higher.
_COMPARED = re.compile(r"[早晚迟快慢高低大小多少亮暗好长短轻重松紧宽窄远近热冷静响]$")
_ALONE = r"钟|整|半|以前|以后|之前|之后|前|后|到|至|起|开始|关|开|熄|还|才|就|就要|要|不|都|[-~—–]"
_CLOCKS = (
    re.compile(
        rf"(?:{_DAYPART}的?)?\s*(?P<hour>\d{{1,2}}|[零一二两三四五六七八九十]{{1,3}})\s?(?:点钟?|时(?![间候长段]))"
        r"(?!(?:建议|意见|要求|想法|问题|理由|钟头|希望|五|[一二三四五六七八九]十?[倍万]))"
        rf"(?P<minute>半|一刻|三刻|整|\d{{1,2}}分?|{HAN_NUMBER}{{1,3}}分)?"
    ),
    re.compile(rf"(?:{_DAYPART}的?)?\s*(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?:\s?(?P<half>am|pm|a\.m\.?|p\.m\.?))?"),
    re.compile(r"(?P<hour>\d{1,2})\s?(?P<half>am|pm|a\.m\.?|p\.m\.?)(?![a-z])"),
    re.compile(
        rf"(?:\b(?P<hour>\d{{1,2}}|{LATIN_NUMBER})\s?o'?clock|(?:(?<=at\s)|(?<=after\s)|(?<=before\s)|(?<=by\s)|(?<=until\s))"
        r"(?P<number>\d{1,2})(?![\d:%]|\s?[a-z]+s\b))(?:\s(?:in the|at)\s(?P<english>morning|afternoon|evening|night))?"
    ),
)
_OF_24_HOURS = re.compile(r"(?<!\d)(?:1[3-9]|2[0-4])\s?[:点时]")
_BETWEEN = re.compile(r"\s*(?:到|至|[-~—–]|to|until|till)\s*")


def _clock(match: re.Match[str]) -> Quantity | None:
    """Return a clock time as minutes of half a day, with "a" or "p" where the text tells the half; None if no time."""
    parts = match.groupdict()
    hour = int(value_of(parts.get("number") or match["hour"]))
    minute = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, None: 0}.get(parts.get("minute"), -1)
    if minute < 0:
        minute = int(value_of((parts.get("minute") or "0").removesuffix("分")))
    part = parts.get("part") or ""
    if hour > 24 or minute > 59 or (part in ("", "早", "晚") and not parts.get("half") and _is_a_bit(match)):
        return None
    half = _half_of(hour, part, (parts.get("half") or parts.get("english") or "").replace(".", ""))
    return Quantity("clock", f"{hour % 12 * 60 + minute}{half}")


def _is_a_bit(match: re.Match[str]) -> bool:
    """Return whether 一点 or 两点 means a bit or points, not an hour, because no word around it is about time."""
    is_written = match["hour"] in ("一", "两") and "点" in match[0] and not match[0].endswith("钟")
    if not is_written or match.groupdict().get("minute"):
        return False
    is_compared = _COMPARED.search(match.string, 0, match.start("hour")) is not None
    return is_compared or re.match(_ALONE, match.string[match.end() :]) is None


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


def read_clocks(text: str, quantities: list[Quantity]) -> str:
    """Append a folded text's clock times, and spans between two of them, to `quantities`; return the text without them.

    Each character of a clock time becomes `TAKEN`.
    """
    places: list[tuple[int, int, str]] = []
    # A text with a time such as 20:00 means the morning by 8:00.
    unsaid = "a" if _OF_24_HOURS.search(text) else ""
    for pattern in _CLOCKS:
        text = take(pattern, _clock, text, lambda quantity, at: places.append((*at, quantity.value)))
    places = sorted((start, end, value if value[-1] in "ap" else value + unsaid) for start, end, value in places)
    quantities.extend(Quantity("clock", value) for *_, value in places)
    for (_, end, first), (start, _, second) in pairwise(places):
        if _BETWEEN.fullmatch(text, end, start):
            quantities.append(Quantity("span", f"{first} {second}"))
    return text


def same_time(one: str, other: str) -> bool:
    """Return whether two times agree; a time without a half of the day agrees with both halves."""
    return one.rstrip("ap") == other.rstrip("ap") and (one[-1:] == other[-1:] or not {one[-1], other[-1]} >= {"a", "p"})


def same_span(one: str, other: str) -> bool:
    return all(same_time(a, b) for a, b in zip(one.split(), other.split(), strict=True))
