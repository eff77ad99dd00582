"""The document properties of office files: the place as author and the meeting's date, no trace of the libraries."""

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from app.exports import archive
from app.exports.dossier import Dossier
from app.exports.tables import chinese_day
from app.exports.text import printable

PRODUCT = "Liangting"
CORE, APPLICATION = "docProps/core.xml", "docProps/app.xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:subject>{subject}'
    "</dc:subject><dc:creator>{place}</dc:creator><cp:lastModifiedBy>{place}</cp:lastModifiedBy>"
    "<dc:language>zh-CN</dc:language>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{created}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{modified}</dcterms:modified></cp:coreProperties>'
)
_APPLICATION = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>{product}</Application><Company>{place}</Company></Properties>"
)


@dataclass(frozen=True, slots=True)
class Properties:
    """What an office file says of itself; `made_at` dates its parts, so that the same content gives the same bytes."""

    title: str
    place: str
    created_at: datetime
    modified_at: datetime
    made_at: datetime


def properties_of(dossier: Dossier, title: str) -> Properties:
    """Return the properties of a file about a meeting."""
    modified_at = dossier.closed_at or dossier.created_at
    return Properties(title, dossier.place, dossier.created_at, modified_at, dossier.printed_at)


def with_properties(content: bytes, dossier: Dossier, title: str) -> bytes:
    """Return an office file with the meeting's properties."""
    return stamp(content, properties_of(dossier, title))


def stamp(content: bytes, properties: Properties) -> bytes:
    """Return an office file (DOCX or XLSX) with these properties in place of those of a library's template."""
    place = _text(properties.place)
    core = _CORE.format(
        title=_text(properties.title),
        subject=_text(f"{properties.place} {chinese_day(properties.created_at)}"),
        place=place,
        created=_moment(properties.created_at),
        modified=_moment(properties.modified_at),
    )
    application = _APPLICATION.format(product=PRODUCT, place=place)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    own = {CORE: (_HEAD + core).encode(), APPLICATION: (_HEAD + application).encode()}
    return archive.pack({**files, **own}, properties.made_at)


def _text(text: str) -> str:
    return escape(printable(text))


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
