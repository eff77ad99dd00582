"""Rooms made up for the tests of the vote side: planted groups, rooms without any, shuffled rows."""

import numpy as np

from nlp.ground import find_common_ground


def planted_votes(n_seats=90, n_proposals=30, gap=2.0, share=0.6, seed=0):
    """Votes of two planted groups (gap 0 = one), a share of all pairs; (seats, proposals, choices, group per seat)."""
    rng = np.random.default_rng(seed)
    group = (np.arange(n_seats) >= 0.6 * n_seats).astype(int)
    liked = rng.normal(0.3, 0.8, n_proposals)
    side = rng.choice([-1.0, 0.0, 1.0], n_proposals, p=[0.3, 0.4, 0.3]) * gap
    seat, proposal = np.nonzero(rng.random((n_seats, n_proposals)) < share)
    logit = liked[proposal] + side[proposal] * np.where(group[seat] == 1, 1, -1)
    agree = rng.random(len(seat)) < 1 / (1 + np.exp(-logit))
    choice = np.where(agree, 1, np.where(rng.random(len(seat)) < 0.3, 0, -1))
    order = rng.permutation(len(seat))
    return seat[order], proposal[order], choice[order], group


def sloping_votes(n_seats=60, n_proposals=40, share=0.7, seed=0):
    """Votes of a room without clear groups: most seats stand together and ever fewer farther out on one side."""
    rng = np.random.default_rng(seed)
    place = rng.exponential(1.0, n_seats) - 1
    liked = rng.normal(0.3, 0.8, n_proposals)
    side = rng.choice([-1.2, 1.2], n_proposals)
    seat, proposal = np.nonzero(rng.random((n_seats, n_proposals)) < share)
    agree = rng.random(len(seat)) < 1 / (1 + np.exp(-(liked[proposal] + side[proposal] * place[seat])))
    order = rng.permutation(len(seat))
    return seat[order], proposal[order], np.where(agree, 1, -1)[order]


def ground_of(votes, **options):
    """find_common_ground of (seat, proposal, choice) triples."""
    seats, proposals, choices = (list(column) for column in zip(*votes, strict=True)) if votes else ([], [], [])
    return find_common_ground(seats, proposals, choices, **options)


def counts_of(ground):
    """{(proposal, group): (agree, disagree, seen)}, the room under None."""
    counts = {}
    for row in ground.proposals:
        for name, cell in [(None, row.overall), *row.by_group.items()]:
            counts[row.proposal, name] = (cell.agree, cell.disagree, cell.seen)
    return counts


def recount(votes, groups):
    """The same from the votes and the groups of the seats, the slow and plain way."""
    last = {(seat, proposal): choice for seat, proposal, choice in votes}
    names = set(groups.values()) - {None}
    counts = {(proposal, name): (0, 0, 0) for _, proposal in last for name in (None, *names)}
    for (seat, proposal), choice in last.items():
        for name in {None, groups[seat]}:
            agree, disagree, seen = counts[proposal, name]
            counts[proposal, name] = (agree + (choice == 1), disagree + (choice == -1), seen + 1)
    return counts
