"""Answers a refused act of the desk with the current desk, what others did meanwhile, and what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.pages import errors
from app.pages.desk.page import may, render_desk
from app.pages.desk.redirects import view_state_of_referrer
from app.pages.forms import posted_fields
from app.pages.rendering import translator
from app.pages.typed import SECRETS, TypedForm, fill
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId
from app.platform.storage.ledger import Meanwhile
from app.platform.web.http import STATUS

TYPED = (
    "title",
    "text",
    "question",
    "label",
    "reservations",
    "note",
    "reason",
    "handler",
    "wanted",
    "condition",
    "gives",
    "responsible",
    "objection_address",
    "objection_phone",
    "branch_minute",
    "group",
    "posted_where",
    "contact",
    "issuer",
)
"""Form fields in which people write; the message `desk.typed.<name>` labels each field."""
SHOWN = (ErrorKind.INVALID, ErrorKind.NOT_FOUND, ErrorKind.CONFLICT, ErrorKind.CLOSED)
OF_THE_FORM = {"csrf", "key", "seen"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused act: `now` holds the texts that others wrote meanwhile, `typed` the texts sent, both {field: text}.

    If `is_stale`, the act can be sent again to `action`, on the current version, with the `other` fields of its form.
    """

    message: str
    meanwhile: Sequence[Meanwhile]
    now: Mapping[str, str]
    typed: Mapping[str, str]
    other: Sequence[tuple[str, str]]
    action: str
    is_stale: bool


def refuse(error: DomainError) -> ResponseReturnValue:
    """Show the current desk and the reason why an act was refused; answer other errors as elsewhere."""
    is_shown = error.kind in SHOWN and error.code != "not_found"
    meeting_id = (request.view_args or {}).get("meeting_id")
    if not is_shown or meeting_id is None or not may("meeting.run"):
        return errors.refuse(error)
    return _desk_with(meeting_id, refusal_of(error)), STATUS[error.kind]


def _desk_with(meeting_id: MeetingId, refusal: Refusal) -> str:
    """Return the desk with a refusal; the typed text is in its form, or beside the reason if that is not possible."""
    if not refusal.is_stale:
        page = render_desk(meeting_id, view_state_of_referrer(), replace(refusal, typed={}))
        sent = TypedForm(url_for("desk.show", meeting_id=meeting_id), request.path, posted_fields(without=SECRETS))
        filled = fill(page, sent)
        if filled != page:
            return filled
    return render_desk(meeting_id, view_state_of_referrer(), refusal)


def refusal_of(error: DomainError) -> Refusal:
    """Return the refusal that the page shows for an error."""
    changes = error.params.get("meanwhile", ())
    meanwhile = changes if isinstance(changes, tuple) else ()
    fields = list(posted_fields(without=OF_THE_FORM).items(multi=True))
    return Refusal(
        message=translator()(f"errors.{error.code}", **error.params),
        meanwhile=meanwhile,
        now=_written(meanwhile),
        typed={name: value for name, value in fields if name in TYPED and value.strip()},
        other=[(name, value) for name, value in fields if name not in TYPED],
        action=request.path,
        is_stale=bool(meanwhile),
    )


def _written(meanwhile: Sequence[Meanwhile]) -> dict[str, str]:
    """Return the latest text that others wrote in each field: {field: text}."""
    written: dict[str, str] = {}
    for entry in meanwhile:
        for facts in (entry.facts, *_edits(entry.facts)):
            written |= {name: value for name in TYPED if isinstance(value := facts.get(name), str) and value}
    return written


def _edits(facts: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    edits: Sequence[Mapping[str, Any]] = facts.get("edits", ())
    return edits
