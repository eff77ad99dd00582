"""What each role needs to see beyond the public view of a meeting: one table beside the permissions.

A permission gives access to a page or file. A sight gives access to one part of it: an actor without the sight gets the
same page or file without that part.
"""

from enum import StrEnum

from app.platform.access.actors import Actor, ActorKind, Role
from app.platform.ids import PlaceId


class Sight(StrEnum):
    """A part of a meeting that not everybody who may read the meeting needs."""

    HIDDEN_TEXTS = "hidden_texts"
    """Proposals that wait for review, were hidden or were withdrawn."""
    HELD_RESULTS = "held_results"
    """Counts of reactions while the counts are withheld from residents."""
    REACTIONS = "reactions"
    """Reactions one by one, under the pseudonym of the seat."""
    HELD_REACTIONS = "held_reactions"
    """Reactions one by one while the counts are withheld from residents."""
    NAMED_CHOICES = "named_choices"
    """The choice of each voter in a named poll that is closed."""
    OPEN_CHOICES = "open_choices"
    """The choice of each voter in a named poll that is still open."""
    NAMES = "names"
    """Names of staff, pseudonyms of authors and the declared stakeholder group of a seat."""


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
"""{sight: roles that have it}; handlers, verifiers and observers have no sight, so they get the public view."""
FULL_VIEW: Sights = frozenset(sight for sight, roles in SIGHTS.items() if roles)
"""The sights of the command line; nobody sees the choices of an open poll."""


def sights_of(actor: Actor, place_id: PlaceId) -> Sights:
    """Return what an actor may see of a meeting at a place, beyond the public view."""
    if actor.kind is ActorKind.SYSTEM:
        return FULL_VIEW
    roles = actor.roles_at(place_id)
    return frozenset(sight for sight, needing in SIGHTS.items() if needing & roles)
