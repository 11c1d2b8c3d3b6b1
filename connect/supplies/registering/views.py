"""The pages on which a point is registered, and its facts are set anew."""

from flask import Response, request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts import rules as account_rules
from connect.accounts.rules import RoleName
from connect.accounts.sign_in.current_session import current_person
from connect.errors import Conflict, RuleBroken
from connect.supplies import queries
from connect.supplies.blueprint import bp
from connect.supplies.models import SupplyPoint
from connect.supplies.registering import actions
from connect.supplies.registering.forms import PointForm, stands
from connect.supplies.rules import By, State
from connect.web import Answer, open_to


@bp.route("/new", methods=["GET", "POST"])
@open_to("signed_in")
def new() -> Answer:
    """A new point, on one page."""
    form = PointForm(current_person().organizations, web.may("official"))
    if not form.is_submitted():
        return _new(form)
    if "find" in request.form:
        return _new(form, finding=True)
    if not form.fits():
        return _new(form), 422
    try:
        with db.transaction():
            point = _register(form)
    except RuleBroken as error:
        form.form_errors.append(error.message)
        return _new(form), 422
    web.tell(_welcome(point))
    return web.see_other("supplies.hours", public_id=point.public_id, first="y")


def _register(form: PointForm) -> SupplyPoint:
    person = current_person()
    for_others = "for_others" in form and form.for_others.data
    if for_others and not account_rules.holds(person.roles, RoleName.OFFICIAL, form.where.ward.path):
        raise RuleBroken(_("This ward is not yours. Register it in your own name, or choose a ward of your area."))
    by = By.OFFICIAL if for_others else By.OWNER
    return actions.register(form.facts(), form.where, form.levels, by=by, person=person)


def _welcome(point: SupplyPoint) -> str:
    if point.state == State.PENDING:
        return _("Registered. A moderator or official of the ward looks at it before everybody finds it.")
    if point.verified_at:
        return _("Registered and verified. Print its code, so that it stays fresh with one tap.")
    return _("Registered. Everybody finds it now, marked as not verified. Print its code, and confirm with one tap.")


def _new(form: PointForm, *, finding: bool = False) -> Response:
    page = web.page(
        "supplies/new.html", form=form, finding=finding, wards=form.wards_offered(), link=form.only_a_link(),
        named=len(form.organization.choices) > 1,
    )  # fmt: skip
    return web.with_map(web.private(page))


@bp.route("/<pid:public_id>/edit", methods=["GET", "POST"])
@open_to("signed_in")
def edit(public_id: str) -> Answer:
    """Sets the facts of a point anew; its goods have a page of their own."""
    point, side = queries.led_by(current_person(), public_id, By.OWNER, By.OFFICIAL)
    form = PointForm(current_person().organizations, data=stands(point))
    if not form.is_submitted():
        return _edit(form, point)
    if "find" in request.form:
        return _edit(form, point, finding=True)
    if not form.fits(point.id):
        return _edit(form, point), 422
    try:
        with db.transaction():
            point, side = queries.led_by(current_person(), public_id, By.OWNER, By.OFFICIAL)
            actions.change(
                point, form.facts(), form.where, side, version=form.version.data or 0, person=current_person()
            )
    except (Conflict, RuleBroken) as error:
        form.form_errors.append(error.message)
        point = queries.by_public_id(public_id)
        form.version.data = point.version
        return _edit(form, point), 409 if isinstance(error, Conflict) else 422
    web.tell(_("It is changed."))
    return web.see_other("supplies.show", public_id=public_id)


def _edit(form: PointForm, point: SupplyPoint, *, finding: bool = False) -> Response:
    page = web.page(
        "supplies/edit.html", form=form, point=point, finding=finding, wards=form.wards_offered(),
        link=form.only_a_link(), named=len(form.organization.choices) > 1,
    )  # fmt: skip
    return web.with_map(web.private(page))
