"""The floor: what a resident sees and does on a phone; every act is a form that works without script."""

from flask import Flask

from app.pages.floor import page, posts, receipts, sections


def register(app: Flask) -> None:
    """Add the page and the form posts of the floor to an application."""
    for module in (page, sections, posts, receipts):
        app.register_blueprint(module.blueprint)
