"""What a name, an address, a password and the words of a place must be."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.platform.access.actors import Actor, ActorKind, Role, TokenScope
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import PlaceId
from app.platform.lengths import LONGEST_NAME

SHORTEST_PASSWORD = 10
MOST_WORDS = 500
LONGEST_WORD = 20
MOST_TOKEN_DAYS = 3650
RoleHeld = tuple[PlaceId | None, Role]
"""A role and its place; None is everywhere."""
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$|^[^@\s]+@localhost$")


@dataclass(frozen=True, slots=True)
class Words:
    """What the machine must know of a place's language.

    stop: words that say nothing there; user: names that stay whole (streets, estates, buildings); synonyms: groups
    of words that mean the same.
    """

    stop: tuple[str, ...] = ()
    user: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()

    @property
    def same(self) -> dict[str, str]:
        """{word: the first word of its group}, without the first words themselves."""
        return {word: group[0] for group in self.synonyms for word in group[1:]}


def check_email(email: str) -> str:
    """The address in lower case.

    Raises:
        DomainError: `email.invalid`.
    """
    folded = email.strip().lower()
    if not _EMAIL.fullmatch(folded) or not folded.isprintable() or len(folded) > 254:
        raise DomainError(ErrorKind.INVALID, "email.invalid")
    return folded


def check_password(password: str) -> str:
    """Length is what counts; no puzzle of signs.

    Raises:
        DomainError: `password.short`.
    """
    if len(password) < SHORTEST_PASSWORD or len(set(password)) < 4:
        raise DomainError(ErrorKind.INVALID, "password.short", least=SHORTEST_PASSWORD)
    return password


def administers(actor: Actor, place_id: PlaceId | None) -> bool:
    """Whether an actor administers a place, or for None the whole house."""
    return actor.kind is ActorKind.SYSTEM or Role.ADMINISTRATOR in actor.roles_at(place_id)


def may_manage(actor: Actor, roles: Collection[RoleHeld]) -> bool:
    """Whether an actor may act on a person with these roles: as administrator of every place where the person works."""
    return administers(actor, None) or (bool(roles) and all(administers(actor, place) for place, _ in roles))


def check_may_manage(actor: Actor, roles: Collection[RoleHeld]) -> None:
    """Refuse acts on people outside the actor's own places.

    Raises:
        DomainError: `not_found`, the same as for a person who does not exist.
    """
    if not may_manage(actor, roles):
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")


def check_appointment(actor: Actor, role: Role, place_id: PlaceId | None) -> None:
    """Refuse roles that need a place and have none, and roles outside the actor's own places.

    Raises:
        DomainError: `place.needed`, `forbidden`.
    """
    if place_id is None and role is not Role.ADMINISTRATOR:
        raise DomainError(ErrorKind.INVALID, "place.needed")
    if not administers(actor, place_id):
        raise DomainError(ErrorKind.FORBIDDEN, "forbidden")


def check_token(actor: Actor, scopes: Collection[TokenScope], days: int, now: datetime) -> datetime:
    """The end of a new API token. A token never makes one that may do more or lasts longer than itself.

    Raises:
        DomainError: `token.scopes`, `token.days`, `token.scope`.
    """
    if not scopes:
        raise DomainError(ErrorKind.INVALID, "token.scopes")
    if not 1 <= days <= MOST_TOKEN_DAYS:
        raise DomainError(ErrorKind.INVALID, "token.days", most=MOST_TOKEN_DAYS)
    expires_at = now + timedelta(days=days)
    if actor.scopes is not None:
        is_wider = TokenScope.EVERYTHING not in actor.scopes and not actor.scopes.issuperset(scopes)
        if is_wider or actor.expires_at is None or expires_at > actor.expires_at:
            raise DomainError(ErrorKind.FORBIDDEN, "token.scope")
    return expires_at


def check_name(name: str) -> str:
    """A name of 1 to 60 characters.

    Raises:
        DomainError: `name.missing` or `name.long`.
    """
    if not name:
        raise DomainError(ErrorKind.INVALID, "name.missing")
    if len(name) > LONGEST_NAME:
        raise DomainError(ErrorKind.INVALID, "name.long", most=LONGEST_NAME)
    return name


def check_words(words: Words) -> Words:
    """The lists without blanks and repetitions; a group of synonyms has two words or more.

    Raises:
        DomainError: `words.long`, `words.many`, or `words.twice` for a word in two groups of synonyms.
    """
    groups = tuple(group for synonyms in words.synonyms if len(group := _distinct(synonyms)) > 1)
    checked = Words(_distinct(words.stop), _distinct(words.user), groups)
    grouped = [word for group in groups for word in group]
    every = [*checked.stop, *checked.user, *grouped]
    for word in every:
        if len(word) > LONGEST_WORD:
            raise DomainError(ErrorKind.INVALID, "words.long", word=word, most=LONGEST_WORD)
    if len(every) > MOST_WORDS:
        raise DomainError(ErrorKind.INVALID, "words.many", most=MOST_WORDS)
    twice = sorted({word for word in grouped if grouped.count(word) > 1})
    if twice:
        raise DomainError(ErrorKind.INVALID, "words.twice", word=twice[0])
    return checked


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))
