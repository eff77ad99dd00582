"""The desk: the screen that a facilitator runs a meeting from; every act is a form that works without script."""

from flask import Flask

from app.pages.desk import page, posts, refusing, stage_links
from app.platform.errors import DomainError

ACTS = (posts, stage_links)
for _module in ACTS:
    _module.blueprint.register_error_handler(DomainError, refusing.refuse)


def register(app: Flask) -> None:
    """Add the page and the form posts of the desk to an application."""
    for module in (page, *ACTS):
        app.register_blueprint(module.blueprint)
