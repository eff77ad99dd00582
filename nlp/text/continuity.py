"""Continuity between runs: themes keep their keys, and texts that change their theme are listed."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from nlp.text.results import Themes


def earlier_keys(folded: Sequence[str], previous: Themes | None) -> list[str | None]:
    """Return for each of n folded texts the key of its theme in the earlier run, None if it had no theme.

    Equal texts are matched one to one in the order given.
    """
    if previous is None:
        return [None] * len(folded)
    waiting: dict[str, deque[str | None]] = defaultdict(deque)
    for position, text in enumerate(previous.folded if previous.model is None else previous.model.folded):
        waiting[text].append(previous.key_of(position))
    return [waiting[text].popleft() if waiting.get(text) else None for text in folded]


def moved_texts(earlier: Sequence[str | None], themes: Themes) -> tuple[tuple[int, str | None, str | None], ...]:
    """Return (position, earlier key, key now) of each text that had a theme and has another one now, or none.

    earlier: the earlier key of each text, by position.
    """
    now = [themes.key_of(position) for position in range(len(earlier))]
    return tuple((at, old, new) for at, (old, new) in enumerate(zip(earlier, now, strict=True)) if old and old != new)


def inherit_keys(
    groups: Sequence[Sequence[int]], earlier: Sequence[str | None], taken: Iterable[str]
) -> list[str | None]:
    """Return for each group the earlier key that most of its members had, None for a new group.

    Each key is given once, to the group with the largest overlap first; `taken` keys are not given.
    """
    used = set(taken)
    claims = [
        (-count, number, key)
        for number, members in enumerate(groups)
        for key, count in Counter(earlier[at] for at in members).items()
        if key is not None
    ]
    given: list[str | None] = [None] * len(groups)
    for _, number, key in sorted(claims):
        if given[number] is None and key not in used:
            given[number] = key
            used.add(key)
    return given


def new_key(text: str, used: Iterable[str]) -> str:
    """Return a key that is not used yet, made from the representative text of a theme."""
    known = set(used)
    for turn in range(len(known) + 1):
        key = "t" + blake2b(f"{turn} {text}".encode(), digest_size=5).hexdigest()
        if key not in known:
            return key
    raise AssertionError("one of n + 1 keys is not among n")
