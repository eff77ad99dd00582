"""A hall in which things are decided: a meeting with its staff and two residents, and what they do there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app.cases import actions as cases
from app.cases.rules import State
from app.meetings import actions as meetings
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.errors import DomainError
from app.platform.storage import ledger
from app.platform.storage.ledger import Receipt, Seen
from app.platform.storage.unit_of_work import Act, Work
from app.resolutions import actions as resolutions
from app.resolutions.notices import actions as notices
from app.voting import actions as voting
from app.voting import queries as voting_queries
from app.voting.queries import PollView
from app.voting.rules import VOTE, Choice
from tests.acts import act as act_on
from tests.builders import build_meeting, build_seat, move_to, new_key, view_meeting
from tests.people import Cast
from tests.races import race

TEXT = "在三号楼东侧建一座电动车棚。"


@dataclass(frozen=True, slots=True)
class Fact:
    """An entry of the ledger: who did it, and what it says."""

    actor: str
    payload: dict[str, Any]


@dataclass(slots=True)
class Hall:
    """Each method is one step, by whoever does it in life; `do` is any action at all."""

    services: Services
    cast: Cast
    meeting: str
    mei: Actor
    bo: Actor

    def act(self, action: Callable[..., Any], actor: Actor, *, key: str | None = None, **facts: Any) -> Act[Any]:
        """An action of this meeting, to be run by somebody who has seen how the meeting stands."""
        asked = {"meeting_id": self.meeting, "key": key or new_key(), **facts}

        def act(work: Work) -> Any:
            work.seen = Seen(self.meeting, ledger.head_of(work.session, self.meeting)[0])
            return act_on(work, action, actor, **asked)

        return act

    def do(self, action: Callable[..., Any], actor: Actor, *, key: str | None = None, **facts: Any) -> Receipt:
        receipt: Receipt = self.services.writer.run(self.act(action, actor, key=key, **facts))
        return receipt

    def refusal(self, action: Callable[..., Any], actor: Actor, **facts: Any) -> tuple[str, str]:
        """(kind, code) of what must be refused."""
        with pytest.raises(DomainError) as refused:
            self.do(action, actor, **facts)
        return refused.value.kind.value, refused.value.code

    def race(self, *acts: Act[Any]) -> list[Any]:
        return race(self.services, *acts)

    def read(self, query: Callable[..., Any], *args: Any, **options: Any) -> Any:
        with self.services.database.read() as session:
            return query(session, *args, **options)

    def entries(self, kind: str) -> list[Fact]:
        """What the ledger has of one kind; the chain must hold."""
        assert self.read(ledger.verify_chain, self.meeting) is None
        with self.services.database.read() as session:
            recorded = [entry for entry in ledger.entries_of(session, self.meeting) if entry.kind == kind]
            return [Fact(entry.actor, ledger.facts_of(entry.payload)) for entry in recorded]

    def elsewhere(self) -> str:
        """Another meeting at the same place."""
        return build_meeting(self.services, self.cast.place, title="另一场", phase=self.phase)

    @property
    def phase(self) -> str:
        return view_meeting(self.services, self.meeting).phase

    def seats(self, count: int) -> list[Actor]:
        return [build_seat(self.services, self.meeting) for _ in range(count)]

    def close_meeting(self) -> None:
        self.do(meetings.close_meeting, self.cast.lin)

    def go_to_vote(self) -> None:
        """Be in a phase in which polls may be opened."""
        if VOTE not in view_meeting(self.services, self.meeting).acts:
            move_to(self.services, self.meeting, "decide")

    def open_poll(self, *, is_secret: bool = True) -> str:
        self.go_to_vote()
        receipt = self.do(voting.open_poll, self.cast.lin, question="建车棚吗", is_secret=is_secret)
        return str(receipt.data["poll"])

    def poll(self, poll: str) -> PollView:
        """A poll of this meeting as it stands."""
        return next(view for view in self.read(voting_queries.polls_of, self.meeting) if view.id == poll)

    def vote(self, poll: str, seat: Actor, choice: Choice = Choice.YES, *, key: str | None = None) -> Receipt:
        return self.do(voting.cast_ballot, seat, poll_id=poll, choice=choice, key=key)

    def close_poll(self, poll: str) -> Receipt:
        return self.do(voting.close_poll, self.cast.lin, poll_id=poll)

    def draft(self, title: str = "建电动车棚") -> str:
        receipt = self.do(resolutions.draft_resolution, self.cast.fang, title=title, text=TEXT)
        return str(receipt.data["resolution"])

    def put_to_vote(self, resolution: str, *, is_secret: bool = True) -> str:
        self.go_to_vote()
        facts = {"resolution_id": resolution, "is_secret": is_secret}
        return str(self.do(resolutions.put_to_vote, self.cast.lin, **facts).data["poll"])

    def carry(self, resolution: str, *choices: Choice) -> None:
        """Vote on a draft by name, for a secret vote of so few would tell no outcome; with a lone yes it is carried."""
        poll = self.put_to_vote(resolution, is_secret=False)
        for seat, choice in zip((self.mei, self.bo), choices or (Choice.YES,), strict=False):
            self.vote(poll, seat, choice)
        self.close_poll(poll)

    def adopt(self, resolution: str, **facts: Any) -> Receipt:
        return self.do(resolutions.adopt_resolution, self.cast.wen, resolution_id=resolution, **facts)

    def adopted(self, title: str = "建电动车棚") -> str:
        """A resolution that has gone all the way."""
        resolution = self.draft(title)
        self.carry(resolution)
        self.adopt(resolution)
        return resolution

    def post_notice(self, resolution: str) -> str:
        """A public notice of the result of an adopted resolution."""
        return str(self.do(notices.post_notice, self.cast.wen, resolution_id=resolution).data["notice"])

    def open_case(self, resolution: str, **facts: Any) -> str:
        receipt = self.do(cases.open_case, self.cast.wen, resolution_id=resolution, **facts)
        return str(receipt.data["case"])

    def move(self, case: str, *way: State, by: Actor | None = None, note: str = "已办") -> None:
        for to in way:
            self.do(cases.move_case, by or self.cast.wen, case_id=case, to=to, note=note)

    def rate(self, case: str, seat: Actor, stars: int = 5, **facts: Any) -> Receipt:
        return self.do(cases.rate_case, seat, **{"case_id": case, "stars": stars, "is_resolved": stars > 2, **facts})
