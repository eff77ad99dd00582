"""Writes of places, their words and letterheads, and the set-up of the first place."""

from dataclasses import dataclass
from typing import Any

from app.accounts import actions as accounts
from app.accounts.actions import COMMAND_LINE, Device, SignedIn
from app.accounts.rules import check_name
from app.organisations import queries, rules
from app.organisations.models import Letterhead, Place, PlaceNumbering, PlaceWords
from app.platform.access.actors import SYSTEM, Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import PlaceId
from app.platform.serialise import to_json_value
from app.platform.storage import ledger
from app.platform.storage.db import new_id
from app.platform.storage.ledger import Entry, Unchanged
from app.platform.storage.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class WordsChanged:
    """The words of a place have changed."""

    place: PlaceId


def create_place(work: Work, actor: Actor, *, name: str) -> PlaceId:
    """Add a place and return its id.

    Raises:
        DomainError: `place.exists`, `name.missing`, `name.long`.
    """
    check_name(name)
    if queries.place_named(work.session, name):
        raise DomainError(ErrorKind.CONFLICT, "place.exists", name=name)
    place_id = PlaceId(new_id())
    work.session.add(Place(id=place_id, name=name, created_at=work.now))
    work.session.flush()
    payload = {"place": place_id}
    ledger.append(work, ledger.Entry(ledger.OFFICE, "place.created", ledger.OFFICE, actor.id, payload))
    return place_id


def set_words(work: Work, actor: Actor, *, place_id: PlaceId, words: rules.Words) -> rules.Words:
    """Replace the words of a place and return them; the place's ledger chain records who changed them.

    Raises:
        DomainError: as `rules.check_words`.
    """
    checked = rules.check_words(words)
    if checked == queries.words_of(work.session, place_id):
        return checked
    lists: dict[str, Any] = to_json_value(checked)
    work.session.merge(PlaceWords(place=place_id, **lists))
    work.session.flush()
    work.record(WordsChanged(place_id))
    ledger.append(work, ledger.Entry(place_id, "place.words_set", ledger.OFFICE, actor.id, lists))
    return checked


def set_letterhead(
    work: Work, actor: Actor, *, place_id: PlaceId, issuer: str = "", contact: str = ""
) -> Entry | Unchanged:
    """Say who issues the papers of a place and where residents object to what is posted.

    Raises:
        DomainError: `not_found`.
    """
    place = queries.place_of(work.session, place_id)
    if place is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    if (issuer, contact) == (place.issuer, place.contact):
        return Unchanged(ledger.OFFICE)
    work.session.merge(Letterhead(place=place_id, issuer=issuer, contact=contact))
    work.session.flush()
    payload = {"issuer": issuer, "contact": contact}
    return Entry(place_id, "place.letterhead_set", ledger.OFFICE, actor.id, payload)


def set_prefix(work: Work, actor: Actor, *, place_id: PlaceId, resolution_prefix: str) -> Entry | Unchanged:
    """Set the place's own prefix of resolution numbers (发文代字); "" returns to the usual one.

    Raises:
        DomainError: `prefix.invalid`.
    """
    rules.check_prefix(resolution_prefix)
    if resolution_prefix == queries.resolution_prefix_of(work.session, place_id):
        return Unchanged(ledger.OFFICE)
    work.session.merge(PlaceNumbering(place=place_id, resolution_prefix=resolution_prefix))
    work.session.flush()
    payload = {"resolution_prefix": resolution_prefix}
    return Entry(place_id, "place.prefix_set", ledger.OFFICE, actor.id, payload)


def set_up(
    work: Work,
    *,
    link: str,
    email: str,
    password_hash: str,
    place_name: str,
    hours: int,
    name: str = "",
    device: Device = COMMAND_LINE,
) -> SignedIn:
    """Redeem the set-up link: create the first administrator and the first place, and sign the administrator in.

    Raises:
        DomainError: `link.used`, `email.invalid`, `name.missing`, `name.long`, `place.exists`, `sign_in.failed`.
    """
    staff_id = accounts.add_first_administrator(
        work, link=link, email=email, password_hash=password_hash, name=name, device=device
    )
    create_place(work, SYSTEM, name=place_name)
    return accounts.sign_in(work, staff_id=staff_id, hours=hours, device=device)
