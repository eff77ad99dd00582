"""What somebody sees who keeps copies of a database's files, and how such a person joins voters to choices."""

import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.platform.access.actors import Actor
from app.platform.storage.unit_of_work import BatchedAction
from app.voting import actions
from app.voting.rules import Choice
from tests.builders import new_key
from tests.hall import Hall

MARK = Choice.ABSTAIN.value.encode()
"""The longest word of a choice: seven bytes that do not occur in encrypted rows by chance."""


def marks_in(folder: Path) -> int:
    """How often the word stands in the raw bytes of the files of a folder: rows, log files and freed pages."""
    return sum(path.read_bytes().count(MARK) for path in folder.rglob("*") if path.is_file())


def marks_in_backup(path: Path) -> int:
    """How often the word stands in the members of a backup."""
    with zipfile.ZipFile(path) as archive:
        return sum(archive.read(name).count(MARK) for name in archive.namelist())


@dataclass(slots=True)
class Eavesdropper:
    """Looks at a copy after every step and joins those who voted in the step to what the copy has gained."""

    look: Callable[[], int]
    joined: int = 0
    seen: int = field(default=0)

    def begin(self) -> None:
        self.seen = self.look()

    def watch(self, choices: Sequence[Choice]) -> None:
        """Count the voters of a step as joined when the copy has gained as many marks as they wrote, or more.

        A step of several voters is given away when all of them said the same, or when its split shows.
        """
        marks = self.look()
        if marks > self.seen:
            self.joined += len(choices)
        self.seen = marks


def plan(voters: int, seed: int) -> list[Choice]:
    """The choices of so many voters, the same at every run."""
    fate = random.Random(seed)
    return [fate.choice((Choice.YES, Choice.ABSTAIN)) for _ in range(voters)]


def cast_in_steps(
    hall: Hall, poll: str, seats: Sequence[Actor], choices: Sequence[Choice], size: int
) -> Iterator[list[Choice]]:
    """Cast ballots, so many in one transaction, and give the choices of each step."""
    for at in range(0, len(seats), size):
        step = list(zip(seats[at : at + size], choices[at : at + size], strict=True))
        wishes = [actions.BallotRequest(seat, hall.meeting, poll, choice, new_key()) for seat, choice in step]
        hall.services.writer.run(BatchedAction(actions.cast_ballots, tuple(wishes)))
        yield [choice for _, choice in step]
