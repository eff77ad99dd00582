"""Reads of places and their words."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.rules import administers
from app.organisations.models import Letterhead, Place, PlaceNumbering, PlaceWords
from app.organisations.rules import Words
from app.platform.access.actors import Actor
from app.platform.access.permissions import Scope
from app.platform.ids import PlaceId

_PLACES = select(Place.id, Place.name, Letterhead.issuer, Letterhead.contact).outerjoin(
    Letterhead, Letterhead.place == Place.id
)


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place; `issuer` is the full official name of the body that issues its papers, "" if not given.

    `contact` says in one line where residents object to what is posted.
    """

    id: PlaceId
    name: str
    issuer: str = ""
    contact: str = ""


def locate_place(session: Session, place_id: PlaceId) -> Scope | None:
    known_id = session.scalar(select(Place.id).where(Place.id == place_id))
    return Scope(place=known_id) if known_id else None


def places_of(session: Session, actor: Actor) -> list[PlaceView]:
    """Return the places at which an actor has a role, sorted by name; all places for a role at all places."""
    query = _PLACES.order_by(Place.name)
    if not administers(actor, None) and None not in {where for where, _ in actor.roles}:
        query = query.where(Place.id.in_([where for where, _ in actor.roles if where]))
    return [_view(*row) for row in session.execute(query)]


def place_of(session: Session, place_id: PlaceId) -> PlaceView | None:
    row = session.execute(_PLACES.where(Place.id == place_id)).one_or_none()
    return _view(*row) if row else None


def words_of(session: Session, place_id: PlaceId) -> Words:
    """Return the words of a place; the lists are empty until somebody enters words."""
    words = session.get(PlaceWords, place_id)
    if words is None:
        return Words()
    examples = tuple((aspect, text) for aspect, text in words.examples)
    return Words(tuple(words.stop), tuple(words.user), tuple(tuple(group) for group in words.synonyms), examples)


def place_named(session: Session, name: str) -> PlaceView | None:
    row = session.execute(_PLACES.where((Place.name == name) | (Place.id == name))).first()
    return _view(*row) if row else None


def _view(place_id: PlaceId, name: str, issuer: str | None, contact: str | None) -> PlaceView:
    return PlaceView(place_id, name, issuer or "", contact or "")


def resolution_prefix_of(session: Session, place_id: PlaceId) -> str:
    """Return the place's own prefix of resolution numbers (发文代字); "" if the place has set none."""
    numbering = session.get(PlaceNumbering, place_id)
    return numbering.resolution_prefix if numbering else ""
