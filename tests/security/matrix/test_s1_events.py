"""S1 over the socket: every event x every party x own, other and other place, one exact verdict for each cell."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask

from app import factory
from app.factory import Live, attach_live
from app.platform.access.permissions import Permission, Scope
from app.platform.access.services import Call
from app.platform.live.board import JOIN
from app.platform.live.specs import Audience, EventSpec
from app.registry import CATALOGUE, LOCATORS
from tests.clients import Phone
from tests.figures import Figure
from tests.security.matrix.conftest import Stage
from tests.security.matrix.parties import Party
from tests.security.matrix.verdicts import Verdict, shares_of, verdict_of
from tests.security.matrix.worlds import World
from tests.shares import ENGINES
from tests.wire.examples import wire_examples, with_ids


@dataclass(frozen=True, slots=True)
class Question:
    """One event with one payload. `names` are the ids that the gate looks at; none means the seat's own meeting."""

    event: str
    permission: Permission
    world: World
    payload: Mapping[str, Any]
    names: frozenset[str]

    def __str__(self) -> str:
        return f"{self.event} ({self.world.name}{'' if self.names else ', named inside'})"


def test_every_event_has_an_example() -> None:
    assert {spec.name for spec in CATALOGUE} == set(wire_examples())


@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
def test_every_cell_of_the_event_matrix(stage: Stage, figure: Figure, monkeypatch: pytest.MonkeyPatch) -> None:
    entered: list[str] = []
    monkeypatch.setattr(factory, "EVENTS", [_watch(spec, entered) for spec in factory.EVENTS])
    live = attach_live(stage.app, async_mode="threading")
    phones = {party: _connect(stage.app, live, party) for party in _on_the_socket(stage)}
    questions = list(_questions(stage))
    wrong: list[str] = []
    verdicts: Counter[Verdict] = Counter()
    for question in questions:
        for party, phone in phones.items():
            expected = _verdict(party, question)
            entered.clear()
            answer = phone.ask(question.event, **question.payload)
            verdicts[expected] += 1
            is_entered = bool(entered) or (question.event == JOIN.name and answer["ok"])
            if not _is_right(expected, party, question, answer, is_entered=is_entered):
                wrong.append(f"{party.name}: {question} answered {answer}, expected {expected}")
    figure(f"S1: {verdicts.total():,} socket cells of {len(phones)} parties, {len(wrong)} wrong; {shares_of(verdicts)}")
    assert wrong == []


def _watch(spec: EventSpec, entered: list[str]) -> EventSpec:
    def handle(call: Call, payload: Any) -> Any:
        entered.append(spec.name)
        return spec.handler(call, payload)

    return replace(spec, handler=handle)


def _on_the_socket(stage: Stage) -> Iterator[Party]:
    """Those whom the socket lets in: browsers of staff, and seats by token. Nobody and forged secrets are refused."""
    able = (party for party in stage.parties if party.browser or party.token)
    return (party for party in able if not party.is_rejected and (party.is_staff or party.meeting))


def _connect(app: Flask, live: Live, party: Party) -> Phone:
    return Phone.connect(app, live, seat=party.token, browser=party.browser)


def _questions(stage: Stage) -> Iterator[Question]:
    examples = wire_examples()
    for world in stage.worlds:
        for spec in CATALOGUE:
            example = with_ids(examples[spec.name], world.ids)
            if "meeting_id" in spec.schema.model_fields:
                example["meeting"] = world.ids["meeting"]
            yield Question(spec.name, spec.permission, world, example, frozenset(example) & set(LOCATORS))
        desk = {"meeting": world.ids["meeting"], "audience": Audience.DESK.value}
        yield Question(JOIN.name, Permission.MEETING_RUN, world, desk, frozenset({"meeting"}))


def _verdict(party: Party, question: Question) -> Verdict:
    if question.names:
        is_missing = question.world.scope is None
        return verdict_of(party, question.permission, question.world.scope, is_missing=is_missing)
    own = Scope("", party.meeting) if party.meeting else None
    return verdict_of(party, question.permission, own)


def _is_right(expected: Verdict, party: Party, question: Question, answer: dict[str, Any], *, is_entered: bool) -> bool:
    if expected is not Verdict.ADMITTED:
        return not is_entered and not answer["ok"] and answer["error"]["kind"] == expected.value
    is_home = question.world.scope is not None and question.world.scope.meeting == party.meeting
    if not question.names and not is_home:
        return is_entered and _are_all_refused(answer)
    return is_entered and (answer["ok"] or answer["error"]["kind"] not in {"unavailable", "unauthenticated"})


def _are_all_refused(answer: dict[str, Any]) -> bool:
    """Of a batch whose items name things of another meeting, none may be done."""
    return all(not one["ok"] and one["error"]["kind"] == Verdict.NOT_FOUND.value for one in answer["data"])
