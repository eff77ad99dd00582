"""What papers leave on the disk: scans checked by their content, a full disk, a restart, a backup, and the sweep."""

import base64
import errno
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from app.factory import create_services
from app.papers import files
from app.papers.chores import sweep_papers
from app.papers.rules import LARGEST_SCAN, media_type_of
from app.platform.backup.restoring import restore_backup
from app.platform.backup.taking import take_backup
from app.platform.errors import DomainError
from app.platform.storage import migrations
from app.settings import Settings
from tests.papers.conftest import JPEG, PDF, PNG, Papers


@pytest.mark.parametrize(
    ("content", "media_type"), [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png")]
)
def test_a_scan_is_stored_and_handed_out_as_it_was(papers: Papers, content: bytes, media_type: str) -> None:
    papers.finalise()
    papers.sign(content, name="签字 第1页.tif")
    scan = papers.view()["scan"]
    assert (scan["media_type"], scan["sha256"]) == (media_type, hashlib.sha256(content).hexdigest())
    answer = papers.lin.send("GET", f"{papers.root}/minutes/scan")
    assert (answer.data, answer.content_type) == (content, media_type)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    (entry,) = papers.hall.entries("paper.signed")
    assert entry.payload["scan"] == {"sha256": scan["sha256"], "media_type": media_type, "size": len(content)}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"MZ\x90\x00" + bytes(60), "scan.unknown"),
        (b"<html><script>1</script></html>", "scan.unknown"),
        (b"GIF89a" + bytes(60), "scan.unknown"),
        (PDF[:-8], "scan.cut"),
        (JPEG[:-2], "scan.cut"),
        (PNG[:-8], "scan.cut"),
    ],
)
def test_what_is_no_scan_is_refused_by_its_content(papers: Papers, content: bytes, code: str) -> None:
    papers.finalise()
    sent = base64.b64encode(content).decode()
    assert papers.refusal("scan", name="签字件.pdf", content=sent) == (422, code)
    assert papers.view()["state"] == "final"


def test_a_scan_that_is_too_large_is_refused() -> None:
    assert media_type_of(PDF + bytes(LARGEST_SCAN - len(PDF) - 5) + b"%%EOF") == "application/pdf"
    with pytest.raises(DomainError, match=r"scan\.large"):
        media_type_of(PDF + bytes(LARGEST_SCAN))
    with pytest.raises(DomainError, match=r"scan\.empty"):
        media_type_of(b"")


def test_base64_that_is_none_is_named(papers: Papers) -> None:
    papers.finalise()
    assert papers.refusal("scan", name="a.pdf", content="这不是") == (422, "payload.invalid")


def test_a_full_disk_changes_nothing(papers: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(files, "write_atomic", full_disk)
        assert papers.refusal("final") == (503, "paper.no_room")
    assert (papers.view()["state"], papers.hall.entries("paper.finalised")) == ("draft", [])
    papers.finalise()
    with monkeypatch.context() as patch:
        patch.setattr(files, "write_atomic", full_disk)
        sent = base64.b64encode(PDF).decode()
        assert papers.refusal("scan", name="a.pdf", content=sent) == (503, "paper.no_room")
    assert papers.view()["state"] == "final"
    papers.sign()


def test_a_restarted_server_has_the_same_papers(papers: Papers) -> None:
    papers.finalise()
    papers.sign()
    before, content = papers.views(), papers.file()
    again = create_services(papers.hall.services.settings, clock=papers.clock)
    scan = files.read(again.settings.papers, before[0]["scan"]["sha256"])
    assert (papers.views(), papers.file(), scan) == (before, content, PDF)


def test_a_backup_holds_final_papers_and_scans(papers: Papers, tmp_path: Path) -> None:
    papers.finalise()
    papers.sign()
    settings = papers.hall.services.settings
    backup = tmp_path / "b.liangting.zip"
    url = f"sqlite:///{tmp_path / 'migrated.db'}"
    migrations.upgrade(url)
    taken = take_backup(backup, url=url, folder=settings.data_dir, now=papers.clock.now())
    named = {path.name for path in settings.papers.iterdir()}
    assert {f"papers/{name}" for name in named} <= set(taken.files)
    fresh = Settings(data_dir=tmp_path / "fresh")
    fresh.data_dir.mkdir()
    restore_backup(backup, url=fresh.database, folder=fresh.data_dir, is_forced=True)
    assert files.read(fresh.papers, papers.view()["scan"]["sha256"]) == PDF


def test_the_sweep_deletes_what_no_paper_names_once_it_is_old(papers: Papers) -> None:
    papers.finalise()
    papers.sign()
    services = papers.hall.services
    folder = services.settings.papers
    named = {path.name for path in folder.iterdir()}
    young, old = files.store(folder, b"young"), files.store(folder, b"old")
    for name in (*named, old):
        os.utime(folder / name, (1, 1))
    sweep_papers(services)
    assert {path.name for path in folder.iterdir()} == named | {young}


def full_disk(*_: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")
