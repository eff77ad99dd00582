"""The documents for those who write code name files that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BEGINNINGS = (".", "app", "app/platform", "app/platform/storage")
"""Folders from which a document may name a file."""
PATH = re.compile(r"`((?:[\w-]+/)+[\w.*/-]*)`")
MADE = ("dist/", "static/dist/", "bench/results.json")
"""What programs write, and no checkout has."""


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "ARCHITECTURE.md"])
def test_a_document_names_files_that_exist(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    names = {name for name in PATH.findall(text) if not f"{name}/".startswith(MADE)}
    assert names
    assert sorted(name for name in names if not _exists(name)) == []


def _exists(name: str) -> bool:
    return any(any((ROOT / beginning).glob(name.rstrip("/"))) for beginning in BEGINNINGS)
