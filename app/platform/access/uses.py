"""Writes down the last use of a session or API token, coarsely: most requests write nothing."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.errors import DomainError

REST = timedelta(minutes=5)
"""The shortest time between two notes for one connection, whose actor is not looked up for each event."""


def note_use(services: Services, actor: Actor) -> Actor:
    """Note that a member of staff has used a session or API token, when that is due; a full disk stops no request.

    Returns:
        The actor as the next use needs it.
    """
    now = services.clock.now()
    if actor.note_due_at is None or now < actor.note_due_at:
        return actor
    with suppress(DomainError):
        services.writer.run(lambda work: services.identities.note_use(work, actor))
    return replace(actor, note_due_at=now + REST)
