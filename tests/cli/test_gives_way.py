"""The web server comes first: every other process of the product asks the system for less of the machine."""

import subprocess
import sys

import pytest

from tests.servers import ROOT

PROGRAM = """
import os, runpy, sys
before = os.nice(0)
sys.argv = ["app", *sys.argv[1:], "--help"]
try:
    runpy.run_module("app", run_name="__main__")
except SystemExit:
    print(os.nice(0) - before)
"""


@pytest.mark.parametrize(("command", "gives_way"), [("serve", False), ("worker", True), ("backup", True)])
def test_all_but_the_web_server_give_way(command: str, gives_way: bool) -> None:
    asked = [sys.executable, "-c", PROGRAM, command]
    ran = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    assert (int(ran.stdout.splitlines()[-1]) > 0) is gives_way
