"""The document properties of papers: issuer and day of the paper, no trace of the libraries."""

from app.documents.blocks import Paper
from app.exports.properties import Properties, stamp


def with_properties(content: bytes, paper: Paper) -> bytes:
    """Return a DOCX file with the properties of a paper; the same paper gives the same bytes."""
    return stamp(content, Properties(paper.name, paper.issuer, paper.date, paper.date, paper.date))
