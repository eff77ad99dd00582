"""A meeting with two resolutions, three concessions, a plain poll and five groups, of which one is small."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from app.cases import actions as cases
from app.cases.rules import State as CaseState
from app.concessions import actions as concessions
from app.exports.dossier import Dossier, dossier_of
from app.meetings import facts as meeting_facts
from app.organisations import actions as organisations
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.access.sights import FULL_VIEW, Sights
from app.proposals.rules import Choice as Reaction
from app.resolutions import actions as resolutions
from app.resolutions.notices import actions as notices
from app.resolutions.notices.rules import Kind
from app.voting import actions as voting
from app.voting.rules import Choice
from tests.acts import act as act_on
from tests.builders import build_meeting, build_proposal, build_seat, move_to, new_key, react
from tests.clocks import StandingClock
from tests.people import Cast

GROUPS = {"低层住户": 8, "高层住户": 7, "租户": 6, "车主": 5, "老人": 3}
SMALL_GROUP = "老人"
NAMES = ("王建国", "李", "Mary Wang", "欧阳 娜", "𠮷野", "陈\u202e小明")
PRESENT = sum(GROUPS.values())
PROPOSALS = (
    "3幢北边那块空地搭个充电车棚，要带喷淋的。",
    "樓下有棚我就不推上樓了,位置近一點就行。",
    "=1+1 车棚地面要平，有坡我推不动。",
)
SHED = "在3幢北侧建设集中充电车棚"
SHED_TEXT = "\n".join(
    (
        "1. 在3幢北侧建设集中充电车棚，设喷淋、烟感，充满自动断电，充电超过八小时也断。",
        "2. 车棚二十四小时凭卡进出，离住户窗不少于6米；22:00后限功率并调暗灯。",
        "3. 建棚前先清三辆僵尸汽车，不动绿化，不占现有汽车位。",
    )
)
STAIRS = "关于清理楼道的决议"
QUESTION = "下次会议改在周六上午吗？"
SHED_VOTES = (*[Choice.YES] * 20, *[Choice.NO] * 5, *[Choice.ABSTAIN] * 3)
STAIRS_VOTES = (*[Choice.YES] * 9, *[Choice.NO] * 2, Choice.ABSTAIN)
QUESTION_VOTES = (Choice.YES, Choice.YES, Choice.YES, Choice.NO)
POSTED_ON, ENDS_ON = date(2026, 5, 7), date(2026, 5, 21)
CONTACT = "居委会办公室，0574-0000 0000"


@dataclass(slots=True)
class Assembly:
    """The meeting as it goes, with the ids of what it makes."""

    services: Services
    cast: Cast
    clock: StandingClock
    meeting: str = ""
    seats: list[Actor] = field(default_factory=list)
    shed: str = ""
    stairs: str = ""

    def dossier(self, sights: Sights = FULL_VIEW) -> Dossier:
        """What a reader with these sights may see of the meeting now."""
        with self.services.database.read() as session:
            now = self.services.clock.now()
            return dossier_of(session, self.meeting, now, sights, signer=self.services.signer)

    def gather(self) -> None:
        """People of five groups take their seats; some have given no name."""
        letterhead = {"issuer": "桂花苑社区居民委员会", "contact": CONTACT}
        self.do(organisations.set_letterhead, self.cast.ada, place_id=self.cast.place, **letterhead)
        self.meeting = build_meeting(
            self.services,
            self.cast.place,
            template="T1",
            title="电动车停放与充电",
            question="电动车怎么停、怎么充，大家才安心？",
            stakeholder_groups=tuple(GROUPS),
        )
        groups = [group for group, count in GROUPS.items() for _ in range(count)]
        for at, group in enumerate(groups):
            alias = NAMES[at] if at < len(NAMES) else ""
            attendance = "online" if at % 9 == 8 else "hall"
            seat = build_seat(self.services, self.meeting, alias, stakeholder_group=group, attendance=attendance)
            self.seats.append(seat)
        facts = {
            "venue": "三号楼活动室",
            "convener": "桂花苑社区居民委员会",
            "host": "王建国（社区党组织书记）",
            "recorder": "李敏（社区工作者）",
            "entitled": 34,
            "on_leave": 2,
            "held_from": datetime(2026, 5, 6, 11, 30, tzinfo=UTC),
            "held_until": datetime(2026, 5, 6, 12, 59, tzinfo=UTC),
        }
        self.do(meeting_facts.record_facts, self.cast.lin, facts=facts)

    def speak(self) -> None:
        written = [
            build_proposal(self.services, self.seats[at], self.meeting, text) for at, text in enumerate(PROPOSALS)
        ]
        for at, seat in enumerate(self.seats[:12]):
            react(self.services, seat, self.meeting, written[0], Reaction.AGREE if at < 9 else Reaction.DISAGREE)

    def draft(self) -> None:
        drafted = self.do(resolutions.draft_resolution, self.cast.lin, title=SHED, text=SHED_TEXT)
        self.shed = drafted.data["resolution"]
        drafted = self.do(
            resolutions.draft_resolution, self.cast.lin, title=STAIRS, text="建成后两个月内，楼道内车辆一律清出。"
        )
        self.stairs = drafted.data["resolution"]

    def give_way(self) -> None:
        """Three concessions: one in a clause, one of the small group in the whole text, one left open."""
        move_to(self.services, self.meeting, "concede")
        words = ("棚离窗六米，十点后限功率", "有两个宽车位", "先建后清")
        for at, (giver, condition) in enumerate(zip((0, PRESENT - 1, 8), words, strict=True)):
            offer = {"wanted": "不要建在窗下", "condition": condition, "offer": f"接受3幢北侧{at or ''}"}
            offered = self.do(concessions.offer_concession, self.seats[giver], **offer)
            if at < 2:
                placed = {"resolution_id": self.shed, "clause": None if at else 2}
                self.do(
                    resolutions.take_concession,
                    self.cast.lin,
                    concession_id=offered.data["concession"],
                    **placed,
                )

    def decide(self) -> None:
        """A secret vote, a named one, and a question with too few ballots."""
        move_to(self.services, self.meeting, "decide")
        preparation = {
            "branch_studied_on": date(2026, 4, 24),
            "branch_minute": "党支部纪要第8号",
            "noticed_on": date(2026, 4, 26),
        }
        self.do(resolutions.prepare_resolution, self.cast.lin, resolution_id=self.shed, **preparation)
        terms = {
            "responsible": "物业服务中心",
            "valid_until": date(2028, 12, 31),
            "review_on": date(2027, 5, 28),
            "objection_address": "社区居民委员会",
            "objection_phone": "0574-0000 0000",
            "objection_until": date(2026, 5, 21),
        }
        self.do(resolutions.set_terms, self.cast.lin, resolution_id=self.shed, **terms)
        for dissent in (
            {"text": "六米还是近。", "clause": 2, "group": "低层住户", "people": 5, "wanted": "装隔音板"},
            {"text": "老人走不远。", "group": SMALL_GROUP, "people": 2},
        ):
            self.do(resolutions.add_dissent, self.cast.lin, resolution_id=self.shed, **dissent)
        self.vote(self.shed, SHED_VOTES, is_secret=True)
        self.vote(self.stairs, STAIRS_VOTES, is_secret=False)
        opened = self.do(voting.open_poll, self.cast.lin, question=QUESTION, is_secret=False)
        self.fill(opened.data["poll"], QUESTION_VOTES)

    def vote(self, resolution: str, choices: Sequence[Choice], *, is_secret: bool) -> None:
        put = {"resolution_id": resolution, "is_secret": is_secret}
        opened = self.do(resolutions.put_to_vote, self.cast.lin, **put)
        self.fill(opened.data["poll"], choices)

    def fill(self, poll: str, choices: Sequence[Choice]) -> None:
        """Cast the ballots, then close the poll."""
        for seat, choice in zip(self.seats, choices, strict=False):
            self.do(voting.cast_ballot, seat, poll_id=poll, choice=choice)
        self.do(voting.close_poll, self.cast.lin, poll_id=poll)

    def adopt(self) -> None:
        """Adopt both, hang the result and the progress of the first, and open a case."""
        for one in (self.shed, self.stairs):
            self.do(resolutions.adopt_resolution, self.cast.wen, resolution_id=one)
        posting = {"resolution_id": self.shed, "starts_on": POSTED_ON, "posted_where": "小区东门公告栏、各单元门厅"}
        self.do(notices.post_notice, self.cast.wen, kind=Kind.RESULT, **posting)
        opened = self.do(cases.open_case, self.cast.wen, resolution_id=self.shed, handler="物业服务中心")
        for to in (CaseState.TRIAGED, CaseState.ASSIGNED, CaseState.ACCEPTED):
            self.do(cases.move_case, self.cast.wen, case_id=opened.data["case"], to=to, note="")
        self.do(notices.post_notice, self.cast.wen, kind=Kind.PROGRESS, note="车棚已选定施工单位。", **posting)

    def do(self, action: Callable[..., Any], actor: Actor, **facts: Any) -> Any:
        """Do something, a second after what was done before."""
        self.clock.advance(seconds=1)
        asked = {"meeting_id": self.meeting, "key": new_key(), **facts}
        if "place_id" in facts:
            asked.pop("meeting_id")
        return self.services.writer.run(lambda work: act_on(work, action, actor, **asked))


def hold(services: Services, cast: Cast, clock: StandingClock) -> Assembly:
    """The meeting from the first seat to the notices."""
    assembly = Assembly(services, cast, clock)
    for chapter in (
        assembly.gather,
        assembly.speak,
        assembly.draft,
        assembly.give_way,
        assembly.decide,
        assembly.adopt,
    ):
        chapter()
    return assembly
