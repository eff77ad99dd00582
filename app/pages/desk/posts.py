"""Form posts of the desk: those made from the commands, and two whose form differs from the payload of its command."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.commands import COMMANDS
from app.pages.desk import theme_edits
from app.pages.desk.redirects import back_to
from app.pages.forms import read_form
from app.pages.posts import add_desk_posts
from app.pages.schemas import MergeForm, ThemeForm
from app.platform.access.permissions import Permission
from app.platform.commands import run_command
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, ProposalId
from app.platform.web.http import allow, current_call
from app.platform.web.payloads import parse
from app.proposals import queries
from app.proposals.commands import MERGE
from app.proposals.schemas import MergeProposal
from app.themes.commands import EDIT
from app.themes.schemas import EditThemes

blueprint = Blueprint("desk_posts", __name__, url_prefix="/m/<meeting_id>/desk")
add_desk_posts(blueprint, COMMANDS, back_to)


@blueprint.post("/proposals/<proposal_id>/merge")
@allow(Permission.PROPOSAL_MODERATE)
def merge_proposal(meeting_id: MeetingId, proposal_id: ProposalId) -> ResponseReturnValue:
    """Merge a card into its original, which the form names by id or by the number printed on the card."""
    call, form = current_call(), read_form(MergeForm, proposal=proposal_id)
    original_id = form.original_id or _numbered(meeting_id, form.number)
    merge = MergeProposal(key=form.key, proposal=proposal_id, original=original_id, reason=form.reason)
    run_command(call, MERGE, merge)
    return back_to(meeting_id, "wall")


@blueprint.post("/themes")
@allow(Permission.THEME_EDIT)
def edit_themes(meeting_id: MeetingId) -> ResponseReturnValue:
    call, form = current_call(), read_form(ThemeForm, meeting=meeting_id)
    if form.op == theme_edits.NEW_THEME:
        made = call.read(lambda session: theme_edits.new_theme(session, meeting_id, form))
    elif form.op == theme_edits.ACCEPT_NAMES:
        made = theme_edits.accepted_names(form)
    else:
        made = [edit_of(form)]
    run_command(call, EDIT, parse(EditThemes, {"key": form.key, "meeting": meeting_id, "edits": made}))
    return back_to(meeting_id, "themes")


def edit_of(form: ThemeForm) -> dict[str, object]:
    """Return the one edit in a form as `EditThemes` takes it; `into` is the theme that receives what moves or merges.

    Proposals that are moved `into` no theme become a theme of their own.
    """
    op, theme, into, picked, label = form.op, form.theme, form.into, form.proposal_ids, form.label
    edits: dict[str, dict[str, object]] = {
        "merge": {"theme": into, "others": [theme]},
        "pin": {"theme": into, "proposals": picked},
        "split": {"theme": theme, "proposals": picked, "label": label},
        "part": {"proposals": picked},
        "colour": {"theme": theme, "colour": form.colour},
        "undo": {"undoes": form.undoes, "act": form.act},
    }
    if op == "move":
        op = "pin" if into else "split"
    return {"op": op, **edits.get(op, {"theme": theme, "label": label})}


def _numbered(meeting_id: MeetingId, number: int | None) -> ProposalId:
    if number is None:
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return current_call().read(lambda session: queries.numbered(session, meeting_id, number))
