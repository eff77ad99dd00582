"""Benchmark of the papers of a very large meeting: each file alone, and the bundle that holds them all.

Every file is made in a process of its own, which first reads the meeting as the worker does. Its baseline is the
process that only reads.
"""

import random
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from app.common_ground.analysis import Analyser
from app.factory import create_services
from app.meetings import actions as meetings
from app.meetings.models import Seat
from app.organisations import actions as organisations
from app.platform.access.actors import SYSTEM, Actor, ActorKind
from app.platform.access.secrets import digest_token
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.ids import MeetingId, ProposalId
from app.platform.storage import migrations
from app.platform.storage.unit_of_work import BatchedAction
from app.proposals import actions as proposals
from app.proposals.models import Proposal
from app.proposals.rules import Choice
from app.resolutions import actions as resolutions
from app.settings import Settings
from app.themes.clustering import cluster_meeting
from bench.child import in_child
from bench.figures import Figure
from bench.printer import FORMATS, READ, Large

SEATS, CARDS, REACTIONS, CLAUSES = 2_000, 1_000, 200_000, 200
LONGEST_TITLE = 120
AT_ONCE = 2_000
"""Reactions that share a transaction, as in a crowded hall."""
_TEXTS = (
    "在{0}号楼旁边建一个带充电桩的电动车棚",
    "{0}号楼的电梯夜里停运",
    "请物业公布{0}月份公共收益的账目",
    "路灯{0}不亮",
)


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        large = build_large(Path(folder))
        yield from measure(large)


def measure(large: Large, formats: Sequence[str] = FORMATS) -> Iterator[Figure]:
    """Yield the seconds and the peak memory of each file, its reading included, beside those of reading alone."""
    spent, most = in_child(large.make, FORMATS.index(READ))
    yield Figure(READ, spent, "s")
    yield Figure(f"{READ}, peak memory", most, "MB")
    for name in formats:
        if name != READ:
            seconds, peak = in_child(large.make, FORMATS.index(name))
            yield Figure(name, seconds, "s", READ, spent)
            yield Figure(f"{name}, peak memory", peak, "MB", READ, most)


def build_large(
    folder: Path, *, seats: int = SEATS, cards: int = CARDS, reactions: int = REACTIONS, clauses: int = CLAUSES
) -> Large:
    """Hold a meeting with a long title, themes, common ground, every reaction in the record, and a long resolution."""
    services = create_services(Settings(_env_file=None, data_dir=folder))
    migrations.upgrade(services.settings.database)
    place = services.writer.run(lambda work: organisations.create_place(work, SYSTEM, name="桂花苑"))
    title = ("关于本小区电动自行车集中停放与充电、老旧电梯更新改造和公共收益公示的" * 4)[:LONGEST_TITLE]
    made = services.writer.run(
        lambda work: perform(work, meetings.create_meeting, SYSTEM, place_id=place, title=title, template="T1")
    )
    meeting: MeetingId = made.data["meeting"]
    services.writer.run(lambda work: perform(work, meetings.move_phase, SYSTEM, meeting_id=meeting, to="say"))
    _fill(services, meeting, seats=seats, cards=cards)
    _react(services, meeting, seats=seats, cards=cards, reactions=reactions)
    cluster_meeting(services, meeting_id=meeting)
    Analyser().analyse_meeting(services, meeting_id=meeting)
    services.writer.run(
        lambda work: perform(work, meetings.move_phase, SYSTEM, meeting_id=meeting, to="decide", reason="bench")
    )
    text = "\n".join(f"{at}. 物业每月{at % 28 + 1}日前完成第{at}项并公示。" for at in range(1, clauses + 1))
    services.writer.run(
        lambda work: perform(work, resolutions.draft_resolution, SYSTEM, meeting_id=meeting, title=title, text=text)
    )
    services.database.dispose()
    return Large(folder, meeting)


def _fill(services: Services, meeting: MeetingId, *, seats: int, cards: int) -> None:
    now, draw = datetime.now(UTC), random.Random(0)
    people = [
        {
            "id": f"seat{number:06}",
            "meeting": meeting,
            "token_digest": digest_token(secrets.token_urlsafe(24)),
            "alias": f"居民{number}",
            "kind": "resident",
            "attendance": "hall",
            "joined_at": now,
        }
        for number in range(seats)
    ]
    wall = [
        {
            "id": f"benchcard{number}",
            "meeting": meeting,
            "seat": f"seat{number % seats:06}",
            "number": number + 1,
            "text": f"{draw.choice(_TEXTS).format(number)}，{draw.choice(_TEXTS).format(number + 1)}。",
            "state": "visible",
            "reason": "",
            "external_author": "",
            "created_at": now,
            "copy_of": None,
        }
        for number in range(cards)
    ]
    with services.database.write_engine.begin() as connection:
        connection.execute(insert(Seat), people)
        connection.execute(insert(Proposal), wall)


def _react(services: Services, meeting: MeetingId, *, seats: int, cards: int, reactions: int) -> None:
    draw, choices = random.Random(1), list(Choice)
    each = reactions // seats
    actors = [Actor(ActorKind.SEAT, f"seat{number:06}", meeting=meeting) for number in range(seats)]
    wishes = [
        proposals.ReactionRequest(actor, meeting, ProposalId(f"benchcard{card}"), draw.choice(choices), f"{at}-{card}")
        for at, actor in enumerate(actors)
        for card in draw.sample(range(cards), each)
    ]
    for at in range(0, len(wishes), AT_ONCE):
        services.writer.run(BatchedAction(proposals.cast_reactions, tuple(wishes[at : at + AT_ONCE])))
