"""The office: where a committee sets meetings up, keeps their record and sees that things get done."""

from flask import Flask

from app.pages.office import (
    archives,
    calendar,
    cases,
    exports,
    facts,
    imports,
    ledger,
    letterhead,
    meetings,
    papers,
    person,
    places,
    resolutions,
    security,
    staff,
    templates,
    words,
)


def register(app: Flask) -> None:
    """Add the office's pages to an application."""
    rooms = (places, meetings, facts, imports, resolutions, calendar, exports, papers, ledger, cases)
    people = (staff, person, security, words, letterhead, templates, archives)
    for module in (*rooms, *people):
        app.register_blueprint(module.blueprint)
