"""Tamperings by somebody who owns the database and has a calculator, but not the folder of the keys.

Each gets the rows of all tables as dictionaries and a seeded source of chance, changes something, and returns what the
check has to name: a chain, or a row.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Date, Integer, insert, text
from sqlalchemy.types import TypeEngine

from app.platform.storage.db import Base, UtcDateTime
from app.platform.storage.ledger import GENESIS, digest, entry_hash

Row = dict[str, Any]
Rows = dict[str, list[Row]]
ENTRIES, HEADS, KEPT = "ledger_entry", "ledger_head", "signed_head"
AUTHORITATIVE = (
    "place",
    "place_words",
    "place_numbering",
    "staff",
    "staff_role",
    "meeting",
    "seat",
    "proposal",
    "proposal_pair",
    "reaction",
    "theme_edit",
    "concession",
    "poll",
    "participation",
    "secret_ballot",
    "ballot_receipt",
    "resolution",
    "public_notice",
    "case_record",
    "case_move",
    "case_rating",
    "reaction_sum",
    "pool_sum",
    "turnout",
)


@dataclass(frozen=True, slots=True)
class Tampering:
    """What was done, and what the check must name: one of these words stands in the first faults."""

    what: str
    names: tuple[str, ...]


Way = Callable[[Rows, random.Random], Tampering]


def read_all(connection: Connection) -> Rows:
    """Every row of every table."""
    tables = Base.metadata.sorted_tables
    return {
        table.name: [
            dict(row) for row in connection.execute(table.select().order_by(*table.primary_key.columns)).mappings()
        ]
        for table in tables
    }


def write_all(connection: Connection, rows: Rows) -> None:
    """Put these rows in place of those that stand."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    tables = [table for table in Base.metadata.sorted_tables if table.name in rows]
    for table in reversed(tables):
        connection.execute(table.delete())
    for table in tables:
        if rows[table.name]:
            connection.execute(insert(table), rows[table.name])


def lift_constraints(connection: Connection, *, is_lifted: bool) -> None:
    """Switch off, outside a transaction, what the owner of a database can switch off."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys={'OFF' if is_lifted else 'ON'}")
        driver.execute(f"PRAGMA ignore_check_constraints={'ON' if is_lifted else 'OFF'}")


def flip_entry(rows: Rows, fate: random.Random) -> Tampering:
    entry = fate.choice(rows[ENTRIES])
    name = fate.choice([name for name, value in entry.items() if isinstance(value, str) and name != "chain"])
    entry[name] = _flip(entry[name], fate)
    return Tampering(f"flip {name} of entry {entry['seq']}", (f"entry {entry['seq']}",))


def move_entry(rows: Rows, fate: random.Random) -> Tampering:
    entry = fate.choice(rows[ENTRIES])
    entry["at"] += timedelta(microseconds=fate.randrange(1, 10**9))
    return Tampering("move the moment of an entry", (f"entry {entry['seq']}",))


def delete_entry(rows: Rows, fate: random.Random) -> Tampering:
    entry = fate.choice(rows[ENTRIES])
    rows[ENTRIES].remove(entry)
    return Tampering("delete an entry", (f"entry {entry['seq']}", f"entry {entry['seq'] + 1}"))


def insert_entry(rows: Rows, fate: random.Random) -> Tampering:
    chain, entries = _some_chain(rows, fate)
    at = fate.randrange(len(entries))
    for entry in entries[at:]:
        entry["seq"] += 1
    rows[ENTRIES].append({**entries[at], "seq": at + 1, "key": None, "payload": "{}", "payload_hash": digest("{}")})
    return Tampering("insert an entry", (f"{chain}: entry {at + 1}", f"{chain}: entry {at + 2}"))


def swap_entries(rows: Rows, fate: random.Random) -> Tampering:
    chain, entries = _some_chain(rows, fate, least=2)
    one, other = sorted(fate.sample(entries, 2), key=lambda entry: int(entry["seq"]))
    first = one["seq"]
    one["seq"], other["seq"] = other["seq"], one["seq"]
    return Tampering("swap two entries", (f"{chain}: entry {first}:",))


def null_payload(rows: Rows, fate: random.Random) -> Tampering:
    """Also with the words of an erasure, hashed anew: only a signature tells."""
    entry = fate.choice([entry for entry in rows[ENTRIES] if entry["payload"] is not None])
    entry["payload"] = None
    return Tampering("null a payload", (f"{entry['chain']}: entry {entry['seq']}",))


def drop_chain(rows: Rows, fate: random.Random) -> Tampering:
    chain, _ = _some_chain(rows, fate)
    _remove_chain(rows, chain)
    return Tampering("drop a chain", (chain,))


def drop_meeting(rows: Rows, fate: random.Random) -> Tampering:
    """With every row that belongs to it."""
    meeting = fate.choice(rows["meeting"])["id"]
    _remove_chain(rows, meeting)
    polls = {row["id"] for row in rows["poll"] if row["meeting"] == meeting}
    cases = {row["id"] for row in rows["case_record"] if row["meeting"] == meeting}
    for name, table in rows.items():
        rows[name] = [
            row
            for row in table
            if row.get("meeting") != meeting and row.get("poll") not in polls and row.get("case") not in cases
        ]
    rows["meeting"] = [row for row in rows["meeting"] if row["id"] != meeting]
    return Tampering("drop a meeting", (meeting,))


def cut_tail(rows: Rows, fate: random.Random) -> Tampering:
    """Cut and move the head back; the signature of the shorter chain is not to be had."""
    chain, entries = _some_chain(rows, fate, least=2)
    left = fate.randrange(1, len(entries))
    _set_chain(rows, chain, entries[:left])
    return Tampering("cut the tail", (chain,))


def rewrite_chain(rows: Rows, fate: random.Random) -> Tampering:
    """Change one entry and hash everything after it, and the head, anew."""
    chain, entries = _some_chain(rows, fate)
    at = fate.randrange(len(entries))
    entries[at]["payload"] = '{"n":-1}'
    entries[at]["payload_hash"] = digest(entries[at]["payload"])
    _hash_anew(entries, at)
    _set_chain(rows, chain, entries)
    return Tampering("rewrite a chain with its head", (chain,))


def add_to_chain(rows: Rows, fate: random.Random) -> Tampering:
    """Write a further entry as the product would, but unsigned."""
    chain, entries = _some_chain(rows, fate)
    last = entries[-1]
    entries.append({**last, "seq": last["seq"] + 1, "key": None, "rows": None})
    _hash_anew(entries, len(entries) - 1)
    _set_chain(rows, chain, entries)
    return Tampering("add an entry", (chain,))


def change_head(rows: Rows, fate: random.Random) -> Tampering:
    head = fate.choice(rows[HEADS])
    name = fate.choice(["hash", "signature", "key", "algorithm", "seq"])
    head[name] = fate.choice([1, -1]) + head[name] if name == "seq" else _flip(head[name], fate)
    if name == "algorithm":
        head[name] = "sm3"
    return Tampering(f"change {name} of a head", (head["chain"],))


def unsign_head(rows: Rows, fate: random.Random) -> Tampering:
    head = fate.choice(rows[HEADS])
    head["signature"] = head["key"] = None
    return Tampering("take the signature away", (head["chain"],))


def change_milestone(rows: Rows, fate: random.Random) -> Tampering:
    row = fate.choice(rows[KEPT])
    name = fate.choice(["hash", "signature", "key", "algorithm", "reason", "at"])
    row[name] = row[name] + timedelta(seconds=1) if name == "at" else _flip(row[name], fate)
    return Tampering(f"change {name} of a signed head", (f"{row['chain']}: entry {row['seq']}",))


def delete_milestone(rows: Rows, fate: random.Random) -> Tampering:
    row = fate.choice(rows[KEPT])
    rows[KEPT].remove(row)
    return Tampering("delete a signed head", (f"{row['chain']}: entry {row['seq']}",))


def change_row(rows: Rows, fate: random.Random) -> Tampering:
    """Change one column of one row of some table."""
    table = fate.choice([name for name in AUTHORITATIVE if rows[name]])
    columns = {column.name: column.type for column in Base.metadata.tables[table].columns}
    row = fate.choice(_bound(rows, table))
    name = fate.choice([name for name in columns if not (table.endswith("_sum") and name in ("meeting", "root"))])
    names = _names_of(table, row)
    row[name] = _other(row[name], columns[name], fate)
    return Tampering(f"change {name} of a {table}", (*names, *_names_of(table, row)))


def delete_row(rows: Rows, fate: random.Random) -> Tampering:
    table = fate.choice([name for name in AUTHORITATIVE if rows[name] and name not in ("pool_sum", "reaction_sum")])
    row = fate.choice(rows[table])
    rows[table].remove(row)
    return Tampering(f"delete a {table}", _names_of(table, row))


def insert_row(rows: Rows, fate: random.Random) -> Tampering:
    """A copy of a row under another key."""
    table = fate.choice([name for name in AUTHORITATIVE if rows[name]])
    row = dict(fate.choice(rows[table]))
    for column in Base.metadata.tables[table].primary_key.columns:
        row[column.name] = (
            row[column.name] + 1000 if isinstance(row[column.name], int) else _flip(row[column.name], fate)
        )
    for column in ("external_id", "token_digest", "number", "qr_token", "email", "name", "code"):
        if isinstance(row.get(column), str):
            row[column] = _flip(row[column], fate) + "x"
        elif isinstance(row.get(column), int):
            row[column] += 1000
    rows[table].append(row)
    return Tampering(f"insert a {table}", _names_of(table, row))


WAYS: tuple[Way, ...] = (
    flip_entry,
    move_entry,
    delete_entry,
    insert_entry,
    swap_entries,
    null_payload,
    drop_chain,
    drop_meeting,
    cut_tail,
    rewrite_chain,
    add_to_chain,
    change_head,
    unsign_head,
    change_milestone,
    delete_milestone,
    *[change_row] * 12,
    *[delete_row] * 3,
    *[insert_row] * 2,
)


def _bound(rows: Rows, table: str) -> list[Row]:
    """The rows of which the record says what they are: of an open secret poll it says how many ballots there are."""
    if table != "secret_ballot":
        return rows[table]
    closed = {poll["id"] for poll in rows["poll"] if poll["closed_at"] is not None}
    return [row for row in rows[table] if row["poll"] in closed]


def _names_of(table: str, row: Row) -> tuple[str, ...]:
    """How a fault may name a row: by its key, or, where rows are checked together, by that of the group."""
    keys = [str(row[column.name]) for column in Base.metadata.tables[table].primary_key.columns]
    return tuple(key for key in [" ".join(keys), row.get("poll"), row.get("meeting")] if key)


def _some_chain(rows: Rows, fate: random.Random, least: int = 1) -> tuple[str, list[Row]]:
    lengths: dict[str, list[Row]] = {}
    for entry in rows[ENTRIES]:
        lengths.setdefault(entry["chain"], []).append(entry)
    chain = fate.choice([chain for chain, entries in lengths.items() if len(entries) >= least])
    return chain, lengths[chain]


def _set_chain(rows: Rows, chain: str, entries: list[Row]) -> None:
    """Write a chain with its head, and drop the signed heads that no longer fit."""
    rows[ENTRIES] = [entry for entry in rows[ENTRIES] if entry["chain"] != chain] + entries
    (head,) = [head for head in rows[HEADS] if head["chain"] == chain]
    head["seq"], head["hash"] = entries[-1]["seq"], entries[-1]["hash"]
    hashes = {(chain, entry["seq"]): entry["hash"] for entry in entries}
    rows[KEPT] = [row for row in rows[KEPT] if row["chain"] != chain or hashes.get((chain, row["seq"])) == row["hash"]]


def _remove_chain(rows: Rows, chain: str) -> None:
    for table in (ENTRIES, HEADS, KEPT):
        rows[table] = [row for row in rows[table] if row["chain"] != chain]


def _hash_anew(entries: list[Row], at: int) -> None:
    prev = entries[at - 1]["hash"] if at else GENESIS
    for entry in entries[at:]:
        entry["prev"] = prev
        prev = entry["hash"] = entry_hash(entry)


def _flip(text: str, fate: random.Random) -> str:
    at = fate.randrange(len(text)) if text else 0
    return text[:at] + ("a" if text[at : at + 1] != "a" else "b") + text[at + 1 :]


def _other(value: Any, kind: TypeEngine[Any], fate: random.Random) -> Any:
    """Another value than the one that stands, of the same kind."""
    if isinstance(kind, Boolean):
        return not value
    if isinstance(kind, Integer):
        return value - 1 if value == 5 else (value or 0) + 1  # stars end at five
    if isinstance(kind, JSON):
        return [*value, "x"] if isinstance(value, list) else {**(value or {}), "x": 1}
    if isinstance(kind, UtcDateTime):
        return (value or datetime.fromisoformat("2026-01-01T00:00:00+00:00")) + timedelta(seconds=1)
    if isinstance(kind, Date):
        return (value or date(2026, 1, 1)) + timedelta(days=1)
    return _other_text(value, kind, fate)


def _other_text(value: Any, kind: TypeEngine[Any], fate: random.Random) -> Any:
    if hasattr(kind, "enum_class") and kind.enum_class is not None:
        return next(one for one in kind.enum_class if one != value)
    if value in ("yes", "no", "abstain"):
        return fate.choice([one for one in ("yes", "no", "abstain") if one != value])
    if value in ("agree", "disagree", "pass"):
        return fate.choice([one for one in ("agree", "disagree", "pass") if one != value])
    return _flip(value or "", fate)
