"""Names of opinion groups that stay with the same people from one fit to the next."""

from collections.abc import Sequence
from string import ascii_uppercase

import numpy as np

from nlp.ground.votes import Ints


def name_groups(label: Ints, k: int, old_label: Ints, old_names: Sequence[str], used: set[str]) -> tuple[str, ...]:
    """Return one name per group: the name of the old group with the largest overlap, else the next unused letter.

    label, old_label: (seats,) group numbers, -1 = not placed; used: names given out so far, extended in place. Each old
    name is given once, and new letters go to larger groups first, so that without old groups the largest is A.
    """
    names: dict[int, str] = {}
    shared = np.zeros((k, len(old_names)), np.int64)
    both = (label >= 0) & (old_label >= 0)
    np.add.at(shared, (label[both], old_label[both]), 1)
    while shared.size and shared.max() > 0:
        group, old = divmod(int(shared.argmax()), shared.shape[1])
        names[group] = old_names[old]
        shared[group, :] = 0
        shared[:, old] = 0
    size = np.bincount(label[label >= 0], minlength=k)
    for group in sorted(set(range(k)) - names.keys(), key=lambda number: (-size[number], number)):
        names[group] = next(name for name in _letters() if name not in used)
        used.add(names[group])
    return tuple(names[group] for group in range(k))


def _letters() -> Sequence[str]:
    return [*ascii_uppercase, *(first + second for first in ascii_uppercase for second in ascii_uppercase)]
