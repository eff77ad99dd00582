"""What the ledger entries state about papers, to check the database rows against the ledger."""

from collections.abc import Mapping
from typing import Any

from app.documents.editions import State
from app.papers.rules import Answer
from app.platform.storage.ledger import Subjects
from app.platform.storage.ledger.replay import Event, Facts, Tell

PAPER, AMENDMENT = "paper_version", "paper_amendment"
Payload = Mapping[str, Any]


def _to(state: State, *names: str) -> Tell:
    """Return what an entry states that moves a paper to a state and fills in the columns of these names."""

    def tell(facts: Facts, event: Event, payload: Payload) -> None:
        columns = {name: payload[name] for name in ("kind", "subject", "version", *names)}
        until = payload.get("until")
        facts.put(PAPER, payload["paper"], event, state=state.value, comments_until=until, **columns)

    return tell


def _signed(facts: Facts, event: Event, payload: Payload) -> None:
    facts.put(PAPER, payload["paper"], event, state=State.SIGNED.value)


def _proposed(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {name: payload[name] for name in ("paper", "passage", "wording")}
    facts.put(AMENDMENT, payload["amendment"], event, actor=event.actor, answer=Answer.OPEN.value, **columns)


def _answered(facts: Facts, event: Event, payload: Payload) -> None:
    columns = {"answer": payload["answer"], "reason": payload["reason"], "answered_by": event.actor}
    facts.put(AMENDMENT, payload["amendment"], event, answered_at=event.at, **columns)


def _reopened(facts: Facts, event: Event, payload: Payload) -> None:
    blank = {"answer": Answer.OPEN.value, "reason": "", "answered_at": None, "answered_by": None}
    facts.put(AMENDMENT, payload["amendment"], event, **blank)


TELLS: dict[str, Tell] = {
    "paper.opened": _to(State.COMMENTS),
    "paper.closed": _to(State.DRAFT),
    "paper.finalised": _to(State.FINAL, "files"),
    "paper.signed": _signed,
    "paper.posted": _to(State.POSTED, "posted_where", "posted_on"),
    "paper.archived": _to(State.ARCHIVED, "archive_number"),
    "paper.corrected": _to(State.DRAFT, "replaces", "reason"),
    "amendment.proposed": _proposed,
    "amendment.answered": _answered,
    "amendment.reopened": _reopened,
}


def _paper(payload: Payload) -> list[str]:
    return [f"paper {payload['kind']} {payload['subject']}"]


SUBJECTS: Subjects = {
    "paper.opened": _paper,
    "paper.closed": _paper,
    "paper.finalised": _paper,
    "paper.signed": _paper,
    "paper.posted": _paper,
    "paper.archived": _paper,
    "paper.corrected": _paper,
    "amendment.proposed": lambda payload: [f"amendment {payload['passage']} {payload['wording']}"],
    "amendment.answered": lambda payload: [payload["amendment"]],
    "amendment.reopened": lambda payload: [payload["amendment"]],
}
