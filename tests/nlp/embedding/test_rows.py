"""The encoder's table on disk: the same rows, and in memory where nothing can be written."""

from pathlib import Path

import numpy as np
import pytest

from nlp.embedding import rows
from nlp.embedding.rows import RowsOnDisk
from nlp.embedding.use import UniversalSentenceEncoder

TABLE = np.arange(40, dtype=np.uint8).reshape(10, 4)


def test_rows_come_back_in_any_order_and_number() -> None:
    numbers = np.array([7, 0, 7, 9])
    assert np.array_equal(RowsOnDisk(TABLE)[numbers], TABLE[numbers])


def test_without_the_folder_the_system_chooses_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(rows, "FOLDER", tmp_path / "none")
    assert np.array_equal(RowsOnDisk(TABLE)[np.array([3])], TABLE[[3]])


def test_a_full_disk_leaves_the_table_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_table: object) -> None:
        raise OSError("no space left")

    text = ["广场舞太吵，晚上睡不着"]
    expected = UniversalSentenceEncoder().embed(text)
    monkeypatch.setattr("nlp.embedding.use.RowsOnDisk", fail)
    assert np.array_equal(UniversalSentenceEncoder().embed(text), expected)
