"""Common ground in documents and export files, with the same words and numbers of people as on the projector."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.common_ground import rules, wording
from app.common_ground.document import Figures, GroundDocument, ProposalResult, Shortfall
from app.common_ground.wording import Say
from app.platform.ids import ProposalId


@dataclass(frozen=True, slots=True)
class Heads:
    """How many people answered one proposal, in the room or in one group, and how many of them agree and disagree.

    seen: all who answered, passes included; low, high: 80 % interval of the share that agrees, 0..1.
    """

    agree: int
    disagree: int
    seen: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GroundLine:
    """The result of one proposal; `number` and `text` are those of its card.

    standing: its status (`domain.standing`); is_firm: whether its common ground is robust; by_group: {group that may be
    shown: heads}; lacks: its shortfall, None if every group accepts the proposal.
    """

    number: int
    text: str
    standing: str
    is_firm: bool
    overall: Heads
    by_group: Mapping[str, Heads]
    lacks: Shortfall | None

    @property
    def is_accepted(self) -> bool:
        return self.lacks is None


@dataclass(frozen=True, slots=True)
class ThemeGround:
    """The result of one theme: its greatest proposal, else the nearest; both are None if nobody has answered.

    blocking: the group of which the nearest proposal lacks the most people; breadth, low, high: how much of the theme
    every group accepts, 0..1, with its 80 % interval; breadth is None without a greatest proposal.
    """

    theme: str
    standing: str
    greatest: GroundLine | None
    nearest: GroundLine | None
    blocking: str | None
    breadth: float | None
    low: float
    high: float

    @property
    def line(self) -> GroundLine | None:
        return self.greatest or self.nearest


def lines_of(
    ground: GroundDocument | None, cards: Mapping[ProposalId, tuple[int, str]]
) -> dict[ProposalId, GroundLine]:
    """Return {proposal: line} of an analysis, in its order.

    Args:
        ground: the stored common ground; None before the first analysis.
        cards: {proposal: (number, text)} of the proposals that the reader may see; others are left out.
    """
    rows = ground.proposals if ground else ()
    return {row.proposal: _line(row, *cards[row.proposal]) for row in rows if row.proposal in cards}


def themes_of(
    ground: GroundDocument | None, lines: Mapping[ProposalId, GroundLine], labels: Mapping[str, str]
) -> tuple[ThemeGround, ...]:
    """Return the result of each theme of an analysis, in its order.

    A theme whose greatest or nearest proposal the reader may not see is left out.

    Args:
        ground: the stored common ground; None before the first analysis.
        lines: {proposal: line} of the proposals that the reader may see.
        labels: {key: label} of the present themes; others are left out.
    """
    return tuple(
        ThemeGround(
            theme=labels[row.theme],
            standing=rules.status_of_theme(row),
            greatest=lines.get(row.greatest) if row.greatest else None,
            nearest=lines.get(row.nearest) if row.nearest else None,
            blocking=row.blocking,
            breadth=row.divisor,
            low=row.low,
            high=row.high,
        )
        for row in (ground.themes if ground else ())
        if row.theme in labels and (row.greatest or row.nearest) in {None, *lines}
    )


def others_of(lines: Iterable[GroundLine], themes: Iterable[ThemeGround]) -> list[GroundLine]:
    """Return the proposals that every group accepts, without the greatest proposal of each theme."""
    named = {theme.greatest.number for theme in themes if theme.greatest is not None}
    return [line for line in lines if line.is_accepted and line.number not in named]


def heads_words(say: Say, heads: Heads) -> str:
    return wording.heads(say, heads.agree, heads.seen)


def group_words(say: Say, line: GroundLine) -> list[str]:
    """Return one phrase for each group with its numbers of people; empty if there is only one group."""
    if len(line.by_group) < 2:
        return []
    return [f"{wording.group_name(say, group)} {heads_words(say, heads)}" for group, heads in line.by_group.items()]


def firm_words(say: Say, line: GroundLine) -> str:
    """Return in words whether a proposal's common ground is robust; empty for a proposal without common ground."""
    return say(f"domain.firm.{'yes' if line.is_firm else 'no'}") if line.is_accepted else ""


def breadth_words(say: Say, theme: ThemeGround) -> str:
    """Return the breadth of a theme with its interval; empty without a greatest proposal."""
    if theme.breadth is None:
        return ""
    shares = {"share": theme.breadth, "low": theme.low, "high": theme.high}
    return say("documents.breadth", **{name: f"{round(100 * share)}%" for name, share in shares.items()})


def _line(row: ProposalResult, number: int, text: str) -> GroundLine:
    by_group = {group: _heads(figures) for group, figures in row.by_group.items()}
    return GroundLine(number, text, row.standing, row.is_firm, _heads(row.overall), by_group, row.lacks)


def _heads(figures: Figures) -> Heads:
    return Heads(figures.agree, figures.disagree, figures.seen, figures.low, figures.high)
