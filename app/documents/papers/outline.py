"""Numbers the headings of a paper in the way of its language."""

from dataclasses import dataclass, field

from app.documents.blocks import Heading
from app.platform.i18n import Locale

NUMERALS = "一二三四五六七八九十"


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


def numeral(number: int) -> str:
    """Return 1 to 99 in Chinese numerals, any other number in digits."""
    if not 1 <= number <= 99:
        return str(number)
    if number <= 10:
        return NUMERALS[number - 1]
    tens, ones = divmod(number, 10)
    return f"{NUMERALS[tens - 1] if tens > 1 else ''}十{NUMERALS[ones - 1] if ones else ''}"


def break_title(title: str, locale: Locale, longest: int = 20) -> tuple[str, ...]:
    """Return a title in lines of about equal length, broken after 的 or a sign where possible; English breaks itself.

    Args:
        longest: most characters of a line.
    """
    if locale is Locale.EN or len(title) <= longest:
        return (title,)
    count = -(-len(title) // longest)
    ideal = -(-len(title) // count)
    ends = [at for at in range(1, longest + 1) if title[at - 1] in "的，、；：。》）"]
    near = min(ends, key=lambda at: abs(at - ideal), default=ideal)
    end = near if abs(near - ideal) <= longest // 3 else ideal
    return (title[:end], *break_title(title[end:], locale, longest))
