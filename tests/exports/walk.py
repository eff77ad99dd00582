"""A meeting that goes the whole way, with texts that do their worst."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from unittest.mock import patch

from app.cases import actions as cases
from app.cases.rules import State as CaseState
from app.common_ground import analysis
from app.concessions import actions as concessions
from app.meetings import actions as meetings
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.storage.ledger import Receipt
from app.platform.storage.unit_of_work import Work
from app.proposals import actions as proposals
from app.proposals.rules import Choice, State
from app.resolutions import actions as resolutions
from app.themes import actions as themes
from app.themes import clustering
from app.themes import queries as themes_queries
from app.themes.rules import Split
from app.voting import actions as voting
from app.voting.rules import Choice as Ballot
from tests.acts import act as act_on
from tests.builders import build_meeting, build_proposal, build_seat, move_to, new_key, react
from tests.people import Cast

NASTY = [
    "=1+1",
    "+1 支持",
    "-1 反对",
    "@SUM(A1)",
    "|calc",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "“引号”,逗号\n换行",
    "𠮷野家 👨‍👩‍👧",
]
SHED = "在三号楼旁建电动车车棚"
VOTES = (Ballot.YES, Ballot.YES, Ballot.YES, Ballot.YES, Ballot.NO, Ballot.ABSTAIN)
WAY = (CaseState.TRIAGED, CaseState.ASSIGNED, CaseState.ACCEPTED, CaseState.IN_PROGRESS, CaseState.REPORTED)
SHED_THEME = "车棚建在哪儿"
DONE = "车棚已建好"


@dataclass(slots=True)
class Walk:
    """The meeting as it goes; each step is one chapter of it."""

    services: Services
    cast: Cast
    meeting: str = ""
    seats: list[Actor] = field(default_factory=list)
    shed: str = ""
    resolution: str = ""
    poll: str = ""
    case: str = ""

    def speak(self) -> None:
        """Six residents come; one proposes, staff write the nasty ones down, everybody reacts to two."""
        self.meeting = build_meeting(
            self.services, self.cast.place, template="T1", stakeholder_groups=("业主", "租户"), title="=电动车 停哪儿?"
        )
        stakeholder_groups = ["租户", *["业主"] * (len(VOTES) - 1)]
        self.seats = [
            build_seat(self.services, self.meeting, stakeholder_group=stakeholder_group)
            for stakeholder_group in stakeholder_groups
        ]
        self.shed = build_proposal(self.services, self.seats[0], self.meeting, SHED)
        nasty = [build_proposal(self.services, self.cast.lin, self.meeting, text) for text in NASTY]
        for at, seat in enumerate(self.seats):
            react(self.services, seat, self.meeting, self.shed, Choice.AGREE if at < 4 else Choice.DISAGREE)
            react(self.services, seat, self.meeting, nasty[0], Choice.PASS)
        self._do(proposals.moderate_proposal, self.cast.lin, proposal_id=nasty[1], state=State.HIDDEN, reason="重复")
        with patch("nlp.themes._is_one", lambda *_args, **_names: False):  # what is said here is about many topics
            clustering.cluster_meeting(self.services, meeting_id=self.meeting)
        self.sort()
        analysis.analyse_meeting(self.services, meeting_id=self.meeting)

    def sort(self) -> None:
        """Lin makes the shed a theme of its own, wherever the machine has put it."""
        with self.services.database.read() as session:
            arrangement = themes_queries.arrangement_of(session, self.meeting)
        theme = next((theme.key for theme in arrangement.themes if self.shed in theme.members), "")
        edit = Split(theme, (self.shed,), label=SHED_THEME)
        self._do(themes.edit_themes, self.cast.lin, edits=[edit])

    def give_way(self) -> None:
        """An owner and the only tenant offer something."""
        move_to(self.services, self.meeting, "concede")
        for seat in self.seats[:2]:
            facts = {"proposal_id": self.shed, "condition": "晚上十点后断电", "offer": "接受车棚"}
            self._do(concessions.offer_concession, seat, **facts)

    def decide(self) -> None:
        """A text is drafted, voted on in secret and adopted with one reservation."""
        move_to(self.services, self.meeting, "decide")
        draft = {"title": "建车棚", "text": "一、建车棚。\n二、十点断电。"}
        self.resolution = self._do(resolutions.draft_resolution, self.cast.lin, **draft).data["resolution"]
        self.poll = self._do(resolutions.put_to_vote, self.cast.lin, resolution_id=self.resolution).data["poll"]
        for seat, choice in zip(self.seats, VOTES, strict=True):
            self._do(voting.cast_ballot, seat, poll_id=self.poll, choice=choice)
        self._do(voting.close_poll, self.cast.lin, poll_id=self.poll)

    def adopt(self) -> None:
        facts = {"resolution_id": self.resolution, "reservations": ("担心噪声",)}
        self._do(resolutions.adopt_resolution, self.cast.wen, **facts)

    def carry_out(self, way: Sequence[CaseState] = WAY) -> None:
        """The resolution becomes a case, which is reported done and rated."""
        opened = self._do(cases.open_case, self.cast.wen, resolution_id=self.resolution, handler="物业")
        self.case = opened.data["case"]
        for to in way:
            note = DONE if to is CaseState.REPORTED else ""
            self._do(cases.move_case, self.cast.wen, case_id=self.case, to=to, note=note)

    def rate(self, stars: int = 5) -> None:
        self._do(cases.rate_case, self.seats[0], case_id=self.case, stars=stars, is_resolved=stars > 2)

    def close(self) -> None:
        move_to(self.services, self.meeting, "close")
        self._do(meetings.close_meeting, self.cast.lin)

    def _do(self, action: Callable[..., Receipt], actor: Actor, **facts: object) -> Receipt:
        def act(work: Work) -> Receipt:
            receipt: Receipt = act_on(work, action, actor, meeting_id=self.meeting, key=new_key(), **facts)
            return receipt

        return self.services.writer.run(act)


def walk_through(services: Services, cast: Cast) -> Walk:
    """A meeting from its first word to the rating of what was done."""
    walk = Walk(services, cast)
    for chapter in (walk.speak, walk.give_way, walk.decide, walk.adopt, walk.carry_out, walk.rate, walk.close):
        chapter()
    return walk
