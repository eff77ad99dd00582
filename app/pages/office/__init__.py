"""The office: where a committee sets meetings up, keeps their record and sees that things get done."""

from flask import Flask

from app.pages.office import (
    cases,
    exports,
    imports,
    ledger,
    meetings,
    person,
    places,
    resolutions,
    security,
    staff,
    words,
)


def register(app: Flask) -> None:
    """Add the office's pages to an application."""
    for module in (places, meetings, imports, resolutions, exports, ledger, cases, staff, person, security, words):
        app.register_blueprint(module.blueprint)
