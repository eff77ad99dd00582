"""Statements of a text: what its clauses affirm and deny, and whether two texts contradict each other."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Self

from nlp.text.meaning.marks import DONE, FILLER, Mark, marks_of, units_of

_CLAUSES = re.compile(
    r"[,，。;；!！?？\n\r…]+|\.(?!\d)|:(?!\d)|但是|但|因为|所以|而是|而且|并且|(?=而不)"
    r"|\b(?:but|because|so that|instead)\b"
)
_NEGATIONS = ("deny", "refuse")
# Least share of the smaller clause's units that two clauses about the same matter have in common.
_SAME_MATTER = 0.5
# Least share of the units under a negation that the other clause must name, if it does not name the first of them.
_MOSTLY = 0.6
_WISHED, _STATED = True, False

_PLAIN = ("不", "唔", "未")
_CHANGES = frozenset({"more", "long", "strict"})

Stretch = tuple[Mark, ...]


@dataclass(slots=True)
class Run:
    """The units of a clause that stand under the same negations.

    is_denied: the number of negations is odd; is_fact: the last negation states a fact (没), not a wish (不要); poles:
    number of opposites in the run; is_plain: the last negation is 不, 唔 or 未 alone; is_filled: the run has words that
    name nothing; is_restored: the run's negation is inside a denied run.
    """

    is_denied: bool
    is_fact: bool
    units: list[str] = field(default_factory=list)
    poles: int = 0
    is_plain: bool = False
    is_filled: bool = False
    is_restored: bool = False


@dataclass(slots=True)
class Clause:
    """Statements of one clause.

    signs: {(name of a pair of opposites, wished or stated, adjacent unit or ""): which of the opposites are said};
    is_wish: the clause asks for something.
    """

    runs: list[Run] = field(default_factory=lambda: [Run(is_denied=False, is_fact=False)])
    signs: dict[tuple[str, bool, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    is_wish: bool = False

    @property
    def units(self) -> set[str]:
        return {unit for run in self.runs for unit in run.units}

    def denied(self) -> set[str]:
        """Return the units that the clause denies."""
        return {unit for run in self.runs if run.is_denied for unit in run.units}

    def restored(self) -> set[str]:
        """Return the units that the clause affirms by a double negation."""
        return {unit for run in self.runs if run.is_restored and not run.is_denied for unit in run.units}


def clause_marks(text: str) -> list[list[Stretch]]:
    """Return the marks of each clause of a folded and reworded text with `TAKEN` in place of its quantities.

    A clause that names nothing, such as 我反对, is part of the clause before it.
    """
    out: list[list[Stretch]] = []
    for part in filter(None, _CLAUSES.split(text)):
        marks = list(marks_of(part))
        if out and marks and not any(units_of(stretch) or stretch[0].kind == FILLER for stretch in marks):
            out[-1].extend(marks)
        elif marks:
            out.append(marks)
    return out


def read_clause(marks: Sequence[Stretch]) -> Clause:
    """Return the statements of a clause, given its marks."""
    clause = Clause()
    here = clause.runs[0]
    units = [units_of(stretch) for stretch in marks]
    for at, stretch in enumerate(marks):
        kind = stretch[0].kind
        if kind in _NEGATIONS:
            here = _next_run(clause)
            here.is_restored = here.is_denied
            here.is_denied, here.is_fact = not here.is_denied, kind == "deny"
            here.is_plain = stretch[0].text in _PLAIN
        elif kind == "unable":
            here = _deny_last(clause)
        elif kind == "wish":
            clause.is_wish = True
            here = _next_run(clause) if here.is_plain and here.units else here
        here.is_filled = here.is_filled or kind == FILLER
        here.units.extend(units[at])
        for mark in stretch:
            if mark.kind in ("pole", "degree"):
                here.poles += 1
                _sign(clause, here, mark, _Beside.of(marks, units, at))
    _deny_back(clause)
    return clause


def _next_run(clause: Clause) -> Run:
    """Return the run that a further negation begins: the present run where nothing stands between two negations.

    In 不让遛狗不牵绳 the second negation is inside the first. A 不 alone reaches no further than its verb, so that in
    不牵绳不罚款 the second negation is not inside the first.
    """
    here = clause.runs[-1]
    if here is not clause.runs[0] and not (here.units or here.poles):
        return here
    is_over = here.is_plain and bool(here.units)
    clause.runs.append(Run(here.is_denied and not is_over, here.is_fact))
    return clause.runs[-1]


@dataclass(frozen=True, slots=True)
class _Beside:
    """The two marks before a mark and the two after it, and the units nearest to it on both sides."""

    before: Sequence[Mark]
    after: Sequence[Mark]
    left: str
    right: str

    @classmethod
    def of(cls, marks: Sequence[Stretch], units: Sequence[tuple[str, ...]], at: int) -> Self:
        left = "".join([unit for some in units[max(at - 4, 0) : at] for unit in some][-2:])
        right = next((some[0] for some in units[at + 1 :] if some), "")
        before, after = marks[max(at - 2, 0) : at], marks[at + 1 : at + 3]
        return cls([stretch[0] for stretch in before], [stretch[0] for stretch in after], left, right)


def _deny_last(clause: Clause) -> Run:
    """Deny the unit just before, as 下不来 denies 下, and return the run in which the clause continues."""
    here = clause.runs[-1]
    if here.units:
        last = here.units.pop()
        clause.runs.append(Run(not here.is_denied, is_fact=True, units=[last]))
    here = Run(here.is_denied, here.is_fact)
    clause.runs.append(here)
    return here


def _deny_back(clause: Clause) -> None:
    """Apply a negation at the end of a clause (养狗我反对) to everything before it."""
    last = clause.runs[-1]
    if len(clause.runs) > 1 and last.is_denied and not (last.units or last.poles or last.is_filled):
        clause.runs.pop()
        for run in clause.runs:
            run.is_denied = not run.is_denied
            run.is_fact = last.is_fact
        clause.signs = defaultdict(set, {key: {1 - sign for sign in signs} for key, signs in clause.signs.items()})


def _sign(clause: Clause, here: Run, mark: Mark, beside: _Beside) -> None:
    """Record in the clause which of two opposites is said, and beside which units."""
    sign, wished = mark.value, _WISHED
    if mark.kind == "degree":
        near = {other.kind for other in beside.before}
        is_softened = any(other.kind == "softly" for other in beside.after[:1])
        if not _is_predicate(mark, beside.before, beside.after):
            return
        if "excess" in near:
            sign = 1 - sign
        elif "lack" in near or is_softened or "towards" in near:
            sign = sign ^ (here.is_denied and "lack" not in near)
        else:
            sign, wished = sign ^ here.is_denied, len(mark.text) > 1 and mark.name in _CHANGES
    elif here.is_denied and here.is_fact:
        # 没装 implies the wish for 装, as 要装 does and 不装 does not; as a statement it is the opposite of 装了.
        clause.signs[mark.name, _STATED, ""].add(1 - sign)
    else:
        sign = sign ^ here.is_denied
        if beside.after and beside.after[0].kind == DONE:
            clause.signs[mark.name, _STATED, ""].add(sign)
    for unit in ("", f"{beside.left}<", f">{beside.right}"):
        clause.signs[mark.name, wished, unit].add(sign)


def _is_predicate(mark: Mark, before: Sequence[Mark], after: Sequence[Mark]) -> bool:
    """Return whether a word of degree describes a thing, as 亮 does in 灯太亮, and 大 in 大电梯 does not."""
    if len(mark.text) > 1 or mark.text in "多少贵加减":
        return True
    leads = {"excess", "lack", "towards", "deny", "refuse", "wish"}
    return not after or after[0].kind == "softly" or any(other.kind in leads for other in before[-1:])


def contradict(one: Sequence[Clause], other: Sequence[Clause]) -> bool:
    """Return whether one text denies what the other affirms, or affirms the opposite."""
    pairs = list(_about_the_same(one, other)) or [(_merged(one), _merged(other))]
    first, second = _all_denied(one), _all_denied(other)
    return any(_denies(a, b, second) or _denies(b, a, first) or _opposed(a, b) for a, b in pairs)


def _all_denied(clauses: Sequence[Clause]) -> set[str]:
    return {unit for clause in clauses for unit in clause.denied()}


def _about_the_same(one: Sequence[Clause], other: Sequence[Clause]) -> Iterator[tuple[Clause, Clause]]:
    """Yield the pairs of clauses about the same matter: each clause with its best match in the other text."""
    seen: set[tuple[int, int]] = set()
    for first, second, is_turned in ((one, other, False), (other, one, True)):
        for clause in first:
            best = max(second, key=lambda candidate: _shared(clause, candidate), default=None)
            if best is None or _shared(clause, best) < _SAME_MATTER:
                continue
            pair = (best, clause) if is_turned else (clause, best)
            if (key := (id(pair[0]), id(pair[1]))) not in seen:
                seen.add(key)
                yield pair


def _shared(one: Clause, other: Clause) -> float:
    first, second = one.units, other.units
    return len(first & second) / max(min(len(first), len(second)), 1)


def _merged(clauses: Sequence[Clause]) -> Clause:
    whole = Clause([], is_wish=any(clause.is_wish for clause in clauses))
    for clause in clauses:
        whole.runs.extend(clause.runs)
        for key, signs in clause.signs.items():
            whole.signs[key] |= signs
    return whole


def _denies(one: Clause, other: Clause, elsewhere: Set[str]) -> bool:
    """Return whether `other` affirms something that `one` denies.

    elsewhere: all units that the text of `other` denies. If that text denies the same units there is no contradiction:
    没人管飞线充电 and 飞线充电没人管 say the same. Nor is there one between a complaint that something is not so and
    the wish that it be so. A unit that `other` affirms by a double negation is a contradiction in any case.
    """
    denied, named = other.denied(), other.units
    restored = other.restored() - denied
    for run in one.runs:
        units = set(run.units)
        common = units & named
        if not run.is_denied or not common:
            continue
        if common & restored:
            return True
        is_said_there = bool(common & denied) or run.units[0] in elsewhere
        is_met = run.units[0] in named or len(common) >= _MOSTLY * len(units)
        if is_met and not is_said_there and not _goes_with(run, one, other):
            return True
    return False


def _goes_with(run: Run, one: Clause, other: Clause) -> bool:
    """Return whether a denied run of `one` fits `other`: a lacking fact with the wish for it, 不要关 with 要开."""
    if run.is_fact:
        return other.is_wish and not one.is_wish
    return run.poles > 0 and _agree(one.signs, other.signs)


def _agree(one: Mapping[tuple[str, bool, str], Set[int]], other: Mapping[tuple[str, bool, str], Set[int]]) -> bool:
    """Return whether two clauses say the same side of a pair of opposites: 不要关 and 要开."""
    return any(one[key] == other[key] for key in one.keys() & other.keys() if not key[2])


def _opposed(one: Clause, other: Clause) -> bool:
    return any(one.signs[key].isdisjoint(other.signs[key]) for key in one.signs.keys() & other.signs.keys())
