"""What every group can accept: counts that anyone can recount, and an order that accounts for uncertainty."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from nlp.ground.badge import SMALLEST_GROUP, Badge, Tally, award_badge, is_firm, is_heard
from nlp.ground.engine import Learned, lean_author, learn, place_author
from nlp.ground.greatest import Greatest, find_greatest
from nlp.ground.grouping import Grouping
from nlp.ground.model import Model, Side, expected_agreement, extend, rearrange, with_seats
from nlp.ground.partition import Basis
from nlp.ground.scores import Scores
from nlp.ground.shortfall import Shortfall, shortfall_of
from nlp.ground.support import ProposalSupport, ThemeSupport, floor_and_geometric
from nlp.ground.tallies import WeightedTallies
from nlp.ground.theme_support import ThemeVotes, coverage_of, find_breadth
from nlp.ground.votes import Change, Choices, Id, Ids, Ints, Table, VoteBook, plain

Floats = NDArray[np.float64]

_REFIT_SHARE = 0.01  # share of the votes that may come in before the next full fit
_REFIT_VOTES = 10  # number of votes that may come in, if that is more


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Input to the result besides the votes.

    Attributes
    ----------
    themes : mapping of hashable to hashable
        {proposal: theme}
    groups : mapping of hashable to str, or None
        {seat: declared group}
    checked_in : int or None
        Seats present.
    held : frozenset of hashable
        Proposals with an unanswered safety or legal objection.
    seed : int
        Seed of everything that is drawn.
    """

    themes: Mapping[Id, Id] = field(default_factory=dict)
    groups: Mapping[Id, str] | None = None
    checked_in: int | None = None
    held: frozenset[Id] = frozenset()
    seed: int = 0


class CommonGround:
    """Support of every proposal in every group; `update` adds further votes.

    Parameters
    ----------
    book : VoteBook
        The votes.
    circumstances : Circumstances
        Input besides the votes.
    previous : CommonGround, optional
        An earlier result, from which the fit starts and whose groups keep their names.
    """

    def __init__(self, book: VoteBook, circumstances: Circumstances, previous: "CommonGround | None" = None):
        self._book = book
        self._about = circumstances
        self._grouping = Grouping(circumstances.groups)
        self._learned: Learned | None = None
        if previous is not None:
            self._grouping = previous._grouping.follow(circumstances.groups)
        self._fit(previous)

    @property
    def groups_(self) -> dict[Id, str | None]:
        """{seat: group, or None where the votes do not place the seat}."""
        names = (*self._partition.names, None)
        return {
            seat: names[group]
            for seat, group in zip(self._book.seat_ids, self._scores.tallies.label.tolist(), strict=True)
        }

    @property
    def points_(self) -> dict[Id, tuple[float, float]]:
        """{seat: (x, y)}: the position on the opinion map, about one unit from the middle; (0, 0) without a model."""
        model = self._model()
        if model is None:
            return dict.fromkeys(self._book.seat_ids, (0.0, 0.0))
        places = model.position[:, :2].tolist()
        return {seat: (x, y) for seat, (x, y) in zip(self._book.seat_ids, places, strict=True)}

    @property
    def basis(self) -> str:
        """What the groups are based on: "votes", "declared" or "one"."""
        return self._partition.basis.value

    @property
    def reason(self) -> str:
        """Reason for the basis: "found", "declared", "too-small", "too-early" or "none-found"."""
        return self._partition.reason.value

    @property
    def sizes_(self) -> dict[str, int]:
        """{group: members}; a group found in the votes has the seats that are placed in it now."""
        return dict(zip(self._partition.names, self._members(), strict=True))

    @property
    def voters_(self) -> dict[str, int]:
        """{group: seats that have voted}; equal to `sizes_` unless groups are declared."""
        return dict(zip(self._partition.names, self._scores.tallies.members.tolist(), strict=True))

    @property
    def present(self) -> int:
        """Number of seats checked in; if that number was not given, the number of seats that have voted."""
        given = self._about.checked_in
        return given if given is not None else len(self._book.seat_ids)

    def is_held(self, proposal: Id) -> bool:
        """Return whether a safety or legal objection to the proposal is unanswered."""
        return self.original(proposal) in self._about.held

    @property
    def proposals(self) -> list[ProposalSupport]:
        """Every proposal that has a vote, ordered by badge, then score, then name."""
        members = self._members()
        for number in range(len(self._book.proposal_ids)):
            if number not in self._rows:
                self._rows[number] = self._support(number, members)
        return sorted(self._rows.values(), key=lambda row: (row.badge.rank, -row.score, str(row.proposal)))

    @property
    def themes(self) -> list[ThemeSupport]:
        """Support of each given theme.

        Themes with a greatest proposal come first, in the order of those proposals. The themes without one follow,
        ordered by the number of missing people. Themes without votes come last.
        """
        table, rows = self._book.table(), self.proposals
        place = {row.proposal: at for at, row in enumerate(rows)}
        ranked = []
        for theme, columns in self._theme_columns().items():
            members = sorted(place[self._book.proposal_ids[number]] for number in columns)
            best = find_greatest([rows[at] for at in members], self._shortfall)
            support = self._theme_support(theme, best, columns, table)
            is_without = (best.greatest is None, best.greatest is None and best.nearest is None)
            ranked.append((is_without, place.get(best.greatest, best.missing), str(theme), support))
        return [support for *_, support in sorted(ranked, key=lambda one: one[:3])]

    def votes_of(self, seat: Id) -> dict[Id, int]:
        """Return {proposal: choice} of one seat, with duplicates pooled under their originals."""
        number = self._book.seat_at.get(seat)
        votes = {} if number is None else self._book.votes_of(number)
        return {self._book.proposal_ids[proposal]: choice for proposal, choice in votes.items()}

    def original(self, proposal: Id) -> Id:
        """Return the proposal under which this one is counted: itself, unless it is a duplicate."""
        return self._book.original(proposal)

    def redraws(self, draws: int, seed: int = 0) -> Iterator[dict[Id, tuple[Badge, float]]]:
        """Yield {proposal: (badge, score)} for each of `draws` samples of the seats with replacement.

        A sample has as many seats as have voted. The groups and the model's expectations stay as they are.
        """
        rng = np.random.default_rng([seed, 5])
        table, n_seats, members = self._book.table(), len(self._book.seat_ids), self._members()
        shown = WeightedTallies(table, self._scores.tallies.label, self._partition.k)
        cuts = [WeightedTallies(table, guard.tallies.label, guard.tallies.k) for guard in self._scores.guards]
        for _ in range(draws if n_seats else 0):
            weights = np.bincount(rng.integers(n_seats, size=n_seats), minlength=n_seats)
            agree, seen = shown.counts(weights)
            scores = self._scores.scores_if((agree, seen), [cut.counts(weights) for cut in cuts]).tolist()
            pairs = [list(zip(a, s, strict=True)) for a, s in zip(agree.T.tolist(), seen.T.tolist(), strict=True)]
            yield {
                name: (self._badge(name, members, pair), score)
                for name, pair, score in zip(self._book.proposal_ids, pairs, scores, strict=True)
            }

    def update(self, seats: Ids, proposals: Ids, choices: Choices) -> "CommonGround":
        """Add one or more votes in their order, and return this object.

        A vote moves its author and the counts at once. A full fit, from the present state, follows when the votes since
        the last one are a hundredth of all (and at least ten), when a new seat is in no shown stakeholder group, and
        while there is no model.

        Parameters
        ----------
        seats, proposals, choices : sequence
            As in `find_common_ground`.

        Raises
        ------
        ValueError
            For unequal lengths or a choice other than -1, 0 and 1; then no vote is added.
        """
        votes = list(zip(plain(seats), plain(proposals), plain(choices), strict=False))
        if not len(seats) == len(proposals) == len(choices) or any(choice not in (-1, 0, 1) for _, _, choice in votes):
            raise ValueError("seats, proposals and choices have the same length, a choice is -1, 0 or 1")
        changes: dict[int, list[Change]] = {}
        is_cut_anew = any(seat not in self._book.seat_at and self._grouping.is_outside(seat) for seat, _, _ in votes)
        for seat, proposal, choice in votes:
            change = self._book.add(seat, proposal, int(choice))
            changes.setdefault(change.seat, []).append(change)
        self._waiting += len(votes)
        is_due = self._waiting >= max(_REFIT_SHARE * self._n_votes, _REFIT_VOTES)
        if is_due or is_cut_anew or self._learned is None:
            self._fit(self if votes else None)
            return self
        for seat_changes in changes.values():
            self._move(seat_changes)
        return self

    def predict(self, seats: Ids, proposals: Ids) -> Floats:
        """Return the expected probability of agreement of each pair of a seat and a proposal, (n,).

        An unknown seat gets the room's rate of the proposal; so does every seat while there are too few votes for a
        model. With an unknown proposal every seat gets 0.5.
        """
        seat_at, proposal_at = self._book.seat_at, self._book.proposal_at
        i = np.array([seat_at.get(name, -1) for name in plain(seats)], dtype=np.int64)
        s = np.array([proposal_at.get(self._book.original(name), -1) for name in plain(proposals)], dtype=np.int64)
        expected = np.append(self._scores.cells.rate[-1], 0.5)[s]
        model = self._model()
        if model is not None:
            known = (i >= 0) & (s >= 0)
            expected[known] = expected_agreement(model.seats, model.proposals, i[known], s[known])
        return expected

    def _fit(self, previous: "CommonGround | None") -> None:
        table = self._book.table()
        warm = self._carried_over(previous)
        self._learned = learn(table, self._about.seed, warm)
        self._moved: dict[int, Side] = {}
        self._partition = self._grouping.divide(self._book.seat_ids, table, self._learned)
        self._scores = Scores(table, self._partition, self._learned)
        self._n_votes, self._waiting = table.n_votes, 0
        self._rows: dict[int, ProposalSupport] = {}

    def _carried_over(self, previous: "CommonGround | None") -> Model | None:
        """Return the previous model with its rows in the order of this book, None without a previous model."""
        model = previous._model() if previous is not None else None
        if previous is None or model is None:
            return None
        old = previous._book
        seats = _numbers(self._book.seat_ids, old.seat_at)
        return rearrange(model, seats, _numbers(self._book.proposal_ids, old.proposal_at))

    def _model(self) -> Model | None:
        """Return the model with the seats that have voted since the last fit at their new positions."""
        if self._learned is None:
            return None
        if self._moved or self._learned.model.n_seats < len(self._book.seat_ids):
            model = extend(self._learned.model, len(self._book.seat_ids), len(self._book.proposal_ids))
            self._learned = replace(self._learned, model=with_seats(model, self._moved))
            self._moved = {}
        return self._learned.model

    def _move(self, changes: list[Change]) -> None:
        if self._learned is None:
            return
        seat = changes[0].seat
        votes = self._book.votes_of(seat)
        alone = place_author(self._learned.model, votes)
        self._moved[seat] = alone.seats
        label = self._scores.tallies.label
        group = self._grouping.place(alone, len(votes), (self._book.seat_ids[seat], seat), label)
        before = len(self._scores.tallies.label), self._members()
        touched = self._scores.move(changes, votes, group, lean_author(self._learned.leaning, votes))
        # A new seat, or a seat that changed its group, changes what the gate requires of every proposal.
        is_same_room = before == (len(self._scores.tallies.label), self._members())
        self._rows = {n: row for n, row in self._rows.items() if n not in touched} if is_same_room else {}

    def _members(self) -> tuple[int, ...]:
        if self._partition.basis is Basis.DECLARED:
            return self._partition.members
        return tuple(self._scores.tallies.members.tolist())

    def _theme_columns(self) -> dict[Id, list[int]]:
        """Return the numbers of the voted-on proposals of each theme; a duplicate is in the theme of its original."""
        columns: dict[Id, set[int]] = {theme: set() for theme in self._about.themes.values()}
        for name, theme in self._about.themes.items():
            original = self._book.original(name)
            if original in self._book.proposal_at:
                columns[self._about.themes.get(original, theme)].add(self._book.proposal_at[original])
        return {theme: sorted(numbers) for theme, numbers in columns.items()}

    def _shortfall(self, row: ProposalSupport) -> Shortfall:
        return shortfall_of(row, self.sizes_, self.present, is_held=self.is_held(row.proposal))

    def _theme_support(self, theme: Id, best: Greatest, columns: list[int], table: Table) -> ThemeSupport:
        counts = self._scores.tallies
        numbers = np.array(columns, dtype=np.int64)
        votes = ThemeVotes(
            names=[self._book.proposal_ids[number] for number in columns],
            agree=counts.agree[:-1, numbers],
            disagree=counts.disagree[:-1, numbers],
            seen=counts.seen[:-1, numbers],
            coverage=coverage_of(table, numbers, counts.label, self._members()),
            passes=[self._rows[number].badge is Badge.COMMON_GROUND for number in columns],
        )
        breadth = find_breadth(votes, self._about.seed)
        return ThemeSupport(
            theme=theme,
            divisor=None if best.greatest is None else breadth.divisor,
            low=breadth.low,
            high=breadth.high,
            coverage=breadth.coverage,
            core=breadth.core,
            greatest=best.greatest,
            nearest=best.nearest,
            blocking=best.blocking,
        )

    def _support(self, number: int, members: tuple[int, ...]) -> ProposalSupport:
        by_group = {name: self._scores.group_support(group, number) for group, name in enumerate(self._partition.names)}
        overall = self._scores.group_support(-1, number)
        floor, geometric = floor_and_geometric(by_group.values())
        name, present = self._book.proposal_ids[number], self.present
        *groups, room = self._tallies(members, [(cell.agree, cell.seen) for cell in (*by_group.values(), overall)])
        badge = self._award(name, groups, room)
        lows = [by_group[group].low for group, size in zip(by_group, members, strict=True) if size >= SMALLEST_GROUP]
        return ProposalSupport(
            proposal=name,
            score=float(self._scores.score[number]),
            floor=floor,
            geometric=geometric,
            reach=overall.seen / present if present else 0.0,
            badge=badge,
            overall=overall,
            by_group=by_group,
            is_heard=is_heard(groups),
            is_firm=badge is Badge.COMMON_GROUND and is_firm(lows, is_alone=len(by_group) == 1),
        )

    def _badge(self, name: Id, members: Sequence[int], counts: Sequence[tuple[int, int]]) -> Badge:
        """Return the badge of a proposal; counts: (agree, seen) of each group, then of the room."""
        *groups, room = self._tallies(members, counts)
        return self._award(name, groups, room)

    def _award(self, name: Id, groups: Sequence[Tally], room: Tally) -> Badge:
        return award_badge(groups, room, self.present, is_held=name in self._about.held)

    def _tallies(self, members: Sequence[int], counts: Sequence[tuple[int, int]]) -> list[Tally]:
        return [Tally(size, *pair) for size, pair in zip((*members, self.present), counts, strict=True)]


def find_common_ground(
    seats: Ids,
    proposals: Ids,
    choices: Choices,
    *,
    themes: Mapping[Id, Id] | None = None,
    groups: Mapping[Id, str] | None = None,
    checked_in: int | Collection[Hashable] | None = None,
    held: Collection[Id] = (),
    copies: Mapping[Id, Id] | None = None,
    previous: CommonGround | None = None,
    seed: int = 0,
) -> CommonGround:
    """Return the common ground of a meeting's votes.

    Parameters
    ----------
    seats, proposals, choices : sequence
        One entry per vote, aligned; a choice is -1 (disagree), 0 (pass) or 1 (agree). The last vote of a seat on a
        proposal counts.
    themes : mapping of hashable to hashable, optional
        {proposal: theme}
    groups : mapping of hashable to str, optional
        {seat: declared stakeholder group}; without it, opinion groups are looked for.
    checked_in : int or collection of hashable, optional
        The seats present or their number; by default the seats that have voted.
    held : collection of hashable
        Proposals with an unanswered safety or legal objection.
    copies : mapping of hashable to hashable, optional
        {duplicate: its original}; each person counts once, under the original.
    previous : CommonGround, optional
        An earlier result, for a warm start.
    seed : int, default 0
        Seed of everything that is drawn.

    Raises
    ------
    ValueError
        For unequal lengths, another choice, or duplicates that refer to each other in a cycle.
    """
    present = len(checked_in) if isinstance(checked_in, Collection) else checked_in
    book = VoteBook(seats, proposals, choices, copies or {})
    about = Circumstances(themes or {}, groups, present, frozenset(book.original(name) for name in held), seed)
    return CommonGround(book, about, previous)


def _numbers(names: list[Id], at: dict[Id, int]) -> Ints:
    """Return the old number of each name, and a number past the end for each new name."""
    fresh = iter(range(len(at), len(at) + len(names)))
    return np.array([at[name] if name in at else next(fresh) for name in names], dtype=np.int64)
