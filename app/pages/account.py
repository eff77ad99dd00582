"""Sign-in of staff: set-up of the first administrator, one-time links, password, sign-out."""

from flask import Blueprint, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from app.pages.preferences import local_path
from app.people import actions, queries, rules
from app.people.actions import SignedIn
from app.people.sign_in import account_of, hash_chosen_password, sign_in_by_password
from app.platform.admission.visits import note_honest
from app.platform.errors import DomainError, ErrorKind
from app.platform.security.addresses import address_key
from app.platform.security.http import allow, current_call, known_device, remember_device, services
from app.platform.security.permissions import Permission
from app.platform.text import clean_line

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("/sign-in")
@allow(Permission.PUBLIC)
def sign_in_form() -> ResponseReturnValue:
    return render_template(
        "account/sign_in.html", audience="account", next=local_path(request.args.get("next", "/office/"))
    )


@blueprint.post("/sign-in")
@allow(Permission.PUBLIC)
def sign_in() -> ResponseReturnValue:
    email = request.form.get("email", "")
    signed_in = sign_in_by_password(
        current_call(),
        email=email,
        password=request.form.get("password", ""),
        address=address_key(request.remote_addr or ""),
        device=known_device(account_of(email)),
    )
    _keep(signed_in)
    remember_device(account_of(email))
    note_honest(request.environ)
    return redirect(local_path(request.form.get("next", "/office/")), 303)


@blueprint.post("/sign-out")
@allow(Permission.PUBLIC)
def sign_out() -> ResponseReturnValue:
    token = session.pop("staff", None)
    if token:
        current_call().write(lambda work: actions.sign_out(work, token=token))
    return redirect("/", 303)


@blueprint.get("/setup/<link>")
@allow(Permission.PUBLIC)
def setup_form(link: str) -> ResponseReturnValue:
    _check_link(link, is_setup=True)
    return render_template("account/setup.html", audience="account")


@blueprint.post("/setup/<link>")
@allow(Permission.PUBLIC)
def setup(link: str) -> ResponseReturnValue:
    """The first administrator and the first place."""
    _check_link(link, is_setup=True)
    email, place = request.form.get("email", ""), clean_line(request.form.get("place", ""))
    password_hash = _hash(request.form.get("password", ""))
    hours = services().settings.staff_hours
    signed_in = current_call().write(
        lambda work: actions.set_up(work, link=link, email=email, password_hash=password_hash, place=place, hours=hours)
    )
    _keep(signed_in)
    return redirect("/office/", 303)


@blueprint.get("/link/<link>")
@allow(Permission.PUBLIC)
def link_form(link: str) -> ResponseReturnValue:
    email = _check_link(link, is_setup=False).email
    return render_template("account/link.html", audience="account", email=email)


@blueprint.post("/link/<link>")
@allow(Permission.PUBLIC)
def use_link(link: str) -> ResponseReturnValue:
    """Choose a password and be signed in."""
    _check_link(link, is_setup=False)
    password_hash = _hash(request.form.get("password", ""))
    hours = services().settings.staff_hours
    _keep(
        current_call().write(
            lambda work: actions.redeem_link(work, link=link, password_hash=password_hash, hours=hours)
        )
    )
    return redirect("/office/", 303)


def _check_link(link: str, *, is_setup: bool) -> queries.LinkView:
    now = services().clock.now()
    view = current_call().read(lambda reading: queries.open_link(reading, link, now))
    if view is None or (view.staff is None) != is_setup:
        raise DomainError(ErrorKind.CLOSED, "link.used")
    return view


def _hash(password: str) -> str:
    return hash_chosen_password(services(), rules.check_password(password))


def _keep(signed_in: SignedIn) -> None:
    """A new identity gets a new session; language, large text and the known accounts are kept."""
    kept = {name: session[name] for name in ("locale", "elder", "seats", "devices") if name in session}
    session.clear()
    session.update(kept, staff=signed_in.token)
    session.permanent = True
