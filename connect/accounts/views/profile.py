"""The page of one's own account: its password, and its end."""

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts import actions, vouching
from connect.accounts.forms import EraseForm, PasswordForm
from connect.accounts.sign_in import current_session
from connect.accounts.sign_in.current_session import current_person
from connect.accounts.views.blueprint import bp, per_person
from connect.web import Answer, open_to


@bp.get("/me")
@open_to("signed_in")
def me() -> Answer:
    """Shows the signed-in person's own facts, and the buttons to change them."""
    return web.private(web.page("accounts/me.html", invitations=vouching.invitations(current_person())))


@bp.route("/password", methods=["GET", "POST"])
@open_to("signed_in")
@per_person("5/minute;20/hour")
def password() -> Answer:
    """A new password; all other browsers are signed out by it."""
    form = PasswordForm()
    if request.method == "GET":
        return web.private(web.page("accounts/password.html", form=form))
    if not form.validate() or not _proved(form):
        return web.private(web.page("accounts/password.html", form=form)), 422
    person, this = current_person(), current_session.session()
    with db.transaction():
        by_factor = bool(this and this.by_factor)
        actions.change_password(person, form.password.data)
        current_session.begin(person, by_factor=by_factor)
    web.tell(_("Your password is changed. Everywhere else you are signed out."))
    return web.see_other("accounts.me")


@bp.route("/erase", methods=["GET", "POST"])
@open_to("signed_in")
@per_person("5/minute;20/hour")
def erase() -> Answer:
    """Deletes one's own account, after the password was given again."""
    form = EraseForm()
    if request.method == "GET":
        return web.private(web.page("accounts/erase.html", form=form))
    if not form.validate() or not _proved(form):
        return web.private(web.page("accounts/erase.html", form=form)), 422
    person = current_person()
    with db.transaction():
        actions.erase(person)
    current_session.leave()
    web.tell(_("Your account is deleted. Thank you for having been here."))
    return web.see_other("home.front")


def _proved(form: PasswordForm | EraseForm) -> bool:
    """Whether the password now is right; if not, the form says so."""
    if actions.authenticate(current_person().phone, form.current.data) is not None:
        return True
    form.current.errors = [*form.current.errors, _("This is not your password. Try again.")]
    return False
