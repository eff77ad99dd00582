"""Checks the whole record: chains, signatures, witness, erasures, and whether the rows agree with the entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.platform.storage.ledger.checking import Links
from app.platform.storage.ledger.hashing import add_seals
from app.platform.storage.ledger.models import LedgerEntry, LedgerHead, SignedHead
from app.platform.storage.ledger.replay import Event, Facts, Replay, Replays, event_of
from app.platform.storage.ledger.seals import COVERED, KEY, Covered, key_text, plain_value, read_seals, seal_rows
from app.platform.storage.ledger.writing import ERASED, MILESTONES
from app.platform.storage.signing.fingerprints import is_same_head
from app.platform.storage.signing.signer import (
    GENESIS,
    Head,
    HeadSigner,
    head_message,
    is_signed,
    milestone_message,
)
from app.platform.storage.signing.witness import Memory

PORTION = 500
BREATH = 100
"""Number of entries or rows between two pauses."""
MAX_FAULTS = 20
"""Most faults reported of one chain; the first says where the damage begins."""
UNKNOWN_KEY = "its head is not signed by a key that KEY_DIR knows"
UNEXPLAINED = f"its payload is gone, and no later entry {ERASED} says why"
NO_CHAIN = "belongs to a chain that is not there"
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)
"""Errors that a value may raise when something other than the product has written the value."""


@dataclass(frozen=True, slots=True)
class RecordFault:
    """A fault in an entry (`seq`; 0 for none), in a row, or in the witness."""

    chain: str
    seq: int
    row: str
    reason: str

    def __str__(self) -> str:
        where = [self.chain, f"entry {self.seq}" if self.seq else "", self.row]
        return f"{': '.join(part for part in where if part)}: {self.reason}"


@dataclass(slots=True)
class Report:
    """The result of a check; `facts` are sentences that a reader must know although they describe no faults."""

    chains: dict[str, int] = field(default_factory=dict)
    faults: list[RecordFault] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    rows: int = 0
    unchecked: int = 0
    places: list[tuple[str, int, int]] = field(default_factory=list)
    """(chain, number, number of the chain's last entry) of each entry whose hash has the wanted fingerprint."""

    @property
    def holds(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class Checks:
    """The inputs of a check: the signer, the public keys, the memory of the witness, and the replays of all rooms."""

    signer: HeadSigner
    replays: Replays
    memory: Memory
    keys: Mapping[str, bytes]
    wanted: str = ""
    pause: Callable[[], None] = lambda: None

    def is_signed(self, key_id: str | None, message: bytes, signature: str | None) -> bool:
        public = self.keys.get(key_id or "")
        return public is not None and is_signed(public, message, signature)


def check_record(
    session: Session,
    signer: HeadSigner,
    replays: Replays,
    *,
    chain: str | None = None,
    wanted: str = "",
    pause: Callable[[], None] = lambda: None,
) -> Report:
    """Check the whole record, or one chain and its rows.

    Args:
        session: must see one moment (`Database.read_moment`); otherwise entries written meanwhile look like faults.
        chain: id of a meeting or another chain; None checks all chains and reports missing ones.
        wanted: the fingerprint or hash of a head to look for.
        pause: called after every hundred entries or rows, so that a server can answer others in between.
    """
    checks = Checks(signer, replays, signer.witness.read(), signer.public_keys, wanted, pause)
    report = Report()
    heads = {head.chain: head for head in session.scalars(select(LedgerHead).order_by(LedgerHead.chain))}
    _check_keys(checks, report, has_signatures=any(head.signature for head in heads.values()))
    for one in [chain] if chain else list(heads):
        if one in heads:
            ChainCheck(session, checks, heads[one], report).run()
    if chain is None:
        _check_chains(session, checks, report, set(heads))
    elif chain not in heads:
        report.faults.append(RecordFault(chain, 0, "", "there is no such chain"))
    return report


class ChainCheck:
    """Checks one chain from its first entry to its head, and the rows that belong to the chain."""

    def __init__(self, session: Session, checks: Checks, head: LedgerHead, report: Report) -> None:
        self._session, self._checks, self._head, self._report = session, checks, head, report
        self._chain = head.chain
        self._links = Links(head.algorithm)
        self._sums = ""
        self._facts = Facts()
        self._seals: dict[tuple[str, str], tuple[str | None, str, int]] = {}
        self._replays = [make(head.chain) for make in checks.replays.makers]
        self._erased: dict[int, None] = {}
        self._count = 0
        self._milestones: dict[tuple[int, str], SignedHead] = {}
        adopted = checks.memory.adopted.get(head.chain)
        self._adopted = adopted or (0, GENESIS)
        self._marks = dict([adopted] if adopted else [])
        if head.chain in checks.memory.heads:
            seq, mark = checks.memory.heads[head.chain]
            self._marks[seq] = mark

    def run(self) -> None:
        self._try("signed_head", self._read_milestones)
        if self._read_entries():
            self._check_head()
            self._check_erasures()
        for (seq, reason), _ in sorted(self._milestones.items()):
            self._fault(seq, f"signed head {reason}", "belongs to no entry of this kind")
        self._check_witnessed_milestones()
        self._check_rows()
        self._report.chains[self._chain] = self._links.seq

    def _read_milestones(self) -> None:
        rows = self._session.scalars(select(SignedHead).where(SignedHead.chain == self._chain))
        self._milestones = {(row.seq, row.reason): row for row in rows}

    def _read_entries(self) -> bool:
        """Check the entries of the chain; stop and return False at the first entry whose hashes do not hold."""
        table = LedgerEntry.__table__
        query = select(table).where(table.c.chain == self._chain).order_by(table.c.seq)
        for row in self._paced(self._session.execute(query.execution_options(yield_per=PORTION))):
            reason = self._links.fault_of(dict(row._mapping))
            if reason:
                self._fault(row.seq, "", reason)
                return False
            try:
                self._look(row)
            except UNREADABLE:
                self._fault(row.seq, "", "does not say what an entry of its kind says")
        return True

    def _look(self, row: Any) -> None:
        """Check and replay one entry whose hashes hold."""
        if self._marks.pop(row.seq, row.hash) != row.hash:
            self._fault(row.seq, "", "is not the entry that was signed: the chain was rewritten")
        if self._checks.wanted and is_same_head(self._checks.wanted, row.hash):
            self._report.places.append((self._chain, row.seq, self._head.seq))
        if row.kind in MILESTONES and row.seq > self._adopted[0]:
            self._check_milestone(row)
        event = event_of(row)
        if row.rows is not None:
            self._sums = add_seals(self._sums, row.seq, row.rows, self._head.algorithm)
            self._take_seals(event, row.rows)
        self._replay(event)

    def _replay(self, event: Event) -> None:
        if event.facts is None:
            self._erased[event.seq] = None
        elif event.kind == ERASED:
            self._erased.pop(event.facts["seq"], None)
        elif event.kind in self._checks.replays.tells:
            self._checks.replays.tells[event.kind](self._facts, event, event.facts)
        for one in self._replays:
            one.read(event)

    def _take_seals(self, event: Event, text: str) -> None:
        seals, is_ours = read_seals(self._checks.signer, self._chain, event.seq, text)
        if not is_ours:
            self._fault(event.seq, "", "its seals of rows were changed")
        key = seals.pop(KEY)
        for table, rows in seals.items():
            for row, seal in rows.items():
                self._seals[table, row] = seal, key, event.seq
                if event.facts is None or seal is None:
                    self._facts.drop(table, row)

    def _check_milestone(self, row: Any) -> None:
        kept = self._milestones.pop((row.seq, row.kind), None)
        if kept is None:
            self._fault(row.seq, "", f"its signed head ({row.kind}) is missing")
            return
        head = Head(self._chain, row.seq, row.hash, self._head.algorithm)
        message = milestone_message(head, at=row.at, reason=row.kind)
        is_same = (kept.at, kept.hash, kept.algorithm) == (row.at, row.hash, head.algorithm)
        if not is_same or not self._checks.is_signed(kept.key, message, kept.signature):
            self._fault(row.seq, "", f"its signed head ({row.kind}) is not ours")

    def _check_head(self) -> None:
        head = Head(self._chain, self._head.seq, self._head.hash, self._head.algorithm, self._head.seals)
        if head.seals != self._sums:
            self._fault(head.seq, "", "the seals of rows in its entries were changed")
        if (head.seq, head.hash) != (self._links.seq, self._links.hash):
            self._fault(self._links.seq + 1, "", "the chain ends before its head")
        elif (head.seq, head.hash) == self._adopted and self._head.signature is None:
            self._report.facts.append(f"{self._chain}: its head is from before the signatures")
        elif not self._checks.is_signed(self._head.key, head_message(head), self._head.signature):
            is_known = self._head.key in self._checks.keys
            self._fault(head.seq, "", "its head is not as it was signed" if is_known else UNKNOWN_KEY)
        later = [seq for seq in self._marks if seq > self._links.seq]
        if later:
            self._fault(self._links.seq + 1, "", f"the record ends here, but entry {max(later)} was signed")

    def _check_witnessed_milestones(self) -> None:
        rows = select(SignedHead.seq, SignedHead.reason).where(SignedHead.chain == self._chain)
        there = {(seq, reason) for seq, reason in self._session.execute(rows)}
        for chain, seq, reason in sorted(self._checks.memory.milestones):
            if chain == self._chain and (seq, reason) not in there:
                self._fault(seq, f"signed head {reason}", "was signed and is gone")

    def _check_erasures(self) -> None:
        for seq in self._erased:
            if seq <= self._adopted[0]:
                self._report.unchecked += 1
            else:
                self._fault(seq, "", UNEXPLAINED)

    def _check_rows(self) -> None:
        for name in sorted(COVERED):
            self._try(name, partial(self._check_table, COVERED[name]))
        for (table, key), (seal, _, seq) in sorted(self._seals.items()):
            if seal is not None:
                self._fault(seq, f"{table} {key}", "is missing")
        for table, key in sorted(self._facts.rows):
            if (table, key) not in self._seals:
                self._fault(self._facts.seqs[table, key], f"{table} {key}", "is missing")
        for one in self._replays:
            self._try(type(one).__name__, partial(self._compare, one))

    def _compare(self, replay: Replay) -> None:
        for fault in replay.faults(self._session):
            self._fault(fault.seq, fault.row, fault.reason)
        self._report.unchecked += replay.unchecked

    def _try(self, what: str, check: Callable[[], None]) -> None:
        try:
            check()
        except UNREADABLE as error:
            self._fault(0, what, f"holds a row that cannot be read ({type(error).__name__})")

    def _check_table(self, covered: Covered) -> None:
        query = covered.rows().where(covered.chain == self._chain).execution_options(yield_per=PORTION)
        rows = self._session.connection().execute(query)
        for key, group in groupby(self._paced(rows), covered.key_of):
            key_rows = list(group)
            self._report.rows += len(key_rows)
            self._check_row(covered, key, key_rows)

    def _check_row(self, covered: Covered, key: str, rows: Sequence[Any]) -> None:
        facts = self._facts.rows.pop((covered.name, key), {}) if not covered.is_group else {}
        wrong = _wrong_columns(covered, rows[0], facts)
        seal, by, seq = self._seals.pop((covered.name, key), (None, "", 0))
        name = f"{covered.name} {key}"
        if wrong:
            said_by = self._facts.seqs[covered.name, key]
            self._fault(said_by, name, f"{', '.join(wrong)}: not as the entry says")
        elif seal is None:
            self._miss_seal(covered, name, has_facts=bool(facts), was_dropped=seq > 0)
        elif by != self._checks.signer.row_key_id:
            self._report.unchecked += len(rows)
        elif seal != seal_rows(self._checks.signer, covered, rows):
            self._fault(seq, name, "was changed after this entry")

    def _miss_seal(self, covered: Covered, name: str, *, has_facts: bool, was_dropped: bool) -> None:
        """Report a row without a seal, unless the row may be older than the seals or its group is not final yet."""
        if was_dropped:
            self._fault(0, name, "was deleted, and stands there again")
        elif self._adopted[0] or (covered.is_group and name.split(" ")[0] in ("ballots", "participations")):
            self._report.unchecked += 0 if has_facts else 1
        else:
            self._fault(0, name, "no entry tells of it")

    def _paced(self, rows: Iterable[Any]) -> Iterator[Any]:
        """Yield the rows, with a pause after every `BREATH` rows."""
        for count, row in enumerate(rows, 1):
            yield row
            if count % BREATH == 0:
                self._checks.pause()

    def _fault(self, seq: int, row: str, reason: str) -> None:
        if sum(fault.chain == self._chain for fault in self._report.faults[-MAX_FAULTS:]) < MAX_FAULTS:
            self._report.faults.append(RecordFault(self._chain, seq, row, reason))


def _wrong_columns(covered: Covered, row: Sequence[Any], facts: Mapping[str, Any]) -> list[str]:
    values = dict(zip((column.name for column in covered.table.columns), row, strict=False))
    return [name for name, value in facts.items() if plain_value(values[name]) != plain_value(value)]


def _check_keys(checks: Checks, report: Report, *, has_signatures: bool) -> None:
    """Report missing keys, a missing or damaged witness, and what the witness remembers of restores and doubts."""
    memory = checks.memory
    if has_signatures and not checks.signer.has_key:
        report.facts.append("the signing key is not in KEY_DIR: nothing new can be signed by the old key")
    if has_signatures and not checks.keys:
        report.faults.append(RecordFault("", 0, "", "KEY_DIR holds no public key, so no signature can be checked"))
    if has_signatures and (memory.is_damaged or not memory.is_begun):
        what = "is damaged" if memory.is_damaged else "is missing"
        report.faults.append(RecordFault("", 0, "", f"the witness beside the key {what}"))
    report.facts += [f"restored on {line['at']} from a backup of {line['backup']}" for line in memory.restores]
    report.facts += [f"a new signing key was made on {line['at']}: the one before was gone" for line in memory.keys]
    for line in memory.doubts:
        reason = "nobody here had signed this head when the next entry was written"
        report.faults.append(RecordFault(line["chain"], line["seq"], "", reason))


def _check_chains(session: Session, checks: Checks, report: Report, heads: set[str]) -> None:
    """Report signed chains that are gone, and entries and rows whose chain does not exist."""
    for chain in sorted({*checks.memory.heads, *checks.memory.adopted} - heads):
        report.faults.append(RecordFault(chain, 0, "", "was signed and is gone"))
    report.faults += _strays(session.connection())
    for find in checks.replays.strays:
        report.faults += [RecordFault("", fault.seq, fault.row, fault.reason) for fault in find(session)]


def _strays(connection: Connection) -> Iterator[RecordFault]:
    heads = select(LedgerHead.chain)
    for model in (LedgerEntry, SignedHead):
        query = select(model.chain, model.seq).where(model.chain.not_in(heads)).limit(MAX_FAULTS)
        for of, seq in connection.execute(query):
            yield RecordFault(of, seq, "", NO_CHAIN)
    for covered in COVERED.values():
        is_stray = covered.chain.not_in(heads) | covered.chain.is_(None)
        query = select(*covered.keys, covered.chain).where(is_stray).distinct().limit(MAX_FAULTS)
        for row in connection.execute(query):
            chain = cast(str | None, row[-1])
            yield RecordFault(chain or "", 0, f"{covered.name} {key_text(row[:-1])}", NO_CHAIN)
