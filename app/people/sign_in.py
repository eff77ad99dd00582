"""Sign-in by password: limited guesses, and a hash that is checked outside the event loop and any transaction."""

import time

from app.people import actions, queries
from app.people.actions import SignedIn
from app.platform.errors import DomainError, ErrorKind
from app.platform.security.secrets import hash_password, is_outdated, is_password
from app.platform.security.sign_in import Guess, HashingThread, rest_after_failure
from app.platform.services import Call, Services

LONGEST_EMAIL = 254


def account_of(email: str) -> str:
    """The name under which guesses at an account are counted, whether the account exists or not."""
    return email.strip().lower()[:LONGEST_EMAIL]


def sign_in_by_password(call: Call, *, email: str, password: str, address: str, device: str | None) -> SignedIn:
    """Start a session for whoever knows the password of an account.

    Args:
        device: the id of a browser that has signed in to this account before.

    Raises:
        DomainError: `sign_in.failed`, the same for an unknown account and a wrong password; `sign_in.wait` after too
            many failures; `sign_in.busy` when too many passwords wait.
    """
    services, limits, thread = call.services, call.services.limits.sign_ins, _thread_of(call.services)
    guess = Guess(account_of(email), address, device)
    limits.check(guess)
    began = time.monotonic()
    with thread.turn():
        limits.check(guess)  # again: others of this address may have failed while this one waited
        stored = call.read(lambda reading: queries.password_of(reading, email))
        is_right = thread.run(lambda: is_password(stored.password_hash if stored else None, password))
        if not is_right:
            limits.note_failure(guess)
    if stored is None or not is_right:
        rest_after_failure(began)
        raise DomainError(ErrorKind.UNAUTHENTICATED, "sign_in.failed")
    if stored.password_hash and is_outdated(stored.password_hash):
        renewed = hash_chosen_password(services, password)
        call.write(lambda work: actions.renew_hash(work, staff=stored.staff, password_hash=renewed))
    hours = services.settings.staff_hours
    return call.write(lambda work: actions.sign_in(work, staff=stored.staff, hours=hours))


def hash_chosen_password(services: Services, password: str) -> str:
    """The hash of a password that somebody chooses.

    Raises:
        DomainError: `sign_in.busy` when too many passwords wait.
    """
    thread = _thread_of(services)
    with thread.turn():
        return thread.run(lambda: hash_password(password))


def _thread_of(services: Services) -> HashingThread:
    return services.keep(HashingThread)
