"""No paper and no file prints an email address of staff or the part of it before the "@": names and offices only."""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.accounts.models import Staff
from app.documents.formats import EXPORTS
from app.documents.press import Press
from app.exports.dossier import dossier_of
from app.platform.access.services import Services
from app.platform.storage.unit_of_work import Work
from tests.documents.reading import text_of
from tests.exports.walk import Walk

STUBS = re.compile(r"example\.org|office\.invalid|-stub")


def texts_in(content: bytes) -> Iterator[str]:
    """Yield every text of a file: of each file in an archive, at whatever depth."""
    if content.startswith(b"%PDF"):
        yield text_of(content)
        return
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield content.decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            yield from texts_in(packed.read(name))


@pytest.fixture
def stubbed(walk: Walk) -> Walk:
    """The walk, whose staff have the names of old rows: half of them the part of the address before the "@"."""

    def name_by_address(work: Work) -> None:
        for at, person in enumerate(work.session.scalars(select(Staff).order_by(Staff.email))):
            person.email = f"clerk{at}-stub@office.invalid"
            person.name = person.email if at % 2 else person.email.partition("@")[0]

    walk.services.writer.run(name_by_address)
    return walk


@pytest.mark.parametrize("format", EXPORTS)
def test_no_export_prints_an_address(services: Services, stubbed: Walk, format: str, press: Press) -> None:
    with services.database.read() as session:
        dossier = dossier_of(session, stubbed.meeting, services.clock.now(), signer=services.signer)
    texts = list(texts_in(EXPORTS[format].render(dossier, press)))
    assert texts
    assert [match[0] for text in texts for match in STUBS.finditer(text)] == []
