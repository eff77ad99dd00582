"""Meetings drawn at random: groups of all sizes, proposals that unite, divide or are hardly heard, any themes."""

import random
from dataclasses import dataclass

from app.common_ground import analysis
from app.meetings import actions as meetings
from app.meetings import queries as meeting_queries
from app.platform.access.actors import SYSTEM, Actor, ActorKind
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.storage.unit_of_work import Work
from app.proposals import actions as proposals
from app.proposals.rules import Choice
from app.themes import actions as themes
from app.themes.rules import DraftTheme
from tests.people import Cast

STAKEHOLDER_GROUPS = ("低层住户", "高层住户", "租户骑手", "汽车户", "老人")
RATES = (0.1, 0.4, 0.5, 0.55, 0.7, 0.95)
ANSWERING = (0.0, 0.3, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Room:
    """One meeting; votes: {(seat, proposal): choice}; stakeholder_groups: {seat: declared group or None}."""

    meeting: str
    seats: tuple[Actor, ...]
    texts: dict[str, str]
    stakeholder_groups: dict[str, str | None]
    votes: dict[tuple[str, str], Choice]


def draw_room(services: Services, cast: Cast, seed: int) -> Room:
    """The meeting of a seed, weighed."""
    room = services.writer.run(lambda work: _Drawing(work, cast, seed).draw())
    analysis.analyse_meeting(services, meeting_id=room.meeting)
    return room


class _Drawing:
    def __init__(self, work: Work, cast: Cast, seed: int) -> None:
        self._work, self._cast = work, cast
        self._random = random.Random(seed)  # noqa: S311 - a repeatable draw

    def draw(self) -> Room:
        draw = self._random
        offered = STAKEHOLDER_GROUPS[: draw.choice([0, 2, 3, 5])]
        made = perform(
            self._work,
            meetings.create_meeting,
            SYSTEM,
            place_id=self._cast.place,
            title="议事",
            template="T2",
            stakeholder_groups=offered,
        )
        meeting: str = made.data["meeting"]
        perform(self._work, meetings.move_phase, SYSTEM, meeting_id=meeting, to="say", reason="test")
        code = meeting_queries.meeting_of(self._work.session, meeting).code
        wanted = [stakeholder_group for stakeholder_group in offered for _ in range(draw.choice([2, 5, 8, 12, 25]))]
        wanted += [None] * draw.choice([0, 0, 3, 6]) if offered else [None] * draw.choice([2, 8, 30, 40])
        stakeholder_groups: dict[str, str | None] = {}
        seats = []
        for stakeholder_group in wanted:
            joined = meetings.join_meeting(self._work, code=code, alias="", stakeholder_group=stakeholder_group)
            seats.append(Actor(ActorKind.SEAT, joined.seat, meeting=meeting, token=joined.token))
            stakeholder_groups[joined.seat] = stakeholder_group
        texts = self._propose(meeting, draw.randint(1, 9))
        votes = self._react(meeting, seats, stakeholder_groups, list(texts))
        self._group(meeting, list(texts))
        return Room(meeting, tuple(seats), texts, stakeholder_groups, votes)

    def _propose(self, meeting: str, count: int) -> dict[str, str]:
        texts = {}
        for number in range(count):
            text = f"提议甲{number}号要办好"
            receipt = perform(self._work, proposals.submit_proposal, self._cast.fang, meeting_id=meeting, text=text)
            texts[receipt.data["proposal"]] = text
        return texts

    def _react(
        self, meeting: str, seats: list[Actor], stakeholder_groups: dict[str, str | None], cards: list[str]
    ) -> dict[tuple[str, str], Choice]:
        """Each group has a rate of agreement and of answering on each card; seats without one may be two camps."""
        draw, votes = self._random, {}
        has_camps = draw.random() < 0.5
        groups = {
            seat.id: stakeholder_groups[seat.id] or f"camp {number % 2 if has_camps else 0}"
            for number, seat in enumerate(seats)
        }
        for card in cards:
            shared, is_shared = draw.choice(RATES), draw.random() < 0.4
            rates = {group: shared if is_shared else draw.choice(RATES) for group in sorted(set(groups.values()))}
            heard = {group: draw.choice(ANSWERING) for group in sorted(set(groups.values()))}
            for seat in seats:
                group = groups[seat.id]
                if draw.random() >= heard[group]:
                    continue
                other = draw.choice([Choice.DISAGREE, Choice.DISAGREE, Choice.PASS])
                choice = Choice.AGREE if draw.random() < rates[group] else other
                proposals.cast_reaction(self._work, seat, meeting_id=meeting, proposal_id=card, choice=choice)
                votes[seat.id, card] = choice
        return votes

    def _group(self, meeting: str, cards: list[str]) -> None:
        """Some cards into up to four themes, the rest stand alone."""
        count = self._random.randint(0, 4)
        place = {card: self._random.randint(0, count) for card in cards}
        drafts = [
            DraftTheme(f"t{number}", f"主题{number}", ("词",), members, members[0], 0.5)
            for number in range(1, count + 1)
            if (members := tuple(card for card in cards if place[card] == number))
        ]
        alone = [card for card in cards if place[card] == 0]
        themes.store_draft(self._work, meeting_id=meeting, themes=drafts, alone=alone)
