"""Whatever is said, named, placed and run, in whatever order: no run moves a card that people placed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import pytest

from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.errors import DomainError
from app.themes import actions, queries
from app.themes.clustering import cluster_meeting
from app.themes.placing.actions import place_card, tap_card
from app.themes.rules import Add, Arrangement, Confirm, Dismiss, Edit, Merge, Pin, Rename, Separate, Split, Undo
from tests.builders import build_meeting, build_proposal, build_seat, move_to
from tests.hall import Hall
from tests.people import Cast
from tests.themes.test_one_question import TEXTS

ABOUT = ("音乐", "喇叭", "电费", "时间", "小孩", "垃圾", "过道", "老人", "钱", "灯")
STEPS = 45


@dataclass(slots=True)
class Evening:
    """A meeting in which residents and the desk do things at random."""

    hall: Hall
    random: Random
    authors: dict[str, Actor] = field(default_factory=dict)
    seats: list[Actor] = field(default_factory=list)

    def say(self) -> None:
        text = self.random.choice(TEXTS)[:7] + self.random.choice(ABOUT) + str(len(self.authors))
        move_to(self.hall.services, self.hall.meeting, "say")
        author = build_seat(self.hall.services, self.hall.meeting)
        self.authors[build_proposal(self.hall.services, author, self.hall.meeting, text)] = author
        move_to(self.hall.services, self.hall.meeting, "cluster")

    def arranged(self) -> Arrangement:
        arranged: Arrangement = self.hall.read(queries.arrangement_of, self.hall.meeting)
        return arranged

    def place(self) -> None:
        card = self.random.choice(list(self.authors))
        theme = self.random.choice(["", *(theme.key for theme in self.arranged().themes)])
        self.hall.do(place_card, self.authors[card], proposal_id=card, theme=theme)

    def tap(self) -> None:
        doubtful = self.hall.read(queries.doubtful_of, self.hall.meeting)
        if doubtful:
            card, keys = self.random.choice(list(doubtful.items()))
            for seat in self.seats[:3]:
                self.hall.do(tap_card, seat, proposal_id=card, theme=keys[0])

    def edit(self) -> None:
        try:
            self.hall.do(actions.edit_themes, self.hall.cast.lin, edits=[self.wish()])
        except DomainError:
            return

    def wish(self) -> Edit:
        now, count = self.arranged(), len(self.hall.read(queries.edits_of, self.hall.meeting))
        themes = self.random.sample(now.themes, min(2, len(now.themes)))
        if not themes:
            return Add(f"名{count}")
        key, cards = themes[0].key, self.random.sample(list(self.authors), min(2, len(self.authors)))
        members = themes[0].members
        return self.random.choice(
            [
                Add(f"名{count}"),
                Rename(key, f"名{count}"),
                Pin(key, tuple(cards)),
                Split(key, members[:1], f"名{count}"),
                Merge(key, (themes[-1].key,)),
                Dismiss(key),
                Confirm(key),
                Separate(tuple(cards)),
                Undo(),
            ]
        )

    def ask(self) -> None:
        self.hall.do(actions.suggest_themes, self.hall.cast.lin)

    def run(self) -> None:
        cluster_meeting(self.hall.services, meeting_id=self.hall.meeting)


def homes(now: Arrangement) -> dict[str, str]:
    return {member: theme.key for theme in now.themes for member in theme.members} | dict.fromkeys(now.ungrouped, "")


@pytest.mark.parametrize("seed", [1, 2, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(3, 12))])
def test_a_run_moves_no_card_that_people_placed(
    services: Services, cast: Cast, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr("app.themes.clustering.choose_embedder", lambda *_args: None)
    monkeypatch.setattr("app.themes.one_question.choose_embedder", lambda *_args: None)
    meeting = build_meeting(services, cast.place, template="T3", phase="cluster")
    seats = [build_seat(services, meeting) for _ in range(3)]
    evening = Evening(Hall(services, cast, meeting, seats[0], seats[1]), Random(seed), seats=seats)
    for _ in range(10):
        evening.say()
    evening.run()
    acts: list[Callable[[], None]] = [evening.say, evening.place, evening.tap, evening.edit, evening.edit, evening.ask]
    for _ in range(STEPS):
        act = evening.random.choice(acts)
        act()
        before = evening.arranged()
        names = evening.hall.read(queries.names_now, meeting)
        is_new_name = names != evening.hall.read(queries.sorting_of, meeting).names
        edits = evening.hall.read(queries.edits_of, meeting)
        evening.run()
        after = evening.arranged()
        assert {card: homes(before)[card] for card in before.placed}.items() <= homes(after).items()
        assert after.placed == before.placed
        assert sorted(homes(after)) == sorted(evening.authors)
        if edits and not is_new_name and act is evening.say:
            told = homes(before)
            newest = list(evening.authors)[-1]
            assert {card: home for card, home in told.items() if card != newest}.items() <= homes(after).items()
