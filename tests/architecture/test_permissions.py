"""Every route and every event stands in the permission table; what does not stand there is shut."""

from pathlib import Path

from flask import Flask

from app.factory import create_app
from app.platform.access.permissions import ANYONE, GRANTS, SEAT, Permission
from app.registry import CATALOGUE
from app.settings import Settings

OPEN_EVENTS: set[str] = set()
OPEN_ROUTES = {
    "heads.show",
    "heads.square",
    "stage.open_link",
    "account.link_form",
    "account.setup",
    "account.setup_form",
    "account.sign_in",
    "account.sign_in_form",
    "account.sign_out",
    "account.use_link",
    "api.docs",
    "api.openapi",
    "api.post_meetings_join",
    "api.show_dossier_schema",
    "health.healthz",
    "health.metrics",
    "health.readyz",
    "join.ask_code",
    "join.home",
    "join.join",
    "join.show",
    "public_resolution.show",
    "preferences.keep",
}
"""The routes that are open to anyone; whoever adds one adds it here, on purpose."""


def test_every_route_names_a_permission_that_is_granted(plain_app: Flask) -> None:
    named = {
        rule.endpoint: vars(plain_app.view_functions[rule.endpoint]).get("permission")
        for rule in plain_app.url_map.iter_rules()
        if rule.endpoint != "static"
    }
    assert named
    assert [endpoint for endpoint, permission in named.items() if permission not in GRANTS] == []


def test_every_event_names_a_permission_that_is_granted() -> None:
    assert [spec.name for spec in CATALOGUE if spec.permission not in GRANTS] == []


def test_no_event_is_open_to_anyone() -> None:
    assert {spec.name for spec in CATALOGUE if ANYONE in GRANTS[spec.permission]} == OPEN_EVENTS


def test_no_route_is_open_to_anyone_by_mistake(plain_app: Flask) -> None:
    permissions = {name: vars(view).get("permission") for name, view in plain_app.view_functions.items()}
    is_open = {name for name, permission in permissions.items() if permission and ANYONE in GRANTS[permission]}
    assert is_open == OPEN_ROUTES


def test_every_permission_has_a_row() -> None:
    assert set(GRANTS) == set(Permission)
    assert [permission for permission, parties in GRANTS.items() if not parties] == []


def test_only_seats_vote() -> None:
    assert GRANTS[Permission.BALLOT_CAST] == GRANTS[Permission.REACTION_CAST] == {SEAT}


def test_a_route_without_a_permission_is_shut(tmp_path: Path) -> None:
    app = create_app(Settings(_env_file=None, data_dir=tmp_path, secret_key="a long key that only the tests know"))
    app.add_url_rule("/api/forgotten", "forgotten", lambda: "open")
    assert app.test_client().get("/api/forgotten").status_code == 403
