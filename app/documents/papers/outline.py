"""Numbers the headings of a paper and breaks its title, in the way of its language."""

from dataclasses import dataclass, field

from app.documents.blocks import Heading
from app.exports.text import breadth
from app.platform.i18n import Locale

NUMERALS = "一二三四五六七八九十"
LONGEST_LINE = 20
"""Characters of the widest line of a title, which is set in 22 pt; two Latin letters are as wide as one character."""
_GOOD_ENDS = "的，、；：。》） "
_CLOSING, _OPENING = "，、；：。！？》）】”’〕", "《（【“‘〔"
_STARTS = ("关于", "關於")
_ENDS = ("的决议书", "的決議書", "的决议", "的決議")
_MARKS = " ？?！!。.，,；;：:"


@dataclass(slots=True)
class Outline:
    """The headings of one paper: 一、 and （一） in Chinese, 1. and 1.1 in English."""

    locale: Locale
    _counts: list[int] = field(default_factory=lambda: [0, 0])

    def section(self, title: str) -> Heading:
        """Return the next heading of level 1."""
        self._counts = [self._counts[0] + 1, 0]
        number = self._counts[0]
        return Heading(f"{number}. {title}" if self.locale is Locale.EN else f"{numeral(number)}、{title}", 1)

    def subsection(self, title: str) -> Heading:
        """Return the next heading of level 2 below the latest one of level 1."""
        self._counts[1] += 1
        first, second = self._counts
        return Heading(f"{first}.{second} {title}" if self.locale is Locale.EN else f"（{numeral(second)}）{title}", 2)

    def lead(self, title: str) -> str:
        """Return the words that begin a paragraph in place of the next heading of level 1, such as 一、议题。"""
        heading = self.section(title).text
        return f"{heading}. " if self.locale is Locale.EN else f"{heading}。"


def numeral(number: int) -> str:
    """Return 1 to 99 in Chinese numerals, any other number in digits."""
    if not 1 <= number <= 99:
        return str(number)
    if number <= 10:
        return NUMERALS[number - 1]
    tens, ones = divmod(number, 10)
    return f"{NUMERALS[tens - 1] if tens > 1 else ''}十{NUMERALS[ones - 1] if ones else ''}"


def topic_of(title: str) -> str:
    """Return what a title is about, to become part of a longer title: without 关于, 的决议 and a mark at its end."""
    topic = title.strip().rstrip(_MARKS)
    for start in _STARTS:
        topic = topic.removeprefix(start)
    for end in _ENDS:
        topic = topic.removesuffix(end)
    return topic or title


def break_title(title: str, locale: Locale, longest: int = LONGEST_LINE) -> tuple[str, ...]:
    """Return a title in lines of about equal length, broken after 的 or a sign where possible, and in no number.

    An English title is broken at its line breaks alone; the page breaks it further.

    Args:
        title: a line break in it is the place to break it, if it does not fit in one line.
        longest: most characters of a line.
    """
    room = 2 * longest
    parts = title.split("\n")
    if locale is Locale.EN:
        return tuple(parts)
    if len(parts) > 1 and breadth("".join(parts)) > room:
        return tuple(line for part in parts for line in break_title(part, locale, longest))
    title = "".join(parts)
    if breadth(title) <= room:
        return (title,)
    ideal = breadth(title) / -(-breadth(title) // room)
    fitting = [at for at in range(1, len(title)) if breadth(title[:at]) <= room]
    allowed = [at for at in fitting if _may_break(title[at - 1], title[at])] or fitting

    def distance(at: int) -> float:
        return abs(breadth(title[:at]) - ideal)

    end = min((at for at in allowed if title[at - 1] in _GOOD_ENDS), key=distance, default=0)
    if not end or distance(end) > longest:
        end = min(allowed, key=distance)
    return (title[:end].strip(), *break_title(title[end:].strip(), locale, longest))


def _may_break(before: str, after: str) -> bool:
    is_inside_word = before.isascii() and after.isascii() and not before.isspace()
    return not is_inside_word and after not in _CLOSING and before not in _OPENING
