"""One spelling of a text, whatever its width, case, script or regional vocabulary."""

import json
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import opencc
from opencc import OpenCC

from nlp.text.lexicon import regional_words

# Format characters (zero-width spaces, joiners, variation selectors) split words without being seen.
_UNSEEN = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF])


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=1)
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")


@lru_cache(maxsize=1)
def _to_taiwan() -> OpenCC:
    """Return what writes Traditional characters in Taiwan's words: the last step of OpenCC's s2twp.

    Its first step would load the phrases of `_to_traditional` once more (16 MB).
    """
    folder = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
    config = json.loads((folder / "s2twp.json").read_text(encoding="utf-8"))
    steps = json.dumps({"name": config["name"], "conversion_chain": config["conversion_chain"][-1:]})
    with TemporaryDirectory() as place:
        path = Path(place, "t2twp.json")
        path.write_text(steps.replace('"file": "', f'"file": "{folder.as_posix()}/'), encoding="utf-8")
        return OpenCC(str(path))


@lru_cache(maxsize=1)
def _from_taiwan() -> OpenCC:
    return OpenCC("tw2sp")


@lru_cache(maxsize=1)
def _single_signs() -> dict[int, str]:
    """Return {code point: character} for characters that OpenCC leaves in different forms by phrase or region.

    A Simplified character may become another one when it is converted to a region's script and back. Of the two forms
    the one in GB 2312 is kept; if both or neither are in it, the one that comes back from plain Traditional.
    """
    signs = [chr(code) for code in range(0x3400, 0xA000)]
    lines = "\n".join(signs)
    plain = _to_simplified().convert(lines).split("\n")
    forms = {ord(sign): other for sign, other in zip(signs, plain, strict=True) if sign != other}
    for manner in ("s2t", "s2tw", "s2hk"):
        back = _to_simplified().convert(OpenCC(manner).convert(lines)).split("\n")
        for one, other in zip(plain, back, strict=True):
            if _is_common(one) != _is_common(other):
                kept, rare = (one, other) if _is_common(one) else (other, one)
                forms[ord(rare)] = kept
            elif one != other and manner == "s2t":
                forms[ord(one)] = other
    return forms


def _is_common(sign: str) -> bool:
    return len(sign.encode("gb2312", "ignore")) > 1


@lru_cache(maxsize=1 << 16)
def fold_script(text: str) -> str:
    """Return `text` in NFKC, lower case and Simplified characters, without invisible format characters."""
    plain = _plain(text)
    folded: str = _to_simplified().convert(plain)
    return folded


@lru_cache(maxsize=1 << 17)
def one_vocabulary(word: str) -> str:
    """Return a folded word of any region in the mainland's vocabulary: 资讯 as 信息, 升降机 as 电梯.

    The word is converted to Taiwan's vocabulary and back, so that all forms of a word are converted back alike.
    """
    plain = word.translate(_single_signs())
    plain = regional_words().get(plain, plain)
    there = _to_taiwan().convert(write_traditional(plain))
    back = str(_to_simplified().convert(_from_taiwan().convert(there))).translate(_single_signs())
    return regional_words().get(back, back)


def offsets(text: str) -> list[int] | None:
    """Return the position in `text` of each character of the folded text, and the length of `text` at the end.

    Returns None where folding changes the number of characters in a way that positions cannot follow.
    """
    starts = [at for at, sign in enumerate(text) for _ in _plain(sign)]
    return [*starts, len(text)] if len(starts) == len(fold_script(text)) else None


def write_like(text: str, word: str) -> str:
    """Return a folded word in the script of a text."""
    return write_traditional(word) if is_traditional(text) else word


def write_traditional(text: str) -> str:
    """Return `text` in Traditional characters with the vocabulary left as it is (信息 stays 信息)."""
    written: str = _to_traditional().convert(text)
    return written


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_UNSEEN).lower()


def is_traditional(text: str) -> bool:
    """Return whether a text is in Traditional characters.

    Conversion to Simplified must change more of its characters than conversion to Traditional.
    """
    plain = unicodedata.normalize("NFKC", text)
    simplified, traditional = _to_simplified().convert(plain), _to_traditional().convert(plain)
    changed_back = sum(a != b for a, b in zip(plain, simplified, strict=False))
    changed_forth = sum(a != b for a, b in zip(plain, traditional, strict=False))
    return bool(changed_back > changed_forth)


def language_of(texts: Sequence[str]) -> str:
    """Return the language of most texts: "en", "zh-Hant" or "zh-Hans"; texts of Latin letters count as English."""
    if 2 * sum(text.isascii() for text in texts) > len(texts):
        return "en"
    return "zh-Hant" if 2 * sum(map(is_traditional, texts)) > len(texts) else "zh-Hans"
