"""Forged bundles are found by the product and by the verifier that needs nothing of ours."""

import hashlib
import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.documents import bundle
from app.exports import archive
from app.exports.dossier import Dossier, dossier_of
from app.platform.access.services import Services
from app.platform.access.sights import FULL_VIEW, Sight, Sights
from app.platform.storage import ledger
from app.platform.storage.keys import KeyFolder
from app.platform.storage.ledger import GENESIS
from app.platform.storage.signing.signer import Head, HeadSigner, head_message, manifest_message
from tests.exports.packing import pack
from tests.exports.walk import Walk

VERIFIER = Path(archive.__file__).parent / "offline" / "verify.py"
Files = dict[str, bytes]
Forge = Callable[[Files, HeadSigner, random.Random], None]


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    """One engine is enough: a bundle is what it is, wherever the rows come from."""
    path = tmp_path / "bundle.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def dossier(services: Services, walk: Walk) -> Dossier:
    with services.database.read() as session:
        return dossier_of(session, walk.meeting, services.clock.now(), signer=services.signer)


@pytest.fixture
def stranger(tmp_path: Path) -> HeadSigner:
    """A forger's own key."""
    forger = HeadSigner(KeyFolder(tmp_path / "forger"))
    forger.open()
    return forger


def read_as(services: Services, meeting: str, sights: Sights) -> Dossier:
    with services.database.read() as session:
        return dossier_of(session, meeting, services.clock.now(), sights, signer=services.signer)


def unpack(content: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def zip_of(files: Files) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return stream.getvalue()


def offline(content: bytes, folder: Path, *words: str) -> tuple[int, str]:
    """Exit code and words of the verifier, run as an auditor runs it: without site packages, anywhere."""
    path = folder / "bundle.zip"
    path.write_bytes(content)
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(path), *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


def sign_as(files: Files, signer: HeadSigner) -> None:
    """Make everything fit again, with another key."""
    manifest = json.loads(files["manifest.json"])
    lines = [json.loads(line) for line in files["ledger.jsonl"].decode().split("\n")[:-1]]
    prev = GENESIS
    for at, line in enumerate(lines, 1):
        line |= {"seq": at, "prev": prev}
        names = ("prev", "chain", "seq", "kind", "topic", "actor", "key", "payload_hash", "at")
        fields = [line[name] for name in names]
        prev = line["hash"] = hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()
    files["ledger.jsonl"] = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    head = Head(manifest["meeting"], len(lines), prev, "sha256")
    public = signer.public_keys[signer.key_id].hex()
    facts: dict[str, Any] = {"number": head.seq, "hash": prev, "seals": "", "key": signer.key_id}
    manifest["ledger"] |= {**facts, "signature": signer.sign(head_message(head))}
    manifest |= {"milestones": [], "public_key": public}
    for name, content in files.items():
        if name in manifest["files"]:
            manifest["files"][name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    signature = signer.sign(manifest_message(files["manifest.json"]))
    files["manifest.sig"] = json.dumps({"key": signer.key_id, "public_key": public, "signature": signature}).encode()


def rewrite_and_sign(files: Files, stranger: HeadSigner, fate: random.Random) -> None:
    lines = files["ledger.jsonl"].decode().split("\n")[:-1]
    row = json.loads(lines[at := fate.randrange(len(lines))])
    row["payload"] = '{"n":-1}'
    row["payload_hash"] = hashlib.sha256(b'{"n":-1}').hexdigest()
    lines[at] = json.dumps(row, ensure_ascii=False)
    files["ledger.jsonl"] = ("\n".join(lines) + "\n").encode()
    sign_as(files, stranger)


def cut_and_sign(files: Files, stranger: HeadSigner, fate: random.Random) -> None:
    lines = files["ledger.jsonl"].decode().split("\n")[:-1]
    files["ledger.jsonl"] = ("\n".join(lines[: fate.randrange(1, len(lines))]) + "\n").encode()
    sign_as(files, stranger)


def change_a_file_and_the_manifest(files: Files, _stranger: HeadSigner, fate: random.Random) -> None:
    name = fate.choice(["会议数据.json", "文书/会议纪要.docx", "index.html", "提议清单.csv"])
    files[name] += b" "
    manifest = json.loads(files["manifest.json"])
    manifest["files"][name]["sha256"] = hashlib.sha256(files[name]).hexdigest()
    files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()


def take_the_signature_away(files: Files, _stranger: HeadSigner, _fate: random.Random) -> None:
    del files["manifest.sig"]


def drop_a_milestone(files: Files, _stranger: HeadSigner, fate: random.Random) -> None:
    manifest = json.loads(files["manifest.json"])
    del manifest["milestones"][fate.randrange(len(manifest["milestones"]))]
    files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()


def change_a_line(files: Files, _stranger: HeadSigner, fate: random.Random) -> None:
    lines = files["ledger.jsonl"].decode().split("\n")[:-1]
    at = fate.randrange(len(lines))
    lines[at] = lines[at].replace('"topic": "', '"topic": "x', 1)
    files["ledger.jsonl"] = ("\n".join(lines) + "\n").encode()


WAYS: tuple[Forge, ...] = (
    rewrite_and_sign,
    cut_and_sign,
    change_a_file_and_the_manifest,
    take_the_signature_away,
    drop_a_milestone,
    change_a_line,
)


def test_an_honest_bundle_holds_for_both(dossier: Dossier, services: Services, tmp_path: Path) -> None:
    content = pack(dossier)
    keys = services.signer.public_keys
    public = keys[services.signer.key_id].hex()
    assert bundle.check(content, keys=keys, head=dossier.seal.fingerprint).fault is None
    assert bundle.check(content, keys=keys).notes == ()
    assert "inner consistency" in bundle.check(content).notes[0]
    code, words = offline(content, tmp_path, "--key", public, "--head", dossier.seal.fingerprint)
    assert (code, "note" in words) == (0, False), words
    code, words = offline(content, tmp_path)
    assert (code, "inner consistency" in words) == (0, True), words
    assert offline(content, tmp_path, "--head", dossier.head_hash)[0] == 0
    assert offline(content, tmp_path, "--head", "0000-0000-0000-0000-0000")[0] == 1
    assert bundle.check(content, keys=keys, head="0" * 64).fault is not None
    assert offline(b"no zip", tmp_path)[0] == 1
    assert len(VERIFIER.read_text().splitlines()) < 200


def test_forged_bundles_are_found_by_both(
    dossier: Dossier, services: Services, stranger: HeadSigner, tmp_path: Path
) -> None:
    content, fate = pack(dossier), random.Random(18)
    keys = services.signer.public_keys
    public = keys[services.signer.key_id].hex()
    missed = []
    for trial in range(24):
        files = unpack(content)
        forge = WAYS[trial % len(WAYS)]
        forge(files, stranger, fate)
        fault = bundle.check(zip_of(files), keys=keys).fault
        code, words = offline(zip_of(files), tmp_path, "--key", public)
        if fault is None or code != 1 or "error: no bundle" in words:
            missed.append((forge.__name__, fault, words))
    assert missed == []


def test_a_print_out_alone_finds_a_rewritten_chain(dossier: Dossier, stranger: HeadSigner, tmp_path: Path) -> None:
    files = unpack(pack(dossier))
    cut_and_sign(files, stranger, random.Random(3))
    content = zip_of(files)
    assert bundle.check(content).fault is None  # a forger's bundle is consistent in itself
    assert offline(content, tmp_path)[0] == 0
    assert "fingerprint" in (bundle.check(content, head=dossier.seal.fingerprint).fault or "")
    assert offline(content, tmp_path, "--head", dossier.seal.fingerprint)[0] == 1


def lines_of(files: Files) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files["ledger.jsonl"].decode().split("\n")[:-1]]


def put_lines(files: Files, lines: list[dict[str, Any]]) -> None:
    """Put the chain in place as somebody without a key can: with its hash in the manifest, and unsigned."""
    files["ledger.jsonl"] = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    manifest = json.loads(files["manifest.json"])
    manifest["files"]["ledger.jsonl"]["sha256"] = hashlib.sha256(files["ledger.jsonl"]).hexdigest()
    files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    files.pop("manifest.sig", None)


PUBLIC_VIEW: Sights = frozenset()
SOME_SIGHTS: Sights = frozenset({Sight.NAMES, Sight.REACTIONS})


@pytest.mark.parametrize("sights", [PUBLIC_VIEW, SOME_SIGHTS], ids=["public", "some"])
def test_a_redacted_bundle_holds_for_both(dossier: Dossier, services: Services, tmp_path: Path, sights: Sights) -> None:
    content = pack(read_as(services, dossier.meeting, sights))
    lines, whole = lines_of(unpack(content)), lines_of(unpack(pack(dossier)))
    redacted = [line for line in lines if line.get("redacted")]
    assert redacted and all(line["payload"] is None for line in redacted)
    assert [line["hash"] for line in lines] == [line["hash"] for line in whole]
    keys = services.signer.public_keys
    verdict = bundle.check(content, keys=keys, head=dossier.seal.fingerprint)
    assert (verdict.fault, verdict.notes, verdict.entries) == (None, (), len(whole))
    public = keys[services.signer.key_id].hex()
    code, words = offline(content, tmp_path, "--key", public, "--head", dossier.seal.fingerprint)
    assert (code, words.startswith(f"ok {dossier.meeting}: {len(whole)} entries")) == (0, True), words


def test_a_redacted_entry_is_bound_by_its_hash(dossier: Dossier, services: Services, tmp_path: Path) -> None:
    """Nobody can put words in the place of those that were left out."""
    files = unpack(pack(read_as(services, dossier.meeting, PUBLIC_VIEW)))
    lines = lines_of(files)
    at = next(at for at, line in enumerate(lines) if line.get("redacted"))
    lines[at] = {**lines[at], "payload": "{}", "redacted": False}
    put_lines(files, lines)
    assert bundle.check(zip_of(files)).fault == f"ledger.jsonl entry {at + 1}: its payload was changed"
    code, words = offline(zip_of(files), tmp_path)
    assert (code, words.strip()) == (1, f"error: entry {at + 1}: its payload was changed")


def test_an_erasure_is_explained_by_a_later_entry(dossier: Dossier, services: Services, tmp_path: Path) -> None:
    seq = next(entry.seq for entry in dossier.entries if entry.kind == "proposal.submitted")
    erase = {"chain": dossier.meeting, "seq": seq, "reason": "本人要求"}
    services.writer.run(lambda work: ledger.erase_payload(work, "ada", **erase))
    for sights in (FULL_VIEW, PUBLIC_VIEW):
        content = pack(read_as(services, dossier.meeting, sights))
        assert lines_of(unpack(content))[seq - 1]["payload"] is None
        assert bundle.check(content, keys=services.signer.public_keys).fault is None
        assert offline(content, tmp_path)[0] == 0


@pytest.mark.parametrize("kind", ["proposal.submitted", "meeting.created", "ballot.cast"])
def test_an_unexplained_erasure_is_found_by_both(dossier: Dossier, tmp_path: Path, kind: str) -> None:
    files = unpack(pack(dossier))
    lines = lines_of(files)
    at = next(at for at, line in enumerate(lines) if line["kind"] == kind)
    lines[at]["payload"] = None
    put_lines(files, lines)
    reason = "its payload is gone, and no later entry payload.erased says why"
    assert bundle.check(zip_of(files)).fault == f"ledger.jsonl entry {at + 1}: {reason}"
    code, words = offline(zip_of(files), tmp_path)
    assert (code, f"entry {at + 1}: its payload is gone" in words) == (1, True), words


def test_an_erasure_told_of_beforehand_explains_nothing(dossier: Dossier, services: Services, tmp_path: Path) -> None:
    """An entry can name only what was written before it."""
    seq = dossier.head_number
    services.writer.run(
        lambda work: ledger.append(
            work,
            ledger.Entry(
                chain=dossier.meeting, kind="payload.erased", topic="record", actor="ada", payload={"seq": seq + 2}
            ),
        )
    )
    facts = {"chain": dossier.meeting, "kind": "phase.extended", "topic": "record", "actor": "ada", "payload": {"n": 1}}
    services.writer.run(lambda work: ledger.append(work, ledger.Entry(**facts)))
    files = unpack(pack(read_as(services, dossier.meeting, FULL_VIEW)))
    lines = lines_of(files)
    lines[-1]["payload"] = None
    put_lines(files, lines)
    assert f"entry {seq + 2}: its payload is gone" in (bundle.check(zip_of(files)).fault or "")
    assert offline(zip_of(files), tmp_path)[0] == 1
