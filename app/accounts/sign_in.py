"""Sign-in by password: limits guesses, and checks the hash outside the event loop and outside transactions."""

import time

from app.accounts import actions, queries
from app.accounts.actions import Device, SignedIn
from app.accounts.queries import StoredPassword
from app.platform.access.secrets import hash_password, is_outdated, is_password
from app.platform.access.services import Call, Services
from app.platform.access.sign_in import Guess, HashingThread, rest_after_failure
from app.platform.errors import DomainError, ErrorKind

LONGEST_EMAIL = 254


def account_of(email: str) -> str:
    """Return the key under which guesses at an account are counted; the account need not exist."""
    return email.strip().lower()[:LONGEST_EMAIL]


def sign_in_by_password(
    call: Call, *, email: str, password: str, address: str, known: str | None, device: Device
) -> SignedIn:
    """Start a session if the password of the account is right.

    Args:
        address: the network address of the caller.
        known: the id of a browser that has signed in to this account before, else None.
        device: the browser of the caller.

    Raises:
        DomainError: `sign_in.failed`, the same for an unknown account, a suspended person and a wrong password;
            `sign_in.wait` after too many failures; `sign_in.busy` if too many passwords wait for the hashing thread.
    """
    services, limits, thread = call.services, call.services.sign_ins, _thread_of(call.services)
    guess = Guess(account_of(email), address, known)
    limits.check(guess)
    began, checked_at = time.monotonic(), services.clock.now()
    with thread.turn():
        limits.check(guess)  # again: other sign-ins from this address may have failed while this one waited
        stored = call.read(lambda reading: queries.password_of(reading, email))
        is_right = thread.run(lambda: is_password(stored.password_hash if stored else None, password))
        if not is_right:
            limits.note_failure(guess)
    if stored is None or not is_right:
        rest_after_failure(began)
        raise DomainError(ErrorKind.UNAUTHENTICATED, "sign_in.failed")
    _renew(call, stored, password)
    hours = services.settings.staff_hours
    return call.write(
        lambda work: actions.sign_in(work, staff_id=stored.staff, hours=hours, device=device, checked_at=checked_at)
    )


def check_own_password(call: Call, password: str, *, address: str) -> str:
    """Check the password of the signed-in person and return the stored hash.

    Wrong passwords are counted per session, so that guesses in other sessions never lock the owner out.

    Raises:
        DomainError: `password.wrong`; `sign_in.wait` after too many failures; `sign_in.busy` if too many passwords
            wait for the hashing thread.
    """
    limits, thread = call.services.sign_ins, _thread_of(call.services)
    guess = Guess(call.actor.id, address, f"session {call.actor.credential}")
    with thread.turn():
        limits.check(guess)
        stored = call.read(lambda reading: queries.password_hash_of(reading, call.actor.staff_id))
        if thread.run(lambda: is_password(stored, password)) and stored is not None:
            return stored
        limits.note_failure(guess)
    raise DomainError(ErrorKind.INVALID, "password.wrong")


def hash_chosen_password(services: Services, password: str) -> str:
    """Return the hash of a new password.

    Raises:
        DomainError: `sign_in.busy` if too many passwords wait for the hashing thread.
    """
    thread = _thread_of(services)
    with thread.turn():
        return thread.run(lambda: hash_password(password))


def _renew(call: Call, stored: StoredPassword, password: str) -> None:
    """Hash the password again and store the hash if the stored one was made with outdated parameters."""
    old_hash = stored.password_hash
    if old_hash and is_outdated(old_hash):
        facts = {"old_hash": old_hash, "password_hash": hash_chosen_password(call.services, password)}
        call.write(lambda work: actions.renew_hash(work, staff_id=stored.staff, **facts))


def _thread_of(services: Services) -> HashingThread:
    return services.instance(HashingThread)
