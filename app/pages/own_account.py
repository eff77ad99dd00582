"""A member of staff's own account: sessions, API tokens, the password, and notices of sign-in links."""

from typing import Any

from flask import Blueprint, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue

from app.accounts import actions, queries, sessions, staffing
from app.accounts.schemas import ChangePassword, ChosenSession, NameOneself, NewToken, ReadUntil
from app.accounts.sign_in import check_own_password
from app.pages.forms import read_form
from app.pages.office.frame import show
from app.pages.rendering import translator
from app.pages.signed_in import hash_apart, keep_signed_in, this_device
from app.platform.access.actors import TokenScope
from app.platform.access.addresses import address_key
from app.platform.access.permissions import Permission
from app.platform.ids import TokenId
from app.platform.web.http import allow, current_call, services

blueprint = Blueprint("own_account", __name__, url_prefix="/account")


@blueprint.get("")
@allow(Permission.ACCOUNT_OWN)
def account() -> ResponseReturnValue:
    return _page()


@blueprint.post("/name")
@allow(Permission.ACCOUNT_OWN)
def change_name() -> ResponseReturnValue:
    """Change one's own name and office, which minutes and histories print in place of the role."""
    call, data = current_call(), read_form(NameOneself)
    call.write(lambda work: staffing.name_oneself(work, call.actor, name=data.name, office=data.office))
    return _back("account.own.name_changed")


@blueprint.post("/password")
@allow(Permission.ACCOUNT_OWN)
def change_password() -> ResponseReturnValue:
    """Change one's own password after checking the old one; every other session ends."""
    call, device = current_call(), this_device()
    data = read_form(ChangePassword)
    old_hash = check_own_password(call, data.old, address=address_key(device.address))
    facts = {"old_hash": old_hash, "password_hash": hash_apart(data.password)}
    hours = services().settings.staff_hours
    keep_signed_in(
        call.write(lambda work: actions.change_password(work, call.actor, **facts, hours=hours, device=device))
    )
    return _back("account.own.password_changed")


@blueprint.post("/sessions/end")
@allow(Permission.ACCOUNT_OWN)
def end_sessions() -> ResponseReturnValue:
    """End one chosen session, or all but this one; ending the session of this browser signs it out."""
    call, device = current_call(), this_device()
    chosen = read_form(ChosenSession).session_id
    keep = "" if chosen else call.actor.credential
    call.write(
        lambda work: sessions.end_sessions(
            work, call.actor, staff_id=call.actor.staff_id, session_id=chosen, keep=keep, device=device
        )
    )
    if chosen == queries.public_id(call.actor.credential):
        session.pop("staff", None)
        return redirect("/", 303)
    return _back("account.own.sessions_ended")


@blueprint.post("/tokens")
@allow(Permission.ACCOUNT_OWN)
def create_token() -> ResponseReturnValue:
    """Create an API token; the answer is the page itself, because the token is stored nowhere and shown only once."""
    call, device = current_call(), this_device()
    person = call.read(lambda reading: queries.staff_of(reading, call.actor.staff_id))
    facts: dict[str, Any] = {"email": person.email if person else "", "device": device, **chosen_token()}
    token = call.write(lambda work: actions.create_api_token(work, call.actor, **facts))
    return _page(token)


@blueprint.post("/tokens/<token_id>/revoke")
@allow(Permission.ACCOUNT_OWN)
def revoke_token(token_id: TokenId) -> ResponseReturnValue:
    call, device = current_call(), this_device()
    call.write(lambda work: staffing.revoke_api_token(work, call.actor, token_id=token_id, device=device))
    return _back("account.own.token_revoked")


@blueprint.post("/links/dismiss")
@allow(Permission.ACCOUNT_OWN)
def dismiss_links() -> ResponseReturnValue:
    """Dismiss the owner's notices of new sign-in links, up to the newest notice on the page."""
    call, until = current_call(), read_form(ReadUntil).until
    call.write(lambda work: sessions.dismiss_link_notices(work, call.actor, until=until))
    return redirect(url_for("office_places.home"), 303)


def chosen_token() -> dict[str, Any]:
    """Return the scopes and the lifetime (days) of a new token from the posted form."""
    chosen = read_form(NewToken)
    return {
        "scopes": list(chosen.scope),
        "days": services().settings.token_days if chosen.days is None else chosen.days,
    }


def _page(token: str = "") -> ResponseReturnValue:
    call, now = current_call(), services().clock.now()
    actor = call.actor
    return show(
        "own",
        "account",
        person=call.read(lambda reading: queries.staff_of(reading, actor.staff_id)),
        sessions=call.read(lambda reading: queries.sessions_of(reading, actor.staff_id, now, current=actor.credential)),
        tokens=call.read(lambda reading: queries.tokens_of(reading, [actor.staff_id])),
        scopes=list(TokenScope),
        days=services().settings.token_days,
        token=token,
    )


def _back(message: str) -> ResponseReturnValue:
    flash(translator()(message))
    return redirect(url_for("own_account.account"), 303)
