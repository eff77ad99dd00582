"""Encrypts the choices of an open secret poll with a key outside the database, and decrypts them at the close.

The cipher is ChaCha20-Poly1305 (RFC 8439) with a random nonce. Every sealed ballot has the same length, and the
associated data binds the ballot to its poll and seat, so that nobody can move it to another seat unnoticed.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import PollId, SeatId
from app.platform.storage.keys import KeyFolder
from app.platform.storage.unit_of_work import Work
from app.voting.models import BallotReceipt, Poll, SealedBallot, SecretBallot
from app.voting.rules import Choice

PREFIX = "poll-"
NONCE_BYTES = 12
_LONGEST = max(len(choice.value) for choice in Choice)
_PADDED = {choice: choice.value.ljust(_LONGEST).encode() for choice in Choice}
FRESH = timedelta(minutes=10)
"""A key without a poll is kept this long, because the transaction that opens the poll may still be running."""


def key_name(poll_id: PollId) -> str:
    """Return the file name of a poll's key."""
    return f"{PREFIX}{poll_id}"


def seal(cipher: ChaCha20Poly1305, poll_id: PollId, seat_id: SeatId, choice: Choice) -> bytes:
    """Encrypt the choice of a seat and return nonce and ciphertext, 35 bytes for every choice."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, _PADDED[choice], _bound_to(poll_id, seat_id))


def unseal(cipher: ChaCha20Poly1305, poll_id: PollId, seat_id: SeatId, sealed: bytes) -> Choice:
    """Decrypt a sealed ballot.

    Raises:
        DomainError: `poll.ballot_damaged` if the ballot was changed, moved, or sealed under another key.
    """
    try:
        text = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound_to(poll_id, seat_id))
        return Choice(text.decode().strip())
    except (InvalidTag, ValueError) as error:
        raise DomainError(ErrorKind.UNAVAILABLE, "poll.ballot_damaged", seat=seat_id) from error


def cipher_of(keys: KeyFolder, poll_id: PollId) -> ChaCha20Poly1305:
    """Return the cipher of an open secret poll, which uses the poll's key.

    Raises:
        DomainError: `poll.key_missing` if the key file does not exist.
    """
    key = keys.read(key_name(poll_id))
    if key is None:
        raise DomainError(ErrorKind.UNAVAILABLE, "poll.key_missing", file=key_name(poll_id))
    return ChaCha20Poly1305(key)


def open_ballots(work: Work, poll_id: PollId) -> list[Choice]:
    """Decrypt every sealed ballot of a poll, in random order.

    Raises:
        DomainError: `poll.key_missing`, `poll.ballot_damaged`.
    """
    cipher = cipher_of(work.keys, poll_id)
    rows = work.session.execute(select(SealedBallot.seat, SealedBallot.sealed).where(SealedBallot.poll == poll_id))
    choices = [unseal(cipher, poll_id, row.seat, row.sealed) for row in rows]
    secrets.SystemRandom().shuffle(choices)
    return choices


def store_opened(work: Work, poll_id: PollId, choices: Iterable[Choice]) -> None:
    """Store the choices of a closed poll without seat or code, in the order given."""
    rows: list[dict[str, Any]] = [
        {"poll": poll_id, "number": number, "choice": choice.value} for number, choice in enumerate(choices, 1)
    ]
    if rows:
        work.session.execute(insert(SecretBallot), rows)


def discard_sealed(work: Work, poll_id: PollId) -> None:
    """Keep the receipt codes of a poll, delete its sealed ballots, and destroy its key after the commit."""
    codes = select(SealedBallot.poll, SealedBallot.code).where(SealedBallot.poll == poll_id).order_by(SealedBallot.code)
    work.session.execute(insert(BallotReceipt).from_select(["poll", "code"], codes))
    work.session.execute(delete(SealedBallot).where(SealedBallot.poll == poll_id))
    work.after_commit(lambda: work.keys.destroy(key_name(poll_id)))


def polls_without_key(session: Session, keys: KeyFolder) -> list[PollId]:
    """Return the open secret polls whose key file is missing; their ballots cannot be counted without the key file."""
    open_polls = session.scalars(select(Poll.id).where(Poll.is_sealed, Poll.closed_at.is_(None)).order_by(Poll.id))
    return [poll for poll in open_polls if not keys.has(key_name(poll))]


def destroy_stale_keys(session: Session, keys: KeyFolder, now: datetime) -> int:
    """Destroy the keys of closed polls and of polls that were never committed; return the number of keys.

    A crash between the commit of a close and the deletion of the key leaves such a key behind.
    """
    is_open = {poll: closed_at is None for poll, closed_at in session.execute(select(Poll.id, Poll.closed_at))}
    stale = [
        name
        for name in keys.names(PREFIX)
        if not is_open.get(PollId(name.removeprefix(PREFIX)), keys.created_at(name) > now - FRESH)
    ]
    for name in stale:
        keys.destroy(name)
    return len(stale)


def _bound_to(poll_id: PollId, seat_id: SeatId) -> bytes:
    return f"{poll_id}/{seat_id}".encode()
