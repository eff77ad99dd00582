"""A budget of the event loop's time, and a queue in which addresses take turns."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Budget:
    """Seconds of work that may be spent: a share of the time that passes, saved up to a burst.

    Args:
        share: returns the seconds of work that are allowed at present for each second that passes.
        burst: most seconds of work that are saved up.
    """

    def __init__(
        self, *, share: Callable[[], float], burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.share = share
        self.burst = burst
        self._clock = clock
        self._level = burst
        self._at = clock()

    @property
    def level(self) -> float:
        """Seconds of work that may start now; below zero after work that took longer than the budget."""
        now = self._clock()
        self._level = min(self.burst, self._level + (now - self._at) * self.share())
        self._at = now
        return self._level

    def spend(self, seconds: float) -> None:
        self._level = max(self.level - seconds, -self.burst)

    def give_back(self, seconds: float) -> None:
        self._level = min(self.burst, self.level + seconds)

    def wait(self) -> float:
        """Return the seconds until this budget allows the next piece of work; 0 if it allows one now."""
        return max(0.0, -self.level / self.share())


class Turns(Generic[T]):
    """A bounded queue in which addresses take turns, no matter how many items of each address wait.

    Args:
        most: most items that wait.
        most_of_one: most items of one address that wait.
    """

    def __init__(self, *, most: int, most_of_one: int) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._queues: OrderedDict[str, deque[T]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, address: str, item: T) -> bool:
        """Add an item to the queue of an address; return False when there is no room."""
        queue = self._queues.get(address)
        if self._count >= self._most or (queue is not None and len(queue) >= self._most_of_one):
            return False
        if queue is None:
            queue = self._queues[address] = deque()
        queue.append(item)
        self._count += 1
        return True

    def remove(self, address: str, item: T) -> None:
        """Take an item out of the queue before its turn."""
        queue = self._queues.get(address)
        if queue is not None and item in queue:
            queue.remove(item)
            self._took(address, queue)

    def pop(self) -> T | None:
        """Take the next item out of the queue, or return None; its address goes behind all other addresses."""
        if not self._queues:
            return None
        address, queue = next(iter(self._queues.items()))
        item = queue.popleft()
        self._queues.move_to_end(address)
        self._took(address, queue)
        return item

    def _took(self, address: str, queue: deque[T]) -> None:
        self._count -= 1
        if not queue:
            del self._queues[address]
