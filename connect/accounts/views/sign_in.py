"""Signing up, in and out."""

from flask import redirect, request
from flask_babel import gettext as _
from flask_limiter.errors import RateLimitExceeded

from connect import db, web
from connect.accounts import actions
from connect.accounts.forms import SignInForm, SignUpForm
from connect.accounts.sign_in import current_session
from connect.accounts.views import appeals
from connect.accounts.views.blueprint import bp, per_phone, per_try
from connect.text import one_line
from connect.web import Answer, open_to
from connect.web.limits import limiter
from connect.web.pages import error_pages


@bp.errorhandler(RateLimitExceeded)
def too_many(_error: RateLimitExceeded) -> Answer:
    """The form as it was typed, with a word on when to try again; other pages say it on a page of their own."""
    if request.endpoint == "accounts.sign_in":
        return _sign_in_page(SignInForm(), _("Too many tries in a short time. Wait a few minutes and try again."), 429)
    if request.endpoint == "accounts.sign_up":
        return _sign_up_page(SignUpForm(), _("Too many tries in a short time. Wait a few minutes and try again."), 429)
    return error_pages.error_page(429)


@bp.route("/sign-up", methods=["GET", "POST"])
@open_to("anyone")
@per_phone("5/hour")
@limiter.limit("60/hour", methods=["POST"])  # a whole ward of volunteers may share one carrier's address
def sign_up() -> Answer:
    """Makes a volunteer's account. Says the same whether or not the phone has one, and never signs in by itself.

    Without a message to the phone nobody can prove whose it is; so an account already there is left alone.
    """
    form = SignUpForm()
    if request.method == "GET":
        return _sign_up_page(form)
    if not form.validate():
        return _sign_up_page(form, status=422)
    with db.transaction():
        actions.sign_up(one_line(form.name.data), str(form.phone.e164), form.password.data)
    return web.see_other("accounts.signed_up", next=_back())


@bp.get("/signed-up")
@open_to("anyone")
def signed_up() -> Answer:
    """Shows the page after the form, for a new phone and a known one alike."""
    return web.page("accounts/signed_up.html", back=_back())


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to("anyone")
@per_try("5/minute;20/hour", "30/minute")
def sign_in() -> Answer:
    """Phone and password; an unknown phone and a wrong password get the same answer for the same work."""
    form = SignInForm()
    if request.method == "GET" and (person := current_session.person()):
        return redirect(_back() or current_session.home(person), 303)
    if request.method == "GET" and current_session.at_the_door():
        return current_session.ask_for_proof(_back())
    if request.method == "GET":
        return _sign_in_page(form)
    if not form.validate():
        return _sign_in_page(form, status=422)
    person = actions.recognise(form.phone.e164, form.password.data)
    if person is not None and not person.is_active:
        return appeals.to_appeal(person)
    if person is None:
        words = _("Phone and password do not belong together. Look at both again; mind capital letters.")
        return _sign_in_page(form, words, 422)
    with db.transaction():
        if actions.is_outdated(person):
            actions.renew_hash(person, form.password.data)
        begun = current_session.begin(person)
    if begun.pending:
        return current_session.ask_for_proof(_back())
    return redirect(_back() or current_session.home(person), 303)


@bp.post("/sign-out")
@open_to("anyone")
def sign_out() -> Answer:
    """Ends this browser's session."""
    with db.transaction():
        current_session.end()
    web.tell(_("You are signed out."))
    return web.see_other("home.front")


def _back() -> str | None:
    """The address that the visitor asked for, when it is on this site."""
    return web.safe_path(request.values.get("next"))


def _sign_in_page(form: SignInForm, problem: str = "", status: int = 200) -> Answer:
    return web.private(web.page("accounts/sign_in.html", form=form, back=_back(), problem=problem)), status


def _sign_up_page(form: SignUpForm, problem: str = "", status: int = 200) -> Answer:
    return web.private(web.page("accounts/sign_up.html", form=form, back=_back(), problem=problem)), status
