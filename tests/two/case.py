"""One write that two facilitators may do at once, and what must come of it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.hall import Hall

Ids = dict[str, Any]


def nothing(_hall: Hall) -> Ids:
    return {}


@dataclass(frozen=True, slots=True)
class Case:
    """`prepare` makes what the act is done to and gives the ids of the path and fields.

    `once` and `other` count the entries that the two leave when both want the same, and when they want different
    things; `second` is what the second one wants instead. `body` is what a program sends where the form differs.
    """

    name: str
    desk: str | None
    rest: str | None
    once: Mapping[str, int]
    form: Mapping[str, Any] = field(default_factory=dict)
    prepare: Callable[[Hall], Ids] = nothing
    second: Mapping[str, Any] = field(default_factory=dict)
    other: Mapping[str, int] | None = None
    body: Mapping[str, Any] | None = None
    second_body: Mapping[str, Any] | None = None

    def expected(self, *, differ: bool) -> Counter[str]:
        return Counter(self.other if differ and self.other is not None else self.once)
