"""What each role needs to see beyond the public view of a meeting: one table beside the permissions.

A permission opens a door. A sight says what stands behind the door for whom; whoever lacks a sight gets the same page
or file without that part.
"""

from enum import StrEnum

from app.platform.access.actors import Actor, ActorKind, Role
from app.platform.ids import PlaceId


class Sight(StrEnum):
    """A part of a meeting that not everybody who may read the meeting needs."""

    HIDDEN_TEXTS = "hidden_texts"
    """Proposals that wait for review, were hidden or were withdrawn."""
    HELD_RESULTS = "held_results"
    """Counts of reactions while residents do not see them yet."""
    REACTIONS = "reactions"
    """Reactions one by one, under the pseudonym of the seat."""
    HELD_REACTIONS = "held_reactions"
    """The same while residents do not see the counts yet."""
    NAMED_CHOICES = "named_choices"
    """Who chose what in a named poll that is closed."""
    OPEN_CHOICES = "open_choices"
    """Who chose what in a named poll that is still open."""
    NAMES = "names"
    """Names of staff, pseudonyms of authors and the declared stake of a seat."""


Sights = frozenset[Sight]
_HOSTS = frozenset({Role.ADMINISTRATOR, Role.FACILITATOR, Role.COFACILITATOR})
_KEEPERS = _HOSTS | {Role.RECORDER, Role.COMMITTEE}

SIGHTS: dict[Sight, frozenset[Role]] = {
    Sight.HIDDEN_TEXTS: _KEEPERS,
    Sight.HELD_RESULTS: _KEEPERS,
    Sight.REACTIONS: _KEEPERS,
    Sight.HELD_REACTIONS: _HOSTS,
    Sight.NAMED_CHOICES: _KEEPERS,
    Sight.OPEN_CHOICES: frozenset(),
    Sight.NAMES: _KEEPERS,
}
"""Handlers, verifiers and observers stand in no row: they get the public view."""
FULL_VIEW: Sights = frozenset(sight for sight, roles in SIGHTS.items() if roles)
"""What the command line sees. Choices of an open poll are for nobody."""


def sights_of(actor: Actor, place_id: PlaceId) -> Sights:
    """Return what an actor may see of a meeting at a place, beyond the public view."""
    if actor.kind is ActorKind.SYSTEM:
        return FULL_VIEW
    roles = actor.roles_at(place_id)
    return frozenset(sight for sight, needing in SIGHTS.items() if needing & roles)
