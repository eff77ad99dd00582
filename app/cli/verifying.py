"""The work of `ledger verify`: checks the ledger or a bundle and prints the result in plain words."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import click
from sqlalchemy.orm import Session

from app.cli.context import CommandContext
from app.documents import bundle
from app.documents.yearly.checking import check_year, is_year
from app.platform.serialise import to_json_value
from app.platform.storage import ledger
from app.platform.storage.keys import KeyFolder
from app.platform.storage.ledger.record import check_record
from app.platform.storage.signing.fingerprints import fingerprint_of
from app.platform.storage.signing.signer import HeadSigner, key_id_of
from app.registry import CHAIN_KINDS


def verify_record(tools: CommandContext, thing: str | None, *, head: str) -> None:
    """Check every chain that the ledger must have, or one thing's, and print the result; exit with 1 on a fault.

    Args:
        thing: the id of a meeting, a place or a case, or the name of a chain; None for all chains.
    """
    signer = tools.services.signer
    with tools.services.database.read_moment() as session:
        chain = _chain_of(session, thing) if thing else None
        report = check_record(session, signer, tools.services.replays, chain=chain, wanted=head)
    if chain and chain not in report.chains:
        _fail(tools, [f"{thing}: no such ledger"])
    facts = [f"note: {fact}" for fact in report.facts]
    if report.unchecked:
        facts.append(f"note: {report.unchecked} rows or entries say too little to be checked")
    for chain, seq, last in report.places:
        facts.append(f"head found: {chain}, entry {seq}; {last - seq} entries after it")
    if not report.holds:
        _fail(tools, [str(fault) for fault in report.faults], facts)
    if head and not report.places:
        _fail(tools, [f"no entry of the record has the fingerprint {head}"], facts)
    lines = [f"ok {chain}: {count} entries" for chain, count in report.chains.items()]
    prints = tools.read(
        lambda session: {chain: fingerprint_of(ledger.head_of(session, chain)[1]) for chain in report.chains}
    )
    faults = [{"chain": chain, "entry": seq, "later": last - seq} for chain, seq, last in report.places]
    tools.say(
        "\n".join([*lines, *facts]) or "no entries yet",
        ok=True,
        chains=report.chains,
        fingerprints=prints,
        rows=report.rows,
        unchecked=report.unchecked,
        facts=report.facts,
        head=faults,
    )


def verify_file(tools: CommandContext, file: Path, *, head: str, key: str) -> None:
    """Check a bundle or yearly archive, also against the installation's keys or a given key; exit with 1 on a fault."""
    known = HeadSigner(KeyFolder(tools.settings.keys)).public_keys
    if key:
        public = bytes.fromhex(key)
        known = {key_id_of(public): public}
    if not is_year(file):
        _verify_bundle(tools, file, known, head)
    elif head:
        raise click.UsageError("--head takes the bundle of one meeting, not a yearly archive")
    else:
        _verify_year(tools, file, known)


def _verify_bundle(tools: CommandContext, file: Path, keys: Mapping[str, bytes], head: str) -> None:
    try:
        checked = bundle.check(file.read_bytes(), keys=keys, head=head)
    except ValueError as error:
        _fail(tools, [f"{file.name}: {error}"])
    if checked.fault:
        _fail(tools, [f"{file.name}: {checked.fault}"])
    notes = [f"note: {note}" for note in checked.notes]
    text = "\n".join([f"ok {checked.meeting}: {checked.entries} entries", *notes])
    tools.say(text, ok=True, chains={checked.meeting: checked.entries}, facts=checked.notes)


def _verify_year(tools: CommandContext, file: Path, keys: Mapping[str, bytes]) -> None:
    """Check a yearly archive and every meeting in it; exit with 1 on a fault."""
    try:
        checked = check_year(file, keys=keys)
    except ValueError as error:
        _fail(tools, [f"{file.name}: {error}"])
    if checked.fault:
        _fail(tools, [f"{file.name}: {checked.fault}"])
    lines = [f"ok {meeting}: {count} entries" for meeting, count in checked.entries.items()]
    notes = [f"note: {note}" for note in checked.notes]
    text = "\n".join([*lines, *notes]) or "ok: no meeting in it"
    tools.say(text, ok=True, chains=checked.entries, facts=checked.notes)


def _chain_of(session: Session, thing: str) -> str:
    """Return the name of the chain of a thing; the text itself when it names a chain or nothing that is known."""
    names = [thing, *(kind.chain_of(thing) for kind in CHAIN_KINDS)]
    return next(iter(name for name in names if name in ledger.heads_of(session, names)), thing)


def _fail(tools: CommandContext, faults: list[str], facts: list[str] | None = None) -> NoReturn:
    """Print the first ten faults and how many follow, with --json all of them as well, and exit with code 1."""
    if tools.is_json:
        answer: dict[str, Any] = {"ok": False, "faults": faults, "facts": facts or []}
        tools.say("", **to_json_value(answer))
    click.echo(f"error: {faults[0]}", err=True)
    for fault in faults[1:10]:
        click.echo(f"  also: {fault}", err=True)
    if len(faults) > 10:
        click.echo(f"  and {len(faults) - 10} more", err=True)
    for fact in facts or []:
        click.echo(fact, err=True)
    sys.exit(1)
