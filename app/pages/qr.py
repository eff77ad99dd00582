"""The addresses of the join page and of the stage, and QR codes."""

from functools import lru_cache
from urllib.parse import urlsplit

import segno
from flask import request, url_for
from markupsafe import Markup

from app.meetings.queries import MeetingView
from app.platform.ids import ResolutionId
from app.platform.web.http import services
from app.platform.web.reach import is_only_here, listens_anywhere, start_address
from app.resolutions.rules import PUBLIC_PATH

QUIET_ZONE = 3
"""White modules around the QR code; with the padding of its white box, the four that ISO/IEC 18004 requires."""


def join_url(meeting: MeetingView) -> str:
    """Return the address for the join QR code: `base_url` and the join page with the meeting's secret."""
    return f"{base_url()}{url_for('join.show', code=meeting.qr_token)}"


def join_address() -> str:
    """Return the address that people open before they type the nine digits: host and path, without the scheme."""
    parts = urlsplit(base_url())
    return f"{parts.netloc}{parts.path}{url_for('join.ask_code')}"


def stage_url(token: str) -> str:
    """Return the address that makes the browser that opens it a stage."""
    return f"{base_url()}{url_for('stage.open_link', token=token)}"


def resolution_url(resolution_id: ResolutionId) -> str:
    """Return the address of the public page of an adopted resolution, for the QR code on its paper."""
    return f"{base_url()}{PUBLIC_PATH.format(id=resolution_id)}"


@lru_cache(maxsize=100)  # each page of a meeting shows the same code, and drawing it takes longer than the page
def qr_svg(text: str) -> Markup:
    """Return the QR code of a text as SVG, without inline styles, which the security policy forbids."""
    square = segno.make_qr(text, error="m")
    svg = square.svg_inline(omitsize=True, border=QUIET_ZONE, svgclass=None, lineclass=None)
    return Markup(svg)  # noqa: S704 - made of numbers alone  # nosec B704


def base_url() -> str:
    """Return our public address, else the address at which the page was requested.

    If only this machine can open that address and the server listens on the hall's network, return the one there.
    """
    settings = services().settings
    asked = settings.public_url or request.host_url.rstrip("/")
    return start_address(settings) if is_only_here(asked) and listens_anywhere(settings) else asked
