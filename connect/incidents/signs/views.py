"""The page of the list of signs of danger: everybody may read what is asked and who answers for it; clinicians sign."""

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.credentials import queries as credentials
from connect.accounts.models import Person
from connect.accounts.sign_in import current_session
from connect.accounts.sign_in.current_session import current_person, proved
from connect.accounts.words import TITLES
from connect.errors import Conflict, RuleBroken
from connect.incidents.blueprint import bp
from connect.incidents.signs import actions, queries, rules
from connect.web import Answer, open_to

AUTHORITY = "authority"  # the kind of organisation whose clinicians sign


@bp.get("/signs")
@open_to("anyone")
def signs() -> Answer:
    """The list as it lies in the code, with its sources, its signatures, and the way to sign it."""
    return web.private(_page())


@bp.post("/signs/sign")
@open_to("signed_in")
@proved("incidents.signs")
def signs_sign() -> Answer:
    """A clinician of an authority signs the version that was read."""
    person = current_person()
    credential = actions.required(credential_of(person))
    if "read" not in request.form:
        return web.private(_page(_("Tick that you have read the list word by word."))), 422
    try:
        with db.transaction():
            actions.sign(person, credential, request.form.get("version", ""), request.form.get("digest", ""))
    except (Conflict, RuleBroken) as error:
        return web.private(_page(str(error.message))), 409
    web.tell(_("Signed. From now on these signs are asked for with medical advice."))
    return web.see_other("incidents.signs")


def credential_of(person: Person | None) -> str:
    """Title and organisation of a clinician who may sign, in Vietnamese and English alike; "" of anybody else."""
    held = credentials.clinician(person) if person else None
    if held is None or held.organization.kind != AUTHORITY:
        return ""
    return f"{held.title} · {held.organization.name}"[:200]


def _page(error: str = "") -> str:
    person = current_session.person()
    signatures = queries.signatures()
    mine = any(person and one.person_id == person.id and one.digest == rules.CURRENT.digest for one in signatures)
    return web.page(
        "incidents/signs.html", list=rules.CURRENT, signatures=signatures, error=error, titles=TITLES,
        may_sign=bool(credential_of(person)) and not mine, is_signed=queries.is_signed(),
    )  # fmt: skip
