"""The document properties of papers: issuer and day of the paper, no trace of the libraries."""

from app.documents.blocks import Paper
from app.exports.properties import Properties, write_properties


def with_properties(content: bytes, paper: Paper) -> bytes:
    """Return a DOCX file with the properties of a paper; the same paper gives the same bytes."""
    return write_properties(
        content, Properties(title=paper.name, subject="", author=paper.issuer, created=paper.date, modified=paper.date)
    )
