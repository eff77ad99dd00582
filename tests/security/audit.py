"""`make audit`: known vulnerabilities of what we build on, a scan of our own code, and the bills of materials.

Each part prints one line. A service that does not answer is a skip, which fails nothing; a finding fails the run.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import bootstrap

ROOT = Path(__file__).resolve().parents[2]
BILLS = ROOT / "dist" / "sbom"
SCANNED = ("app", "nlp")
PATIENCE = 120
SERVICES = ("pypi", "osv")
"""Where pip-audit asks, one after another: they carry the same advisories."""
SEVERE = ("high", "critical")
UNANSWERED = re.compile(
    r"ServiceError|ConnectionError|ConnectTimeout|ReadTimeout|NameResolution|Max retries|timed out|HTTP Error"
    r"|audit endpoint returned an error|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one part of the audit has to say; `is_failure` ends the run with an error."""

    line: str
    is_failure: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """What a tool printed, and how it ended."""

    text: str
    errors: str = ""
    status: int = 0


def main() -> int:
    parts: list[Callable[[], Finding]] = [audit_python, audit_npm, scan_code, list_python, list_npm]
    with ThreadPoolExecutor(len(parts)) as pool:
        findings = list(pool.map(lambda part: part(), parts))
    for finding in findings:
        print(finding.line, flush=True)
    return int(any(finding.is_failure for finding in findings))


def audit_python() -> Finding:
    """Ask for the known vulnerabilities of every locked Python package, at every version locked."""
    entries = [entry for path in sorted(ROOT.glob("requirements*.txt")) for entry in locked_entries(path.read_text())]
    for service in SERVICES:
        first = read_pip_audit([_run_pip_audit(entries[:1], service)])
        if first is None:
            continue  # asking for every package would only take longer
        return read_pip_audit([_run_pip_audit(batch, service) for batch in in_batches(entries)]) or first
    return _skipped("pip-audit")


def audit_npm() -> Finding:
    """Ask for the known vulnerabilities of every locked front-end package."""
    options = ["--json", "--audit-level=high", "--fetch-timeout=5000", "--fetch-retries=0"]
    return read_npm_audit(_run([*_npm(), "audit", *options]))


def scan_code() -> Finding:
    """Scan our own code; what is excused says so where it stands, with its reason."""
    return read_bandit(_run([_tool("bandit"), "-q", "-r", *SCANNED, "-f", "json"]))


def list_python() -> Finding:
    command = [_tool("cyclonedx-py"), "requirements", "requirements.txt", "--output-reproducible", "--no-validate"]
    return write_bill("python", _run(command))


def list_npm() -> Finding:
    command = [*_npm(), "sbom", "--package-lock-only", "--omit=dev", "--sbom-format=cyclonedx"]
    return write_bill("npm", _run(command))


def read_pip_audit(outputs: Sequence[Output]) -> Finding | None:
    """None when the service did not answer, also where it merely knew none of the packages."""
    packages: list[dict[str, Any]] = []
    for output in outputs:
        report = _parse(output.text)
        if report is None:
            return None if UNANSWERED.search(output.errors) else _broken("pip-audit", output)
        packages += report["dependencies"]
    audited = [package for package in packages if "skip_reason" not in package]
    if not audited:
        return None
    faults = [f"{package['name']} {vuln['id']}" for package in audited for vuln in package["vulns"]]
    unknown = len(packages) - len(audited)
    scope = f"in {len(audited)} packages" + (f", {unknown} unknown to the service" if unknown else "")
    return _counted("pip-audit", faults, "known vulnerabilities", scope)


def read_npm_audit(output: Output) -> Finding:
    report = _parse(output.text)
    if report is None or "metadata" not in report:
        is_away = UNANSWERED.search(output.errors + output.text)
        return _skipped("npm audit") if is_away else _broken("npm audit", output)
    severities = report["metadata"]["vulnerabilities"]
    faults = [
        f"{name} {facts['severity']}"
        for name, facts in report.get("vulnerabilities", {}).items()
        if facts["severity"] in SEVERE
    ]
    return _counted("npm audit", faults, "severe vulnerabilities", f"of {severities['total']} known")


def read_bandit(output: Output) -> Finding:
    """Low ones are counted only: ruff's own rules ask a reason for each of them."""
    report = _parse(output.text)
    if report is None or report["errors"]:
        return _broken("bandit", output)
    results = report["results"]
    weighty = [fault for fault in results if fault["issue_severity"] != "LOW"]
    faults = [f"{fault['filename']}:{fault['line_number']} {fault['test_id']}" for fault in weighty]
    return _counted("bandit", faults, "high or medium", f"and {len(results) - len(weighty)} low")


def write_bill(kind: str, output: Output) -> Finding:
    """Keep a CycloneDX bill of materials under dist/sbom."""
    bill = _parse(output.text)
    if bill is None or bill.get("bomFormat") != "CycloneDX" or not bill.get("components"):
        return _broken(f"SBOM {kind}", output)
    BILLS.mkdir(parents=True, exist_ok=True)
    path = BILLS / f"{kind}.cdx.json"
    path.write_text(output.text, encoding="utf-8")
    return Finding(f"SBOM {kind}: {len(bill['components'])} components in {path.relative_to(ROOT)}")


def locked_entries(text: str) -> list[str]:
    """The packages of a lock file with their hashes, whatever Python version each of them is for."""
    entries = [entry for entry in re.split(r"\n(?=[a-zA-Z0-9])", text) if "==" in entry.partition("\n")[0]]
    return [re.sub(r" ;[^\\\n]*", " ", entry, count=1).rstrip() for entry in entries]


def in_batches(entries: Sequence[str]) -> list[list[str]]:
    """Each version once, and no two versions of a package together: pip-audit refuses a name that comes twice."""
    batches: list[dict[str, str]] = []
    for entry in {entry.split()[0]: entry for entry in entries}.values():
        name = entry.partition("==")[0]
        batch = next((batch for batch in batches if name not in batch), None)
        if batch is None:
            batches.append(batch := {})
        batch[name] = entry
    return [list(batch.values()) for batch in batches]


def _run_pip_audit(entries: Sequence[str], service: str) -> Output:
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as lock:
        lock.write("\n".join(entries) + "\n")
        lock.flush()
        options = ["--require-hashes", "--disable-pip", "--timeout", "5", "-f", "json", "--progress-spinner", "off"]
        return _run([_tool("pip-audit"), "-r", lock.name, "-s", service, *options])


def _counted(tool: str, faults: Sequence[str], what: str, scope: str) -> Finding:
    names = "".join(f"\n  {name}" for name, _ in groupby(sorted(faults)))
    return Finding(f"{tool}: {len(faults)} {what} {scope}{names}", is_failure=bool(faults))


def _skipped(tool: str) -> Finding:
    return Finding(f"{tool}: SKIPPED, the service did not answer")


def _broken(tool: str, output: Output) -> Finding:
    """A tool that fails for a reason of its own must not look like a clean result."""
    return Finding(f"{tool}: FAILED with status {output.status}: {output.errors[-500:]}", is_failure=True)


def _run(command: Sequence[str]) -> Output:
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return Output("", "timed out", -1)
    return Output(done.stdout, done.stderr, done.returncode)


def _parse(text: str) -> dict[str, Any] | None:
    try:
        report = json.loads(text)
    except ValueError:
        return None
    return report if isinstance(report, dict) else None


def _tool(name: str) -> str:
    """A program of the environment that runs this module."""
    return str(Path(sys.executable).with_name(name))


def _npm() -> list[str]:
    """npm as the set-up calls it: the machine's, or the one that came with the packaged Node.js."""
    return bootstrap._npm() if bootstrap.NODE.exists() else [shutil.which("npm") or "npm"]


if __name__ == "__main__":
    sys.exit(main())
