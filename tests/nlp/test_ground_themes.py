"""The divisor of a theme: what lifts it, what cannot, and who stands in its way."""

from tests.nlp.votes_maker import ground_of

STAKES = {f"{group}{n}": group for group in "AB" for n in range(20)}


def cast(card, agree_a, agree_b):
    votes = []
    for group, agree in (("A", agree_a), ("B", agree_b)):
        votes += [(f"{group}{n}", card, 1 if n < agree else -1) for n in range(20)]
    return votes


def divisor_of(votes, themes, **options):
    grounds = ground_of(votes, groups=STAKES, themes=themes, **options)
    return {row.theme: row for row in grounds.themes}


def test_what_both_accept_is_the_core_and_what_one_refuses_is_not():
    votes = cast("sheds", 19, 18) + cast("lamps", 18, 19) + cast("ban", 19, 3) + cast("fines", 18, 2)
    themes = divisor_of(votes, {"sheds": "fire", "lamps": "fire", "ban": "order", "fines": "order"})
    assert themes["fire"].divisor > 0.4
    assert set(themes["fire"].core) == {"sheds", "lamps"}
    assert themes["fire"].low <= themes["fire"].divisor <= themes["fire"].high
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
