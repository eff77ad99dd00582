"""What the desk shows to name themes and to sort cards under them: names, suggestions, doubtful cards, reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.pages.desk.paging import LISTED, Page, page_of
from app.pages.desk.view_models import Card, DeskFacts
from app.platform.ids import ProposalId
from app.themes.queries import PEOPLE, ThemeView, TrayCard

MACHINE = "machine"
"""Who placed a card that no person has placed."""
METHODS = {"words": "words", "universal-sentence-encoder": "meaning", "endpoint": "service"}
"""{start of the name of what sorts: the message `desk.sorter.method.<…>` that tells of it}."""
NAMING = frozenset({"rename", "add", "split"})


@dataclass(frozen=True, slots=True)
class Chip:
    """A theme to choose with one tap."""

    key: str
    label: str
    colour: int


@dataclass(frozen=True, slots=True)
class DoubtfulCard:
    """An ungrouped card with its likeliest themes, at most two.

    `fits_none`: people say that it fits none; `is_unsure`: its author cannot say.
    """

    card: Card
    chips: tuple[Chip, ...]
    fits_none: bool
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class WhyHere:
    """Why a card is where it is: who placed it, and if the machine did, for which words and how sure it is.

    `neighbours`: numbers of the most similar cards of its theme, for the card that the desk explains; `confidence`: in
    percent, None if unknown or if people placed the card.
    """

    source: str
    words: tuple[str, ...]
    neighbours: tuple[int, ...]
    confidence: int | None


@dataclass(frozen=True, slots=True)
class Sorter:
    """The themes with their names and their cards; `named_by`: {theme key: person who named it}, where one is known."""

    facts: DeskFacts
    tray: Page[DoubtfulCard]
    waiting: int
    suggestions: tuple[str, ...]
    named_by: Mapping[str, str]
    receivers: Sequence[str]

    @property
    def themes(self) -> Sequence[ThemeView]:
        return self.facts.themes.themes

    @property
    def named(self) -> int:
        """Return how many themes have a name that people gave or accepted."""
        return sum(theme.named_by == PEOPLE for theme in self.themes)

    @property
    def unnamed(self) -> list[ThemeView]:
        """Return the themes that have the machine's name."""
        return [theme for theme in self.themes if theme.named_by != PEOPLE]

    @property
    def method(self) -> str:
        """Return how cards are sorted, as in `METHODS`; "" before anything has been sorted."""
        name = self.facts.themes.sorted_by
        return next((method for start, method in METHODS.items() if name.startswith(start)), "")

    def is_fresh(self, proposal_id: ProposalId) -> bool:
        """Return whether a card came after the desk last placed any."""
        return proposal_id in self.facts.themes.fresh

    def why(self, proposal_id: ProposalId) -> WhyHere:
        facts = self.facts
        source = facts.themes.placed.get(proposal_id)
        near = facts.shown(facts.neighbours) if proposal_id == facts.look.why else []
        neighbours = tuple(card.view.number for card in near)
        if source is not None:
            return WhyHere(source.value, (), neighbours, None)
        confidence = facts.sorting.confidence.get(proposal_id)
        return WhyHere(
            MACHINE,
            facts.reasons.get(proposal_id, ()),
            neighbours,
            None if confidence is None else round(100 * confidence),
        )


def sorter_of(facts: DeskFacts, receivers: Sequence[str]) -> Sorter:
    """Return the sorter of the facts that the desk shows.

    Args:
        receivers: names of the machines that texts of cards are sent to.
    """
    labels = {theme.label for theme in facts.themes.themes}
    names = tuple(name for name in facts.themes.suggested_names if name not in labels)
    waiting = _doubtful(facts)
    start = facts.look.cards if facts.look.theme else 0
    tray = page_of(waiting, start, LISTED)
    return Sorter(facts, tray, len(waiting), names, _named_by(facts), receivers)


def _doubtful(facts: DeskFacts) -> list[DoubtfulCard]:
    """Return the ungrouped cards, those first between whose likeliest themes a tap decides."""
    chips = {theme.key: Chip(theme.key, theme.label, theme.colour) for theme in facts.themes.themes}
    known = {row.proposal: row for row in facts.themes.tray}
    rows = [known.get(one, TrayCard(one, (), fits_none=False)) for one in facts.themes.alone if one in facts.cards]
    cards = [
        DoubtfulCard(
            facts.cards[row.proposal],
            tuple(chips[key] for key in row.candidates if key in chips),
            row.fits_none,
            row.is_unsure,
        )
        for row in rows
    ]
    return sorted(cards, key=lambda one: (one.fits_none, not one.chips))


def _named_by(facts: DeskFacts) -> dict[str, str]:
    """Return {theme key: the person who last gave or confirmed its name}."""
    people: dict[str, str] = {}
    for line in facts.history:
        if line.counts and line.op in NAMING:
            people[line.facts["label"]] = line.by.name
        elif line.counts and line.op == "confirm":
            people.setdefault(line.facts["theme"], line.by.name)
    return {
        theme.key: people[theme.label]
        for theme in facts.themes.themes
        if theme.named_by == PEOPLE and people.get(theme.label)
    }
