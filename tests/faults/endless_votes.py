"""A process that votes for ever through the group commit and prints each version once it is acknowledged.

Run as `python -m tests.faults.endless_votes URL FOLDER`; it is meant to be stopped in the middle.
"""

import random
import sys
from pathlib import Path

import gevent

from app.factory import create_services
from app.platform.access.actors import SYSTEM, Actor
from app.platform.access.services import Services
from app.platform.storage.group_writer import GroupWriter
from app.platform.storage.unit_of_work import BatchedAction, receipt_in
from app.proposals import actions as proposals
from app.proposals.rules import Choice
from app.settings import Settings
from tests.builders import build_meeting, build_proposal, build_seat, new_key
from tests.people import gather_cast

VOTERS = 10


def main(url: str, folder: Path) -> None:
    services = create_services(Settings(_env_file=None, data_dir=folder, database_url=url), make_writer=GroupWriter)
    meeting = build_meeting(services, gather_cast(services).place)
    cards = [build_proposal(services, SYSTEM, meeting, f"第{number}条建议") for number in range(8)]
    seats = [build_seat(services, meeting) for _ in range(VOTERS)]
    print(meeting, flush=True)
    fates = [random.Random(number) for number in range(VOTERS)]
    gevent.joinall([gevent.spawn(_vote, services, seat, cards, fate) for seat, fate in zip(seats, fates, strict=True)])


def _vote(services: Services, seat: Actor, cards: list[str], fate: random.Random) -> None:
    meeting = seat.meeting or ""
    while True:
        wish = proposals.ReactionRequest(seat, meeting, fate.choice(cards), fate.choice(list(Choice)), new_key())
        (answer,) = services.writer.run(BatchedAction(proposals.cast_reactions, (wish,)))
        print(receipt_in(answer).version, flush=True)
        gevent.sleep(fate.uniform(0, 0.02))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
