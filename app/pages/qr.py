"""The address by which residents join, and the square that holds it."""

from urllib.parse import urlsplit

import segno
from flask import request, url_for
from markupsafe import Markup

from app.meetings.queries import MeetingView
from app.platform.web.http import services
from app.platform.web.reach import is_only_here, listens_anywhere, start_address

QUIET_ZONE = 3
"""Modules of white around the square; the padding of its white box makes up the four that ISO/IEC 18004 asks."""


def join_url(meeting: MeetingView) -> str:
    """What the square says: our public address, else the one the page was asked at, with the meeting's secret."""
    return f"{base_url()}{url_for('join.show', code=meeting.qr_token)}"


def join_address() -> str:
    """What people type before the nine digits: host and path, without the scheme that nobody types."""
    parts = urlsplit(base_url())
    return f"{parts.netloc}{parts.path}{url_for('join.ask_code')}"


def stage_url(token: str) -> str:
    """The link that shows the stage on whatever opens it."""
    return f"{base_url()}{url_for('stage.open_link', token=token)}"


def qr_svg(text: str) -> Markup:
    """The square as an SVG without any style, which the security policy forbids."""
    square = segno.make_qr(text, error="m")
    svg = square.svg_inline(omitsize=True, border=QUIET_ZONE, svgclass=None, lineclass=None)
    return Markup(svg)  # noqa: S704 - made of numbers alone  # nosec B704


def base_url() -> str:
    """Our public address, else the one that the page was asked at.

    A page that was asked at an address of this machine alone names the one on the hall's network, if we listen there.
    """
    settings = services().settings
    asked = settings.public_url or request.host_url.rstrip("/")
    return start_address(settings) if is_only_here(asked) and listens_anywhere(settings) else asked
