"""Random edits and re-runs with new proposals: every edit is kept; nightly 200 edits and 20 re-runs."""

from dataclasses import dataclass
from random import Random

import pytest

from app.platform.access.services import Services
from app.themes.rules import Arrangement, Edit, Op, standing
from tests.people import Cast
from tests.shares import ENGINES
from tests.themes.random_edits import Talk, begin, say, wish

EARLY, LATE = 60, 3


@dataclass(frozen=True, slots=True)
class Size:
    edits: int
    runs: int


SIZES = [
    pytest.param(Size(90, 8), id="90-edits"),
    pytest.param(Size(200, 20), id="200-edits", marks=pytest.mark.nightly),
]


@pytest.fixture
def random(request: pytest.FixtureRequest) -> Random:
    return Random(request.param)


@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("random", [1, pytest.param(2, marks=pytest.mark.nightly)], indirect=True)
def test_every_edit_is_kept_through_every_run(services: Services, cast: Cast, random: Random, size: Size) -> None:
    talk = begin(services, cast, [say(random) for _ in range(EARLY)])
    while len(talk.done()) < size.edits:
        talk.edit(wish(random, talk.now(), len(talk.done())))
        if random.random() < 1 / 20 and standing(talk.done()):
            talk.edit(Edit(0, Op.UNDO, undoes=random.choice(standing(talk.done())).number))
    assert broken(talk) == []
    merged = {theme.key: set(theme.members) for theme in talk.now().themes if is_merged(theme.key, talk)}
    for _ in range(size.runs):
        talk.say([say(random) for _ in range(LATE)])
        talk.run()
        assert broken(talk) == []
        assert [key for key, members in merged.items() if not members <= set(talk.now().find(key).members)] == []


def is_merged(key: str, talk: Talk) -> bool:
    return any(edit.op is Op.MERGE and edit.theme == key for edit in standing(talk.done()))


def broken(talk: Talk) -> list[Edit]:
    """The standing edits that the board does not keep, as a person would judge it."""
    edits, now = standing(talk.done()), talk.now()
    return [edit for at, edit in enumerate(edits) if not is_kept(edit, edits[at + 1 :], now)]


def is_kept(edit: Edit, later: list[Edit], now: Arrangement) -> bool:
    homes = {member: theme.key for theme in now.themes for member in theme.members}
    key = now_called(edit.to if edit.op is Op.SPLIT else edit.theme, later)
    found = next((theme for theme in now.themes if theme.key == key), None)
    if edit.op is Op.DISMISS:
        return found is None
    if edit.op is Op.PART:
        first, second = edit.proposals
        is_changed = any(after.op is Op.MERGE or set(edit.proposals) & set(after.proposals) for after in later)
        return is_changed or homes.get(first, "") != homes.get(second, "-")
    if any(after.op is Op.DISMISS and now_called(after.theme, later) == key for after in later):
        return found is None
    if edit.op in (Op.PIN, Op.SPLIT):
        moved = {proposal for after in later for proposal in after.proposals}
        return all(homes.get(proposal) == key for proposal in edit.proposals if proposal not in moved)
    if edit.op is Op.MERGE:
        held = {member for theme in edit.held for member in theme.members}
        return not set(edit.others) & {theme.key for theme in now.themes} and (found is not None or not held)
    is_last = not any(after.op is edit.op and after.theme == edit.theme for after in later)
    if found is None or not is_last or key != edit.theme:
        return True
    return found.label == edit.label if edit.op is Op.RENAME else found.colour == edit.colour


def now_called(key: str, later: list[Edit]) -> str:
    """The theme into which later merges have taken a theme."""
    for edit in later:
        if edit.op is Op.MERGE and key in edit.others:
            key = edit.theme
    return key
