"""Test whether two texts of nearly the same words say different things."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from nlp.text import dictionary
from nlp.text.boilerplate import without_boilerplate
from nlp.text.lexicon import meaning_words
from nlp.text.meaning.clocks import Quantity
from nlp.text.meaning.marks import is_known, marks_of, units_of
from nlp.text.meaning.quantities import quantities_differ, read_quantities
from nlp.text.meaning.statements import Clause, clause_marks, contradict, read_clause
from nlp.text.script import fold_script
from nlp.text.segmenter import Segmenter, is_han, singular


def _words_of(*kinds: str) -> frozenset[str]:
    """Return all words in the lines of some kinds in meaning.txt."""
    return frozenset(word for kind, _, values in meaning_words() if kind in kinds for words in values for word in words)


_SUFFIXES = _words_of("suffix")
# A word before a locative is a place, listed or not, unless it may be said of any place.
_LOCATIVES, _ANYWHERE = _words_of("locative"), _words_of("anywhere")
_LISTED = _words_of("place", "set", "strict")
_ENDINGS = tuple(word for word in _SUFFIXES if not word.isascii())
_STREETS = re.compile(rf"\b([a-z]{{3,}}) ({'|'.join(sorted(word for word in _SUFFIXES if word.isascii()))})\b")
_GENERIC = _LISTED | _words_of("inert")
_DOER = re.compile(
    r"由([\u3400-\u9fff]{2,6}?)(?:来|共同|自己|自行|全部|一起)*(?:出|承担|负责|付|支付|买单|管|决定|保管|打扫|选)"
)
_POINTS = re.compile("east|west|south|north")
_COMPASS = re.compile(
    r"(?P<c>(?:[东西][南北]|[东南西北])(?=[门侧边面区头口墙院座角向苑楼岗停]|广场|出口|入口|大门|路口|围墙|小门|车库)"
    r"|(?<=[朝靠])[东南西北])"
    r"|\b(?P<e>south-?east|north-?east|south-?west|north-?west|east|west|south|north)(?:ern)?\b"
)
_ENGLISH = {"east": "东", "west": "西", "south": "南", "north": "北"}
_INSIDE = re.compile(
    r"(?:小区|楼道|楼|园区|院|屋|家|校|门|墙|室|街区|广场|车库|电梯|房间|围墙|围栏|红线|店|场|馆|库|城|厅|站|公园|幼儿园|学校)"
    r"(?P<side>里面|里头|内部|外面|外头|外部|门口外|里|内|外)(?!卖|墙|立|地|观|壳|容|部分)"
)
_WHEN = re.compile(
    r"(?:\x01|[\u3400-\u9fff]{2})(?P<when>以前|之前|以后|之后|过后|(?<![最然今往落先背此随幕])后|(?<![目当提从眼面])前)"
    r"(?![门面排座往提期来果台勤院备续厅街山])"
)
_BESIDE = re.compile(r"(?:[楼门房屋店校站院墙栋幢]|\x01)(?P<side>前面|后面|背后|前|后|旁边|旁)(?![天年来])")
# Words that put what stands before them and after them in an order.
_ORDERS = {
    "change": r"换成|改成|改为|变成|换为|改到|搬到|移到|挪到|迁到|转为|\binto\b|\bto\b|\bwith\b",
    "replace": r"代替|取代|替代|而不是|\binstead of\b|\brather than\b",
    "compare": r"优先于|多于|少于|高于|低于|重于|比|\bthan\b",
    "then": r"(?<=.)(?:再|然后|之后|接着|后(?![门面排座]))|\bbefore\b",
    "since": r"\bafter\b",
}
_ORDER = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _ORDERS.items()))
_LATIN = re.compile(r"[a-z]+(?:-[a-z]+)*")
_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "non-")
_ENDS = re.compile(r"[,，。;；!！?？\n]")
_MAX_READ = 1 << 14


@dataclass(frozen=True, slots=True)
class Reading:
    """Meaning of one text besides its quantities.

    exact: {category: values}, in which two texts with the category must have equal values; named: {category: values},
    in which two texts differ only if each has a value that the other lacks; order: kind of a word such as 换成, with
    the units before it and after it; words: the words in Latin letters.
    """

    clauses: tuple[Clause, ...]
    exact: Mapping[str, frozenset[str]]
    named: Mapping[str, frozenset[str]]
    order: tuple[str, frozenset[str], frozenset[str]] | None
    words: frozenset[str]


class Meaning:
    """Tests whether two texts of similar words say different things; what it read of recent texts is kept.

    segmenter: knows the local words, by which places outside the lists are recognised.
    """

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        # Numbers are read separately: they differ most often, and then nothing else needs to be read.
        self._counted = lru_cache(maxsize=_MAX_READ)(self._count)
        self._read = lru_cache(maxsize=_MAX_READ)(self.read)

    def differ(self, one: str, other: str) -> bool:
        """Return whether two texts say different things, although their words may be similar.

        Compared are negations, opposites, numbers with their units, times, places and sides. A detail that only one of
        the two texts mentions, such as a building, is no difference.
        """
        if quantities_differ(self._counted(one)[0], self._counted(other)[0]):
            return True
        first, second = self._read(one), self._read(other)
        return (
            _exact_differ(first.exact, second.exact)
            or _named_differ(first.named, second.named)
            or contradict(first.clauses, second.clauses)
            or _is_swapped(first.order, second.order)
            or _is_prefixed(first.words, second.words)
            or _is_prefixed(second.words, first.words)
        )

    def _count(self, text: str) -> tuple[tuple[Quantity, ...], str, str]:
        """Return the quantities of a text, the folded text without them, and the whole folded text."""
        folded = self._segmenter.reworded(fold_script(without_boilerplate(text)).replace("’", "'"))
        quantities, rest = read_quantities(folded)
        return quantities, rest, folded

    def read(self, text: str) -> Reading:
        """Return the meaning of one text besides its quantities."""
        _, rest, folded = self._counted(text)
        exact, named = _sides(rest), self._places(folded, rest)
        clauses = clause_marks(rest)
        for mark in (mark for clause in clauses for stretch in clause for mark in stretch):
            if mark.kind == "strict":
                exact[mark.name].add(str(mark.value))
            elif mark.kind in ("set", "place"):
                named[mark.name].add(str(mark.value))
        return Reading(tuple(map(read_clause, clauses)), _frozen(exact), _frozen(named), _order(rest), _latin(rest))

    def _places(self, folded: str, rest: str) -> dict[str, set[str]]:
        """Return who is to do something ("doer"), names of streets and estates and local words ("name"), and places."""
        words = self._segmenter.words(folded)
        own = {word for word in words if word in self._segmenter.own_}
        named = {one + ending for one, other in pairwise(words) if _is_name(one) and (ending := _ending(other))}
        named |= {word for word in words if len(word) > 2 and word.endswith(_ENDINGS) and word not in _GENERIC}
        streets = {f"{one} {other}" for one, other in _STREETS.findall(folded)}
        pairs = pairwise(self._segmenter.words(rest))
        beside = {one for one, other in pairs if other in _LOCATIVES and len(one) > 1 and is_han(one)}
        doers = {match[1] for match in _DOER.finditer(rest)}
        return defaultdict(set, {"doer": doers, "name": named | own | streets, "place": beside - _LISTED - _ANYWHERE})


def _is_name(word: str) -> bool:
    return len(word) > 1 and is_han(word) and word not in _GENERIC


def _ending(word: str) -> str:
    """Return the suffix of place names that begins a word: 路 for 路 and for 路太堵, which is no word; "" for 路灯."""
    if word in _SUFFIXES:
        return word
    return word[0] if word[0] in _SUFFIXES and not dictionary.has_word(word) else ""


def _sides(text: str) -> dict[str, set[str]]:
    sides: dict[str, set[str]] = defaultdict(set)
    for side in _COMPASS.finditer(text):
        sides["compass"].add(side["c"] or "".join(_ENGLISH[part] for part in _POINTS.findall(side["e"])))
    sides["inside"] = {"里外"["外" in side[1]] for side in _INSIDE.finditer(text)}
    sides["when"] = {"前后"["后" in side[1]] for side in _WHEN.finditer(text)}
    sides["beside"] = {"旁" if "旁" in side[1] else "前后"["前" not in side[1]] for side in _BESIDE.finditer(text)}
    return sides


def _latin(text: str) -> frozenset[str]:
    return frozenset(map(singular, _LATIN.findall(text)))


def _is_prefixed(words: frozenset[str], others: frozenset[str]) -> bool:
    """Return whether a word of `words` is negated by a prefix in `others`: lock and unlock."""
    denied = {other for other in others - words if not is_known(other)}
    return any(prefix + word in denied for word in words - others for prefix in _PREFIXES)


def _order(text: str) -> tuple[str, frozenset[str], frozenset[str]] | None:
    """Return the kind of the first word such as 换成 or 比 (`_ORDERS`), and the units before and after that word.

    The units are those of the same sentence, for "then" those of the whole text. Return None without such a word, and
    if the first one is 再 or 然后 with no 先 before it.
    """
    match = _ORDER.search(text)
    if match is None or match.lastgroup is None:
        return None
    before, after = text[: match.start()], text[match.end() :]
    if match.lastgroup != "then":
        before, after = _ENDS.split(before)[-1], _ENDS.split(after)[0]
    elif "先" not in before and match[0] != "before":
        return None
    return match.lastgroup, _units(before), _units(after)


def _units(text: str) -> frozenset[str]:
    return frozenset(unit for marks in marks_of(text) for unit in units_of(marks))


def _frozen(by_kind: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(values) for key, values in by_kind.items() if values}


def _exact_differ(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> bool:
    return any(one[key] != other[key] for key in one.keys() & other.keys())


def _named_differ(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> bool:
    """Return whether each text names something of a category that the other text does not."""
    return any(_only(one[key], other[key]) and _only(other[key], one[key]) for key in one.keys() & other.keys())


def _only(some: frozenset[str], others: frozenset[str]) -> bool:
    """Return whether one of `some` values neither contains nor is contained in any of the `others`."""
    return any(not any(value in other or other in value for other in others) for value in some)


def _is_swapped(
    one: tuple[str, frozenset[str], frozenset[str]] | None, other: tuple[str, frozenset[str], frozenset[str]] | None
) -> bool:
    """Return whether what stands before a word such as 换成 in one text stands after it in the other."""
    if one is None or other is None or one[0] != other[0]:
        return False
    (_, before, after), (_, earlier, later) = one, other
    straight = len(before & earlier) + len(after & later)
    crossed = len(before & later) + len(after & earlier)
    return crossed > max(straight, 1)
