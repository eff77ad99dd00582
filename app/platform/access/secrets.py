"""Makes tokens, receipt codes and password hashes; tokens and passwords are stored only as digests."""

import hashlib
import hmac
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_passwords = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id with the parameters that OWASP recommends; 19 MiB, so that a guess costs the hall little memory."""


def new_token() -> str:
    """Return a random bearer token of 192 bits that is safe in URLs."""
    return secrets.token_urlsafe(24)


def digest_token(token: str) -> str:
    """Return the SHA-256 of a token in hex, the only form that is stored; the token may be malformed text."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def derive_code(token: str, purpose: str) -> str:
    """Return a code that only the holder of a token can derive again (HMAC-SHA-256, 100 bits, 20 letters in fours).

    The stored digest of the token does not lead to the code, so rows filed under the code cannot be linked to the
    holder.
    """
    mark = hmac.new(token.encode(), purpose.encode(), hashlib.sha256).digest()
    letters = "".join("ABCDEFGHJKMNPQRSTVWXYZ0123456789"[byte % 32] for byte in mark[:20])
    return "-".join(letters[at : at + 4] for at in range(0, 20, 4))


def hash_password(password: str) -> str:
    return _passwords.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Return whether a password matches a stored hash; takes equally long when there is no stored hash."""
    try:
        return _passwords.verify(stored or _no_password(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Return whether a stored hash was made with other parameters than the current ones."""
    try:
        return _passwords.check_needs_rehash(stored)
    except InvalidHashError:
        return True


@cache
def _no_password() -> str:
    """Return a hash that no password matches; made when first needed, because hashing would slow a process's start."""
    return _passwords.hash(secrets.token_hex(16))
