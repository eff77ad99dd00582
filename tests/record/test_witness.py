"""The witness as a file: what it reads, what it leaves out, what it writes anew; and the keys beside it."""

import json
from pathlib import Path

import pytest

from app.platform.storage.keys import KeyFolder
from app.platform.storage.signing import signer as signers
from app.platform.storage.signing import witness as witnesses
from app.platform.storage.signing.fingerprints import is_public_key
from app.platform.storage.signing.signer import Head, HeadSigner
from app.platform.storage.signing.witness import Memory, Witness

MARK, LATER = "a" * 64, "b" * 64


def head(seq: int, mark: str = MARK) -> dict[str, object]:
    return {"what": "head", "chain": "c", "seq": seq, "hash": mark}


def test_the_latest_head_counts_in_whatever_order_the_lines_stand(tmp_path: Path) -> None:
    witness = Witness(tmp_path)
    witness.write([head(7, LATER), head(3)])
    assert witness.read().heads == {"c": (7, LATER)}


def test_a_line_of_a_later_version_is_left_out(tmp_path: Path) -> None:
    witness = Witness(tmp_path)
    witness.write([head(1), {"what": "something new", "of": 1}])
    memory = witness.read()
    assert (memory.heads, memory.is_damaged) == ({"c": (1, MARK)}, False)


def test_a_memory_without_a_beginning_writes_none() -> None:
    memory = Memory()
    memory.take(head(1))
    assert list(memory.lines()) == [head(1)]


def test_nothing_to_write_makes_no_file(tmp_path: Path) -> None:
    witness = Witness(tmp_path)
    witness.flush()
    assert not witness.exists


def test_a_damaged_file_is_never_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in a line that cannot be read may be what a forger wants to be gone."""
    monkeypatch.setattr(witnesses, "LARGEST", 100)
    witness = Witness(tmp_path)
    witness.path.write_text("half a li\n")
    for seq in range(1, 10):
        witness.write([head(seq)])
    assert witness.path.read_text().startswith("half a li\n")
    assert witness.read().is_damaged
    assert len(witness.path.read_text().splitlines()) == 10


def test_a_process_that_comes_late_takes_the_key_of_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key appears between the first look and the lock."""
    first = HeadSigner(KeyFolder(tmp_path))
    first.open()
    late = KeyFolder(tmp_path)
    looks = iter([None])
    read = late.read
    monkeypatch.setattr(late, "read", lambda name: next(looks, read(name)))
    second = HeadSigner(late)
    second.open()
    assert second.key_id == first.key_id
    lines = [json.loads(line) for line in second.witness.path.read_text().splitlines()]
    assert [line["what"] for line in lines] == ["begun"]


def test_two_processes_that_create_a_key_at_once_share_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = KeyFolder(tmp_path).create("rows")
    late = KeyFolder(tmp_path)
    monkeypatch.setattr(late, "read", lambda _name: None)
    assert late.read_or_create("rows") == made


def test_many_chains_are_signed_with_a_bounded_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signers, "MAX_REMEMBERED", 2)
    signer = HeadSigner(KeyFolder(tmp_path))
    for number in range(10):
        assert signer.sign_head(Head(f"chain {number}", 1, MARK, "sha256"))
        assert len(signer._last) <= 3


def test_unsigned_heads_of_before_are_no_doubt(tmp_path: Path) -> None:
    signer = HeadSigner(KeyFolder(tmp_path))
    signer.open(lambda: {"one": (4, MARK), "two": (2, LATER)})
    signer.look_at(Head("one", 4, MARK, "sha256"), None, None)
    signer.look_at(Head("two", 2, LATER, "sha256"), None, None)
    assert signer.witness.read().doubts == []
    signer.look_at(Head("two", 2, MARK, "sha256"), None, None)
    assert [(doubt["chain"], doubt["hash"]) for doubt in signer.witness.read().doubts] == [("two", MARK)]


def test_a_key_that_is_gone_has_no_date_and_leaves_no_fault(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")
    assert folder.names() == []
    assert folder.created_at("poll-x").year == 1970
    folder.destroy("poll-x")
    folder.create("poll-x")
    assert folder.names("poll-") == ["poll-x"] and folder.created_at("poll-x").year > 2000


@pytest.mark.parametrize(
    ("typed", "is_one"), [("ab" * 32, True), ("AB" * 32, True), ("ab" * 31, False), ("zz" * 32, False)]
)
def test_what_may_be_a_public_key(typed: str, is_one: bool) -> None:
    assert is_public_key(typed) is is_one
