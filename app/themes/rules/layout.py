"""The layout during a replay: the theme of each proposal, and what people's edits have done to the themes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.platform.ids import ProposalId
from app.themes.rules.edits import Change, DraftTheme, Source
from app.themes.rules.neighbours import Neighbours, assign

UNGROUPED = ""


@dataclass(slots=True)
class Theme:
    """A theme during the replay; `drafted_colour` is its colour in the draft, `colour` the one that an edit gave it.

    `is_kept`: it is shown also while it is empty, because a person added it or the machine sorts under its name.
    """

    key: str
    label: str
    keywords: tuple[str, ...]
    representative: str
    drafted_colour: int | None
    colour: int | None = None
    is_edited: bool = False
    is_dismissed: bool = False
    is_kept: bool = False
    is_confirmed: bool = False


@dataclass(slots=True)
class Layout:
    """The themes at one point of a replay, and the theme of each proposal.

    `theme_of`: {proposal: theme key, "" if ungrouped} in the order of arrival there; `followers`: {neighbour: the
    proposals that follow it}; `names`: {theme key: label given by people}, kept even if the clustering loses the theme;
    `separated`: pairs that people separated; `placed`: {proposal: who put it into its theme}; `unsure`: proposals whose
    author cannot say; `merged`: {merged theme: the theme that has its members}; `is_loose`: the machine sorts under the
    names that people give.
    """

    themes: dict[str, Theme]
    theme_of: dict[ProposalId, str]
    numbers: dict[ProposalId, int]
    followers: dict[ProposalId, list[ProposalId]]
    names: dict[str, str] = field(default_factory=dict)
    separated: list[tuple[ProposalId, ProposalId]] = field(default_factory=list)
    placed: dict[ProposalId, Source] = field(default_factory=dict)
    unsure: set[ProposalId] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    is_loose: bool = False

    @classmethod
    def of(
        cls,
        draft: Sequence[DraftTheme],
        ungrouped: Iterable[ProposalId],
        edits: Sequence[Change],
        neighbours: Neighbours,
    ) -> "Layout":
        theme_of, draft_themes = assign(draft, ungrouped, edits, neighbours)
        themes = {
            key: Theme(key, theme.label, theme.keywords, theme.representative, theme.colour, is_kept=theme.is_kept)
            for key, theme in draft_themes.items()
        }
        is_loose = any(edit.context.is_loose for edit in edits)
        return cls(themes, theme_of, dict(neighbours.numbers), neighbours.followers(), is_loose=is_loose)

    def members(self, key: str) -> list[ProposalId]:
        return [proposal for proposal, theme_key in self.theme_of.items() if theme_key == key]

    def edit_theme(self, key: str, model_key: str = "") -> Theme:
        """Return the theme with this key, marked as edited.

        A theme that the clustering has not found (yet) is made with the label and keywords of the theme `model_key`.
        """
        if key not in self.themes:
            model = self.themes.get(model_key)
            label, keywords = (model.label, model.keywords) if model else ("", ())
            self.themes[key] = Theme(key, label, keywords, "", None)
            self.merged.pop(key, None)
        self.themes[key].is_edited = True
        return self.themes[key]

    def move_all(self, proposal_ids: Iterable[ProposalId], key: str, model_key: str = "") -> None:
        """Put proposals into a theme, or make them ungrouped; proposals that are no longer on the wall are skipped."""
        known = [proposal for proposal in proposal_ids if proposal in self.theme_of]
        if known and key != UNGROUPED:
            self.edit_theme(key, model_key)
        for proposal in known:
            self.move(proposal, key)

    def move(self, proposal_id: ProposalId, key: str) -> None:
        if self.theme_of[proposal_id] != key:
            del self.theme_of[proposal_id]
            self.theme_of[proposal_id] = key

    def movable(self, proposal_ids: Iterable[ProposalId], source: Source) -> list[ProposalId]:
        """Return the proposals that a source may place: those that no source of a higher rank has placed."""
        return [proposal for proposal in proposal_ids if source.may_move(self.placed.get(proposal))]

    def with_followers(self, proposal_ids: Sequence[ProposalId], newest: int) -> list[ProposalId]:
        """Return the proposals and the new ones (numbers above `newest`) that follow them in the same theme."""
        followers = [proposal for proposal in proposal_ids if proposal in self.theme_of]
        known = set(followers)
        for neighbour in followers:  # the list grows during the loop: followers have followers
            for proposal in self.followers.get(neighbour, ()):
                is_beside = self.theme_of.get(proposal) == self.theme_of[neighbour]
                if is_beside and proposal not in known and self.numbers.get(proposal, 0) > newest:
                    known.add(proposal)
                    followers.append(proposal)
        return followers

    def separate_pairs(self) -> None:
        """Make one proposal of each separated pair ungrouped when both are in one theme.

        It is the second one; where the machine sorts under people's names, rather the one that nobody has placed.
        """
        for first, second in self.separated:
            if self.are_together((first, second)):
                self.themes[self.theme_of[first]].is_edited = True
                is_first = self.is_loose and second in self.placed and first not in self.placed
                self.move(first if is_first else second, UNGROUPED)

    def are_together(self, pair: tuple[ProposalId, ProposalId]) -> bool:
        """Return whether two proposals are in one theme."""
        key = self.theme_of.get(pair[0], UNGROUPED)
        return bool(key) and self.theme_of.get(pair[1]) == key

    def forget_separations(self, proposal_ids: Iterable[ProposalId]) -> None:
        """Forget the separation of each pair that a person has now put into one theme."""
        picked = set(proposal_ids)
        self.separated = [pair for pair in self.separated if not picked & set(pair) or not self.are_together(pair)]
