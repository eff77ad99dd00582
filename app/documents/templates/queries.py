"""Reads of the templates with which a place prints."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.documents.blocks import Kind
from app.documents.templates.models import PlaceTemplate
from app.platform.access.actors import SYSTEM
from app.platform.ids import PlaceId, StaffId


@dataclass(frozen=True, slots=True)
class TemplateView:
    """The template of one paper of a place; the fields after `is_own` say nothing about the built-in template.

    `size`: bytes; `sha256`: 64 hex digits; `set_by`: name of the member of staff.
    """

    kind: Kind
    is_own: bool = False
    size: int = 0
    sha256: str = ""
    set_by: str = ""
    set_at: datetime | None = None


def templates_at(session: Session, place_id: PlaceId) -> dict[Kind, bytes]:
    """Return {paper: the place's own template}."""
    rows = session.execute(select(PlaceTemplate.kind, PlaceTemplate.content).where(PlaceTemplate.place == place_id))
    return {Kind(row.kind): row.content for row in rows}


def own_template(session: Session, place_id: PlaceId, kind: Kind) -> bytes | None:
    """Return the place's own template of a paper, or None if the place prints with the built-in one."""
    return session.scalar(
        select(PlaceTemplate.content).where(PlaceTemplate.place == place_id, PlaceTemplate.kind == kind.value)
    )


def template_views(session: Session, place_id: PlaceId) -> list[TemplateView]:
    """Return the template of each paper of a place, in the order of the papers."""
    table = PlaceTemplate
    query = select(table.kind, table.size, table.sha256, table.set_by, table.set_at).where(table.place == place_id)
    own = {
        row.kind: TemplateView(Kind(row.kind), True, row.size, row.sha256, _name_of(session, row.set_by), row.set_at)
        for row in session.execute(query)
    }
    return [own.get(kind, TemplateView(kind)) for kind in Kind]


def _name_of(session: Session, actor: str) -> str:
    return "" if actor == SYSTEM.id else accounts.name_of(session, StaffId(actor)) or ""
