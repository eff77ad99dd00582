"""What a name, an address and a password must be."""

import re

from app.platform.errors import DomainError, ErrorKind

SHORTEST_PASSWORD = 10
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$|^[^@\s]+@localhost$")


def check_email(email: str) -> str:
    """The address in lower case.

    Raises:
        DomainError: `email.invalid`.
    """
    folded = email.strip().lower()
    if not _EMAIL.match(folded) or len(folded) > 254:
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


def check_name(name: str) -> str:
    """A name of 1 to 60 characters.

    Raises:
        DomainError: `name.missing` or `name.long`.
    """
    if not name:
        raise DomainError(ErrorKind.INVALID, "name.missing")
    if len(name) > 60:
        raise DomainError(ErrorKind.INVALID, "name.long", most=60)
    return name
