"""The layout during a replay: the theme of each proposal, and what people's edits have done to the themes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.platform.ids import ProposalId
from app.themes.rules.edits import Change, DraftTheme
from app.themes.rules.flock import Flock, settle

NOWHERE = ""


@dataclass(slots=True)
class Theme:
    """A theme during the replay; `drafted` is its colour in the draft, `colour` the one that an edit gave it."""

    key: str
    label: str
    keywords: tuple[str, ...]
    representative: str
    drafted: int | None
    colour: int | None = None
    is_edited: bool = False
    is_dismissed: bool = False


@dataclass(slots=True)
class Board:
    """The layout: which proposal is in which theme.

    `homes`: {proposal: theme key, "" if ungrouped} in the order of arrival there; `followers`: {neighbour: the
    proposals that follow it}; `names`: {theme key: label given by people}, kept even if the clustering loses the theme;
    `apart`: pairs that people separated; `placed`: proposals that people put into a theme.
    """

    themes: dict[str, Theme]
    homes: dict[ProposalId, str]
    numbers: dict[ProposalId, int]
    followers: dict[ProposalId, list[ProposalId]]
    names: dict[str, str] = field(default_factory=dict)
    apart: list[tuple[ProposalId, ProposalId]] = field(default_factory=list)
    placed: set[ProposalId] = field(default_factory=set)

    @classmethod
    def of(
        cls, draft: Sequence[DraftTheme], alone: Iterable[ProposalId], edits: Sequence[Change], flock: Flock
    ) -> "Board":
        homes, theme_of = settle(draft, alone, edits, flock)
        themes = {
            key: Theme(key, theme.label, theme.keywords, theme.representative, theme.colour)
            for key, theme in theme_of.items()
        }
        return cls(themes, homes, dict(flock.numbers), flock.followers())

    def members(self, key: str) -> list[ProposalId]:
        return [proposal for proposal, home in self.homes.items() if home == key]

    def home(self, key: str, like: str = "") -> Theme:
        """Return the theme with this key, marked as edited.

        A theme that the clustering has not found (yet) is made with the label and keywords of the theme `like`.
        """
        if key not in self.themes:
            model = self.themes.get(like)
            label, keywords = (model.label, model.keywords) if model else ("", ())
            self.themes[key] = Theme(key, label, keywords, "", None)
        self.themes[key].is_edited = True
        return self.themes[key]

    def put(self, proposal_ids: Iterable[ProposalId], key: str, like: str = "") -> None:
        """Put proposals into a theme; proposals that are not in the layout (any more) are skipped."""
        known = [proposal for proposal in proposal_ids if proposal in self.homes]
        if known:
            self.home(key, like)
        for proposal in known:
            self.lay(proposal, key)

    def lay(self, proposal_id: ProposalId, key: str) -> None:
        if self.homes[proposal_id] != key:
            del self.homes[proposal_id]
            self.homes[proposal_id] = key

    def with_followers(self, proposal_ids: Sequence[ProposalId], newest: int) -> list[ProposalId]:
        """Return the proposals and the new ones (numbers above `newest`) that follow them in the same theme."""
        followers = [proposal for proposal in proposal_ids if proposal in self.homes]
        known = set(followers)
        for leader in followers:  # the list grows during the loop: followers have followers
            for proposal in self.followers.get(leader, ()):
                is_beside = self.homes.get(proposal) == self.homes[leader]
                if is_beside and proposal not in known and self.numbers.get(proposal, 0) > newest:
                    known.add(proposal)
                    followers.append(proposal)
        return followers

    def keep_apart(self) -> None:
        """Make the second proposal of each separated pair ungrouped when both are in one theme."""
        for first, second in self.apart:
            key = self.homes.get(first, NOWHERE)
            if key and self.homes.get(second) == key:
                self.lay(second, NOWHERE)
                self.themes[key].is_edited = True

    def rejoin(self, proposal_ids: Iterable[ProposalId]) -> None:
        """Forget the separation of each pair that a person has now put into one theme."""
        some = set(proposal_ids)
        self.apart = [
            pair
            for pair in self.apart
            if not some & set(pair) or not self.homes.get(pair[0]) or self.homes.get(pair[0]) != self.homes.get(pair[1])
        ]
