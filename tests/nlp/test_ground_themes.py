"""What a theme comes to: its greatest proposal or who is missing, what lifts its breadth and what cannot."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.ground import Badge, find_shortfall
from tests.nlp.votes_maker import ground_of

STAKEHOLDER_GROUPS = {f"{group}{n}": group for group in "AB" for n in range(20)}


def cast(card, agree_a, agree_b):
    votes = []
    for group, agree in (("A", agree_a), ("B", agree_b)):
        votes += [(f"{group}{n}", card, 1 if n < agree else -1) for n in range(20)]
    return votes


def divisor_of(votes, themes, **options):
    grounds = ground_of(votes, groups=STAKEHOLDER_GROUPS, themes=themes, **options)
    return {row.theme: row for row in grounds.themes}


def test_what_both_accept_is_the_core_and_what_one_refuses_is_not():
    votes = cast("sheds", 19, 18) + cast("lamps", 18, 19) + cast("ban", 19, 3) + cast("fines", 18, 2)
    themes = divisor_of(votes, {"sheds": "fire", "lamps": "fire", "ban": "order", "fines": "order"})
    assert themes["fire"].divisor > 0.4
    assert set(themes["fire"].core) == {"sheds", "lamps"}
    assert themes["fire"].low <= themes["fire"].divisor <= themes["fire"].high
    assert themes["fire"].greatest in {"sheds", "lamps"}
    assert (themes["fire"].nearest, themes["fire"].blocking) == (None, None)
    assert (themes["order"].divisor, themes["order"].nearest, themes["order"].blocking) == (None, "ban", "B")


def test_contested_proposals_do_not_lower_it():
    votes = cast("sheds", 19, 18) + cast("lamps", 18, 19)
    alone = divisor_of(votes, {"sheds": "t", "lamps": "t"})["t"].divisor
    flood = [vote for n in range(6) for vote in cast(f"noise{n}", 18, 2)]
    names = {f"noise{n}": "t" for n in range(6)}
    assert divisor_of(votes + flood, {"sheds": "t", "lamps": "t", **names})["t"].divisor >= alone


def test_copies_add_nothing():
    votes = cast("sheds", 19, 18) + cast("lamps", 18, 19)
    themes = {"sheds": "t", "lamps": "t"}
    copies = {f"copy{n}": "sheds" for n in range(5)}
    copied = [vote for copy in copies for vote in cast(copy, 19, 18)]
    alone = divisor_of(votes, themes)["t"]
    assert divisor_of(votes + copied, {**themes, **dict.fromkeys(copies, "t")}, copies=copies)["t"] == alone


def test_more_agreement_does_not_lower_it():
    votes = cast("sheds", 19, 17) + cast("lamps", 18, 19)
    more = cast("sheds", 19, 19) + cast("lamps", 18, 19)
    themes = {"sheds": "t", "lamps": "t"}
    assert divisor_of(more, themes)["t"].divisor >= divisor_of(votes, themes)["t"].divisor - 0.01


def test_a_theme_that_one_group_has_not_seen_cannot_rank():
    votes = [vote for vote in cast("sheds", 20, 20) + cast("lamps", 20, 20) if vote[0][0] == "A"]
    votes += cast("other", 10, 10)
    row = divisor_of(votes, {"sheds": "t", "lamps": "t"})["t"]
    assert (row.divisor, row.coverage, row.blocking) == (None, 0.0, "B")


def test_a_theme_without_votes():
    row = divisor_of(cast("sheds", 19, 18), {"silent": "t"})["t"]
    assert (row.divisor, row.core, row.nearest) == (None, (), None)


def test_a_theme_without_votes_stands_behind_those_that_lack_people():
    votes = cast("sheds", 19, 18) + cast("ban", 19, 3)
    themes = ground_of(votes, groups=STAKEHOLDER_GROUPS, themes={"silent": "a", "ban": "b", "sheds": "c"}).themes
    assert [row.theme for row in themes] == ["c", "b", "a"]


def test_the_worked_example():
    """The table of the product's definition: the shed is the greatest, the ban a majority that two groups oppose."""
    sizes = {"A": 20, "B": 30, "C": 10}
    table = {
        "shed": {"A": (16, 3, 1), "B": (24, 4, 2), "C": (8, 1, 1)},
        "ban": {"A": (18, 1, 1), "B": (12, 15, 3), "C": (4, 5, 1)},
        "cabinet": {"A": (14, 2, 4), "B": (20, 3, 7), "C": (9, 0, 1)},
    }
    votes = [
        (f"{group}{n}", card, choice)
        for card, cells in table.items()
        for group, (yes, no, passed) in cells.items()
        for n, choice in enumerate([1] * yes + [-1] * no + [0] * passed)
    ]
    stakeholder_groups = {f"{group}{n}": group for group, size in sizes.items() for n in range(size)}
    ground = ground_of(votes, groups=stakeholder_groups, themes={"shed": "t", "cabinet": "t", "ban": "u"})
    rows = {row.proposal: row for row in ground.proposals}
    assert [(name, rows[name].badge) for name in table] == [
        ("shed", Badge.COMMON_GROUND),
        ("ban", Badge.MAJORITY),
        ("cabinet", Badge.COMMON_GROUND),
    ]
    assert [round(rows[name].floor, 3) for name in table] == [0.75, 0.406, 0.656]
    themes = {row.theme: row for row in ground.themes}
    assert (themes["t"].greatest, themes["t"].blocking) == ("shed", None)
    assert (themes["u"].greatest, themes["u"].nearest, themes["u"].blocking) == (None, "ban", "B")
    lacks = find_shortfall(ground, rows["ban"])
    assert [(blocker.group, blocker.missing) for blocker in lacks.blockers] == [("B", 4), ("C", 2)]


CELLS = st.tuples(*[st.tuples(st.integers(0, 9), st.integers(0, 6), st.integers(0, 3))] * 2)


@settings(max_examples=60, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=5), st.integers(0, 80))
def test_a_theme_has_a_greatest_if_and_only_if_one_of_its_proposals_passes_the_gate(cards, present):
    votes = []
    for card, cells in enumerate(cards):
        for group, (yes, no, passed) in zip("AB", cells, strict=True):
            choices = [1] * yes + [-1] * no + [0] * passed
            votes += [(f"{group}{n}", f"p{card}", choice) for n, choice in enumerate(choices)]
    themes = {f"p{card}": f"t{card % 2}" for card in range(len(cards))}
    ground = ground_of(votes, groups=STAKEHOLDER_GROUPS, themes=themes, checked_in=present)
    rows = {row.proposal: row for row in ground.proposals}
    for theme in ground.themes:
        inside = [row for row in ground.proposals if themes[row.proposal] == theme.theme]
        passing = [row.proposal for row in inside if row.badge is Badge.COMMON_GROUND]
        assert theme.greatest == (passing[0] if passing else None)
        assert (theme.divisor is None) == (theme.greatest is None)
        if theme.greatest is not None:
            assert (theme.nearest, theme.blocking) == (None, None)
            assert set(theme.core) <= set(passing)
        elif inside:
            lacks = {row.proposal: find_shortfall(ground, row) for row in inside}
            assert lacks[theme.nearest].missing == min(lack.missing for lack in lacks.values()) > 0
            blockers = lacks[theme.nearest].blockers
            assert theme.blocking == (blockers[0].group if blockers else None)
    assert all(row.is_heard for row in rows.values() if row.badge is Badge.COMMON_GROUND)
    assert all(row.badge is Badge.COMMON_GROUND for row in rows.values() if row.is_firm)
