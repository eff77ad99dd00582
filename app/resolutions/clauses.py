"""Splits the text of a resolution into clauses, without the numbers that people typed before them."""

import re
from collections.abc import Mapping, Sequence

_NUMERAL = "[一二三四五六七八九十百]"
_COUNTED = "号|號|幢|栋|棟|楼|樓|单元|單元|层|層|期|组|組|区|區|户|戶"
"""What a numeral may count; `一、二号楼` names two buildings and does not number a clause."""
_NUMBERING = re.compile(
    rf"""(?:
      第(?:\d{{1,3}}|{_NUMERAL}{{1,5}})条[\s、:：，,]\s*
    | 第(?:\d{{1,3}}|{_NUMERAL}{{1,5}})條[\s、:：，,]\s*
    | [（(](?:\d{{1,3}}|{_NUMERAL}{{1,5}})[)）][、.．]?\s*(?!{_COUNTED})
    | \d{{1,3}}[)）][、.．]?\s*(?!{_COUNTED})
    | \d{{1,3}}[.．、](?:\s+|(?!\d|\s))(?!{_COUNTED})
    | {_NUMERAL}{{1,5}}[、.．]\s*(?!{_NUMERAL}+(?:[、和与與至到]|{_COUNTED}))
    | [①-⑳]\s*
    | [-•*]\s+
    )""",
    re.VERBOSE,
)


def clauses_of(text: str) -> tuple[str, ...]:
    """Return the clauses of a text, one for each line that is not empty, without typed numbers such as `1.` or `一、`.

    A number that belongs to the words stays: `3号楼`, `24小时`, `3、5号楼`, `一、二号楼`.
    """
    return tuple(_without_number(line.strip()) for line in text.split("\n") if line.strip())


def follow_clauses(before: Sequence[str], after: Sequence[str]) -> Mapping[int, int | None]:
    """Return {number of a clause before a revision: its number after, or None if the clause is gone}.

    A clause is found again by its words; a clause whose words have changed keeps its number.
    """
    followed: dict[int, int | None] = {}
    for number, clause in enumerate(before, 1):
        if clause in after:
            followed[number] = after.index(clause) + 1
        else:
            followed[number] = number if number <= len(after) else None
    return followed


def _without_number(line: str) -> str:
    numbering = _NUMBERING.match(line)
    return (numbering and line[numbering.end() :]) or line
