"""Progress of a run, reported to a callback."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Progress:
    """A part of a run, from `start` to `end` (shares of the run, 0..1).

    tell: called with the share of the run that is done; an exception that it raises ends the run.
    """

    tell: Callable[[float], None] | None = None
    start: float = 0.0
    end: float = 1.0

    def __call__(self, share: float) -> None:
        """Report that `share` (0..1) of this part is done."""
        if self.tell is not None:
            self.tell(min(self.start + share * (self.end - self.start), self.end))

    def part(self, start: float, end: float) -> "Progress":
        """Return the smaller part between two shares (0..1) of this part."""
        length = self.end - self.start
        return Progress(self.tell, self.start + start * length, self.start + end * length)

    def over(self, values: Sequence[Value], every: int = 256) -> Iterator[Value]:
        """Yield the values one by one, and report the share done before every `every` values and at the end."""
        for at, value in enumerate(values):
            if at % every == 0:
                self(at / len(values))
            yield value
        self(1.0)


SILENT = Progress()
