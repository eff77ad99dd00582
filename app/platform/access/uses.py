"""Records the last use of a session or API token, but rarely: most requests write nothing."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.errors import DomainError

REST = timedelta(minutes=5)
"""Shortest time between two records for one connection, because its actor is not looked up for each event."""


def note_use(services: Services, actor: Actor) -> Actor:
    """Record that a member of staff has used a session or API token, if that is due; a full disk stops no request.

    Returns:
        The actor, with the time from which the next use is recorded.
    """
    now = services.clock.now()
    if actor.note_due_at is None or now < actor.note_due_at:
        return actor
    with suppress(DomainError):
        services.writer.run(lambda work: services.identities.note_use(work, actor))
    return replace(actor, note_due_at=now + REST)
