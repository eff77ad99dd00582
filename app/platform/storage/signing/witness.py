"""The witness: a small file beside the signing key that records the signed heads outside the database."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.platform.files import write_atomic
from app.platform.storage.keys import OWNER_ONLY

WITNESS = "ledger-witness.jsonl"
LOCK = "ledger-witness.lock"
LARGEST = 1 << 20
"""Size in bytes above which the file is rewritten; of the heads of a chain, only the last remains."""
SeqHash = tuple[int, str]


@dataclass(slots=True)
class Memory:
    """What the witness remembers: the unsigned heads from before signing began, and what has been signed since.

    `adopted` and `heads` are {chain: (number, hash)} of the unsigned and of the signed heads, and `milestones` is
    {(chain, number, reason): hash}. `restores`, `keys` and `doubts` are facts to be reported: restored backups, signing
    keys that replaced others, and heads that got a next entry although no known key had signed them.
    """

    is_begun: bool = False
    adopted: dict[str, SeqHash] = field(default_factory=dict)
    heads: dict[str, SeqHash] = field(default_factory=dict)
    milestones: dict[tuple[str, int, str], str] = field(default_factory=dict)
    restores: list[dict[str, Any]] = field(default_factory=list)
    keys: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[dict[str, Any]] = field(default_factory=list)
    is_damaged: bool = False

    def take(self, line: dict[str, Any]) -> None:
        """Add one line of the file to the memory."""
        what = line["what"]
        if what == "begun":
            self.is_begun = True
            self.adopted = {chain: (seq, mark) for chain, (seq, mark) in line["heads"].items()}
        elif what == "head":
            self._keep_later(line["chain"], (line["seq"], line["hash"]))
        elif what == "milestone":
            self.milestones[line["chain"], line["seq"], line["reason"]] = line["hash"]
            self._keep_later(line["chain"], (line["seq"], line["hash"]))
        elif what == "restored":
            self._restore(line)
        elif what == "key":
            self.keys.append(line)
        elif what == "doubt":
            self.doubts.append(line)

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield the fewest lines from which the same memory can be read again."""
        if self.is_begun:
            yield {"what": "begun", "heads": self.adopted}
        yield from self.keys
        yield from self.restores
        yield from self.doubts
        for (chain, seq, reason), mark in self.milestones.items():
            yield {"what": "milestone", "chain": chain, "seq": seq, "hash": mark, "reason": reason}
        for chain, (seq, mark) in self.heads.items():
            yield {"what": "head", "chain": chain, "seq": seq, "hash": mark}

    def _keep_later(self, chain: str, head: SeqHash) -> None:
        """Keep the head with the higher number, because several processes write their lines in any order."""
        if head[0] >= self.heads.get(chain, (0, ""))[0]:
            self.heads[chain] = head

    def _restore(self, line: dict[str, Any]) -> None:
        """Take over the heads and milestones of a restored backup; later ones are legitimately gone."""
        self.restores.append(line)
        unsigned = {chain: (seq, mark) for chain, (seq, mark) in line["unsigned"].items()}
        self.adopted = {chain: head for chain, head in self.adopted.items() if chain in line["heads"]} | unsigned
        self.heads = {chain: (seq, mark) for chain, (seq, mark) in line["heads"].items()}
        kept = {(chain, seq, reason) for chain, seq, reason in line["milestones"]}
        self.milestones = {key: mark for key, mark in self.milestones.items() if key in kept}


class Witness:
    """The witness file, to which lines are appended and from which they are read; several processes may share the file.

    Attributes:
        is_deferred: True when heads wait for `flush`, which the web process calls every second, so that no vote waits
            for the file.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / WITNESS
        self.is_deferred = False
        self._moved: dict[str, SeqHash] = {}

    @property
    def exists(self) -> bool:
        return self.path.exists()

    def note_heads(self, heads: dict[str, SeqHash]) -> None:
        """Record the heads that a commit has moved; they are written now, or at the next `flush` if `is_deferred`."""
        self._moved.update(heads)
        if not self.is_deferred:
            self.flush()

    def flush(self) -> None:
        """Write the waiting heads to the file."""
        lines = []
        while self._moved:  # another thread may add to it meanwhile
            chain, (seq, mark) = self._moved.popitem()
            lines.append({"what": "head", "chain": chain, "seq": seq, "hash": mark})
        if lines:
            self.write(lines)

    def write(self, lines: list[dict[str, Any]]) -> None:
        """Append lines in one write; shorten a file above `LARGEST` to the fewest lines that say the same."""
        with self.locked():
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, OWNER_ONLY)
            try:
                os.write(descriptor, _encode(lines))
                is_large = os.fstat(descriptor).st_size > LARGEST
            finally:
                os.close(descriptor)
            if is_large:
                self._shorten()

    def read(self) -> Memory:
        """Return what the file remembers; a line that cannot be read marks the memory as damaged."""
        memory = Memory()
        if not self.exists:
            return memory
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                memory.take(json.loads(line))
            except (ValueError, KeyError, TypeError):
                memory.is_damaged = True
        return memory

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the file against other processes."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path.with_name(LOCK), os.O_WRONLY | os.O_CREAT, OWNER_ONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _shorten(self) -> None:
        memory = self.read()
        if not memory.is_damaged:
            write_atomic(self.path, _encode(list(memory.lines())))


def _encode(lines: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines).encode()
