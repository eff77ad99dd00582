"""Builders: the things tests start from, made through the product's own actions."""

import secrets
from collections.abc import Mapping
from typing import Any

from app.documents.blocks import Kind
from app.export_jobs.actions import ask_for_export
from app.meetings import actions as meetings
from app.meetings import queries as meeting_queries
from app.meetings.queries import MeetingView
from app.papers.actions import open_comments
from app.papers.amendments import propose_amendment
from app.platform.access.actors import SYSTEM, Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.local_time import to_local
from app.platform.storage.ledger import Receipt
from app.platform.storage.unit_of_work import Work
from app.proposals import actions as proposals
from app.proposals.rules import Choice


def new_key() -> str:
    """An idempotency key as a client makes it."""
    return secrets.token_hex(8)


def as_facts(ids: Mapping[str, str]) -> dict[str, str]:
    """The ids of things as actions take them: `meeting_id` for `meeting`."""
    return {f"{name}_id": value for name, value in ids.items()}


def build_meeting(services: Services, place: str, *, phase: str = "say", template: str = "T2", **facts: Any) -> str:
    """A meeting that has come to a phase."""
    receipt = services.writer.run(
        lambda work: perform(
            work,
            meetings.create_meeting,
            SYSTEM,
            place_id=place,
            title=facts.pop("title", "电动车停哪儿"),
            template=template,
            **facts,
        )
    )
    meeting: str = receipt.data["meeting"]
    if view_meeting(services, meeting).phase != phase:
        move_to(services, meeting, phase)
    return meeting


def move_to(services: Services, meeting: str, phase: str) -> None:
    """Go to a phase, also backwards."""
    services.writer.run(
        lambda work: perform(work, meetings.move_phase, SYSTEM, meeting_id=meeting, to=phase, reason="test")
    )


def view_meeting(services: Services, meeting: str) -> MeetingView:
    with services.database.read() as session:
        return meeting_queries.meeting_of(session, meeting)


def build_seat(services: Services, meeting: str, alias: str = "", **facts: Any) -> Actor:
    """A resident who has joined by the code, as the gate would know them."""
    code = view_meeting(services, meeting).code
    joined = services.writer.run(lambda work: meetings.join_meeting(work, code=code, alias=alias, **facts))
    with services.database.read() as session:
        seat = meeting_queries.find_seat(session, joined.token)
    if seat is None:
        raise LookupError(alias)
    return seat


def build_proposal(services: Services, author: Actor, meeting: str, text: str = "在三号楼旁建车棚") -> str:
    """A proposal; returns its id."""
    receipt = services.writer.run(
        lambda work: perform(work, proposals.submit_proposal, author, meeting_id=meeting, text=text, key=new_key())
    )
    proposal: str = receipt.data["proposal"]
    return proposal


def react(services: Services, seat: Actor, meeting: str, proposal: str, choice: Choice = Choice.AGREE) -> Receipt:
    """One seat's reaction to a proposal."""
    return services.writer.run(
        lambda work: proposals.cast_reaction(
            work, seat, meeting_id=meeting, proposal_id=proposal, choice=choice, key=new_key()
        )
    )


def build_amendment(services: Services, staff: Actor, meeting: str) -> str:
    """Open the minutes of a meeting for comments and ask for an amendment; returns the amendment."""
    named: dict[str, Any] = {"meeting_id": meeting, "kind": Kind.MINUTES}

    def act(work: Work) -> str:
        perform(work, open_comments, staff, **named, until=to_local(work.now).date())
        asked = perform(work, propose_amendment, staff, **named, passage="一、出席", wording="请假改为三人")
        return asked.fact("amendment")

    return services.writer.run(act)


def build_export_job(services: Services, staff: Actor, meeting: str, format: str = "json") -> str:
    """Ask the worker for an export of a meeting; returns the job."""
    asked = {"meeting_id": meeting, "format": format, "language": "zh-Hans", "key": new_key()}
    return services.writer.run(lambda work: ask_for_export(work, staff, **asked))
