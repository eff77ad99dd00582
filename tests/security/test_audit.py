"""S25: the audit reads a silent service as a skip, and nothing else as a clean result."""

import json
from typing import Any

import pytest

from tests.security import audit
from tests.security.audit import Output, in_batches, locked_entries, read_bandit, read_npm_audit, read_pip_audit

LOCK = """# made by make lock
alembic==1.20.1 \\
    --hash=sha256:aa
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:bb
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:cc
"""
KNOWN = {"name": "alembic", "version": "1.20.1", "vulns": []}
UNKNOWN = {"name": "numpy", "skip_reason": "Dependency not found on PyPI and could not be audited"}
FAULTY = {"name": "jinja2", "version": "1.0", "vulns": [{"id": "PYSEC-2019-217"}]}


def test_every_locked_version_is_asked_for_once() -> None:
    batches = in_batches([*locked_entries(LOCK), *locked_entries(LOCK)])
    assert batches == [
        ["alembic==1.20.1 \\\n    --hash=sha256:aa", "numpy==2.4.6 \\\n    --hash=sha256:bb"],
        ["numpy==2.5.5 \\\n    --hash=sha256:cc"],
    ]


def test_each_lock_file_of_this_project_is_read_whole() -> None:
    locks = sorted(audit.ROOT.glob("requirements*.txt"))
    assert len(locks) >= 5
    for lock in locks:
        entries = locked_entries(lock.read_text())
        pinned = [line for line in lock.read_text().splitlines() if "==" in line and not line.startswith(("#", " "))]
        assert len(entries) == len(pinned) > 0
        assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize(
    ("packages", "line", "is_failure"),
    [
        ([KNOWN], "pip-audit: 0 known vulnerabilities in 1 packages", False),
        ([KNOWN, UNKNOWN], "pip-audit: 0 known vulnerabilities in 1 packages, 1 unknown to the service", False),
        ([KNOWN, FAULTY], "pip-audit: 1 known vulnerabilities in 2 packages\n  jinja2 PYSEC-2019-217", True),
    ],
)
def test_pip_audit_tells_what_it_knows(packages: list[Any], line: str, is_failure: bool) -> None:
    finding = read_pip_audit([Output(json.dumps({"dependencies": packages}))])
    assert finding == audit.Finding(line, is_failure)


def test_a_service_that_knows_no_package_has_not_answered() -> None:
    assert read_pip_audit([Output(json.dumps({"dependencies": [UNKNOWN]}))]) is None


@pytest.mark.parametrize("error", ["requests.exceptions.ConnectionError: Max retries exceeded", "timed out"])
def test_pip_audit_without_a_service_is_a_skip(error: str) -> None:
    assert read_pip_audit([Output("", error, 1)]) is None


def test_pip_audit_that_breaks_is_a_failure() -> None:
    finding = read_pip_audit([Output("", "package pyyaml has duplicate requirements", 1)])
    assert finding is not None and finding.is_failure


@pytest.mark.parametrize(
    ("report", "line", "is_failure"),
    [
        ({"message": "405 Method Not Allowed", "statusCode": 405}, "npm audit: SKIPPED", False),
        ({"vulnerabilities": {}, "metadata": {"vulnerabilities": {"total": 0}}}, "npm audit: 0 severe", False),
        (
            {
                "vulnerabilities": {"ws": {"severity": "high"}, "ms": {"severity": "low"}},
                "metadata": {"vulnerabilities": {"total": 2}},
            },
            "npm audit: 1 severe vulnerabilities of 2 known\n  ws high",
            True,
        ),
    ],
)
def test_npm_audit_fails_for_severe_ones_alone(report: dict[str, Any], line: str, is_failure: bool) -> None:
    errors = "npm error audit endpoint returned an error" if "message" in report else ""
    finding = read_npm_audit(Output(json.dumps(report), errors))
    assert finding.line.startswith(line)
    assert finding.is_failure is is_failure


@pytest.mark.parametrize(("severity", "is_failure"), [("LOW", False), ("MEDIUM", True), ("HIGH", True)])
def test_bandit_fails_for_what_is_high_or_medium(severity: str, is_failure: bool) -> None:
    fault = {"issue_severity": severity, "filename": "app/x.py", "line_number": 1, "test_id": "B608"}
    assert read_bandit(Output(json.dumps({"errors": [], "results": [fault]}))).is_failure is is_failure


def test_bandit_that_could_not_read_a_file_is_a_failure() -> None:
    assert read_bandit(Output(json.dumps({"errors": [{"filename": "app/x.py"}], "results": []}))).is_failure


def test_our_own_code_has_no_finding() -> None:
    finding = audit.scan_code()
    assert not finding.is_failure, finding.line
