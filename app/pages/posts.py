"""Form posts made from the commands of the rooms: each takes a form of the desk or the floor and redirects back."""

from collections.abc import Callable, Sequence

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from app.pages.forms import read_form
from app.pages.rendering import translator
from app.platform.commands import Command, Form, run_command
from app.platform.ids import MeetingId, wire_name
from app.platform.web.http import allow, current_call

DESK = "/desk"
BackTo = Callable[[MeetingId, str], ResponseReturnValue]
"""Returns the redirect to a part of the page of a meeting; "" stands for the top."""


def add_desk_posts(blueprint: Blueprint, commands: Sequence[Command], back_to: BackTo) -> None:
    """Add the form posts of the desk to a blueprint whose prefix is `/m/<meeting_id>/desk`."""
    for command in commands:
        for form in command.forms:
            if form.path.startswith(DESK + "/"):
                view = allow(command.permission)(_view_of(command, form, back_to))
                blueprint.add_url_rule(form.path.removeprefix(DESK), command.name, view, methods=["POST"])


def add_floor_posts(blueprint: Blueprint, commands: Sequence[Command], back_to: BackTo) -> None:
    """Add a POST route for seats for each form outside the desk; the blueprint's prefix is `/m/<meeting_id>`."""
    for command in commands:
        for form in command.forms:
            if not form.path.startswith(DESK + "/"):
                view = allow(command.permission, as_seat=True)(_view_of(command, form, back_to))
                blueprint.add_url_rule(form.path, command.name, view, methods=["POST"])


def _view_of(command: Command, form: Form, back_to: BackTo) -> Callable[..., ResponseReturnValue]:
    names = {field.alias or name for name, field in command.schema.model_fields.items()}

    def view(meeting_id: MeetingId, **path: str) -> ResponseReturnValue:
        in_path = {wire_name(name): value for name, value in {"meeting_id": meeting_id, **path}.items()}
        given = {name: value for name, value in in_path.items() if name in names}
        data = read_form(command.schema, lines=form.lines, **given)
        run_command(current_call(), command, data)
        if form.said:
            flash(translator()(form.said), "info")
        return back_to(meeting_id, form.back)

    return view
