"""Whatever people do to a draft, in whatever order: the replay keeps its promises."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from app.platform.errors import DomainError
from app.themes.rules import (
    Arrangement,
    DraftTheme,
    Edit,
    Op,
    arrange,
    check_edit,
    must_obey,
    standing,
)

PROPOSALS = tuple("abcdefgh")
KEYS = ("t1", "t2", "t3")
Draft = tuple[tuple[DraftTheme, ...], tuple[str, ...]]


def draft_from(places: dict[str, str | None]) -> Draft:
    """The machine's themes when it puts each proposal in the place given; None leaves it alone."""
    keys = sorted({key for key in places.values() if key is not None})
    themes = []
    for key in keys:
        members = tuple(sorted(proposal for proposal, place in places.items() if place == key))
        themes.append(DraftTheme(key, f"label of {key}", (f"word of {key}",), members, members[0], 0.5))
    return tuple(themes), tuple(sorted(proposal for proposal, place in places.items() if place is None))


drafts = st.fixed_dictionaries({p: st.sampled_from([*KEYS, None]) for p in PROPOSALS}).map(draft_from)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Draft, list[Edit]]:
    """A draft and edits that the rules have let through, one after the other."""
    themes, alone = draw(drafts)
    edits: list[Edit] = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        edit = draw(_wishes(number, arrange(themes, alone, edits), edits))
        try:
            check_edit(edit, arrange(themes, alone, edits), edits)
        except DomainError:
            continue
        edits.append(edit)
    return (themes, alone), edits


@st.composite
def _wishes(draw: st.DrawFn, number: int, now: Arrangement, edits: Sequence[Edit]) -> Edit:
    theme = st.sampled_from([theme.key for theme in now.themes] or ["gone"])
    some = st.lists(st.sampled_from(PROPOSALS), min_size=1, max_size=3, unique=True).map(tuple)
    op = draw(st.sampled_from(Op))
    return Edit(
        number,
        op,
        theme=draw(theme),
        others=tuple(draw(st.lists(theme, max_size=2, unique=True))) if op is Op.MERGE else (),
        proposals=draw(some),
        to=f"s{number}" if op is Op.SPLIT else "",
        label=draw(st.sampled_from(["", "甲", "乙", "丙"])) if op is Op.SPLIT else f"name {number}",
        colour=draw(st.integers(0, 7)) if op is Op.COLOUR else None,
        undoes=draw(st.sampled_from([edit.number for edit in standing(edits)] or [0])) if op is Op.UNDO else 0,
    )


@st.composite
def obedient_drafts(draw: st.DrawFn, edits: Sequence[Edit], present: Sequence[str]) -> Draft:
    """Any draft of a machine that obeys what it was told about these proposals."""
    pins, apart = must_obey(edits, present)
    places: dict[str, str | None] = dict(pins)
    for proposal in present:
        if proposal not in places:
            rivals = {first if second == proposal else second for first, second in apart if proposal in (first, second)}
            taken = {places.get(rival) for rival in rivals}
            places[proposal] = draw(st.sampled_from([key for key in KEYS if key not in taken] + [None]))
    return draft_from(places)


def members_of(found: Arrangement) -> list[str]:
    return [proposal for theme in found.themes for proposal in theme.members]


@given(histories())
def test_every_proposal_lies_in_exactly_one_place(history: tuple[Draft, list[Edit]]) -> None:
    (themes, alone), edits = history
    found = arrange(themes, alone, edits)
    assert sorted([*members_of(found), *found.alone]) == sorted(PROPOSALS)


@given(histories())
def test_the_same_edits_give_the_same_arrangement(history: tuple[Draft, list[Edit]]) -> None:
    (themes, alone), edits = history
    assert arrange(themes, alone, edits) == arrange(themes, alone, list(edits))


@given(histories())
def test_undoing_the_last_edit_restores_exactly_what_was_there(history: tuple[Draft, list[Edit]]) -> None:
    (themes, alone), edits = history
    done = standing(edits)
    if not done:
        return
    last = done[-1]
    before = [edit for edit in edits if edit.number < last.number or edit.op is Op.UNDO]
    undo = Edit(len(edits) + 100, Op.UNDO, undoes=last.number)
    assert arrange(themes, alone, [*edits, undo]) == arrange(themes, alone, before)


@given(histories())
def test_every_theme_has_a_name_members_and_a_speaker_of_its_own(history: tuple[Draft, list[Edit]]) -> None:
    (themes, alone), edits = history
    for theme in arrange(themes, alone, edits).themes:
        assert theme.label
        assert theme.representative in theme.members


@given(histories())
def test_what_the_machine_must_obey_never_contradicts_itself(history: tuple[Draft, list[Edit]]) -> None:
    pins, apart = must_obey(history[1], PROPOSALS)
    assert [(x, y) for x, y in apart if x == y or (x in pins and pins[x] == pins.get(y))] == []


@given(histories(), st.data())
def test_an_obedient_rerun_leaves_every_placed_proposal_where_it_was(
    history: tuple[Draft, list[Edit]], data: st.DataObject
) -> None:
    (themes, alone), edits = history
    pins, _ = must_obey(edits, PROPOSALS)
    dismissed = {edit.theme for edit in standing(edits) if edit.op is Op.DISMISS}
    found = arrange(*data.draw(obedient_drafts(edits, PROPOSALS)), edits)
    for proposal, key in pins.items():
        if key not in dismissed:
            assert proposal in found.find(key).members


@given(histories(), st.data())
def test_a_rerun_keeps_the_names_that_people_gave(history: tuple[Draft, list[Edit]], data: st.DataObject) -> None:
    (themes, alone), edits = history
    named = {theme.key: theme.label for theme in arrange(themes, alone, edits).themes if _is_named(theme.key, edits)}
    again = arrange(*data.draw(obedient_drafts(edits, PROPOSALS)), edits)
    assert {theme.key: theme.label for theme in again.themes if theme.key in named}.items() <= named.items()


@given(histories(), st.sets(st.sampled_from(PROPOSALS)))
def test_vanished_proposals_are_passed_over(history: tuple[Draft, list[Edit]], gone: set[str]) -> None:
    _, edits = history
    kept = [proposal for proposal in PROPOSALS if proposal not in gone]
    found = arrange((), kept, edits)
    assert sorted([*members_of(found), *found.alone]) == kept
    pins, apart = must_obey(edits, kept)
    assert not gone & {*pins, *(proposal for pair in apart for proposal in pair)}


def _is_named(key: str, edits: Sequence[Edit]) -> bool:
    """Whether a person has given the theme with this key a name that stands."""
    return any(
        (edit.op is Op.RENAME and edit.theme == key) or (edit.op is Op.SPLIT and edit.to == key and edit.label)
        for edit in standing(edits)
    )
