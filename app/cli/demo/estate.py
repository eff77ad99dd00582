"""The estate 桂花苑: five groups, 42 proposals and seeded reactions, stored by the same actions as in live use."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.cli.context import CommandContext
from app.cli.demo.sorting import confirm_themes, name_themes, place_cards
from app.meetings import actions as meetings
from app.meetings import queries as meeting_queries
from app.meetings.facts import record_facts
from app.organisations.actions import set_letterhead
from app.platform.access.actors import SYSTEM, Actor, ActorKind
from app.platform.commands import perform
from app.platform.ids import MeetingId, PlaceId, ProposalId
from app.platform.storage.unit_of_work import Work
from app.proposals import actions as proposals
from app.proposals.rules import Choice

PLACE = "桂花苑"
TITLE = "电动车怎么停、怎么充，大家才安心？"
EMAIL = "demo@localhost.localdomain"
NAME = "林晓"
SEED = 9
CARDS = 3
FACES = {"A": "低层住户", "B": "高层住户", "C": "租户骑手", "D": "汽车户", "E": "老人"}
SIZES = {"A": 20, "B": 30, "C": 10, "D": 16, "E": 14}
AGREE = {
    "T1": (0.75, 0.8, 0.8, 0.6, 0.8),
    "T2": (0.9, 0.4, 0.35, 0.7, 0.8),
    "T3": (0.6, 0.7, 0.85, 0.7, 0.6),
    "T4": (0.65, 0.65, 0.8, 0.6, 0.4),
    "T5": (0.85, 0.8, 0.7, 0.75, 0.85),
    "T6": (0.5, 0.6, 0.5, 0.4, 0.5),
    "T7": (0.7, 0.7, 0.6, 0.6, 0.95),
}
APART = {
    "04": {"A": 0.8, "B": 0.3, "C": 0.3, "D": 0.3, "E": 0.3},
    "05": {"D": 0.9},
    "19": {"D": 0.95, "B": 0.4},
    "24": {"A": 0.8, "C": 0.1},
    "34": {"D": 0.8, "A": 0.2},
    "35": {"A": 0.85, "D": 0.3},
}
DISAGREE_OF_REST = 0.8
ISSUER = "桂花苑社区居民委员会"
CONTACT = "三号楼一层社区办公室，工作日9:00至17:00"
FACTS = {
    "minutes_title": "关于小区电动车停放与充电的议事会纪要",
    "venue": "三号楼活动室",
    "host": "王建国（社区党组织书记）",
    "recorder": "李敏（社区工作者）",
    "entitled": 96,
    "entitled_basis": "报名参加协商的居民96人",
    "on_leave": 4,
}
"""What the papers of the meeting print; the observer and those in attendance are left for people to enter."""


@dataclass(frozen=True, slots=True)
class Card:
    id: str
    group: str
    theme: str
    text: str

    def agree_rate(self, group: str) -> float:
        """Return the probability (0..1) that a resident of a group agrees with this card."""
        usual = AGREE[self.theme][list(FACES).index(group)]
        return APART.get(self.id, {}).get(group, usual)


def read_cards() -> list[Card]:
    """Return the proposals of the demo, in order."""
    lines = (Path(__file__).parent / "proposals.txt").read_text(encoding="utf-8").splitlines()
    return [Card(*line.split("|", 3)) for line in lines if line and not line.startswith("#")]


def load_estate(tools: CommandContext, place_id: PlaceId, facilitator: Actor) -> MeetingId:
    """Run the demo meeting until its stage shows common ground, and return its id.

    The facilitator names the themes, and the authors place their own proposals, as people do in a real meeting.
    """
    meeting_id = tools.write(lambda work: _open_meeting(work, place_id))
    code = tools.read(lambda session: meeting_queries.meeting_of(session, meeting_id).code)
    tools.write(lambda work: perform(work, meetings.move_phase, SYSTEM, meeting_id=meeting_id, to="checkin"))
    seats = tools.write(lambda work: _take_seats(work, code))
    tools.progress(f"{sum(map(len, seats.values()))} residents have joined")
    tools.write(lambda work: _enter_facts(work, facilitator, place_id, meeting_id))
    tools.write(lambda work: perform(work, meetings.move_phase, SYSTEM, meeting_id=meeting_id, to="say"))
    cards = read_cards()
    ids = tools.write(lambda work: _propose(work, meeting_id, cards, seats))
    tools.progress(f"{len(ids)} proposals")
    tools.write(lambda work: perform(work, meetings.move_phase, SYSTEM, meeting_id=meeting_id, to="cluster"))
    tools.progress("the first board, its names, and the authors' answers")
    tools.run_all_jobs(tools.services)
    name_themes(tools, facilitator, meeting_id)
    tools.run_all_jobs(tools.services)
    place_cards(tools, _authors(seats), meeting_id, {ids[card.id]: card.theme for card in cards})
    confirm_themes(tools, facilitator, meeting_id)
    draw = random.Random(SEED)  # noqa: S311  a demonstration, not a secret
    for group, members in seats.items():
        for seat in members:
            said = dict(_reactions(draw, group, cards))
            tools.write(partial(_react, seat=seat, meeting_id=meeting_id, ids=ids, said=said))
        tools.progress(f"{FACES[group]}: reactions of {len(members)}")
    tools.write(lambda work: perform(work, meetings.change_meeting, SYSTEM, meeting_id=meeting_id, stage_view="ground"))
    return meeting_id


def _open_meeting(work: Work, place_id: PlaceId) -> MeetingId:
    stakeholder_groups = tuple(FACES.values())
    made = perform(
        work,
        meetings.create_meeting,
        SYSTEM,
        place_id=place_id,
        title=TITLE,
        template="T1",
        stakeholder_groups=stakeholder_groups,
        source="demo",
    )
    meeting_id: MeetingId = made.data["meeting"]
    return meeting_id


def _enter_facts(work: Work, facilitator: Actor, place_id: PlaceId, meeting_id: MeetingId) -> None:
    """Enter who issues the papers of the place, and the facts of the meeting that its papers print."""
    perform(work, set_letterhead, facilitator, place_id=place_id, issuer=ISSUER, contact=CONTACT)
    perform(work, record_facts, facilitator, meeting_id=meeting_id, facts=FACTS)


def _take_seats(work: Work, code: str) -> dict[str, list[Actor]]:
    """Join the meeting with `code` once for each resident of the demo; return {stakeholder group: its seats}."""
    seats: dict[str, list[Actor]] = {group: [] for group in FACES}
    for group, size in SIZES.items():
        for _ in range(size):
            joined = meetings.join_meeting(work, code=code, stakeholder_group=FACES[group])
            seats[group].append(Actor(ActorKind.SEAT, joined.seat, meeting=joined.meeting, token=joined.token))
    return seats


def _propose(
    work: Work, meeting_id: MeetingId, cards: list[Card], seats: dict[str, list[Actor]]
) -> dict[str, ProposalId]:
    """Submit the cards and return {card: proposal id}; no resident submits more than `CARDS`, the meeting's limit."""
    given = dict.fromkeys(FACES, 0)
    ids: dict[str, ProposalId] = {}
    for card in cards:
        author = seats[card.group][given[card.group] // CARDS]
        given[card.group] += 1
        receipt = perform(work, proposals.submit_proposal, author, meeting_id=meeting_id, text=card.text)
        ids[card.id] = receipt.data["proposal"]
    return ids


def _authors(seats: dict[str, list[Actor]]) -> list[Actor]:
    """Return the seats that have proposed something, the first of each group."""
    return [seat for members in seats.values() for seat in members[: len(members) // CARDS + 1]]


def _reactions(draw: random.Random, group: str, cards: list[Card]) -> Iterator[tuple[str, Choice]]:
    for card in cards:
        rate, roll = card.agree_rate(group), draw.random()
        if roll < rate:
            yield card.id, Choice.AGREE
        elif roll < rate + DISAGREE_OF_REST * (1 - rate):
            yield card.id, Choice.DISAGREE
        else:
            yield card.id, Choice.PASS


def _react(
    work: Work, *, seat: Actor, meeting_id: MeetingId, ids: dict[str, ProposalId], said: dict[str, Choice]
) -> None:
    for card, choice in said.items():
        proposals.cast_reaction(work, seat, meeting_id=meeting_id, proposal_id=ids[card], choice=choice)
