"""`deploy show`: nginx takes the configuration, the units name what they start, and affinity sees the meeting."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.cli.deployment import nginx_site, nginx_whole
from tests.conftest import lacking
from tests.servers import ROOT, MissingError

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


def test_nginx_accepts_what_is_printed(tmp_path: Path) -> None:
    if NGINX is None:
        lacking(MissingError("nginx"))
    (tmp_path / "nginx.conf").write_text(
        nginx_whole(tmp_path, nginx_site(["127.0.0.1:8001", "10.0.0.2:8001"], name="liangting.example", listen="18080"))
    )
    completed = subprocess.run(
        [NGINX, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False
    )
    assert completed.returncode == 0, completed.stderr


@pytest.mark.parametrize(
    ("path", "meeting"),
    [
        ("/m/abcdefgh234567ij/floor", "abcdefgh234567ij"),
        ("/m/abcdefgh234567ij/desk/themes?x=1", "abcdefgh234567ij"),
        ("/api/v1/meetings/abcdefgh234567ij/proposals", "abcdefgh234567ij"),
        ("/socket.io/?meeting=abcdefgh234567ij&EIO=4&transport=websocket", "abcdefgh234567ij"),
        ("/socket.io/?EIO=4&transport=polling&meeting=abcdefgh234567ij&sid=x", "abcdefgh234567ij"),
        ("/join?meeting=abcdefgh234567ij", None),
        ("/", None),
    ],
)
def test_affinity_sees_the_meeting(path: str, meeting: str | None) -> None:
    patterns = re.findall(r"^\s+~(\S+)\s+\$of;", nginx_site(["127.0.0.1:8001"]), re.MULTILINE)
    meetings_seen = [
        match["of"] for pattern in patterns if (match := re.match(pattern.replace("(?<of>", "(?P<of>"), path))
    ]
    assert meetings_seen == ([meeting] if meeting else [])


def test_the_command_prints_both_parts(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "PORT": "9000"}
    command = [ROOT / ".venv/bin/python", "-m", "app", "deploy", "show", "--processes", "3", "--name", "a.example"]
    shown = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    for part in (
        "server 127.0.0.1:9003",
        "server_name a.example",
        "Wants=liangting-web@9001.service",
        "liangting-backup",
    ):
        assert part in shown
    assert "@" not in re.sub(r"[\w-]+@(\.|%|\d)", "", shown)
