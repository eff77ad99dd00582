"""Sign-in of staff: set-up of the first administrator, one-time links, password, sign-out."""

from flask import Blueprint, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from gevent import get_hub

from app.pages.preferences import local_path
from app.pages.sign_in_log import note_sign_in, notes_failures
from app.people import actions, queries, rules
from app.people.actions import SignedIn
from app.platform.errors import DomainError, ErrorKind
from app.platform.security.http import allow, current_call, forget_browser, services
from app.platform.security.permissions import Permission
from app.platform.security.secrets import hash_password
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
@notes_failures
def sign_in() -> ResponseReturnValue:
    email, password = request.form.get("email", ""), request.form.get("password", "")
    services().sign_ins.take(email.strip().lower()[:254])
    staff = current_call().read(lambda reading: queries.staff_by_password(reading, email, password))
    hours = services().settings.staff_hours
    _keep(current_call().write(lambda work: actions.sign_in(work, staff=staff, hours=hours)))
    return redirect(local_path(request.form.get("next", "/office/")), 303)


@blueprint.post("/sign-out")
@allow(Permission.PUBLIC)
def sign_out() -> ResponseReturnValue:
    token = session.pop("staff", None)
    if token:
        current_call().write(lambda work: actions.sign_out(work, token=token))
    return forget_browser(redirect("/", 303))


@blueprint.get("/setup/<link>")
@allow(Permission.PUBLIC)
def setup_form(link: str) -> ResponseReturnValue:
    _check_link(link, is_setup=True)
    return render_template("account/setup.html", audience="account")


@blueprint.post("/setup/<link>")
@allow(Permission.PUBLIC)
def setup(link: str) -> ResponseReturnValue:
    """The first administrator and the first place."""
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
    """Hash in a thread: it takes a tenth of a second, in which the board must not stand still."""
    stored: str = get_hub().threadpool.apply(hash_password, (rules.check_password(password),))
    return stored


def _keep(signed_in: SignedIn) -> None:
    """A new identity gets a new session; language and large text are kept."""
    kept = {name: session[name] for name in ("locale", "elder", "seats") if name in session}
    session.clear()
    session.update(kept, staff=signed_in.token)
    session.permanent = True
    note_sign_in(signed_in.staff)
