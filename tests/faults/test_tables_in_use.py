"""The commands that change tables are refused while a server runs, and a second server on the same file too."""

import subprocess

import pytest

from tests.faults.conftest import FaultyHall

IN_USE = "error: A server or a worker is using this database. Stop it first, then run this again.\n"


def run(hall: FaultyHall, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = hall.product.command(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = command.communicate(timeout=60)
    return subprocess.CompletedProcess(arguments, command.returncode, out, err)


@pytest.mark.fault
@pytest.mark.parametrize("durable_url", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_running_server_keeps_its_tables(faulty_hall: FaultyHall) -> None:
    backup = faulty_hall.product.folder / "backup.zip"
    assert run(faulty_hall, "backup", str(backup)).returncode == 0
    for arguments in (("db", "downgrade"), ("restore", str(backup), "--force")):
        refused = run(faulty_hall, *arguments)
        assert (refused.returncode, refused.stderr) == (1, IN_USE)
    assert run(faulty_hall, "db", "upgrade").returncode == 0  # nothing is missing
    faulty_hall.product.stop()
    assert run(faulty_hall, "restore", str(backup), "--force").returncode == 0
    assert run(faulty_hall, "db", "downgrade").returncode == 0
    assert run(faulty_hall, "db", "upgrade").returncode == 0
    faulty_hall.product.start()


@pytest.mark.fault
@pytest.mark.parametrize("durable_url", ["sqlite"], indirect=True)
def test_a_second_server_on_one_file_is_refused(faulty_hall: FaultyHall) -> None:
    first = faulty_hall.product.port
    faulty_hall.product.port = 0
    try:
        refused = run(faulty_hall, "serve")
    finally:
        faulty_hall.product.port = first
    assert refused.returncode == 1
    told = "error: Another server already uses this database. One SQLite database serves one server.\n"
    assert refused.stderr.endswith(told) and "Traceback" not in refused.stderr
