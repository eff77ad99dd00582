"""Keeps the last use of a session or API token, coarsely: most requests write nothing."""

from collections import OrderedDict
from contextlib import suppress
from datetime import datetime, timedelta

from app.platform.errors import DomainError
from app.platform.security.actors import Actor
from app.platform.services import Services

REST = timedelta(minutes=5)
"""The shortest time between two notes of one credential in one process."""
MOST_KEPT = 10_000


class RecentUses:
    """Remembers when this process last noted the use of each credential."""

    def __init__(self) -> None:
        self._noted: OrderedDict[str, datetime] = OrderedDict()

    def is_due(self, credential: str, now: datetime) -> bool:
        """Whether to note a use now; if so, this use counts as noted."""
        noted = self._noted.get(credential)
        if noted is not None and noted <= now < noted + REST:
            return False
        self._noted[credential] = now
        self._noted.move_to_end(credential)
        if len(self._noted) > MOST_KEPT:
            self._noted.popitem(last=False)
        return True


def note_use(services: Services, actor: Actor) -> None:
    """Note that a member of staff has used a session or API token; a full disk stops no request."""
    if actor.credential and services.keep(RecentUses).is_due(actor.credential, services.clock.now()):
        with suppress(DomainError):
            services.writer.run(lambda work: services.identities.note_use(work, actor))
