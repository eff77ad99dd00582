"""How far a run has come, told to whoever waits for it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Progress:
    """The stretch of a run from `start` to `end` (0..1); what `tell` raises ends the run."""

    tell: Callable[[float], None] | None = None
    start: float = 0.0
    end: float = 1.0

    def __call__(self, share: float) -> None:
        """Tell that `share` (0..1) of this stretch is done."""
        if self.tell is not None:
            self.tell(min(self.start + share * (self.end - self.start), self.end))

    def part(self, start: float, end: float) -> "Progress":
        """Return the stretch of this one between two shares of it."""
        length = self.end - self.start
        return Progress(self.tell, self.start + start * length, self.start + end * length)

    def over(self, values: Sequence[Value], every: int = 256) -> Iterator[Value]:
        """Give the values one by one, telling how many are done after every so many."""
        for at, value in enumerate(values):
            if at % every == 0:
                self(at / len(values))
            yield value
        self(1.0)


SILENT = Progress()
