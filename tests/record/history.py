"""A rich history: every kind of act that the record tells of, each at least once."""

from collections.abc import Callable
from datetime import date
from typing import Any

from app.accounts import actions as accounts
from app.cases import actions as cases
from app.cases.rules import State as CaseState
from app.concessions import actions as concessions
from app.meetings import actions as meetings
from app.meetings.rules import ResultsVisibility
from app.organisations import actions as organisation_actions
from app.organisations.rules import Words
from app.platform.access.actors import Actor
from app.platform.access.secrets import hash_password
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.storage import ledger
from app.proposals import actions as proposals
from app.proposals import imports
from app.proposals.duplicates import actions as duplicates
from app.proposals.polis import Conversation, Statement
from app.proposals.rules import Choice, State
from app.resolutions import actions as resolutions
from app.resolutions.notices import actions as notices
from app.resolutions.notices.rules import Kind
from app.themes import actions as themes
from app.themes.rules import Split, Undo
from app.voting import actions as voting
from app.voting.rules import Choice as Ballot
from tests.acts import act as act_on
from tests.builders import build_meeting, build_proposal, build_seat, new_key, react
from tests.exports.walk import Walk, walk_through
from tests.people import Cast

CONVERSATION = Conversation(
    tuple(Statement(str(number), str(number % 3), f"导入的第{number}条", number == 4) for number in range(5)),
    {(str(voter), str(number)): list(Choice)[(voter + number) % 3] for voter in range(4) for number in range(4)},
    "0" * 64,
)


class History:
    """What was done, and the ids that tests tamper with."""

    def __init__(self, services: Services, cast: Cast) -> None:
        self.services, self.cast = services, cast
        self.meeting = ""

    def do(self, action: Callable[..., Any], actor: Actor, **facts: Any) -> Any:
        given = {"meeting_id": self.meeting, "key": new_key(), **facts}
        return self.services.writer.run(lambda work: act_on(work, action, actor, **given))

    def write(self) -> "History":
        walk = walk_through(self.services, self.cast)
        self.meeting = walk.meeting
        self._after(walk)
        self.meeting = build_meeting(self.services, self.cast.place, template="T1", stakeholder_groups=("业主", "租户"))
        seats = [build_seat(self.services, self.meeting, f"座{at}", stakeholder_group="业主") for at in range(7)]
        self._talk(seats)
        self._concede(seats)
        self._vote(seats)
        self._run(seats)
        self._office()
        self._import()
        return self

    def _after(self, walk: Walk) -> None:
        """The case of the walk is reopened after its rating; the meeting is over."""
        for to in (CaseState.VERIFIED, CaseState.FOLLOWED_UP, CaseState.CLOSED, CaseState.REOPENED):
            self.do(cases.move_case, self.cast.ada, case_id=walk.case, to=to, note="回访")
        self.do(meetings.show_results, self.cast.lin, results=ResultsVisibility.IMMEDIATE)

    def _talk(self, seats: list[Actor]) -> None:
        cards = [build_proposal(self.services, self.cast.lin, self.meeting, f"第{at}件事") for at in range(6)]
        own = [build_proposal(self.services, seat, self.meeting, f"{seat.id[:4]}的事") for seat in seats[:5]]
        for at, seat in enumerate(seats):
            for card in cards[: 3 + at % 3]:
                react(self.services, seat, self.meeting, card)
        self.do(proposals.withdraw_reaction, seats[0], proposal_id=cards[0])
        self.do(proposals.withdraw_proposal, seats[0], proposal_id=own[0])
        self.do(proposals.moderate_proposal, self.cast.lin, proposal_id=cards[5], state=State.HIDDEN, reason="离题")
        self.do(duplicates.merge_proposal, self.cast.lin, proposal_id=cards[1], original_id=cards[0], reason="一回事")
        self.do(duplicates.merge_proposal, self.cast.lin, proposal_id=cards[2], original_id=cards[0], reason="一回事")
        self.do(duplicates.unmerge_proposal, self.cast.lin, proposal_id=cards[2])
        self.do(duplicates.suggest_merge, seats[2], proposal_id=own[1], original_id=own[2])
        self.do(duplicates.suggest_merge, seats[3], proposal_id=own[2], original_id=own[4])
        answer = {"proposal_id": own[1], "original_id": own[2], "is_same": True}
        self.do(duplicates.answer_merge, seats[1], **answer)
        self.do(duplicates.keep_apart, self.cast.lin, proposal_id=own[3], original_id=own[4])
        pairs = [(own[4], own[3]), (cards[4], cards[3])]
        self.services.writer.run(lambda work: duplicates.store_candidates(work, meeting_id=self.meeting, pairs=pairs))
        self.services.writer.run(
            lambda work: duplicates.store_candidates(work, meeting_id=self.meeting, pairs=pairs[1:])
        )
        made = self.do(themes.edit_themes, self.cast.lin, edits=[Split("", (cards[3],), label="车棚")])
        assert made.version
        self.do(themes.edit_themes, self.cast.lin, edits=[Undo()])

    def _concede(self, seats: list[Actor]) -> None:
        self.do(meetings.move_phase, self.cast.lin, to="concede")
        offers = [
            self.do(concessions.offer_concession, seat, condition="晚上断电", offer="接受").data["concession"]
            for seat in seats[:3]
        ]
        self.do(concessions.take_concession, self.cast.lin, concession_id=offers[0])
        self.do(concessions.withdraw_concession, seats[1], concession_id=offers[1])

    def _vote(self, seats: list[Actor]) -> None:
        self.do(meetings.move_phase, self.cast.lin, to="decide")
        text = {"title": "建车棚", "text": "一、建。"}
        draft = self.do(resolutions.draft_resolution, self.cast.lin, **text).data["resolution"]
        self.do(resolutions.draft_resolution, self.cast.lin, title="另一件", text="再议。")
        self.do(resolutions.revise_resolution, self.cast.lin, resolution_id=draft, title="建车棚", text="一、快建。")
        poll = self.do(resolutions.put_to_vote, self.cast.lin, resolution_id=draft).data["poll"]
        self._cast(poll, seats, (Ballot.YES, Ballot.YES, Ballot.YES, Ballot.NO, Ballot.YES, Ballot.ABSTAIN))
        self.do(voting.close_poll, self.cast.lin, poll_id=poll)
        self._beside(draft)
        self.do(resolutions.adopt_resolution, self.cast.wen, resolution_id=draft, reservations=("太吵",))
        notice = self.do(notices.post_notice, self.cast.wen, resolution_id=draft, posted_where="公告栏").data["notice"]
        self.do(notices.take_down_notice, self.cast.wen, notice_id=notice, reason="维修")
        self.do(notices.post_notice, self.cast.wen, resolution_id=draft, kind=Kind.PROGRESS, note="已开工")
        case = self.do(cases.open_case, self.cast.wen, resolution_id=draft).data["case"]
        for to in (CaseState.TRIAGED, CaseState.ASSIGNED, CaseState.ACCEPTED):
            self.do(cases.move_case, self.cast.wen, case_id=case, to=to, note="办", handler="王")
        shown = self.do(voting.open_poll, self.cast.lin, question="先粉刷吗", is_secret=False).data["poll"]
        self._cast(shown, seats, (Ballot.NO, Ballot.NO, Ballot.YES, Ballot.NO, Ballot.NO))
        self._cast(shown, seats[:1], (Ballot.YES,))
        self.do(voting.close_poll, self.cast.lin, poll_id=shown)
        withheld = self.do(voting.open_poll, self.cast.lin, question="太少人投", is_secret=True).data["poll"]
        self._cast(withheld, seats, (Ballot.YES,))
        self.do(voting.close_poll, self.cast.lin, poll_id=withheld)
        for is_secret in (True, False):
            facts = {"question": "作废的", "is_secret": is_secret}
            void = self.do(voting.open_poll, self.cast.lin, **facts).data["poll"]
            self._cast(void, seats, (Ballot.NO, Ballot.YES))
            self.do(voting.void_poll, self.cast.lin, poll_id=void, reason="断电")
            facts = {"question": "还在投的", "is_secret": is_secret}
            still = self.do(voting.open_poll, self.cast.lin, **facts).data["poll"]
            self._cast(still, seats, (Ballot.YES, Ballot.NO, Ballot.YES))

    def _beside(self, resolution: str) -> None:
        """What is recorded beside the text of a resolution."""
        facts = {"responsible": "物业", "review_on": date(2027, 1, 1)}
        self.do(resolutions.set_terms, self.cast.wen, resolution_id=resolution, **facts)
        study = {"branch_studied_on": date(2026, 1, 1), "branch_minute": "四号", "is_legally_checked": True}
        self.do(resolutions.prepare_resolution, self.cast.wen, resolution_id=resolution, **study)
        dissent = {"clause": 1, "group": "租户", "people": 6, "wanted": "晚点建"}
        self.do(resolutions.add_dissent, self.cast.wen, resolution_id=resolution, text="太快", **dissent)

    def _cast(self, poll: str, seats: list[Actor], choices: tuple[Ballot, ...]) -> None:
        for seat, choice in zip(seats, choices, strict=False):
            self.do(voting.cast_ballot, seat, poll_id=poll, choice=choice)

    def _run(self, seats: list[Actor]) -> None:
        self.do(meetings.extend_phase, self.cast.lin, minutes=5)
        self.do(meetings.change_meeting, self.cast.lin, title="换个题目", is_reviewed=True)
        self.do(meetings.change_meeting, self.cast.lin, is_joinable=False)
        self.do(meetings.change_meeting, self.cast.lin, is_joinable=True, stage_view="poll")
        self.do(meetings.show_results, self.cast.lin, results=ResultsVisibility.WITHHELD)
        last = seats[-1]
        self.services.writer.run(
            lambda work: perform(work, meetings.leave_meeting, last, meeting_id=self.meeting, seat_id=last.seat_id)
        )
        with self.services.database.read() as session:
            seq = next(one.seq for one in ledger.entries_of(session, self.meeting) if one.kind == "proposal.merged")
        facts = {"chain": self.meeting, "seq": seq, "reason": "本人要求"}
        self.services.writer.run(lambda work: ledger.erase_payload(work, self.cast.ada.id, **facts))

    def _office(self) -> None:
        words = Words(stop=("的",), user=("三号楼",), synonyms=(("电动车", "电瓶车"),))
        self.services.writer.run(
            lambda work: organisation_actions.set_words(work, self.cast.lin, place_id=self.cast.place, words=words)
        )
        prefix = {"place_id": self.cast.place, "resolution_prefix": "桂社议"}
        self.services.writer.run(lambda work: perform(work, organisation_actions.set_prefix, self.cast.lin, **prefix))
        ada, fang = self.cast.ada, self.cast.fang.id
        link = self.services.writer.run(lambda work: accounts.make_sign_in_link(work, ada, staff_id=fang, hours=1))
        digest = hash_password("一个好记的口令")
        self.services.writer.run(lambda work: accounts.redeem_link(work, link=link, password_hash=digest, hours=1))

    def _import(self) -> None:
        self.services.writer.run(
            lambda work: imports.import_conversation(
                work, self.cast.lin, place_id=self.cast.elsewhere, title="导入", conversation=CONVERSATION
            )
        )
