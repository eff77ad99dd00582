"""Random edits and re-runs with new proposals: an undo at once changes nothing, a late one is as if never done.

Nightly these are 200 edits and 20 re-runs. Each regretted edit has a twin meeting that never had it, nor those
regretted before it. What the twin refuses for lack of a regretted edit falls with that edit.
"""

from dataclasses import dataclass, field, replace
from random import Random

import pytest

from app.platform.access.services import Services
from app.platform.serialise import to_json_value
from app.themes.rules import Edit, Pin, Separate, Split, Undo, active_edits
from tests.people import Cast
from tests.shares import ENGINES
from tests.themes.random_edits import Talk, begin, say, wish

EARLY, LATE, REGRETS = 60, 3, 2
SEEDS = [5, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(6, 12))]


@dataclass(frozen=True, slots=True)
class Size:
    """So many edits, with re-runs after each `pause` of them and so many `runs` at the end."""

    edits: int
    pause: int
    runs: int


SIZES = [
    pytest.param(Size(100, 25, 8), id="short"),
    pytest.param(Size(200, 25, 20), id="runs_between", marks=pytest.mark.nightly),
    pytest.param(Size(200, 200, 20), id="edits_then_runs", marks=pytest.mark.nightly),
]


@pytest.fixture
def random(request: pytest.FixtureRequest) -> Random:
    return Random(request.param)


@dataclass(slots=True)
class Twin:
    """A meeting with everything that the first meeting has, but for the edits `without`, by their numbers there."""

    talk: Talk
    without: set[int] = field(default_factory=set)
    numbers: dict[int, int] = field(default_factory=dict)

    def follow(self, edit: Edit, number: int, first: Talk) -> None:
        if number in self.without or (isinstance(edit, Undo) and edit.undoes not in self.numbers):
            return
        if isinstance(edit, Undo):
            edit = Undo(self.numbers[edit.undoes])
        elif isinstance(edit, Pin | Split | Separate):
            ids = dict(zip(first.ids, self.talk.ids, strict=True))
            edit = replace(edit, proposals=tuple(ids[proposal] for proposal in edit.proposals))
        done = self.talk.edit(edit)
        if done is not None:
            self.numbers[number] = done


def test_an_undo_at_once_restores_byte_for_byte(services: Services, cast: Cast) -> None:
    random = Random(3)
    talk = begin(services, cast, [say(random) for _ in range(EARLY)])
    for count in range(40):
        before = to_json_value(talk.view())
        edit = any_edit(random, talk, count)
        if talk.edit(edit) is not None and not isinstance(edit, Undo):
            assert talk.edit(Undo()) is not None
            assert to_json_value(talk.view()) == before
            talk.edit(edit)


@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("random", SEEDS, indirect=True)
def test_a_late_undo_is_as_if_it_had_never_been(services: Services, cast: Cast, random: Random, size: Size) -> None:
    texts = [say(random) for _ in range(EARLY)]
    talk = begin(services, cast, texts)
    twins = [Twin(begin(services, cast, texts)) for _ in range(REGRETS)]
    fated = sorted(random.sample(range(size.edits - size.edits // 10), REGRETS))
    regretted: list[int] = []
    for count in range(size.edits):
        edit, number = accepted(random, talk, count, spared=regretted)
        if len(regretted) < REGRETS and count >= fated[len(regretted)] and not isinstance(edit, Undo):
            regretted.append(number)
            for twin in twins[len(regretted) - 1 :]:
                twin.without.add(number)
        for twin in twins:
            twin.follow(edit, number, talk)
        if count % size.pause == size.pause - 1:
            keep_on([talk, *(twin.talk for twin in twins)], random, runs=2)
    keep_on([talk, *(twin.talk for twin in twins)], random, runs=size.runs)
    for number, twin in zip(regretted, twins, strict=True):
        talk.edit(Undo(number))  # refused when it fell with an earlier one
        assert shown_by(talk) == shown_by(twin.talk)
    keep_on([talk, twins[-1].talk], random, runs=1)
    assert shown_by(talk) == shown_by(twins[-1].talk)


def accepted(random: Random, talk: Talk, count: int, *, spared: list[int]) -> tuple[Edit, int]:
    """An edit that is done, of any kind, undos of any number too but for those spared; and its number."""
    while True:
        edit = any_edit(random, talk, count, spared)
        if (number := talk.edit(edit)) is not None:
            return edit, number


def any_edit(random: Random, talk: Talk, count: int, spared: list[int] | None = None) -> Edit:
    earlier = [edit.number for edit in active_edits(talk.done()) if edit.number not in (spared or [])]
    if earlier and random.random() < 1 / 12:
        return Undo(random.choice(earlier))
    return wish(random, talk.now(), count)


def keep_on(talks: list[Talk], random: Random, *, runs: int) -> None:
    """Say the same new things in every meeting, and run the machine."""
    for _ in range(runs):
        texts = [say(random) for _ in range(LATE)]
        for talk in talks:
            talk.say(texts)
            talk.run()


def shown_by(talk: Talk) -> object:
    """All that is shown, byte for byte, with proposals by the order of saying."""
    number = {proposal: at for at, proposal in enumerate(talk.ids)}
    view = talk.view()
    themes = [
        replace(
            theme,
            members=tuple(str(number[member]) for member in theme.members),
            representative=str(number.get(theme.representative)),
        )
        for theme in view.themes
    ]
    alone = tuple(str(number[one]) for one in view.alone)
    placed = {str(number[one]): source for one, source in view.placed.items()}
    return to_json_value(replace(view, themes=tuple(themes), alone=alone, placed=placed))
