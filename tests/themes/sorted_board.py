"""A meeting about one question, sorted by the machine, whose residents may now sort."""

from dataclasses import dataclass

from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.storage.ledger import Receipt
from app.themes import actions, queries
from app.themes.placing.actions import place_card, tap_card
from app.themes.placing.queries import OwnSorting, own_sorting_of
from app.themes.queries import DraftSorting, ThemesView
from app.themes.rules import Arrangement, Case, DraftTheme, Edit
from tests.builders import build_meeting, build_proposal, build_seat, move_to
from tests.hall import Hall
from tests.people import Cast

TEXTS = ("音乐开到十点", "场地费谁出", "喇叭对着卧室", "水电算在谁头上")
NOISE, MONEY = "noise", "money"


@dataclass(slots=True)
class SortedBoard:
    """Four cards, each of an author of its own: one in each of two themes, and two doubtful ones."""

    hall: Hall
    authors: list[Actor]
    cards: list[str]

    @property
    def doubtful(self) -> list[str]:
        return self.cards[2:]

    def view(self) -> ThemesView:
        view: ThemesView = self.hall.read(queries.themes_of, self.hall.meeting)
        return view

    def arranged(self) -> Arrangement:
        arranged: Arrangement = self.hall.read(queries.arrangement_of, self.hall.meeting)
        return arranged

    def home_of(self, card: str) -> str:
        """The key of the theme in which a card is; "" when it is ungrouped."""
        return next((theme.key for theme in self.arranged().themes if card in theme.members), "")

    def place(self, author: Actor, card: str, theme: str, *, key: str | None = None) -> Receipt:
        return self.hall.do(place_card, author, proposal_id=card, theme=theme, key=key)

    def tap(self, seat: Actor, card: str, theme: str) -> Receipt:
        return self.hall.do(tap_card, seat, proposal_id=card, theme=theme)

    def edit(self, *edits: Edit) -> Receipt:
        return self.hall.do(actions.edit_themes, self.hall.cast.lin, edits=list(edits))

    def own(self, seat: Actor) -> OwnSorting:
        own: OwnSorting = self.hall.read(own_sorting_of, self.hall.services.keys, self.hall.meeting, seat.seat_id)
        return own


def build_board(services: Services, cast: Cast) -> SortedBoard:
    meeting = build_meeting(services, cast.place, template="T1")
    authors = [build_seat(services, meeting) for _ in TEXTS]
    cards = [build_proposal(services, seat, meeting, text) for seat, text in zip(authors, TEXTS, strict=True)]
    hall = Hall(services, cast, meeting, authors[0], authors[1])
    store(hall, {NOISE: cards[:1], MONEY: cards[1:2]}, dict.fromkeys(cards[2:], (NOISE, MONEY)))
    move_to(services, meeting, "cluster")
    return SortedBoard(hall, authors, cards)


def store(hall: Hall, members: dict[str, list[str]], candidates: dict[str, tuple[str, ...]]) -> None:
    """Store a draft as the machine does: doubtful cards are ungrouped and have candidates."""
    labels = {NOISE: "声音", MONEY: "费用"}
    themes = [
        DraftTheme(key, labels[key], (), tuple(cards), next(iter(cards), ""), 0.5, is_kept=True)
        for key, cards in members.items()
    ]
    sorting = DraftSorting(Case.ONE, laid=4, names=labels, candidates=candidates, sorted_by="words")
    hall.services.writer.run(
        lambda work: actions.store_draft(
            work, meeting_id=hall.meeting, themes=themes, alone=list(candidates), sorting=sorting
        )
    )
