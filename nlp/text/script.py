"""One spelling for a text, whatever its width, case or script."""

import unicodedata
from functools import lru_cache

from opencc import OpenCC

# Format characters (zero-width spaces, joiners, variation selectors) split words without being seen.
_UNSEEN = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF])


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=1)
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")


@lru_cache(maxsize=1 << 16)
def fold_script(text: str) -> str:
    """Return `text` in NFKC, lower case and Simplified characters, without unseen format characters."""
    plain = _plain(text)
    folded: str = _to_simplified().convert(plain)
    return folded


def offsets(text: str) -> list[int] | None:
    """Return where in `text` each character of the folded text begins, and its end; None where they do not match."""
    starts = [at for at, sign in enumerate(text) for _ in _plain(sign)]
    return [*starts, len(text)] if len(starts) == len(fold_script(text)) else None


def write_like(text: str, word: str) -> str:
    """Return a folded word in the script in which a text is written."""
    return write_traditional(word) if is_traditional(text) else word


def write_traditional(text: str) -> str:
    """Return `text` in Traditional characters with the vocabulary left as it is (信息 stays 信息)."""
    written: str = _to_traditional().convert(text)
    return written


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_UNSEEN).lower()


def is_traditional(text: str) -> bool:
    """Tell whether a text is written in Traditional characters: folding it changes it more than writing it so."""
    plain = unicodedata.normalize("NFKC", text)
    simplified, traditional = _to_simplified().convert(plain), _to_traditional().convert(plain)
    changed_back = sum(a != b for a, b in zip(plain, simplified, strict=False))
    changed_forth = sum(a != b for a, b in zip(plain, traditional, strict=False))
    return bool(changed_back > changed_forth)
