"""Organisations: who they are, who says so, and who belongs to them. And the verification of one person."""

from flask import request
from flask_babel import gettext as _
from wtforms import SelectChoice

from connect import db, web
from connect.accounts import actions, queries, rules, vouching
from connect.accounts.forms import CodeForm, OrganizationForm, WhoForm
from connect.accounts.models import Organization, Person
from connect.accounts.organizations import actions as of_organizations
from connect.accounts.rules import RoleName
from connect.accounts.sign_in import current_session, factors
from connect.accounts.sign_in.current_session import before_proof, current_person, proved
from connect.accounts.views.blueprint import bp, per_person
from connect.accounts.words import KINDS, PAUSES
from connect.areas import queries as areas
from connect.errors import NotFound, RuleBroken
from connect.text import clean, heard, one_line, phone_to_e164
from connect.web import Answer, open_to

COUNTRY = "VN"


@bp.get("/organizations")
@open_to("anyone")
def organizations() -> Answer:
    """Verified organisations, with who verified them and when; for those who verify, all of their area."""
    person = current_session.person()
    everything = queries.organizations(verified_only=person is None)
    shown = [one for one in everything if one.verified_at or _may_verify(one) or _belongs(one)]
    may = {one.id for one in shown if not one.verified_at and _may_verify(one)}
    return web.page("accounts/organizations.html", organizations=shown, may_verify=may, kinds=KINDS, label=areas.label)


@bp.route("/organizations/new", methods=["GET", "POST"])
@open_to("volunteer")
@per_person("10/day")
def organization_new() -> Answer:
    """Registers an organisation, to be verified by an admin or official of its area."""
    form = OrganizationForm()
    form.area.choices = [
        SelectChoice(COUNTRY, _("The whole country")),
        *(SelectChoice(one.code, one.name) for one in areas.provinces()),
    ]
    if request.method == "GET":
        return web.private(web.page("accounts/organization_new.html", form=form))
    if not form.validate():
        return web.private(web.page("accounts/organization_new.html", form=form)), 422
    person, area = current_person(), areas.get(form.area.data)
    with db.transaction():
        made = of_organizations.register(
            name=one_line(form.name.data), kind=form.kind.data, area=area, by=person,
            about=clean(form.about.data or ""), phone=str(form.phone.e164),
        )  # fmt: skip
    web.tell(_("Your organisation is registered. It is shown to everybody as soon as it is verified."))
    return web.see_other("accounts.organization", public_id=made.public_id)


@bp.get("/organizations/<pid:public_id>")
@open_to("anyone")
def organization(public_id: str) -> Answer:
    """One organisation; for its coordinators also its members."""
    found = _visible(public_id)
    return _organization_page(found, CodeForm(data=before_proof()))


@bp.post("/organizations/<pid:public_id>/verify")
@open_to("admin", "official")
@proved("accounts.organization")
def organization_verify(public_id: str) -> Answer:
    """Says that somebody looked at it."""
    by = current_person()
    with db.transaction():
        found = _visible(public_id)
        of_organizations.verify(found, by=by)
    web.tell(_("%(name)s is verified. Your name stands beside it.", name=found.name))
    return web.see_other("accounts.organizations")


@bp.post("/organizations/<pid:public_id>/<any(clear, unclear):verb>")
@open_to("admin")
@proved("accounts.organization")
def organization_clear(public_id: str, verb: str) -> Answer:
    """Lets the members see safeguarded cases, or no longer."""
    with db.transaction():
        of_organizations.clear(_visible(public_id), current_person(), verb == "clear")
    web.tell(_("Done. Your name stands beside it."))
    return web.see_other("accounts.organization", public_id=public_id)


@bp.post("/organizations/<pid:public_id>/member-add")
@open_to("signed_in")
@per_person("20/hour")
@proved("accounts.organization", keeps=["code"])
def organization_member_add(public_id: str) -> Answer:
    """Asks somebody to join, by the code on their page: whoever gives it away wants to be found by it."""
    found, form, by = _visible(public_id), CodeForm(), current_person()
    if factors.lacks(current_session.session()):
        web.warn(
            _("You answer for your members. First set up a second factor for your account, then ask them to join.")
        )
        return web.see_other("accounts.factor_list")
    if not form.validate():
        return _organization_page(found, form, 422)
    member = queries.by_public_id(heard(form.code.data))
    if member is None or not member.is_active:
        form.code.errors = [_("Nobody has this code. Ask the person to read it out again.")]
        return _organization_page(found, form, 422)
    try:
        with db.transaction():
            vouching.invite(found, member, by)
    except RuleBroken as error:
        form.code.errors = [error.message]
        return _organization_page(found, form, 422)
    web.tell(_("%(name)s is asked to join, and answers on the page “My account”.", name=member.name))
    return web.see_other("accounts.organization", public_id=public_id)


@bp.post("/organizations/<pid:public_id>/<any(accept, decline):verb>")
@open_to("signed_in")
@proved("accounts.organization")
def organization_answer(public_id: str, verb: str) -> Answer:
    """One's own answer to an organisation that asks to join."""
    found = queries.organization(public_id)
    if found is None:
        raise NotFound
    with db.transaction():
        vouching.answer(found, current_person(), verb == "accept")
    web.tell(_("You are a member now.") if verb == "accept" else _("Declined. Nothing else changes."))
    return web.see_other("accounts.me")


@bp.post("/organizations/<pid:public_id>/member-remove/<pid:member_id>")
@open_to("signed_in")
@proved("accounts.organization")
def organization_member_remove(public_id: str, member_id: str) -> Answer:
    """Lets a member go; a member may leave without anybody's consent."""
    found, by = _visible(public_id), current_person()
    with db.transaction():
        member = queries.by_public_id(member_id)
        if member is None:
            raise NotFound
        if vouching.take_back(found, member, by):
            web.tell(_("%(name)s is no longer asked to join.", name=member.name))
            return web.see_other("accounts.organization", public_id=public_id)
        actions.revoke(member, RoleName.VOLUNTEER, organization=found, by=None if member.id == by.id else by)
    web.tell(_("%(name)s is no longer a member.", name=member.name))
    return web.see_other("accounts.organization", public_id=public_id)


@bp.route("/person-verify", methods=["GET", "POST"])
@open_to("admin")
@per_person("60/hour")
@proved("accounts.person_verify", keeps=["who"])
def person_verify() -> Answer:
    """Finds one person by code or phone, shows the name, and on a second press marks the person as verified."""
    form, found = WhoForm(data=before_proof()), None
    if request.method == "POST" and form.validate():
        found = _who(form.who.data)
        if found is None:
            form.who.errors = [_("Nobody has this code or phone.")]
    if found is None or form.sure.data != found.public_id:
        page = web.page("accounts/person_verify.html", form=form, found=found)
        return web.private(page), 422 if form.errors else 200
    by = current_person()
    with db.transaction():
        actions.verify_person(found, by=by)
    web.tell(_("%(name)s is verified. Your name stands beside it.", name=found.name))
    return web.see_other("accounts.person_verify")


def _organization_page(found: Organization, form: CodeForm, status: int = 200) -> Answer:
    mine = _coordinates(found)
    return web.private(
        web.page(
            "accounts/organization.html", organization=found, form=form, kinds=KINDS, label=areas.label,
            members=queries.members(found) if mine else [], coordinates=mine, pauses=PAUSES,
            invited=vouching.invited(found) if mine else [], asks=_is_asked(found),
            may_verify=not found.verified_at and _may_verify(found), may_clear=_may_clear(found),
        )
    ), status  # fmt: skip


def _is_asked(found: Organization) -> bool:
    person = current_session.person()
    return person is not None and vouching.is_invited(found, person)


def _may_clear(found: Organization) -> bool:
    person = current_session.person()
    return bool(person and found.verified_at and rules.holds(person.roles, RoleName.ADMIN, found.area.path))


def _visible(public_id: str) -> Organization:
    """The organisation, when this visitor may know of it: one not verified yet is no public matter."""
    found = queries.organization(public_id)
    if found is None or not (found.verified_at or _belongs(found) or _may_verify(found)):
        raise NotFound
    return found


def _belongs(found: Organization) -> bool:
    person = current_session.person()
    return person is not None and (
        any(held.organization_id == found.id for held in person.roles) or vouching.is_invited(found, person)
    )


def _coordinates(found: Organization) -> bool:
    person = current_session.person()
    return person is not None and rules.may_grant(person.roles, RoleName.VOLUNTEER, found.area.path, found.id)


def _may_verify(found: Organization) -> bool:
    person = current_session.person()
    return person is not None and rules.may_verify(person.roles, found.area.path)


def _who(text: str) -> Person | None:
    phone = phone_to_e164(clean(text)) if len(text) <= 200 else None
    return queries.by_phone(phone) if phone else queries.by_public_id(heard(text))
