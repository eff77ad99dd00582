"""Every route of the application as something a test can ask for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask

from app.platform.access.permissions import Permission
from app.platform.ids import wire_name

NO_SUCH = "aaaaaaaaaaaaaaaa"
WORDS = {"kind": "minutes"}
"""Parts of a path that are one of a few words, and no ids."""


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    endpoint: str
    permission: Permission
    arguments: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def routes_of(app: Flask, ids: Mapping[str, str]) -> Iterator[Route]:
    """All routes but the built files; ids that are known fill the path, the others name nothing that exists."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        values = {name: ids.get(wire_name(name), WORDS.get(name, NO_SUCH)) for name in rule.arguments}
        names = frozenset(map(wire_name, rule.arguments))
        path = rule.build(values, append_unknown=False)
        assert path is not None
        view = app.view_functions[rule.endpoint]
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Route(method, path[1], rule.endpoint, vars(view)["permission"], names)
