"""One meeting played over the wire, every event at least once; what was answered and told, under fixed ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.common_ground.analysis import Analyser
from app.platform.access.permissions import GRANTS, SEAT
from app.platform.access.services import Services
from app.platform.live.snapshots import Snapshots
from app.platform.live.specs import Audience
from app.platform.storage import ledger
from app.registry import CATALOGUE, SNAPSHOTS
from app.themes import actions as themes
from app.themes.queries import DraftSorting
from app.themes.rules import Case, DraftTheme
from tests.builders import move_to, new_key
from tests.clients import Phone
from tests.wire.examples import examples_in, wire_examples

TEXT = "在三号楼旁建一座电动车棚。"
NONE = "nosuchproposal00"
KNOWN = ("key", "resolution")
WAY = ("triaged", "assigned", "accepted", "in_progress", "reported")


@dataclass(slots=True)
class Play:
    """`acks` has the first answer to each event, `snapshots` what the desk was told at the end."""

    services: Services
    desk: Phone
    phone: Phone
    place: str
    meeting: str
    seat: str
    author: Phone
    sorted_meeting: str
    ids: dict[str, str] = field(default_factory=dict)
    acks: dict[str, Any] = field(default_factory=dict)

    def ask(self, who: Phone, event: str, **payload: Any) -> Any:
        answer = who.ask(event, key=new_key(), **payload)
        assert answer["ok"], (event, answer)
        self.acks.setdefault(event, answer)
        return answer["data"]

    def make(self, who: Phone, event: str, name: str, **payload: Any) -> str:
        """Ask for a new thing and give its id a fixed name."""
        made: str = self.ask(who, event, **payload)["data"][name]
        count = sum(known.startswith(name) for known in self.ids.values())
        self.ids[made] = f"{name}{count:0{16 - len(name)}}"
        return made

    def ask_examples(self, phase: str) -> None:
        """Ask what the story leaves out: the examples that name a phase are asked in it, by a resident if one may."""
        real = {name: id_ for id_, name in self.ids.items()}
        permissions = {spec.name: spec.permission for spec in CATALOGUE}
        for event, payload in examples_in(phase).items():
            who = self.phone if SEAT in GRANTS[permissions[event]] else self.desk
            self.ask(who, event, **fixed(payload, real))

    def speak(self) -> None:
        self.ask(self.desk, "meeting:change", meeting=self.meeting, stage_view="themes")
        self.ask(self.desk, "phase:move", meeting=self.meeting, to="say")
        self.ask(self.desk, "phase:extend", meeting=self.meeting, minutes=5)
        first, second, third = (self.make(self.phone, "proposal:submit", "proposal", text=text) for text in "甲乙丙")
        self.ask_examples("say")
        self.pair(first, second)
        self.ask(self.phone, "reaction:cast", proposal=first, choice="agree")
        self.ask(self.phone, "reaction:withdraw", proposal=first)
        self.ask(self.phone, "reaction:cast", proposal=first, choice="agree")
        items = [
            {"key": new_key(), "proposal": proposal, "choice": "pass"} for proposal in (second, "nosuchproposal00")
        ]
        self.acks["reactions:cast"] = self.phone.ask("reactions:cast", items=items)
        self.ask(self.phone, "proposal:withdraw", proposal=third)
        fourth = self.make(self.desk, "proposal:submit", "proposal", text="丁", meeting=self.meeting)
        self.ask(self.desk, "proposal:moderate", proposal=fourth, state="hidden", reason="写了别人的电话")
        self.sort(first, second)

    def pair(self, first: str, second: str) -> None:
        """Put together, taken apart, asked, answered with no, and kept apart."""
        two = {"proposal": second, "original": first}
        self.acks["proposals:similar"] = self.phone.ask("proposals:similar", text="甲")
        self.ask(self.desk, "proposal:merge", **two, reason="一样的")
        self.ask(self.desk, "proposal:unmerge", proposal=second)
        self.ask(self.desk, "merge:suggest", **two)
        self.ask(self.phone, "merge:answer", **two, is_same=False)
        self.ask(self.desk, "proposals:part", **two)

    def sort(self, *members: str) -> None:
        """The machine's theme is put there by hand: what it finds is no matter of the wire."""
        self.ask(self.desk, "themes:suggest", meeting=self.meeting)
        draft = DraftTheme("t1", "车棚", ("车棚",), members, members[0], 0.5)
        self.services.writer.run(
            lambda work: themes.store_draft(work, meeting_id=self.meeting, themes=[draft], alone=[])
        )
        run = {"meeting_id": self.meeting, "run": 0, "proposals": 12_000, "percent": 40}
        self.services.writer.run(lambda work: themes.note_progress(work, **run))
        wish = {"op": "rename", "theme": "t1", "label": "车棚建在哪儿"}
        self.ask(self.desk, "themes:edit", meeting=self.meeting, edits=[wish])
        analyser = Analyser()
        analyser.analyse_meeting(self.services, meeting_id=self.meeting)
        analyser.measure_robustness(self.services, meeting_id=self.meeting)

    def sort_cards(self) -> None:
        """In another meeting, about one question: an author places a card, and taps on a doubtful one."""
        own = self.make(self.author, "proposal:submit", "proposal", text="戊")
        doubtful = self.make(self.desk, "proposal:submit", "proposal", text="己", meeting=self.sorted_meeting)
        drafts = [
            DraftTheme(key, label, (), (), "", 0.0, is_kept=True) for key, label in (("t1", "声音"), ("t2", "钱"))
        ]
        sorting = DraftSorting(Case.ONE, laid=2, candidates={doubtful: ("t1", "t2")})
        self.services.writer.run(
            lambda work: themes.store_draft(
                work, meeting_id=self.sorted_meeting, themes=drafts, alone=[own, doubtful], sorting=sorting
            )
        )
        move_to(self.services, self.sorted_meeting, "cluster")
        self.ask(self.author, "card:place", proposal=own, theme="t1")
        self.ask(self.author, "card:tap", proposal=doubtful, theme="t2")

    def decide(self) -> None:
        self.ask(self.desk, "phase:move", meeting=self.meeting, to="discuss")
        card = {"condition": "车棚离窗五米", "gives": "我同意建", "wanted": "晚上不装卸"}
        incorporated, withdrawn = (self.make(self.phone, "concession:offer", "concession", **card) for _ in range(2))
        self.ask_examples("discuss")
        self.ask(self.phone, "concession:withdraw", concession=withdrawn)
        words = {"title": "建电动车棚", "text": TEXT}
        made = self.make(self.desk, "resolution:draft", "resolution", meeting=self.meeting, **words)
        revised = {**words, "text": f"{TEXT}十点断电。"}
        self.ask(self.desk, "resolution:revise", resolution=made, **revised, seen=self.seen())
        self.ask(self.desk, "concession:take", concession=incorporated, resolution=made, clause=1)
        self.record_beside(made)
        self.ask(self.desk, "phase:move", meeting=self.meeting, to="decide")
        self.ask_examples("decide")
        poll = self.make(self.desk, "resolution:vote", "poll", resolution=made, is_secret=False)
        self.ask(self.phone, "ballot:cast", poll=poll, choice="yes")
        self.ask(self.desk, "poll:close", poll=poll)
        self.make(self.desk, "poll:open", "poll", meeting=self.meeting, question="装路灯吗", is_secret=True)
        bare = self.make(self.desk, "poll:open", "poll", meeting=self.meeting, question="装几盏", is_secret=True)
        self.ask(self.desk, "poll:void", poll=bare, reason="问错了")
        reservations = ["担心噪声", {"text": "费用不清", "clause": 1}]
        self.ask(self.desk, "resolution:adopt", resolution=made, reservations=reservations)
        notice = self.make(self.desk, "notice:post", "notice", resolution=made, posted_where="小区公告栏")
        self.ask(self.desk, "notice:remove", notice=notice, reason="公告栏维修")
        self.carry_out(made)

    def record_beside(self, resolution: str) -> None:
        """What is recorded beside the text of a resolution, and a reservation too many."""
        examples = wire_examples()
        for event in ("resolution:terms", "resolution:prepare"):
            facts = {name: value for name, value in examples[event].items() if name not in KNOWN}
            self.ask(self.desk, event, resolution=resolution, **facts)
        dissent = {name: value for name, value in examples["dissent:add"].items() if name not in KNOWN}
        self.ask(self.desk, "dissent:add", resolution=resolution, **dissent)
        self.ask(self.desk, "dissent:add", resolution=resolution, text="记错了")
        self.ask(self.desk, "dissent:remove", resolution=resolution, number=2)

    def seen(self) -> int:
        """The version of the meeting as it stands."""
        with self.services.database.read() as session:
            return ledger.head_of(session, self.meeting)[0]

    def carry_out(self, resolution: str) -> None:
        facts = {"title": "建电动车棚", "handler": "物业", "due_on": "2026-06-30"}
        case = self.make(self.desk, "case:open", "case", resolution=resolution, **facts)
        for to in WAY:
            self.ask(self.desk, "case:move", case=case, to=to, note="已办")
        self.ask(self.phone, "case:rate", case=case, stars=5, is_resolved=True, note="很快")

    def run(self) -> "Play":
        known = {self.place: "place00000000000", self.meeting: "meeting000000000", self.seat: "seat000000000000"}
        self.ids |= known
        self.speak()
        self.sort_cards()
        self.decide()
        self.acks["meeting:join"] = self.phone.ask("meeting:join", meeting=self.meeting, seen={})
        self.ask(self.desk, "seat:revoke", seat=self.seat)
        self.ask(self.desk, "seat:restore", seat=self.seat)
        self.ask(self.phone, "seat:leave", seat=self.seat)
        self.ask(self.desk, "meeting:close", meeting=self.meeting, polls="close")
        return self

    def answers(self) -> dict[str, Any]:
        """{event: ack}; of the snapshots that joining gives only one, for they have files of their own."""
        acks = {event: fixed(ack, self.ids) for event, ack in self.acks.items()}
        joined = acks["meeting:join"]["data"]["snapshots"]
        acks["meeting:join"]["data"]["snapshots"] = [snapshot for snapshot in joined if snapshot["topic"] == "presence"]
        return acks

    def told(self) -> dict[str, Any]:
        """{event: snapshot} as the desk hears it."""
        reader = Snapshots(self.services.database, SNAPSHOTS)
        return {spec.event: fixed(reader.read(self.meeting, spec.topic, Audience.DESK), self.ids) for spec in SNAPSHOTS}


def fixed(value: Any, ids: Mapping[str, str]) -> Any:
    """The same with fixed ids, also where ids are names of fields."""
    if isinstance(value, dict):
        return {ids.get(name, name): fixed(item, ids) for name, item in value.items()}
    if isinstance(value, list):
        return [fixed(item, ids) for item in value]
    return ids.get(value, value) if isinstance(value, str) else value


def shape(value: Any) -> Any:
    """Names and types, without the values."""
    if isinstance(value, dict):
        return {name: shape(item) for name, item in sorted(value.items())}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__
