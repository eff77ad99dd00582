"""The whole main job over REST: from setting a meeting up to rating what was done, every operation once or more."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from app.api import OPERATIONS
from app.commands import COMMANDS
from app.common_ground.analysis import analyse_meeting
from app.concessions.actions import offer_concession
from app.platform.access.actors import Actor
from app.platform.access.permissions import GRANTS, SEAT
from app.platform.access.services import Services
from app.platform.commands import perform
from app.themes.clustering import cluster_meeting
from tests.api.programs import Program
from tests.people import Cast
from tests.wire.examples import examples_in, with_ids

WAY = ("triaged", "assigned", "accepted", "in_progress", "reported")


@dataclass(slots=True)
class Job:
    """The job as it goes; remembers which operations were used."""

    app: Flask
    lin: Program
    wen: Program
    seat: Program
    staff: Actor
    used: set[tuple[str, str]] = field(default_factory=set)
    ids: dict[str, str] = field(default_factory=dict)

    def ask(self, who: Program, method: str, rule: str, body: Any = None, *, status: int = 200) -> Any:
        """An operation by the rule of its path, with the ids known so far."""
        self.used.add((method, rule))
        path = rule
        for name, value in self.ids.items():
            path = path.replace(f"<{name}>", value)
        return who.ask(method, path, body, status=status)

    def ask_examples(self, phase: str) -> None:
        """The writes that the job leaves out: those whose example on the wire names this phase."""
        examples = examples_in(phase)
        for command in COMMANDS:
            for http in command.http if command.event in examples else ():
                payload = with_ids(examples[command.event], self.ids)
                body = {name: value for name, value in payload.items() if f"<{name}>" not in http.path}
                who = self.seat if SEAT in GRANTS[command.permission] else self.lin
                self.ask(who, http.method, http.path, body, status=http.status)

    def speak(self, place: str) -> None:
        meeting = self.ask(
            self.lin, "POST", "/meetings", {"place": place, "title": "停车", "template": "T2"}, status=201
        )
        self.ids["meeting"] = meeting["data"]["meeting"]
        seen = self.ask(self.lin, "GET", "/meetings/<meeting>")
        joined = self.ask(self.seat, "POST", "/meetings/join", {"code": seen["code"], "alias": "梅"}, status=201)
        assert joined["meeting"] == self.ids["meeting"]
        self.seat = Program(self.app, f"Seat {joined['token']}")
        self.ask(self.lin, "PATCH", "/meetings/<meeting>", {"title": "电动车停哪儿"})
        self.ask(self.lin, "POST", "/meetings/<meeting>/phase", {"to": "say"})
        assert self.ask(self.seat, "GET", "/meetings/<meeting>")["title"] == "电动车停哪儿"
        said = self.ask(self.seat, "POST", "/meetings/<meeting>/proposals", {"text": "建车棚"}, status=201)
        self.ids["proposal"] = said["data"]["proposal"]
        self.ask(self.seat, "PUT", "/proposals/<proposal>/reaction", {"choice": "agree"})
        self.ask_examples("say")
        self.put_together(said["data"]["proposal"])
        self.ask(self.lin, "PUT", "/meetings/<meeting>/results", {"results": "answered"})
        (card,) = self.ask(self.seat, "GET", "/meetings/<meeting>/proposals")["items"]
        assert (card["text"], card["tally"]) == ("建车棚", {"agree": 1, "disagree": 0, "passes": 0})

    def put_together(self, original: str) -> None:
        """A copy comes, stands under the original, is taken apart again and put together for good."""
        copy = self.ask(self.lin, "POST", "/meetings/<meeting>/proposals", {"text": "建个车棚"}, status=201)
        assert [one["id"] for one in copy["similar"]] == [original]
        similar = self.seat.ask("GET", f"/meetings/{self.ids['meeting']}/similar?text=建车棚")
        assert similar["similar"][0]["id"] == original
        self.used.add(("GET", "/meetings/<meeting>/similar"))
        self.ids["proposal"] = copy["data"]["proposal"]
        self.ask(self.lin, "POST", "/proposals/<proposal>/merge", {"original": original, "reason": "一样"})
        (card,) = self.ask(self.lin, "GET", "/meetings/<meeting>/proposals")["items"]
        assert (card["id"], card["copies"][0]["id"]) == (original, self.ids["proposal"])
        self.ask(self.lin, "POST", "/proposals/<proposal>/unmerge")
        self.ask(self.lin, "POST", "/proposals/<proposal>/merge", {"original": original, "reason": "还是一样"})
        self.ids["proposal"] = original

    def sort(self, services: Services) -> None:
        self.ask(self.lin, "POST", "/meetings/<meeting>/themes/suggest", status=202)
        assert self.ask(self.seat, "GET", "/meetings/<meeting>/common-ground")["reason"] == "too-early"
        cluster_meeting(services, meeting_id=self.ids["meeting"])
        analyse_meeting(services, meeting_id=self.ids["meeting"])
        (support,) = self.ask(self.seat, "GET", "/meetings/<meeting>/common-ground")["proposals"]
        assert support["proposal"] == self.ids["proposal"]
        assert self.ask(self.seat, "GET", "/meetings/<meeting>/themes")["alone"] == [self.ids["proposal"]]

    def give_way(self) -> None:
        """A concession is offered by the socket's act, taken up by the facilitator's program, and listed."""
        self.ask(self.lin, "POST", "/meetings/<meeting>/phase", {"to": "discuss"})
        card = {"meeting_id": self.ids["meeting"], "condition": "离窗五米", "offer": "我同意建"}
        self.ids["concession"] = self.offer(**card)
        self.ask_examples("discuss")
        self.ask(self.lin, "POST", "/concessions/<concession>/take")
        (shown,) = self.ask(self.seat, "GET", "/meetings/<meeting>/concessions")["items"]
        assert (shown["id"], shown["state"]) == (self.ids["concession"], "taken")
        assert self.lin.refusal("POST", f"/concessions/{shown['id']}/take") == (409, "concession.not_open")

    def offer(self, **card: str) -> str:
        services: Services = self.app.extensions["liangting"]
        receipt = services.writer.run(lambda work: perform(work, offer_concession, self.staff, **card))
        return str(receipt.data["concession"])

    def decide(self) -> None:
        self.ask(self.lin, "POST", "/meetings/<meeting>/phase", {"to": "decide"})
        text = {"title": "建车棚", "text": "在三号楼旁建车棚。"}
        drafted = self.ask(self.lin, "POST", "/meetings/<meeting>/resolutions", text, status=201)
        self.ids["resolution"] = drafted["data"]["resolution"]
        vote = {"resolution": self.ids["resolution"], "rule": "R0", "secret": True}
        poll = self.ask(self.lin, "POST", "/meetings/<meeting>/polls", vote, status=201)
        self.ids["poll"] = poll["data"]["poll"]
        self.ask_examples("decide")
        ballot = self.ask(self.seat, "PUT", "/polls/<poll>/ballot", {"choice": "yes"})
        assert (ballot["data"], len(ballot["code"])) == ({"poll": self.ids["poll"]}, 24)
        others = [self._late_seat().ask("PUT", f"/polls/{self.ids['poll']}/ballot", {"choice": "no"}) for _ in range(2)]
        others += [
            self._late_seat().ask("PUT", f"/polls/{self.ids['poll']}/ballot", {"choice": "yes"}) for _ in range(2)
        ]
        (receipts,) = self.ask(self.seat, "GET", "/meetings/<meeting>/receipts")["items"]
        assert (receipts["state"], receipts["codes"]) == ("open", sorted(one["code"] for one in [ballot, *others]))
        closed = self.ask(self.lin, "POST", "/polls/<poll>/close")
        assert closed["data"]["count"] == {"yes": 3, "no": 2, "abstain": 0, "entitled": 5}
        self._void_another()
        adopted = self.ask(self.wen, "POST", "/resolutions/<resolution>/adopt", {"reservations": ["担心噪声"]})
        (shown,) = self.ask(self.seat, "GET", "/meetings/<meeting>/resolutions")["items"]
        assert (shown["state"], shown["number"]) == ("adopted", adopted["data"]["number"])

    def _late_seat(self) -> Program:
        code = self.ask(self.lin, "GET", "/meetings/<meeting>")["code"]
        joined = Program(self.app).ask("POST", "/meetings/join", {"code": code}, status=201)
        return Program(self.app, f"Seat {joined['token']}")

    def _void_another(self) -> None:
        bare = {"question": "装路灯吗", "rule": "R0", "secret": True}
        opened = self.lin.ask("POST", f"/meetings/{self.ids['meeting']}/polls", bare, status=201)
        path = f"/polls/{opened['data']['poll']}/void"
        assert self.lin.ask("POST", path, {"reason": "问错了"})["data"]["reason"] == "问错了"
        self.used.add(("POST", "/polls/<poll>/void"))

    def carry_out(self) -> None:
        first = self.ask(self.wen, "POST", "/resolutions/<resolution>/cases", {"handler": "物业"}, status=201)
        body = {"resolution": self.ids["resolution"], "title": "装喷淋"}
        second = self.ask(self.wen, "POST", "/cases", body, status=201)
        numbers = [receipt["data"]["number"] for receipt in (second, first)]
        assert sorted(case["number"] for case in self.ask(self.wen, "GET", "/cases")["items"]) == sorted(numbers)
        self.ids["case"] = first["data"]["case"]
        for to in WAY:
            self.ask(self.wen, "POST", "/cases/<case>/moves", {"to": to, "note": "已办"})
        self.ask(self.seat, "PUT", "/cases/<case>/rating", {"stars": 5, "is_resolved": True})
        self.ask(self.lin, "POST", "/cases/<case>/moves", {"to": "verified"})
        done = next(case for case in self.ask(self.lin, "GET", "/cases")["items"] if case["id"] == self.ids["case"])
        assert (done["state"], done["stars"]) == ("verified", 5.0)

    def show_the_stage(self) -> None:
        made = self.ask(self.lin, "POST", "/meetings/<meeting>/stage-links", {"hours": 2}, status=201)
        self.ids["stage_link"] = made["id"]
        (listed,) = self.ask(self.lin, "GET", "/meetings/<meeting>/stage-links")["items"]
        assert listed["id"] == made["id"]
        self.ask(self.lin, "DELETE", "/meetings/<meeting>/stage-links/<stage_link>")

    def keep(self) -> None:
        kinds = [entry["kind"] for entry in self.ask(self.lin, "GET", "/meetings/<meeting>/ledger")["items"]]
        assert (kinds[0], kinds[-1]) == ("meeting.created", "case.moved")
        facts = "/meetings/<meeting>/facts"
        self.ask(self.lin, "PATCH", facts, {"facts": {"venue": "三号楼活动室", "on_leave": 0}})
        told = self.ask(self.lin, "GET", facts)
        assert (told["venue"], told["on_leave"], "supervisor" in told["missing"]) == ("三号楼活动室", 0, True)
        self.ids["format"] = "json"
        self.ask(self.lin, "GET", "/meetings/<meeting>/exports/<format>")
        asked = self.ask(self.lin, "POST", "/meetings/<meeting>/exports", {"format": "bundle"}, status=202)
        self.ids["export_job"] = asked["id"]
        assert self.ask(self.lin, "GET", "/exports/<export_job>") == asked
        assert self.ask(self.lin, "GET", "/meetings/<meeting>/exports")["items"] == [asked]
        assert self.ask(self.lin, "POST", "/exports/<export_job>/cancel")["state"] == "cancelled"
        assert self.ask(self.lin, "DELETE", "/exports/<export_job>")["state"] == "cancelled"

    def end(self) -> None:
        self.ask(self.lin, "POST", "/meetings/<meeting>/close")
        assert self.ask(self.lin, "GET", "/meetings/<meeting>")["closed_at"]


def test_the_whole_main_job(app: Flask, cast: Cast, services: Services, lin_api: Program, wen_api: Program) -> None:
    job = Job(app, lin_api, wen_api, Program(app), cast.lin)
    job.speak(cast.place)
    job.sort(services)
    job.give_way()
    job.decide()
    job.carry_out()
    job.show_the_stage()
    job.keep()
    job.end()
    every = {(operation.method, operation.path) for operation in OPERATIONS}
    assert {path for _, path in every - job.used if not path.startswith(("/staff", "/tokens", "/seats"))} == {
        "/meetings/<meeting>/themes",  # its tests are in test_themes.py
        "/meetings/<meeting>/proposals/<proposal>/place",  # its tests are in tests/themes/test_place_card.py
        "/meetings/<meeting>/proposals/<proposal>/why",  # its tests are in tests/themes/test_why_here.py
        "/imports",  # its tests are in test_imports.py
        "/places/<place>/exports/ledger-csv",  # its tests are in test_place_cases.py
        "/places/<place>/archive",  # its tests are in tests/exports/test_yearly_archive.py
        "/places/<place>/resolution-prefix",  # its tests, and those of the next six, are in tests/resolutions
        "/resolutions/<resolution>/terms",
        "/resolutions/<resolution>/preparation",
        "/resolutions/<resolution>/dissent",
        "/resolutions/<resolution>/dissent/remove",
        "/resolutions/<resolution>/notices",
        "/notices/<notice>/take-down",
        "/places/<place>/letterhead",  # its tests are in tests/organisations/test_letterhead.py
        "/places/<place>/templates",  # these three are tested in tests/organisations/test_templates.py
        "/places/<place>/templates/<kind>",
        "/places/<place>/templates/<kind>/remove",
        "/meetings/<meeting>/people",  # those of people and seats in tests/accounts and tests/security
    }
