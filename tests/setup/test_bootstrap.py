"""The set-up does each step once, and names what is missing in plain words."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap

LOCKS = ("requirements-build.txt", "requirements.txt", "requirements-dev.txt", "requirements-node.txt")
ALL = ["Build tools", "Python packages", "Compiling", "Front-end packages", "Front end"]
PIP_OFFLINE = (
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...: "
    "Temporary failure in name resolution')'\nERROR: No matching distribution found for flask==3.1.3\n"
)
NPM_OFFLINE = "npm error code EAI_AGAIN\nnpm error syscall getaddrinfo\n"
NPM_CERTIFICATE = "npm error code SELF_SIGNED_CERT_IN_CHAIN\n"
NO_ENSUREPIP = "The virtual environment was not created successfully because ensurepip is not\navailable.\n"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bare checkout with a machine's Node.js found; steps are recorded by `steps` instead of run."""
    for name in (*LOCKS, "package.json", "package-lock.json", "tsconfig.json"):
        (tmp_path / name).write_text(f"{name}==1\n")
    source = tmp_path / "static" / "src" / "floor" / "main.ts"
    source.parent.mkdir(parents=True)
    source.write_text("export {};\n")
    environment = tmp_path / ".venv"
    (environment / "bin").mkdir(parents=True)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", environment)
    monkeypatch.setattr(bootstrap, "PYTHON", environment / "bin" / "python")
    monkeypatch.setattr(bootstrap, "NODE", environment / "bin" / "node")
    monkeypatch.setattr(bootstrap, "STAMPS", environment / "stamps")
    monkeypatch.setattr(bootstrap, "LOG", environment / "setup.log")
    monkeypatch.setattr(bootstrap, "_python_works", lambda python: True)
    monkeypatch.setattr(bootstrap, "_machine_node", lambda: Path(sys.executable))
    monkeypatch.setattr(bootstrap, "_npm", lambda: ["npm"])
    monkeypatch.setattr(sys, "argv", ["bootstrap.py"])
    return tmp_path


@pytest.fixture
def steps(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    taken: list[str] = []

    def record(title: str, argv: list[str], *, total: int = 0) -> None:
        taken.append(title)
        (checkout / "node_modules").mkdir(exist_ok=True)
        (checkout / "static" / "dist").mkdir(exist_ok=True)
        (checkout / "static" / "dist" / "manifest.json").write_text("{}")
        (checkout / "app" / "documents" / "fonts").mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(bootstrap, "_run", record)
    return taken


def in_order(steps: list[str]) -> list[str]:
    """The steps of the front end run beside the others, in an order of their own."""
    return sorted(steps, key=lambda step: step.startswith("Front"))


def test_second_start_does_nothing(steps: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main() == 0
    assert in_order(steps) == ALL
    steps.clear()
    assert bootstrap.main() == 0
    assert steps == []
    assert "Set-up was complete" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("requirements.txt", ["Python packages", "Compiling"]),
        ("package-lock.json", ["Front-end packages", "Front end"]),
        ("static/src/floor/main.ts", ["Front end"]),
        ("static/src/floor/vote.ts", ["Front end"]),
        ("static/dist/manifest.json", []),
    ],
)
def test_only_what_changed_is_done_again(checkout: Path, steps: list[str], changed: str, again: list[str]) -> None:
    bootstrap.main()
    steps.clear()
    (checkout / changed).write_text("changed==2\n")
    bootstrap.main()
    assert in_order(steps) == again


def test_checks_add_their_packages_and_setup_keeps_them(steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.main()
    steps.clear()
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "--checks"])
    bootstrap.main()
    assert in_order(steps) == ["Python packages for the checks", "Compiling", "Front-end packages"]
    steps.clear()
    monkeypatch.setattr(sys, "argv", ["bootstrap.py"])
    bootstrap.main()
    assert steps == []


def test_failed_step_is_tried_again(
    steps: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record = bootstrap._run

    def refuse(title: str, argv: list[str], *, total: int = 0) -> None:
        raise bootstrap.SetupError("Python packages: no")

    monkeypatch.setattr(bootstrap, "_run", refuse)
    assert bootstrap.main() == 1
    assert "Python packages: no" in capsys.readouterr().err
    monkeypatch.setattr(bootstrap, "_run", record)
    assert bootstrap.main() == 0
    assert in_order(steps) == ALL


def test_taken_port_stops_before_installing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        started = _start({"PORT": str(port), "HOST": "127.0.0.1"})
    assert started.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in started.stderr
    assert "Traceback" not in started.stderr


def test_senseless_port_is_named() -> None:
    started = _start({"PORT": "99999", "HOST": "127.0.0.1"})
    assert started.returncode == 1
    assert "99999" in started.stderr


def test_port_is_read_from_dotenv(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.delenv("HOST", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (checkout / ".env").write_text(f"# the hall's own\nPORT={port}\n")
        with pytest.raises(bootstrap.SetupError, match=f"Port {port}"):
            bootstrap.check_port()
    bootstrap.check_port()


def test_old_python_is_named(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "_python_works", lambda python: False)
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(bootstrap.SetupError, match="Python 3.11 or newer is needed"):
        bootstrap.make_environment()


def test_missing_venv_module_names_the_package() -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"apt install python{version}-venv" in bootstrap._why_no_environment(NO_ENSUREPIP)


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (PIP_OFFLINE, "cannot be reached"),
        (NPM_OFFLINE, "cannot be reached"),
        (NPM_CERTIFICATE, "NODE_EXTRA_CA_CERTS"),
        ("npm error code EINTEGRITY\n", "not the one that was locked"),
        ("OSError: [Errno 28] No space left on device\n", "the disk is full"),
        ("error: something new\n", "error: something new"),
    ],
)
def test_failure_is_said_plainly(checkout: Path, output: str, words: str) -> None:
    assert words in bootstrap._why_step_failed("Python packages", output)


def test_real_step_reports_its_output(checkout: Path) -> None:
    with pytest.raises(bootstrap.SetupError, match="broken on purpose"):
        bootstrap._run("Step", [sys.executable, "-c", "raise SystemExit('broken on purpose')"])


def _start(settings: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    root = Path(bootstrap.__file__).parent
    argv = [sys.executable, "bootstrap.py", "--serving"]
    return subprocess.run(argv, cwd=root, env={**os.environ, **settings}, capture_output=True, text=True, check=False)
