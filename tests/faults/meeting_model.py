"""A meeting as a dictionary, beside the real one: what each act should do, and that it did."""

import contextlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, precondition, rule

from app.factory import create_services
from app.meetings import actions as meetings
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.errors import DomainError
from app.platform.storage import ledger
from app.platform.storage.ledger import Receipt
from app.platform.storage.unit_of_work import Act, Work
from app.proposals import actions as proposals
from app.proposals import queries as proposal_queries
from app.proposals.rules import Choice
from app.resolutions import actions as resolutions
from app.resolutions import queries as resolution_queries
from app.settings import Settings
from app.voting import actions as voting
from app.voting import queries as voting_queries
from app.voting.rules import Choice as Ballot
from tests.acts import act as act_on
from tests.builders import build_seat, new_key
from tests.people import Cast

Action = Callable[..., Receipt]
LATE = 25
"""Acts after which the meeting may be closed, so that most runs have an open one."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What every run starts from, and a count of what all of them did."""

    database: Path
    cast: Cast
    meeting: str
    done: Counter[str]


class CrashError(BaseException):
    """The process ends here; no handler of the product may catch it."""


@dataclass(slots=True)
class PollModel:
    resolution: str
    is_secret: bool
    is_open: bool = True
    ballots: dict[str, Ballot] = field(default_factory=dict)

    def count(self) -> dict[str, int]:
        counts = Counter(self.ballots.values())
        return {choice: counts[choice] for choice in Ballot}

    def told(self) -> dict[str, int] | None:
        """What is told of the split: nothing while the poll is open, nothing of fewer than five ballots."""
        return None if self.is_open or len(self.ballots) < 5 else self.count()

    @property
    def state(self) -> str:
        """What becomes of the resolution: carried by more than half of those who voted, a draft again without outcome.

        One or two secret ballots have no outcome, for it would tell what they say.
        """
        if self.is_secret and len(self.ballots) in (1, 2):
            return "draft"
        return "carried" if 2 * self.count()["yes"] > len(self.ballots) else "rejected"


@dataclass(slots=True)
class Model:
    """The dictionary."""

    seats: int = 0
    authors: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    reactions: dict[tuple[str, str], str] = field(default_factory=dict)
    resolutions: dict[str, str] = field(default_factory=dict)
    polls: dict[str, PollModel] = field(default_factory=dict)
    phase: str = "say"
    is_closed: bool = False
    entries: int = 0

    def tally_of(self, card: str) -> proposal_queries.Tally:
        counts = Counter(choice for (_, of), choice in self.reactions.items() if of == card)
        return proposal_queries.Tally(counts["agree"], counts["disagree"], counts["pass"])


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was accepted, as its client would send it again."""

    act: Act[Receipt]
    receipt: Receipt


class MeetingMachine(RuleBasedStateMachine):
    """Acts in any order; after each, product and dictionary must agree."""

    seats: Bundle[Actor] = Bundle("seats")
    cards: Bundle[str] = Bundle("cards")
    drafts: Bundle[str] = Bundle("drafts")
    polls: Bundle[str] = Bundle("polls")

    def __init__(self, beginning: Beginning) -> None:
        super().__init__()
        self._begun = beginning
        self._folder = Path(tempfile.mkdtemp(dir=beginning.database.parent))
        shutil.copy(beginning.database, self._folder / "liangting.sqlite")
        self._services = self._open()
        self._model = Model()
        self._done: list[Done] = []
        with self._services.database.read() as session:
            self._model.entries, _ = ledger.head_of(session, beginning.meeting)

    @rule(target=seats)
    def join(self) -> Any:
        if self._model.is_closed:
            return multiple()
        self._model.seats += 1
        self._note("seat.joined", 1)
        return build_seat(self._services, self._begun.meeting)

    @rule(target=cards, seat=seats)
    def propose(self, seat: Actor) -> Any:
        refusal = None if self._takes_proposals() else "phase.not_now"
        receipt = self._do("proposal.submitted", proposals.submit_proposal, seat, refusal, text="建车棚")
        if receipt is None:
            return multiple()
        card = str(receipt.data["proposal"])
        self._model.authors[card] = seat.id
        return card

    @rule(seat=seats, card=cards, choice=st.sampled_from(Choice))
    def react(self, seat: Actor, card: str, choice: Choice) -> None:
        refusal = "proposal.gone" if card in self._model.withdrawn else None
        refusal = refusal or (None if self._takes_proposals() else "phase.not_now")
        if self._do("reaction.cast", proposals.cast_reaction, seat, refusal, proposal_id=card, choice=choice):
            self._model.reactions[(seat.id, card)] = choice

    @rule(seat=seats, card=cards)
    def withdraw(self, seat: Actor, card: str) -> None:
        refusal = "proposal.withdrawn" if card in self._model.withdrawn else None
        refusal = refusal if self._model.authors[card] == seat.id else "not_found"
        if self._do("proposal.withdrawn", proposals.withdraw_proposal, seat, refusal, proposal_id=card):
            self._model.withdrawn.add(card)

    @rule(target=drafts)
    def draft(self) -> str:
        receipt = self._do("resolution.drafted", resolutions.draft_resolution, self._lin, None, title="车棚", text="建")
        assert receipt is not None
        resolution = str(receipt.data["resolution"])
        self._model.resolutions[resolution] = "draft"
        return resolution

    @rule(target=polls, draft=drafts, is_secret=st.booleans())
    def put_to_vote(self, draft: str, is_secret: bool) -> Any:
        refusal = None if self._model.resolutions[draft] == "draft" else "resolution.not_draft"
        refusal = refusal or ("meeting.closed" if self._model.is_closed else None)
        if refusal is None:
            self._go_to("decide")
        facts = {"resolution_id": draft, "is_secret": is_secret}
        receipt = self._do("poll.opened", resolutions.put_to_vote, self._lin, refusal, entries=2, **facts)
        if receipt is None:
            return multiple()
        poll = str(receipt.data["poll"])
        self._model.polls[poll] = PollModel(draft, is_secret)
        self._model.resolutions[draft] = "voting"
        return poll

    @rule(seat=seats, poll=polls, choice=st.sampled_from(Ballot))
    def vote(self, seat: Actor, poll: str, choice: Ballot) -> None:
        refusal = None if self._model.polls[poll].is_open else "poll.closed"
        refusal = "meeting.closed" if self._model.is_closed else refusal
        if self._do("ballot.cast", voting.cast_ballot, seat, refusal, poll_id=poll, choice=choice):
            self._model.polls[poll].ballots[seat.id] = choice

    @precondition(lambda self: any(poll.is_open and poll.ballots for poll in self._model.polls.values()))
    @rule(seat=seats, poll=polls, choice=st.sampled_from(Ballot))
    def vote_anew(self, seat: Actor, poll: str, choice: Ballot) -> None:
        """A change of mind, made likelier than chance would."""
        if seat.id in self._model.polls[poll].ballots:
            self.vote(seat, poll, choice)

    @rule(poll=polls)
    def close(self, poll: str) -> None:
        model = self._model.polls[poll]
        refusal = None if model.is_open else "poll.closed"
        receipt = self._do("poll.closed", voting.close_poll, self._lin, refusal, entries=2, poll_id=poll)
        if receipt is not None:
            model.is_open = False
            self._model.resolutions[model.resolution] = model.state
            split = model.told()
            if not any(poll.is_open for poll in self._model.polls.values()):
                self._go_to("say")
            assert receipt.data["cast"] == len(model.ballots)
            assert receipt.data.get("count") == (split and {**split, "entitled": self._model.seats})

    @rule(draft=drafts)
    def adopt(self, draft: str) -> None:
        refusal = None if self._model.resolutions[draft] == "carried" else "resolution.not_carried"
        if self._do(
            "resolution.adopted", resolutions.adopt_resolution, self._begun.cast.wen, refusal, resolution_id=draft
        ):
            self._model.resolutions[draft] = "adopted"

    @precondition(lambda self: not self._model.is_closed)
    @rule(target=polls, seat=seats, draft=drafts)
    def decide(self, seat: Actor, draft: str) -> Any:
        """The whole way of a resolution, which chance alone seldom goes."""
        if self._model.resolutions[draft] != "draft":
            return multiple()
        poll = self.put_to_vote(draft, is_secret=False)
        self.vote(seat, poll, Ballot.YES)
        self.close(poll)
        self.adopt(draft)
        return poll

    @precondition(lambda self: not self._model.is_closed and len(self._done) > LATE)
    @rule()
    def close_meeting(self) -> None:
        self._do("meeting.closed", meetings.close_meeting, self._lin, None)
        self._model.is_closed = True

    @precondition(lambda self: self._done)
    @rule(at=st.integers(0, 10**6))
    def replay(self, at: int) -> None:
        """An answer was lost: the same key comes again, however much has happened since."""
        again = self._done[at % len(self._done)]
        assert self._services.writer.run(again.act) == again.receipt
        self._begun.done["replay"] += 1

    @rule(seat=seats, card=cards, choice=st.sampled_from(Choice))
    def crash(self, seat: Actor, card: str, choice: Choice) -> None:
        """The process dies with an act half done, and is started again."""
        asked = {"meeting_id": self._begun.meeting, "proposal_id": card, "choice": choice, "key": new_key()}
        with contextlib.suppress(CrashError, DomainError):
            self._services.writer.run(lambda work: self._die(proposals.cast_reaction(work, seat, **asked)))
        self._services.database.dispose()
        self._services = self._open()
        self._begun.done["crash"] += 1

    @invariant()
    def agrees(self) -> None:
        """The rows are what the dictionary says, and so is the number of entries in the ledger."""
        model = self._model
        states = {card: "withdrawn" if card in model.withdrawn else "visible" for card in model.authors}
        assert self._rows("SELECT id, state FROM proposal") == states
        assert self._rows("SELECT seat || proposal, choice FROM reaction") == {
            seat + card: choice for (seat, card), choice in model.reactions.items()
        }
        assert self._rows("SELECT id, state FROM resolution") == model.resolutions
        assert self._rows("SELECT id, closed_at IS NULL FROM poll") == {id: p.is_open for id, p in model.polls.items()}
        assert self._rows("SELECT poll, count(*) FROM participation GROUP BY poll") == {
            id: len(poll.ballots) for id, poll in model.polls.items() if poll.ballots
        }
        assert self._rows("SELECT chain, seq FROM ledger_head")[self._begun.meeting] == model.entries

    def teardown(self) -> None:
        """At the end, what the product tells is what the dictionary says."""
        model, meeting = self._model, self._begun.meeting
        with self._services.database.read() as session:
            assert ledger.verify_chain(session, meeting) is None
            wall = {view.id for view in proposal_queries.wall_of(session, meeting)}
            tallies = proposal_queries.tallies_of(session, meeting)
            voters = proposal_queries.voters_of(session, meeting)
            states = {view.id: view.state for view in resolution_queries.resolutions_of(session, meeting)}
            polls = {view.id: view for view in voting_queries.polls_of(session, meeting)}
        assert wall == set(model.authors) - model.withdrawn
        assert tallies == {card: model.tally_of(card) for _, card in model.reactions}
        assert voters == len({seat for seat, _ in model.reactions})
        assert states == model.resolutions
        for id, poll in model.polls.items():
            tally = polls[id].tally
            split = tally and {choice: getattr(tally, choice) for choice in Ballot}
            assert split == poll.told()
        self._services.database.dispose()
        shutil.rmtree(self._folder)

    def _rows(self, query: str) -> dict[str, Any]:
        with self._services.database.read_engine.connect() as connection:
            return dict(connection.exec_driver_sql(query).all())

    def _takes_proposals(self) -> bool:
        return self._model.phase == "say" and not self._model.is_closed

    def _go_to(self, phase: str) -> None:
        """Votes are for one phase, proposals and reactions for another."""
        if phase != self._model.phase and not self._model.is_closed:
            self._do("phase.moved", meetings.move_phase, self._lin, None, to=phase, reason="x")
            self._model.phase = phase

    @property
    def _lin(self) -> Actor:
        return self._begun.cast.lin

    def _do(
        self, kind: str, action: Action, actor: Actor, refusal: str | None, *, entries: int = 1, **facts: Any
    ) -> Receipt | None:
        """Do an act that must succeed, or be refused with this code; None when it is refused."""
        asked = {"meeting_id": self._begun.meeting, "key": new_key(), **facts}

        def act(work: Work) -> Receipt:
            receipt: Receipt = act_on(work, action, actor, **asked)
            return receipt

        try:
            receipt = self._services.writer.run(act)
        except DomainError as error:
            assert error.code == refusal
            return None
        assert refusal is None
        self._done.append(Done(act, receipt))
        self._note(kind, entries)
        return receipt

    def _note(self, kind: str, entries: int) -> None:
        self._model.entries += entries
        self._begun.done[kind] += 1

    def _die(self, _receipt: Receipt) -> NoReturn:
        raise CrashError

    def _open(self) -> Services:
        url = f"sqlite:///{self._folder / 'liangting.sqlite'}"
        return create_services(Settings(_env_file=None, data_dir=self._folder, database_url=url))
