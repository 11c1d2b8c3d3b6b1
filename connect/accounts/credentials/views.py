"""Pages of credentials: a clinician asks for one; an official of the area looks the number up and decides."""

from collections.abc import Callable
from datetime import timedelta

from flask import request
from flask_babel import gettext as _, to_user_timezone
from wtforms import SelectChoice

from connect import clock, db, web
from connect.accounts import queries as accounts
from connect.accounts.credentials import actions, queries, rules
from connect.accounts.credentials.forms import CheckForm, CredentialForm, EndForm
from connect.accounts.credentials.models import Credential
from connect.accounts.sign_in.current_session import before_proof, current_person, proved
from connect.accounts.views.blueprint import bp, per_person
from connect.accounts.words import CREDENTIAL_TONES, CREDENTIALS, TITLES
from connect.areas import queries as areas
from connect.errors import NotFound, RuleBroken
from connect.text import clean, one_line
from connect.web import Answer, open_to
from connect.web.pages.forms import Form

WORDS = {"titles": TITLES, "standings": CREDENTIALS, "tones": CREDENTIAL_TONES}


@bp.route("/credentials/mine", methods=["GET", "POST"])
@open_to("signed_in")
@per_person("10/day")
def credential_mine() -> Answer:
    """The own credential and where it stands; or the form that asks for one."""
    person, form = current_person(), CredentialForm()
    choices = queries.organizations_for(person)
    form.organization.choices = [SelectChoice(one.public_id, one.name) for one in choices]
    if request.method == "GET":
        return _mine(form)
    if not form.validate():
        return _mine(form, 422)
    try:
        with db.transaction():
            wanted = accounts.organization(form.organization.data)
            actions.ask(person, form.title.data, one_line(form.number.data), wanted)
    except RuleBroken as error:
        form.form_errors.append(error.message)
        return _mine(form, 422)
    web.tell(_("Thank you. An official of your area looks the number up in the public register."))
    return web.see_other("accounts.credential_mine")


def _mine(form: CredentialForm, status: int = 200) -> Answer:
    last = queries.last_of(current_person())
    may_ask = last is None or last.standing not in rules.GOES_ON
    page = web.page("accounts/credential_mine.html", form=form, credential=last, may_ask=may_ask, **WORDS)
    return web.private(page), status


@bp.post("/credentials/withdraw")
@open_to("signed_in")
def credential_withdraw() -> Answer:
    """Gives the own credential back, or asks no longer for one."""
    with db.transaction():
        actions.withdraw(current_person())
    web.tell(_("Done. You are not asked for medical advice any more."))
    return web.see_other("accounts.credential_mine")


@bp.get("/credentials")
@open_to("official", "admin")
def credentials() -> Answer:
    """The credentials of this official's area: those that wait, and those that hold, until when."""
    found = queries.of_area(current_person())
    return web.private(web.page("accounts/credentials.html", credentials=found, **WORDS))


@bp.get("/credentials/<pid:public_id>")
@open_to("official", "admin")
def credential(public_id: str) -> Answer:
    """One credential, with the number to look up, and what can be decided."""
    kept = before_proof()
    usual = to_user_timezone(clock.now() + timedelta(days=365)).date().isoformat()
    check = CheckForm(data={"until": kept.get("until", usual)})
    return _page(_found(public_id), check, EndForm(data={"reason": kept.get("reason", "")}))


@bp.post("/credentials/<pid:public_id>/check")
@open_to("official", "admin")
@proved("accounts.credential", keeps=["until"])
def credential_check(public_id: str) -> Answer:
    """The number stands in the register: the credential holds until a day."""
    found, form = _found(public_id), CheckForm()
    until = form.moment if form.validate() else None
    if until is None:
        return _page(found, form, EndForm(formdata=None), 422)
    return _decide(found, form, lambda one: actions.check(one, current_person(), until))


@bp.post("/credentials/<pid:public_id>/end")
@open_to("official", "admin")
@proved("accounts.credential", keeps=["reason"])
def credential_end(public_id: str) -> Answer:
    """Refuses what waits, or revokes what holds."""
    found, form = _found(public_id), EndForm()
    if not form.validate():
        return _page(found, CheckForm(formdata=None), form, 422)
    reason = clean(form.reason.data)
    return _decide(found, form, lambda one: actions.end(one, current_person(), reason))


def _decide(found: Credential, form: Form, act: Callable[[Credential], None]) -> Answer:
    name, public_id = found.person.name, found.public_id
    try:
        with db.transaction():
            act(_found(public_id))
    except RuleBroken as error:
        form.form_errors.append(error.message)
        check = form if isinstance(form, CheckForm) else CheckForm(formdata=None)
        return _page(_found(public_id), check, form if isinstance(form, EndForm) else EndForm(formdata=None), 422)
    web.tell(_("Done for %(name)s. Your name stands beside it.", name=name))
    return web.see_other("accounts.credentials")


def _page(found: Credential, check: CheckForm, end: EndForm, status: int = 200) -> Answer:
    page = web.page(
        "accounts/credential.html", credential=found, check=check, end=end,
        others=queries.others_with_number(found), revoked=actions.revoked_before(found.person),
        area=areas.label(found.organization.area), latest=_day(rules.LONGEST), earliest=_day(timedelta()), **WORDS,
    )  # fmt: skip
    return web.private(page), status


def _day(ahead: timedelta) -> str:
    return to_user_timezone(clock.now() + ahead).date().isoformat()


def _found(public_id: str) -> Credential:
    """One that this person may decide about; any other looks like one that does not exist."""
    found = queries.by_public_id(public_id, current_person())
    if found is None:
        raise NotFound
    return found
