"""The office: where a committee sets meetings up, keeps their record and sees that things get done."""

from flask import Flask

from app.pages.office import (
    archives,
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
    modules = (places, meetings, imports, resolutions, exports, archives, ledger, cases, staff, person, security, words)
    for module in modules:
        app.register_blueprint(module.blueprint)
