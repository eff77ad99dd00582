"""The bundle: all files of a meeting in one ZIP file with a signed manifest, and its check without a database."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from app.documents import printing
from app.documents.blocks import Kind
from app.documents.bundle_index import PAGE, Listed, write_page
from app.documents.pdf import forget_layouts
from app.documents.press import Press
from app.documents.printing import printable_kinds
from app.exports import archive, chain, csv, dossier_schema, names, polis, xlsx
from app.exports import json as document
from app.exports.archive import Content, Packed, Packer
from app.exports.dossier import Dossier
from app.exports.trust import Trust, trust_fault
from app.platform.ids import MeetingId
from app.platform.memory import release_memory
from app.platform.progress import Report, unreported
from app.platform.storage import ledger
from app.platform.storage.ledger.record import UNEXPLAINED

MANIFEST, SIGNATURE, LEDGER, VERIFIER = "manifest.json", "manifest.sig", "ledger.jsonl", "verify.py"
FORMAT = "liangting-bundle"
VERSION = 4
DATA: Mapping[str, Callable[[Dossier], Content]] = {
    "ledger.xlsx": xlsx.render,
    "ledger.csv": csv.render_ledger,
    "cases-history.csv": csv.render_case_history,
    "proposals.csv": csv.render_proposals,
    "entries.csv": csv.write_entries,
    "dossier.json": document.render,
    "dossier.schema.json": lambda _dossier: dossier_schema.render(),
}
"""{English name: how the file is made}; in the bundle each has its Chinese name, and the manifest tells the English."""
Add = Callable[[str, Content], Packed]
"""Writes a file of that path."""
LARGE = 500
"""Proposals and attendees of a meeting whose papers take a hundred megabytes to lay out."""
LINES = 1000
"""Lines of the ledger that are written together."""
PAPERS, POLIS = "papers", "polis"
"""The English names of the folders with the papers and with the Polis export."""
LARGEST = 1 << 30
"""Largest size in bytes of an unpacked bundle; anything larger is refused as no bundle."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Result of a check; `fault`: what is wrong first, and where, or None; `notes`: what was not checked."""

    meeting: MeetingId
    entries: int
    fault: str | None
    notes: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class _Part:
    """A file to be written: its path, its English name, and how it is made."""

    path: str
    kind: str
    make: Callable[[], Content]
    is_paper: bool = False

    @property
    def step(self) -> str:
        """What the progress names; the files of Polis are one step."""
        return POLIS if self.path.startswith(f"{POLIS}/") else self.path


def render(dossier: Dossier, press: Press, report: Report = unreported) -> bytes:
    """Return the bundle of a dossier and report each of its files before the file is made."""
    stream = io.BytesIO()
    with Packer(stream, dossier.printed_at) as packer:
        write(dossier, press, packer.add, report)
    return stream.getvalue()


def write(dossier: Dossier, press: Press, add: Add, report: Report = unreported) -> list[str]:
    """Write all files one after the other, with index, manifest and, if the installation has a key, its signature.

    Args:
        add: writes one file and tells its hash and size; memory then holds one file at a time.

    Returns:
        The paths of the files.
    """
    kinds = printable_kinds(dossier)
    total, listed, steps = steps_for(kinds), list[Listed](), dict[str, None]()
    for part in _parts(dossier, press, kinds):
        if part.step not in steps:
            report(len(steps), total, part.step)
            steps[part.step] = None
        listed.append(Listed(part.path, part.kind, add(part.path, part.make()), part.is_paper))
    nothing = [kind for kind in printing.PAPERS if kind not in kinds]
    page = write_page(dossier, listed, nothing, press.address(f"/m/{dossier.meeting}/ledger-head"))
    listed.append(Listed(PAGE, PAGE, add(PAGE, page)))
    manifest = _manifest(dossier, listed, nothing)
    add(MANIFEST, manifest)
    signature = dossier.seal.sign(manifest)
    if signature is not None:
        add(SIGNATURE, signature)
    return [*(one.path for one in listed), MANIFEST, *([] if signature is None else [SIGNATURE])]


def steps_for(kinds: Sequence[Kind]) -> int:
    """Return the number of steps that are reported for a bundle with some papers."""
    return 2 * len(kinds) + len(DATA) + len((POLIS, LEDGER, VERIFIER))


def _parts(dossier: Dossier, press: Press, kinds: Sequence[Kind]) -> Iterator[_Part]:
    """Yield the files in order; of a large meeting, the memory of a file is given back before the next one is made."""
    is_large = len(dossier.proposals) + len(dossier.attendees) > LARGE or len(dossier.entries) > LARGE * 10
    release, forget = (release_memory, forget_layouts) if is_large else (_keep, _keep)
    for kind in kinds:
        papers = printing.PAPERS[kind](dossier, press)
        yield _paper(f"{kind}.docx", partial(press.write_docx, papers))
        release()
        yield _paper(f"{kind}.pdf", partial(press.write_pdf, papers))
        forget()
    for plain, make in DATA.items():
        yield _Part(names.kind_name(plain), plain, partial(make, dossier))
        release()
    for name, content in polis.files_of(dossier).items():
        path = f"{POLIS}/{name}"
        yield _Part(path, path, partial(bytes, content))
    yield _Part(LEDGER, LEDGER, lambda: _in_portions(chain.write_lines(dossier.entries)))
    yield _Part(VERIFIER, VERIFIER, (Path(archive.__file__).parent / "offline" / VERIFIER).read_bytes)


def _keep() -> None:
    """Give no memory back: that takes longer than a small meeting's whole bundle."""


def _paper(plain: str, make: Callable[[], bytes]) -> _Part:
    return _Part(f"{names.kind_name(PAPERS)}/{names.kind_name(plain)}", plain, make, is_paper=True)


def _in_portions(lines: Iterable[str]) -> Iterator[bytes]:
    rest = iter(lines)
    while portion := "".join(islice(rest, LINES)):
        yield portion.encode()


def check(content: bytes, *, keys: Mapping[str, bytes] | None = None, head: str = "") -> Checked:
    """Check a bundle: every file against the manifest, the chain against its head, signatures against the keys.

    Args:
        keys: {key id: public key} of the installation; without any, only the bundle's own keys can be used.
        head: fingerprint or hash from a print-out; some entry of the chain must have it.

    Raises:
        ValueError: the content is no bundle at all.
    """
    try:
        return check_files(_unpack(content), keys=keys, head=head)
    except zipfile.BadZipFile as error:
        raise ValueError("no bundle") from error


def check_files(
    packed_files: Mapping[str, bytes], *, keys: Mapping[str, bytes] | None = None, head: str = ""
) -> Checked:
    """Check the {path: content} of an unpacked bundle, with the arguments of `check`.

    Raises:
        ValueError: the files are no bundle at all.
    """
    files = dict(packed_files)
    try:
        text, signature = files.pop(MANIFEST), files.pop(SIGNATURE, None)
        manifest: dict[str, Any] = json.loads(text)
        meeting, told = manifest["meeting"], manifest["ledger"]
        trust = Trust(text, signature, manifest, keys or {}, head)
        fault = _file_fault(files, manifest["files"]) or _chain_fault(files, meeting, told)
        fault = fault or _ledger_fault(files, manifest["files"])
        fault = fault or trust_fault(trust, chain.read_lines(files[LEDGER].decode()))
        return Checked(meeting, told["number"], fault, trust.notes)
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise ValueError("no bundle") from error


def _manifest(dossier: Dossier, listed: Sequence[Listed], nothing: Sequence[Kind]) -> bytes:
    facts = {
        "format": FORMAT,
        "version": VERSION,
        "meeting": dossier.meeting,
        "title": dossier.title,
        "left_out": list(dossier.left_out),
        "nothing_to_print": list(nothing),
        "made_at": dossier.printed_at.isoformat(),
        "ledger": {
            "number": dossier.head_number,
            "hash": dossier.head_hash,
            "algorithm": dossier.seal.head.algorithm,
            "seals": dossier.seal.head.seals,
            "fingerprint": dossier.seal.fingerprint,
            "key": dossier.seal.key_id,
            "signature": dossier.seal.signature,
        },
        "public_key": dossier.seal.public_key,
        "milestones": [dict(kept) for kept in dossier.seal.milestones],
        "files": {
            one.path: {"sha256": one.packed.sha256, "bytes": one.packed.size, "kind": one.kind} for one in listed
        },
    }
    return json.dumps(facts, ensure_ascii=False, indent=1).encode()


def _unpack(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > LARGEST:
            raise ValueError("no bundle")
        return {entry.filename: packed.read(entry) for entry in packed.infolist()}


def _file_fault(files: Mapping[str, bytes], listed: Mapping[str, Mapping[str, object]]) -> str | None:
    for path in sorted({*files, *listed}):
        if path not in files:
            return f"{path} is missing"
        if path not in listed:
            return f"{path} is not in the manifest"
        if path != LEDGER and _digest(files[path]) != listed[path]["sha256"]:
            return f"{path} was changed"
    return None


def _chain_fault(files: Mapping[str, bytes], meeting_id: MeetingId, told: Mapping[str, Any]) -> str | None:
    """Return the first fault of the chain, or None.

    The chain is checked before the hash of its file, because the chain can name the faulty entry.
    """
    head, algorithm = (told["number"], told["hash"]), told.get("algorithm", "sha256")
    if algorithm not in ("sha256", "sm3"):
        return f"{MANIFEST} names the unknown hash function {algorithm}"
    text = files[LEDGER].decode()
    fault = ledger.verify_entries(meeting_id, chain.read_lines(text), head, algorithm=algorithm)
    if fault:
        return f"{LEDGER} entry {fault.seq}: {fault.reason}"
    gone = chain.unexplained_erasure(text)
    return None if gone is None else f"{LEDGER} entry {gone}: {UNEXPLAINED}"


def _ledger_fault(files: Mapping[str, bytes], listed: Mapping[str, Mapping[str, object]]) -> str | None:
    """Return a fault if the ledger file differs from the listed one in a part that the entry hashes do not cover."""
    return None if _digest(files[LEDGER]) == listed[LEDGER]["sha256"] else f"{LEDGER} was changed"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
