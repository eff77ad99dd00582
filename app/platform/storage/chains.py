"""Names of ledger chains: a chain belongs to a thing such as a meeting or a case, and the name says to which one."""

from dataclasses import dataclass
from typing import Generic, NewType, TypeVar

from app.platform.ids import MeetingId, PlaceId

Chain = NewType("Chain", str)
"""The stored name of a chain, such as the id of a meeting, or `case:` and the id of a case."""
ThingId = TypeVar("ThingId", bound=str)


@dataclass(frozen=True, slots=True)
class ChainKind(Generic[ThingId]):
    """A kind of thing that has a chain of its own; `registry` lists all kinds.

    Attributes:
        name: the name of a thing of this kind in payloads.
        is_bare: the chain has the bare id as its name; the first kinds were stored so, later kinds put `name:` before.
    """

    name: str
    is_bare: bool = False

    @property
    def prefix(self) -> str:
        """The beginning of the names of this kind's chains, before the id."""
        return "" if self.is_bare else f"{self.name}:"

    def chain_of(self, thing: ThingId) -> Chain:
        """Return the name of the chain of a thing."""
        return Chain(f"{self.prefix}{thing}")

    def may_name(self, chain: str) -> bool:
        """Return whether a chain may belong to a thing of this kind; a bare id may belong to any of the first kinds."""
        return chain.startswith(self.prefix) if self.prefix else ":" not in chain


MEETING: ChainKind[MeetingId] = ChainKind("meeting", is_bare=True)
PLACE: ChainKind[PlaceId] = ChainKind("place", is_bare=True)


def thing_of(chain: str) -> str:
    """Return the id of the thing that a chain belongs to."""
    return chain.rpartition(":")[2]
