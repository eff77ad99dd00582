"""200 random edits and 20 re-runs with new proposals: every edit is kept, and every undo is as if it had never been."""

from dataclasses import replace
from random import Random

import pytest

from app.platform.plain import to_plain
from app.platform.services import Services
from app.themes.rules import Arrangement, Edit, Op, standing
from tests.builders import build_meeting
from tests.people import Cast
from tests.themes.random_edits import Talk, say, wish

EDITS, RUNS, EARLY, LATE = 200, 20, 60, 3


@pytest.fixture
def random(request: pytest.FixtureRequest) -> Random:
    return Random(request.param)


def begin(services: Services, cast: Cast, texts: list[str]) -> Talk:
    talk = Talk(services, build_meeting(services, cast.place), cast.lin)
    talk.say(texts)
    talk.run()
    return talk


def keep_on(talks: list[Talk], random: Random, edits: int = 0) -> None:
    """Say the same new things in every meeting, run the machine, and edit the first one."""
    texts = [say(random) for _ in range(LATE)]
    for talk in talks:
        talk.say(texts)
        talk.run()
    for _ in range(edits):
        talks[0].edit(wish(random, talks[0].now(), len(talks[0].done())))


@pytest.mark.parametrize("random", [1, 2], indirect=True)
def test_every_edit_is_kept_through_every_run(services: Services, cast: Cast, random: Random) -> None:
    talk = begin(services, cast, [say(random) for _ in range(EARLY)])
    while len(talk.done()) < EDITS:
        talk.edit(wish(random, talk.now(), len(talk.done())))
        if random.random() < 1 / 20 and standing(talk.done()):
            talk.edit(Edit(0, Op.UNDO, undoes=random.choice(standing(talk.done())).number))
    assert broken(talk) == []
    merged = {theme.key: set(theme.members) for theme in talk.now().themes if is_merged(theme.key, talk)}
    for _ in range(RUNS):
        keep_on([talk], random)
        assert broken(talk) == []
        assert [key for key, members in merged.items() if not members <= set(talk.now().find(key).members)] == []


@pytest.mark.parametrize("random", [4, 5], indirect=True)
def test_an_undo_restores_byte_for_byte_and_a_late_one_is_as_if_it_had_never_been(
    services: Services, cast: Cast, random: Random
) -> None:
    texts = [say(random) for _ in range(EARLY)]
    talk, twin = begin(services, cast, texts), begin(services, cast, texts)
    fated = random.randrange(10)
    names: dict[str, str] = {}
    regretted = None
    for count in range(60):
        before = to_plain(talk.view())
        edit = wish(random, talk.now(), count)
        if regretted is None and count >= fated:
            regretted = talk.edit(edit)
            if regretted is not None:
                assert talk.edit(Edit(0, Op.UNDO)) is not None
                assert to_plain(talk.view()) == before
                regretted = talk.edit(edit)
            continue
        number = twin.edit(translated(edit, talk, twin, names))
        if number is not None and (mine := talk.edit(edit)) is not None:
            names[f"s{mine}"] = f"s{number}"
        elif number is not None:
            twin.edit(Edit(0, Op.UNDO, undoes=number))
        if count % 4 == 3:
            keep_on([talk, twin], random)
    assert regretted is not None
    assert talk.edit(Edit(0, Op.UNDO, undoes=regretted)) is not None
    assert told(talk, names) == told(twin, {})
    keep_on([talk, twin], random)
    assert told(talk, names) == told(twin, {})


def is_merged(key: str, talk: Talk) -> bool:
    return any(edit.op is Op.MERGE and edit.theme == key for edit in standing(talk.done()))


def translated(edit: Edit, source: Talk, target: Talk, names: dict[str, str]) -> Edit:
    """The same edit in the words of another meeting."""
    ids = dict(zip(source.ids, target.ids, strict=True))
    return replace(
        edit,
        theme=names.get(edit.theme, edit.theme),
        others=tuple(names.get(key, key) for key in edit.others),
        proposals=tuple(ids[proposal] for proposal in edit.proposals),
    )


def told(talk: Talk, names: dict[str, str]) -> object:
    """What is shown, with proposals by number and the keys of another meeting."""
    number = {proposal: at for at, proposal in enumerate(talk.ids)}
    found = talk.view()
    themes = [
        (
            names.get(theme.key, theme.key),
            theme.label,
            theme.keywords,
            sorted(number[member] for member in theme.members),
            number[theme.representative],
            theme.colour,
            theme.is_edited,
            theme.people,
        )
        for theme in found.themes
    ]
    return sorted(themes), sorted(number[proposal] for proposal in found.alone)


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
