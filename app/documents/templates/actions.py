"""Writes of a place's own templates."""

import base64
import binascii
import hashlib

from app.documents.blocks import Kind
from app.documents.template import check_template
from app.documents.templates.models import PlaceTemplate
from app.platform.access.actors import Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import PlaceId
from app.platform.storage import ledger
from app.platform.storage.ledger import Entry, Unchanged
from app.platform.storage.unit_of_work import Work


def set_template(work: Work, actor: Actor, *, place_id: PlaceId, kind: Kind, content: str) -> Entry | Unchanged:
    """Print a paper of a place with a template of its own from now on.

    Args:
        content: the DOCX file in base64.

    Raises:
        DomainError: `payload.invalid` if that is not base64; as `check_template`.
    """
    file = read_base64(content)
    check_template(file, kind)
    row, sha256 = work.session.get(PlaceTemplate, (place_id, kind.value)), hashlib.sha256(file).hexdigest()
    if row is not None and row.sha256 == sha256:
        return Unchanged(ledger.OFFICE)
    work.session.merge(
        PlaceTemplate(
            place=place_id,
            kind=kind.value,
            content=file,
            sha256=sha256,
            size=len(file),
            set_by=actor.id,
            set_at=work.now,
        )
    )
    work.session.flush()
    payload = {"kind": kind.value, "sha256": sha256, "size": len(file)}
    return Entry(place_id, "place.template_set", ledger.OFFICE, actor.id, payload)


def remove_template(work: Work, actor: Actor, *, place_id: PlaceId, kind: Kind) -> Entry | Unchanged:
    """Print a paper of a place with the built-in template again."""
    row = work.session.get(PlaceTemplate, (place_id, kind.value))
    if row is None:
        return Unchanged(ledger.OFFICE)
    work.session.delete(row)
    work.session.flush()
    return Entry(place_id, "place.template_removed", ledger.OFFICE, actor.id, {"kind": kind.value})


def read_base64(content: str) -> bytes:
    """Return the bytes of a file in base64.

    Raises:
        DomainError: `payload.invalid`.
    """
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise DomainError(ErrorKind.INVALID, "payload.invalid", field="content") from error
