"""A clock that stands until a test moves it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)


@dataclass(slots=True)
class StandingClock:
    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def advance(self, **by: float) -> datetime:
        """Move on by `seconds=`, `minutes=`, `hours=` or `days=`, also backwards."""
        self.moment += timedelta(**by)
        return self.moment
