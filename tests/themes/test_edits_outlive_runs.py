"""Random edits and re-runs with new proposals: every edit is kept; nightly 200 edits and 20 re-runs."""

from dataclasses import dataclass
from random import Random

import pytest

from app.platform.access.services import Services
from app.themes.rules import (
    Add,
    Arrangement,
    Change,
    Dismiss,
    Merge,
    Pin,
    Recolour,
    Rename,
    Separate,
    Split,
    Undo,
    active_edits,
)
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
        if random.random() < 1 / 20 and active_edits(talk.done()):
            talk.edit(Undo(random.choice(active_edits(talk.done())).number))
    assert broken(talk) == []
    merged = {theme.key: set(theme.members) for theme in talk.now().themes if is_merged(theme.key, talk)}
    for _ in range(size.runs):
        talk.say([say(random) for _ in range(LATE)])
        talk.run()
        assert broken(talk) == []
        assert [key for key, members in merged.items() if not members <= set(talk.now().find(key).members)] == []


def is_merged(key: str, talk: Talk) -> bool:
    return any(isinstance(edit, Merge) and edit.theme == key for edit in active_edits(talk.done()))


def broken(talk: Talk) -> list[Change]:
    """The active edits that the layout does not show, as a person would judge it."""
    edits, now = active_edits(talk.done()), talk.now()
    return [edit for at, edit in enumerate(edits) if not is_kept(edit, edits[at + 1 :], now)]


def is_kept(edit: Change, later: list[Change], now: Arrangement) -> bool:
    homes = {member: theme.key for theme in now.themes for member in theme.members}
    moved = {proposal for after in later for proposal in proposals_of(after)}
    if isinstance(edit, Separate):
        first, second = edit.proposals
        is_changed = any(isinstance(after, Merge) for after in later) or bool(moved & set(edit.proposals))
        return is_changed or homes.get(first, "") != homes.get(second, "-")
    own_key = edit.new_key if isinstance(edit, Split | Add) else edit.theme
    key = now_called(own_key, later)
    shown = next((theme for theme in now.themes if theme.key == key), None)
    if isinstance(edit, Dismiss):
        return shown is None
    if any(isinstance(after, Dismiss) and now_called(after.theme, later) == key for after in later):
        return shown is None
    if isinstance(edit, Pin | Split):
        return all(homes.get(proposal) == key for proposal in edit.proposals if proposal not in moved)
    if isinstance(edit, Merge):
        members = {member for theme in edit.context.themes for member in theme.members}
        return not set(edit.others) & {theme.key for theme in now.themes} and (shown is not None or not members)
    is_last = not any(isinstance(after, kind_of(edit)) and after.theme == own_key for after in later)
    if shown is None or not is_last or key != own_key:
        return not isinstance(edit, Add) or shown is not None
    return shown.colour == edit.colour if isinstance(edit, Recolour) else edit.label in shown.label


def kind_of(edit: Change) -> type[Change]:
    """The kind of edit that outdoes an edit: of a theme that was added with a name, another name."""
    return Rename if isinstance(edit, Add) else type(edit)


def proposals_of(edit: Change) -> tuple[str, ...]:
    return edit.proposals if isinstance(edit, Pin | Split | Separate) else ()


def now_called(key: str, later: list[Change]) -> str:
    """The theme into which later merges have taken a theme."""
    for edit in later:
        if isinstance(edit, Merge) and key in edit.others:
            key = edit.theme
    return key
