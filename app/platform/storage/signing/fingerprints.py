"""The short fingerprint of a head, which a person can read aloud."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits without the easily confused I, L, O and U."""
GROUPS, GROUP_LENGTH = 5, 4
HASH_LENGTH = 64
GENESIS = "0" * HASH_LENGTH
"""Hash before the first entry of a chain."""
_LOOK_ALIKES = str.maketrans("ILO", "110")


def fingerprint_of(hash_: str) -> str:
    """Return the first 100 bits of a hash as five groups of four characters, short enough to read aloud."""
    bits = int(hash_, 16) >> (len(hash_) * 4 - GROUPS * GROUP_LENGTH * 5)
    length = GROUPS * GROUP_LENGTH
    text = "".join(ALPHABET[(bits >> 5 * (length - 1 - at)) & 31] for at in range(length))
    return "-".join(text[at : at + GROUP_LENGTH] for at in range(0, length, GROUP_LENGTH))


def is_same_head(typed: str, hash_: str) -> bool:
    """Return whether a typed fingerprint, or a typed whole hash, is that of the hash `hash_`."""
    plain = "".join(typed.split()).replace("-", "")
    if len(plain) == len(hash_):
        return plain.lower() == hash_
    return plain.upper().translate(_LOOK_ALIKES) == fingerprint_of(hash_).replace("-", "")


def is_fingerprint(typed: str) -> bool:
    """Return whether a text could be a fingerprint or a whole hash."""
    plain = "".join(typed.split()).replace("-", "").upper()
    is_short = len(plain) == GROUPS * GROUP_LENGTH and set(plain.translate(_LOOK_ALIKES)) <= set(ALPHABET)
    return is_short or (len(plain) == HASH_LENGTH and set(plain) <= set("0123456789ABCDEF"))


def is_public_key(typed: str) -> bool:
    """Return whether a text is a public key in hex digits."""
    return len(typed) == HASH_LENGTH and set(typed.lower()) <= set("0123456789abcdef")
