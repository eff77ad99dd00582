"""Subjects of commits: `area: Imperative…`, at most 72 characters."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEWEST = 60
"""Number of commits that are checked, merges left out; older subjects were written before this rule was a test."""
LONGEST = 72
SUBJECT = re.compile(r"(?P<area>[a-z0-9][a-z0-9 ,_/-]*): (?P<verb>[A-Z][A-Za-z-]*)(,? .*)?(?<!\.)")
NOT_IMPERATIVE = re.compile(r"\w+(?:ed|ing)")
IMPERATIVE = {"Bring", "Bed", "Embed", "Feed", "Heed", "Need", "Ping", "Seed", "Shed", "Speed", "Spring"}


def fault_of(subject: str) -> str | None:
    """What is wrong with a subject."""
    match = SUBJECT.fullmatch(subject)
    if len(subject) > LONGEST:
        return f"{len(subject)} characters"
    if match is None:
        return "not `area: Imperative`"
    verb = match["verb"]
    return "not imperative" if NOT_IMPERATIVE.fullmatch(verb) and verb not in IMPERATIVE else None


def test_the_newest_subjects_keep_the_rule() -> None:
    faults = {subject: fault for subject in _subjects() if (fault := fault_of(subject))}
    assert faults == {}


@pytest.mark.parametrize(
    ("subject", "is_fine"),
    [
        ("voting: Refuse ballots after the poll closes", True),
        ("exports, docs: Bring the names of phases", True),
        ("themes: Add, confirm and place", True),
        ("a: " + "B" * 69, True),
        ("a: " + "B" * 70, False),
        ("Refuse ballots after the poll closes", False),
        ("voting: refuse ballots", False),
        ("voting: Refused ballots", False),
        ("voting: Refusing ballots", False),
        ("voting: Refuse ballots.", False),
        ("Voting: Refuse ballots", False),
    ],
)
def test_the_rule_knows_good_from_bad(subject: str, is_fine: bool) -> None:
    assert (fault_of(subject) is None) is is_fine


def _subjects() -> list[str]:
    """The subjects of the newest commits, fewer in a shallow clone; without a repository of our own there are none."""
    if _git("rev-parse", "--show-toplevel") != str(ROOT):
        pytest.skip("no git repository here: subjects of commits are not checked")
    return _git("log", "--no-merges", f"--max-count={NEWEST}", "--format=%s").splitlines()


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
