"""Bounds the number of live connections of each seat, staff session and stage link in one web process."""

from app.platform.access.actors import Actor

MAX_CONNECTIONS = 20
"""Most connections of one seat, one staff session or one stage link.

Each open tab has one; those of a phone that has lost its network count until they time out.
"""


class Parties:
    """The connections of each party, the oldest first."""

    def __init__(self) -> None:
        self._connections: dict[str, dict[str, None]] = {}

    def add(self, actor: Actor, sid: str) -> str | None:
        """Add a connection and return the oldest one of its party if the party now has too many, else None."""
        held = self._connections.setdefault(_party_of(actor), {})
        held[sid] = None
        return next(iter(held)) if len(held) > MAX_CONNECTIONS else None

    def remove(self, actor: Actor, sid: str) -> None:
        """Remove a connection that has ended."""
        party = _party_of(actor)
        held = self._connections.get(party, {})
        held.pop(sid, None)
        if not held:
            self._connections.pop(party, None)


def _party_of(actor: Actor) -> str:
    """Return what names a party: the session of a member of staff, who may use several devices, else the actor."""
    return f"{actor.kind} {actor.credential if actor.is_staff else actor.id}"
