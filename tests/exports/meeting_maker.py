"""Meetings made at random from a seed, with a model of what their papers must say."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.cases import actions as cases
from app.cases.rules import MOVES, NEEDS_NOTE, RATABLE
from app.cases.rules import State as CaseState
from app.concessions import actions as concessions
from app.meetings import facts as meeting_facts
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.storage.ledger import Receipt
from app.proposals.rules import Choice as Reaction
from app.resolutions import actions as resolutions
from app.voting import actions as voting
from app.voting.rules import Choice
from tests.acts import act as act_on
from tests.builders import build_meeting, build_proposal, build_seat, move_to, new_key, react
from tests.people import Cast

STAKEHOLDER_GROUPS = ("业主", "租户")
STATES = {"offered": "已提出", "taken": "已写入文本", "withdrawn": "已收回"}


@dataclass(frozen=True, slots=True)
class MadePoll:
    """A poll that was held: under which title it stands in the papers, and its result in words."""

    title: str
    result: str


@dataclass(frozen=True, slots=True)
class MadeConcession:
    """A concession with its state, as the papers may tell it: the words of one taken back are empty."""

    proposal: str
    stakeholder_group: str
    wanted: str
    condition: str
    offer: str
    state: str


@dataclass(frozen=True, slots=True)
class MadeCase:
    number: str
    resolution: str


@dataclass(slots=True)
class Maker:
    """One meeting; each method makes some of it and notes what the papers must say."""

    services: Services
    cast: Cast
    chance: random.Random
    meeting: str = ""
    seats: list[Actor] = field(default_factory=list)
    stakeholder_groups: list[str] = field(default_factory=list)
    polls: list[MadePoll] = field(default_factory=list)
    concessions: list[MadeConcession] = field(default_factory=list)
    cases: list[MadeCase] = field(default_factory=list)
    first_proposal: str = ""

    def make(self) -> None:
        self._gather()
        self._speak()
        self._give_way()
        move_to(self.services, self.meeting, "decide")
        for at in range(self.chance.randrange(4)):
            self.chance.choice((self._ask, self._decide))(at)
        if self.chance.random() < 0.3:
            self._leave_open()

    def _gather(self) -> None:
        self.meeting = build_meeting(
            self.services, self.cast.place, template="T1", stakeholder_groups=STAKEHOLDER_GROUPS, phase="say"
        )
        for _ in range(self.chance.randint(1, 14)):
            stakeholder_group = self.chance.choice((*STAKEHOLDER_GROUPS, ""))
            self.stakeholder_groups.append(stakeholder_group)
            facts = {"stakeholder_group": stakeholder_group} if stakeholder_group else {}
            facts["attendance"] = self.chance.choice(("hall", "hall", "online"))
            self.seats.append(build_seat(self.services, self.meeting, **facts))
        if self.chance.random() < 0.7:
            on_leave = self.chance.choice((None, 0, 3))
            counts = {"entitled": self.chance.randint(4, 30), "on_leave": on_leave}
            self._do(meeting_facts.record_facts, self.cast.lin, facts=counts)

    def _speak(self) -> None:
        """Proposals, the first of which concessions are about, and reactions, some of them changed."""
        self.first_proposal = build_proposal(self.services, self.cast.lin, self.meeting, "在三号楼旁建车棚")
        texts = ("清理楼道里的旧自行车", "充电价格贴在墙上", "门口装一盏路灯")
        written = [self.first_proposal] + [
            build_proposal(self.services, self.chance.choice(self.seats), self.meeting, text)
            for text in texts[: self.chance.randrange(4)]
        ]
        for _ in range(self.chance.randrange(3 * len(self.seats))):
            seat, proposal = self.chance.choice(self.seats), self.chance.choice(written)
            react(self.services, seat, self.meeting, proposal, self.chance.choice(tuple(Reaction)))

    def _give_way(self) -> None:
        proposals = {"": None, "1": self.first_proposal}
        move_to(self.services, self.meeting, "concede")
        for at in range(self.chance.randrange(5)):
            giver = self.chance.randrange(len(self.seats))
            about, wanted = self.chance.choice(("", "1")), self.chance.choice(("", f"不建{at}"))
            words = {"wanted": wanted, "condition": f"=十点断电{at}", "offer": f"接受车棚“{at}”"}
            offered = self._do(concessions.offer_concession, self.seats[giver], proposal_id=proposals[about], **words)
            end = self.chance.choice(tuple(STATES))
            if end == "taken":
                self._do(concessions.take_concession, self.cast.lin, concession_id=offered.data["concession"])
            if end == "withdrawn":
                back = {"concession_id": offered.data["concession"]}
                self._do(concessions.withdraw_concession, self.seats[giver], **back)
                about, words = "", dict.fromkeys(words, "")
            self.concessions.append(
                MadeConcession(about, self._public_stakeholder_group(giver), state=STATES[end], **words)
            )

    def _public_stakeholder_group(self, seat: int) -> str:
        stakeholder_group = self.stakeholder_groups[seat]
        return stakeholder_group if self.stakeholder_groups.count(stakeholder_group) >= 5 else ""

    def _ask(self, at: int) -> None:
        """A question without a text."""
        title, is_secret = f"第{at}问：建吗", self.chance.random() < 0.5
        opened = self._do(voting.open_poll, self.cast.lin, question=title, is_secret=is_secret)
        self._end(title, opened.data["poll"], is_secret=is_secret)

    def _decide(self, at: int) -> None:
        """A text, put to the vote up to twice, perhaps adopted and carried out."""
        title = f"决议稿{at}"
        draft = self._do(resolutions.draft_resolution, self.cast.lin, title=title, text="一、建。\n二、管。")
        resolution, is_carried = draft.data["resolution"], None
        for _ in range(2):
            is_secret = self.chance.random() < 0.5
            voted = {"resolution_id": resolution, "is_secret": is_secret}
            poll = self._do(resolutions.put_to_vote, self.cast.lin, **voted).data["poll"]
            is_carried = self._end(title, poll, is_secret=is_secret)
            if is_carried is not None:
                break
        if is_carried and self.chance.random() < 0.8:
            adopted = self._do(resolutions.adopt_resolution, self.cast.wen, resolution_id=resolution)
            self._carry_out(resolution, adopted.data["number"])

    def _carry_out(self, resolution: str, number: str) -> None:
        for _ in range(self.chance.randrange(3)):
            opened = self._do(cases.open_case, self.cast.wen, resolution_id=resolution, handler="物业")
            self.cases.append(MadeCase(opened.data["number"], number))
            self._move(opened.data["case"])

    def _move(self, case: str) -> None:
        """Move a case some steps; residents rate a result, some of them twice."""
        state = CaseState.REGISTERED
        for _ in range(self.chance.randrange(7)):
            options = sorted(to for to in MOVES[state] if to not in NEEDS_NOTE or to is CaseState.REPORTED)
            if not options or options == [CaseState.CLOSED]:
                break
            state = self.chance.choice([to for to in options if to is not CaseState.CLOSED])
            note = "已装好，照片三张" if state is CaseState.REPORTED else ""
            by = self.cast.ada if state is CaseState.VERIFIED else self.cast.wen
            self._do(cases.move_case, by, case_id=case, to=state, note=note)
        if state in RATABLE:
            for _ in range(self.chance.randrange(6)):
                rating = {"stars": self.chance.randint(1, 5), "is_resolved": self.chance.random() < 0.6}
                self._do(cases.rate_case, self.chance.choice(self.seats), case_id=case, **rating)

    def _end(self, title: str, poll: str, *, is_secret: bool) -> bool | None:
        """Vote, then close or void; returns whether it was carried, None without an outcome."""
        ballots = self._vote(poll)
        if self.chance.random() < 0.2:
            self._do(voting.void_poll, self.cast.lin, poll_id=poll, reason="停电了")
            self.polls.append(MadePoll(title, "这次表决已作废：停电了"))
            return None
        self._do(voting.close_poll, self.cast.lin, poll_id=poll)
        yes, cast, total = ballots.count(Choice.YES), len(ballots), len(self.seats)
        turnout = f"{total} 人里{f' {cast} 人' if cast else '没有人'}投票"
        verdict = "通过" if 2 * yes > cast else "未通过"
        if is_secret and cast in (1, 2):
            withheld = f"只有{cast}张无记名票，公布结果就等于公开选择，所以没有开票。可以改用记名表决。"
            self.polls.append(MadePoll(title, f"{turnout}。{withheld}"))
            return None
        if cast < 5:
            self.polls.append(MadePoll(title, f"{turnout}，{verdict}。不足 5 票，不公布分布。"))
        else:
            half = "超过一半" if 2 * yes > cast else "没有超过一半"
            self.polls.append(MadePoll(title, f"{turnout}，{yes} 人同意，{half}，{verdict}。"))
        return 2 * yes > cast

    def _leave_open(self) -> None:
        opened = self._do(voting.open_poll, self.cast.lin, question="还没完", is_secret=True)
        count = len(self._vote(opened.data["poll"]))
        self.polls.append(MadePoll("还没完", f"表决正在进行，已有 {count} 人投票。"))

    def _vote(self, poll: str) -> list[Choice]:
        voters = self.chance.sample(self.seats, self.chance.randint(0, len(self.seats)))
        ballots = self.chance.choices((Choice.YES, Choice.NO, Choice.ABSTAIN), weights=(3, 1, 1), k=len(voters))
        for seat, choice in zip(voters, ballots, strict=True):
            self._do(voting.cast_ballot, seat, poll_id=poll, choice=choice)
        return ballots

    def _do(self, action: Callable[..., Receipt], actor: Actor, **facts: Any) -> Receipt:
        asked = {"meeting_id": self.meeting, "key": new_key(), **facts}
        return self.services.writer.run(lambda work: act_on(work, action, actor, **asked))


def make_meeting(services: Services, cast: Cast, seed: int) -> Maker:
    """The meeting of a seed; the same seed always makes the same."""
    maker = Maker(services, cast, random.Random(seed))  # noqa: S311 - a test, not a secret
    maker.make()
    return maker
