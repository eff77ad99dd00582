"""HTML pages, one module for each audience."""

from flask import Flask

from app.pages import (
    account,
    desk,
    errors,
    floor,
    heads,
    health,
    join,
    office,
    own_account,
    preferences,
    public_resolution,
    stage,
    typed,
)
from app.pages.rendering import install_rendering


def register(app: Flask) -> None:
    """Add every page, the template functions, the error pages and the refilling of refused forms to an application."""
    install_rendering(app)
    errors.install(app)
    typed.install(app)
    for module in (health, preferences, account, own_account, join, stage, heads, public_resolution):
        app.register_blueprint(module.blueprint)
    desk.register(app)
    floor.register(app)
    office.register(app)
