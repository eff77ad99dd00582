"""Sign-in of staff: set-up of the first administrator, one-time links, password, sign-out."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from app.accounts import actions, queries
from app.accounts.schemas import ChoosePassword, SignIn
from app.accounts.sign_in import account_of, sign_in_by_password
from app.organisations import actions as organisation_actions
from app.organisations.schemas import SetUp
from app.pages import errors
from app.pages.forms import read_form, read_query
from app.pages.preferences import local_path
from app.pages.rendering import translator
from app.pages.schemas import NextPage
from app.pages.sign_in_log import notes_failures
from app.pages.signed_in import hash_apart, keep_signed_in, this_device
from app.platform.access.addresses import address_key
from app.platform.access.permissions import Permission
from app.platform.errors import DomainError, ErrorKind
from app.platform.web.admission.visits import note_honest
from app.platform.web.http import (
    STATUS,
    allow,
    current_call,
    forget_browser,
    known_device,
    remember_device,
    services,
)

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("/sign-in")
@allow(Permission.PUBLIC)
def sign_in_form() -> ResponseReturnValue:
    return render_template("account/sign_in.html", audience="account", next=local_path(read_query(NextPage).next))


@blueprint.errorhandler(DomainError)
def sign_in_again(error: DomainError) -> ResponseReturnValue:
    """Show the sign-in form again, with the typed e-mail, when a sign-in is refused; answer other errors as usual."""
    if request.endpoint != "account.sign_in" or "typed_email" not in g:
        return errors.refuse(error)
    message = translator()(f"errors.{error.code}", **error.params)
    facts = {"next": local_path(g.typed_next), "email": g.typed_email, "error": message, "code": error.code}
    page = render_template("account/sign_in.html", audience="account", **facts)
    return page, STATUS[error.kind], errors.retry_after(error)


@blueprint.post("/sign-in")
@allow(Permission.PUBLIC)
@notes_failures
def sign_in() -> ResponseReturnValue:
    data = read_form(SignIn)
    g.typed_email, g.typed_next = data.email, data.next
    account = account_of(data.email)
    signed_in = sign_in_by_password(
        current_call(),
        email=data.email,
        password=data.password,
        address=address_key(request.remote_addr or ""),
        known=known_device(account),
        device=this_device(),
    )
    keep_signed_in(signed_in)
    remember_device(account)
    note_honest(request.environ)
    return redirect(local_path(data.next), 303)


@blueprint.post("/sign-out")
@allow(Permission.PUBLIC)
def sign_out() -> ResponseReturnValue:
    token = session.pop("staff", None)
    if token:
        device = this_device()
        current_call().write(lambda work: actions.sign_out(work, token=token, device=device))
    return forget_browser(redirect("/", 303))


@blueprint.get("/setup/<token:link>")
@allow(Permission.PUBLIC)
def setup_form(link: str) -> ResponseReturnValue:
    _check_link(link, is_setup=True)
    return render_template("account/setup.html", audience="account")


@blueprint.post("/setup/<token:link>")
@allow(Permission.PUBLIC)
def setup(link: str) -> ResponseReturnValue:
    """Create the first administrator and the first place, and sign the administrator in."""
    _check_link(link, is_setup=True)
    data = read_form(SetUp)
    password_hash = hash_apart(data.password)
    facts: dict[str, Any] = {"hours": services().settings.staff_hours, "device": this_device()}
    signed_in = current_call().write(
        lambda work: organisation_actions.set_up(
            work,
            link=link,
            email=data.email,
            password_hash=password_hash,
            place_name=data.place,
            name=data.name,
            **facts,
        )
    )
    keep_signed_in(signed_in)
    return redirect("/office/", 303)


@blueprint.get("/link/<token:link>")
@allow(Permission.PUBLIC)
def link_form(link: str) -> ResponseReturnValue:
    email = _check_link(link, is_setup=False).email
    return render_template("account/link.html", audience="account", email=email)


@blueprint.post("/link/<token:link>")
@allow(Permission.PUBLIC)
def use_link(link: str) -> ResponseReturnValue:
    """Store the password chosen through a one-time link and sign the person in."""
    _check_link(link, is_setup=False)
    data = read_form(ChoosePassword)
    password_hash = hash_apart(data.password)
    facts: dict[str, Any] = {"hours": services().settings.staff_hours, "device": this_device(), "name": data.name}
    keep_signed_in(
        current_call().write(lambda work: actions.redeem_link(work, link=link, password_hash=password_hash, **facts))
    )
    return redirect("/office/", 303)


def _check_link(link: str, *, is_setup: bool) -> queries.LinkView:
    now = services().clock.now()
    view = current_call().read(lambda reading: queries.open_link(reading, link, now))
    if view is None or (view.staff is None) != is_setup:
        raise DomainError(ErrorKind.CLOSED, "link.used")
    return view
