"""Proving that the phone of an account is one's own, by a code in a message."""

import structlog
from flask import redirect, request, url_for
from flask_babel import gettext as _

from connect import config, db, web
from connect.accounts.forms import PhoneCodeForm
from connect.accounts.sign_in import phone_proofs
from connect.accounts.sign_in.current_session import current_person
from connect.accounts.views.blueprint import bp, per_person
from connect.gateways.base import Failed
from connect.gateways.media import gateway
from connect.text import phone_for_eyes
from connect.web import Answer, open_to

log = structlog.get_logger("connect")


@bp.route("/phone", methods=["GET", "POST"])
@open_to("signed_in")
@per_person("20/hour")
def phone() -> Answer:
    """The code that came by message; what was wanted goes on afterwards."""
    form, person = PhoneCodeForm(), current_person()
    if not phone_proofs.is_asked_for(person):
        return redirect(_back() or url_for("accounts.me"), 303)
    if request.method == "GET":
        return _page(form)
    if not form.validate():
        return _page(form, 422)
    with db.transaction():
        right = phone_proofs.accept(person, form.code.data)
    if not right:
        form.code.errors = [_("This is not the code of the newest message, or it is older than ten minutes.")]
        return _page(form, 422)
    web.tell(_("Your phone is proven. Now you can take a case."))
    return redirect(_back() or url_for("accounts.me"), 303)


@bp.post("/phone/send")
@open_to("signed_in")
@per_person("3/10minutes;6/day")
def phone_send() -> Answer:
    """Sends a new code to the phone of the account, and to no other."""
    person, here = current_person(), config.current()
    if phone_proofs.is_asked_for(person):
        with db.transaction():
            code = phone_proofs.new_code(person)
        text = _("%(site)s: your code is %(code)s. Give it to nobody.", site=here.site_name, code=code)
        try:
            gateway(here, "sms").send(person.phone, text, key=f"phone-{person.id}-{code}")
            web.tell(_("The message is on its way."))
        except Failed as error:
            log.warning("phone proof", kind=str(error))
            web.warn(_("The message could not be sent just now. Try again in a few minutes."))
    return web.see_other("accounts.phone", next=_back())


def _back() -> str | None:
    return web.safe_path(request.values.get("next"))


def _page(form: PhoneCodeForm, status: int = 200) -> Answer:
    person = current_person()
    page = web.page(
        "accounts/phone.html", form=form, back=_back(), number=phone_for_eyes(person.phone),
        sent=phone_proofs.is_on_its_way(person),
    )  # fmt: skip
    return web.private(page), status
