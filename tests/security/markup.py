"""What a page is made of, as a browser would read it: elements, attributes, scripts."""

import json
from html.parser import HTMLParser

SPOKEN = {"value", "title", "alt", "placeholder", "content", "href"}
"""Attributes in which a text of people may stand: none of them runs it."""
ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "poster", "srcset", "ping"}
FOREIGN = {"iframe", "object", "embed", "base", "portal", "frame", "marquee", "math", "template", "xml", "video"}


class Page(HTMLParser):
    """Collects the faults: whatever in a page was made by a payload and not by a template of ours."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.shown = 0
        self._script: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self._script = dict(attrs).get("type") or ""
        if "xssprobe" in tag or tag in FOREIGN:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            self._check(tag, name, (value or "").strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = None

    def handle_data(self, data: str) -> None:
        if "xssprobe" in data:
            self.shown += 1
            if self._script is not None:
                self._check_script(data)

    def _check_script(self, data: str) -> None:
        if self._script != "application/json":
            self.faults.append(f"<script>{data[:80]}")
        elif "<" in data:
            self.faults.append(f"JSON in a page with an open bracket: {data[:80]}")
        else:
            json.loads(data)

    def _check(self, tag: str, name: str, value: str) -> None:
        lead = "".join(value.split()).lower()
        is_script = name.startswith("on") or name in {"style", "srcdoc"} or "xssprobe" in name
        is_link = name in ADDRESSES and lead.startswith(("javascript:", "data:text", "data:,", "vbscript:"))
        is_text = name in SPOKEN or name.startswith(("data-", "aria-"))
        if is_script or is_link or ("xssprobe" in value and not is_text):
            self.faults.append(f"<{tag} {name}={value[:80]}>")


def faults_of(html: str) -> tuple[list[str], int]:
    """What a payload made, and how often one is shown as the text that it is."""
    page = Page()
    page.feed(html)
    page.close()
    return page.faults, page.shown
