"""The memory of a worker: what it never imports, and what it takes after it has sorted thousands of texts."""

import subprocess
import sys

import pytest

from bench.worker import BOARD, MANY, MODELS, ONE, ROOT, START, memory
from tests.figures import Figure

NEVER_USED = (
    "alembic",
    "app.api",
    "app.exports",
    "app.pages",
    "docx",
    "flask",
    "psycopg",
    "redis",
    "socketio",
    "xlsxwriter",
)
LIMITS = {START: 115, MODELS: 370, ONE: 385, BOARD: 390, MANY: 400}
"""Most megabytes after each step: about 30 more than were measured on a machine of two cores."""


def test_a_worker_on_sqlite_imports_no_page_and_no_other_command() -> None:
    program = (
        "import sys; sys.argv[1:] = ['worker']; import app.__main__;"
        f"print(*sorted(set({NEVER_USED!r}) & set(sys.modules)))"
    )
    completed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert completed.stdout.strip() == ""


@pytest.mark.nightly
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the memory of a process")
def test_a_worker_that_has_sorted_thousands_of_texts_stays_small(figure: Figure) -> None:
    sizes = memory()
    figure(f"worker: {', '.join(f'{size:.0f} MB {when}' for when, size in sizes.items())}")
    assert {when: size for when, size in sizes.items() if size > LIMITS.get(when, size)} == {}
