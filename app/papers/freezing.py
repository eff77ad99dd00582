"""Does what writes of papers need before their transaction: makes the files of a final paper, and stores scans."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from app.documents.editions import Edition, State
from app.exports.access import read_dossier
from app.meetings import queries as meetings
from app.papers import files, queries
from app.papers.files import StoredScan
from app.papers.rules import media_type_of
from app.papers.schemas import AttachScan, FinalisePaper
from app.platform.access.gate import meeting_of
from app.platform.access.services import Call
from app.platform.errors import DomainError, ErrorKind
from app.platform.threads import run_native


@dataclass(frozen=True, slots=True)
class Frozen:
    """The files made for a paper that is about to become final.

    Attributes:
        files: {language: {docx | pdf | text: SHA-256}}.
        basis: {chain: (number, hash)} of the heads that the files were made from.
    """

    files: Mapping[str, Mapping[str, str]]
    basis: Mapping[str, tuple[int, str]]


def freeze(call: Call, data: FinalisePaper) -> dict[str, Any]:
    """Make and store the files of a paper in each language, as of one moment; nothing for a paper that is final.

    Raises:
        DomainError: as `queries.subject_of`, `queries.check_can_finalise` and `rendering.make_files`.
    """
    from app.papers.rendering import make_files  # the writers of papers: 20 MB that a worker may never need

    meeting_id, services = meeting_of(call), call.services
    with services.database.read_moment() as session:
        subject = queries.subject_of(session, meeting_id, data.kind, data.resolution_id)
        edition = queries.editions_of(session, meeting_id).get((data.kind, subject), Edition())
        if edition.state.is_final:
            return {"frozen": None}
        queries.check_can_finalise(session, meeting_id, data.kind, subject, services.clock.now())
        basis = queries.basis_of(session, meeting_id)
        dossier = read_dossier(session, services, meeting_id, meetings.sights_at(session, meeting_id, call.actor))
    final = replace(edition, state=State.FINAL, comments_until=None)
    make = partial(make_files, services.settings, data.kind, subject, dossier, final)
    return {"frozen": Frozen(run_native(make), basis)}


def store_scan(call: Call, data: AttachScan) -> dict[str, Any]:
    """Store the scan of a signed paper, whose content must be a whole PDF, JPEG or PNG file.

    Raises:
        DomainError: `payload.invalid` if the content is not base64; or as `rules.media_type_of` and `files.store`.
    """
    try:
        content = base64.b64decode(data.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise DomainError(ErrorKind.INVALID, "payload.invalid", field="content") from error
    media_type = media_type_of(content)
    digest = run_native(partial(files.store, call.services.settings.papers, content))
    return {"content": StoredScan(digest, media_type, len(content))}
