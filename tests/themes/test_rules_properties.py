"""Whatever people do to a draft, in whatever order: the replay keeps its promises."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.platform.errors import DomainError
from app.themes.rules import (
    KINDS,
    Add,
    Arrangement,
    Change,
    Confirm,
    Context,
    Dismiss,
    DraftTheme,
    Edit,
    Merge,
    Neighbours,
    Pin,
    Recolour,
    Rename,
    Separate,
    Split,
    Undo,
    active_edits,
    arrange,
    check_edit,
    themes_in,
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


NUMBERS = {proposal: number for number, proposal in enumerate(PROPOSALS, 1)}
neighbourhoods = st.dictionaries(st.sampled_from(PROPOSALS[1:]), st.sampled_from(PROPOSALS)).map(
    lambda leaders: Neighbours({late: early for late, early in leaders.items() if early < late}, NUMBERS)
)


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
        edits.append(edit if isinstance(edit, Undo) else replace(edit, context=context_of(edit, themes)))
    return (themes, alone), edits


def context_of(edit: Change, themes: Sequence[DraftTheme]) -> Context:
    return Context(tuple(theme for theme in themes if theme.key in themes_in(edit)), len(PROPOSALS))


@st.composite
def _wishes(draw: st.DrawFn, number: int, now: Arrangement, edits: Sequence[Edit]) -> Edit:
    theme = draw(st.sampled_from([theme.key for theme in now.themes] or ["gone"]))
    some = draw(st.lists(st.sampled_from(PROPOSALS), min_size=1, max_size=3, unique=True).map(tuple))
    kind = draw(st.sampled_from(KINDS))
    if kind is Undo:
        return Undo(draw(st.sampled_from([edit.number for edit in active_edits(edits)] or [0])), number=number)
    if kind is Merge:
        others = st.lists(st.sampled_from([theme.key for theme in now.themes] or ["gone"]), max_size=2, unique=True)
        return Merge(theme, tuple(draw(others)), number=number)
    if kind is Split:
        return Split(theme, some, draw(st.sampled_from(["", "甲", "乙", "丙"])), f"s{number}", number=number)
    if kind is Recolour:
        return Recolour(theme, draw(st.integers(0, 7)), number=number)
    same: dict[type[Edit], Change] = {
        Rename: Rename(theme, f"name {number}", number=number),
        Pin: Pin(theme, some, number=number),
        Separate: Separate(some, number=number),
        Dismiss: Dismiss(theme, number=number),
        Add: Add(f"added {number}", f"s{number}", number=number),
        Confirm: _confirmation(theme, number, now),
    }
    return same[kind]


def _confirmation(key: str, number: int, now: Arrangement) -> Confirm:
    theme = next((theme for theme in now.themes if theme.key == key), None)
    return Confirm(key, theme.members, theme.label, number=number) if theme else Confirm(key, number=number)


def members_of(arrangement: Arrangement) -> list[str]:
    return [proposal for theme in arrangement.themes for proposal in theme.members]


@given(histories())
def test_every_proposal_lies_in_exactly_one_place(history: tuple[Draft, list[Edit]]) -> None:
    (themes, alone), edits = history
    arrangement = arrange(themes, alone, edits)
    assert sorted([*members_of(arrangement), *arrangement.ungrouped]) == sorted(PROPOSALS)


@given(histories())
def test_the_same_edits_give_the_same_arrangement(history: tuple[Draft, list[Edit]]) -> None:
    (themes, alone), edits = history
    assert arrange(themes, alone, edits) == arrange(themes, alone, list(edits))


@given(histories())
def test_undoing_the_last_edit_restores_exactly_what_was_there(history: tuple[Draft, list[Edit]]) -> None:
    (themes, alone), edits = history
    done = active_edits(edits)
    if not done:
        return
    last = done[-1]
    before = [edit for edit in edits if edit.number < last.number or isinstance(edit, Undo)]
    undo = Undo(last.number, number=len(edits) + 100)
    assert arrange(themes, alone, [*edits, undo]) == arrange(themes, alone, before)


@given(histories())
def test_every_theme_has_a_name_members_and_a_speaker_of_its_own(history: tuple[Draft, list[Edit]]) -> None:
    (themes, alone), edits = history
    for theme in arrange(themes, alone, edits).themes:
        assert theme.label
        assert theme.representative in theme.members or not theme.members


@given(histories(), drafts, neighbourhoods)
def test_whatever_the_machine_finds_next_names_and_placings_stay(
    history: tuple[Draft, list[Edit]], again: Draft, neighbours: Neighbours
) -> None:
    (themes, alone), edits = history
    before, after = arrange(themes, alone, edits), arrange(*again, edits, neighbours)
    named = {theme.key: theme.label for theme in before.themes if _is_named(theme.key, edits)}
    assert named.items() <= {theme.key: theme.label for theme in after.themes}.items()
    for edit in active_edits(edits):
        if isinstance(edit, Dismiss):
            assert edit.theme not in {theme.key for theme in after.themes}


@given(histories(), drafts, neighbourhoods)
def test_a_theme_that_people_touched_loses_none_of_its_members(
    history: tuple[Draft, list[Edit]], again: Draft, neighbours: Neighbours
) -> None:
    (themes, alone), edits = history
    before, after = arrange(themes, alone, edits), arrange(*again, edits, neighbours)
    edited_keys = {theme.key for edit in active_edits(edits) for theme in edit.context.themes}
    edited_keys |= {edit.new_key for edit in edits if isinstance(edit, Split)}
    separated = {proposal for edit in edits if isinstance(edit, Separate) for proposal in edit.proposals}
    for theme in before.themes:
        if theme.key in edited_keys:
            assert set(theme.members) - separated <= set(after.find(theme.key).members)


@given(histories(), neighbourhoods)
def test_labels_are_unlike_each_other(history: tuple[Draft, list[Edit]], neighbours: Neighbours) -> None:
    (themes, alone), edits = history
    labels = [theme.label for theme in arrange(themes, alone, edits, neighbours).themes]
    assert len(labels) == len(set(labels))


@given(histories(), st.sets(st.sampled_from(PROPOSALS)))
def test_vanished_proposals_are_passed_over(history: tuple[Draft, list[Edit]], gone: set[str]) -> None:
    _, edits = history
    remaining = [proposal for proposal in PROPOSALS if proposal not in gone]
    arrangement = arrange((), remaining, edits)
    assert sorted([*members_of(arrangement), *arrangement.ungrouped]) == remaining


def _is_named(key: str, edits: Sequence[Edit]) -> bool:
    """Whether a person has given the theme with this key a name that stands."""
    return any(
        (isinstance(edit, Rename) and edit.theme == key)
        or (isinstance(edit, Split) and edit.new_key == key and edit.label)
        for edit in active_edits(edits)
    )
