"""Writes of places and their words, and the set-up of the first place."""

from dataclasses import dataclass
from typing import Any

from app.accounts import actions as accounts
from app.accounts.actions import COMMAND_LINE, Device, SignedIn
from app.accounts.rules import check_name
from app.organisations import queries, rules
from app.organisations.models import Place, PlaceWords
from app.platform.access.actors import SYSTEM, Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import PlaceId
from app.platform.serialise import to_json_value
from app.platform.storage import ledger
from app.platform.storage.db import new_id
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
