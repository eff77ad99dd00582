"""Limits how many failed sign-ins get a row in the security log: enough to see an attack, too few to fill the disk."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field

PER_ADDRESS, IN_TOTAL = 10, 100
"""Most failures per minute that get a row of their own, from one address and in total."""
MINUTE = 60.0
MAX_ADDRESSES = 10_000


@dataclass(slots=True)
class FailureBudget:
    """Decides which failed sign-ins get a row in the security log; each row says how many got none before."""

    _began: float = field(default_factory=lambda: time.monotonic())
    _rows: int = 0
    _by_address: "OrderedDict[str, int]" = field(default_factory=OrderedDict)
    _unlogged: int = 0

    def take(self, address: str) -> int | None:
        """Return how many failed sign-ins got no row since the last row; None if this sign-in gets no row either."""
        now = time.monotonic()
        if now - self._began >= MINUTE:
            self._began, self._rows = now, 0
            self._by_address.clear()
        count = self._by_address.get(address, 0)
        if self._rows >= IN_TOTAL or count >= PER_ADDRESS or len(self._by_address) >= MAX_ADDRESSES:
            self._unlogged += 1
            return None
        self._rows += 1
        self._by_address[address] = count + 1
        unlogged, self._unlogged = self._unlogged, 0
        return unlogged
