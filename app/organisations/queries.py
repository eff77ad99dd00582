"""Reads of places and their words."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.rules import administers
from app.organisations.models import Place, PlaceWords
from app.organisations.rules import Words
from app.platform.access.actors import Actor
from app.platform.access.permissions import Scope
from app.platform.ids import PlaceId


@dataclass(frozen=True, slots=True)
class PlaceView:
    id: PlaceId
    name: str


def locate_place(session: Session, place_id: PlaceId) -> Scope | None:
    known_id = session.scalar(select(Place.id).where(Place.id == place_id))
    return Scope(place=known_id) if known_id else None


def places_of(session: Session, actor: Actor) -> list[PlaceView]:
    """Return the places at which an actor has a role, sorted by name; all places for a role at all places."""
    query = select(Place.id, Place.name).order_by(Place.name)
    if not administers(actor, None) and None not in {where for where, _ in actor.roles}:
        query = query.where(Place.id.in_([where for where, _ in actor.roles if where]))
    return [PlaceView(row.id, row.name) for row in session.execute(query)]


def place_of(session: Session, place_id: PlaceId) -> PlaceView | None:
    place = session.get(Place, place_id)
    return PlaceView(place.id, place.name) if place else None


def words_of(session: Session, place_id: PlaceId) -> Words:
    """Return the words of a place; the lists are empty until somebody enters words."""
    words = session.get(PlaceWords, place_id)
    if words is None:
        return Words()
    examples = tuple((aspect, text) for aspect, text in words.examples)
    return Words(tuple(words.stop), tuple(words.user), tuple(tuple(group) for group in words.synonyms), examples)


def place_named(session: Session, name: str) -> PlaceView | None:
    place = session.scalar(select(Place).where((Place.name == name) | (Place.id == name)))
    return PlaceView(place.id, place.name) if place else None
