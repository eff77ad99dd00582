"""Keeps the ledger entries of a very large meeting compressed, so that hundreds of thousands fit into little memory."""

import json
import zlib
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice

from app.exports.chain import EntryLine, cells_of

AT_ONCE = 1000
"""Entries that are compressed together."""
QUICK = 1
"""The fastest level of zlib, which makes these entries almost as small as the slowest does."""


class PackedEntries(Collection[EntryLine]):
    """Ledger entries in their order, each of which is made again whenever somebody reads it."""

    __slots__ = ("_count", "_packs")

    def __init__(self, entries: Iterable[EntryLine] = ()) -> None:
        self._packs: list[bytes] = []
        self._count = 0
        rest = iter(entries)
        while rows := [cells_of(entry) for entry in islice(rest, AT_ONCE)]:
            self._count += len(rows)
            self._packs.append(zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), QUICK))

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[EntryLine]:
        for pack in self._packs:
            for seq, at, *others in json.loads(zlib.decompress(pack)):
                yield EntryLine(seq, datetime.fromisoformat(at), *others)

    def __contains__(self, entry: object) -> bool:
        return any(entry == one for one in self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PackedEntries) and self._packs == other._packs

    def __hash__(self) -> int:
        return hash(tuple(self._packs))
