"""The desk: the screen that a facilitator runs a meeting from; every act is a form that posts without script."""

from flask import Flask

from app.pages.desk import cases, decisions, hall, page, stage_links, themes, wall


def register(app: Flask) -> None:
    """Add the desk and its acts to an application."""
    for module in (page, hall, wall, themes, decisions, cases, stage_links):
        app.register_blueprint(module.blueprint)
