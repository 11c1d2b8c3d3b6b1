"""The desk of one window: written anew, filled, moved to later, cancelled, repeated."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask_babel import gettext as _

from connect import config, db, web
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.incidents import kinds
from connect.shopping.blueprint import bp
from connect.shopping.windows import actions, combos, queries, repeating, rules
from connect.shopping.windows.actions import TimesWrong
from connect.shopping.windows.forms import ComboForm, LaterForm, ReasonForm, WindowForm, number_of
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.views.windows import form_page, list_page, own
from connect.web import Answer, open_to


@bp.get("/windows/<pid:public_id>/desk")
@open_to("signed_in")
def window_desk(public_id: str) -> Answer:
    """One window for whoever runs it: what is left of each combo, what can be done, what happened."""
    return _desk(own(public_id))


def _desk(window: ShoppingWindow, message: object = None, status: int = 200) -> Answer:
    page = web.page(
        "shopping/window_desk.html", window=window, message=message, places=queries.places_of(window),
        events=queries.history(window), kind_item=kinds.item, label=areas.label, rules=rules,
    )  # fmt: skip
    return web.private(page), status


@bp.route("/windows/<pid:public_id>/edit", methods=["GET", "POST"])
@open_to("signed_in")
def window_edit(public_id: str) -> Answer:
    """Writes a plan anew; once it is open it stands."""
    window, person = own(public_id), current_person()
    if not rules.may_change(window.phase):
        return _desk(window, actions.STANDS, 409)
    form = WindowForm(person, window, data=_given(window))
    status = 422 if form.is_submitted() else 200
    if form.is_submitted() and form.validate():
        try:
            with db.transaction():
                fresh = own(public_id)
                actions.change(fresh, form.times(), form.content(), person, form.version.data or 0)
            web.tell(_("It is changed."))
            return web.see_other("shopping.window_desk", public_id=public_id)
        except TimesWrong as error:
            form.say(error)
        except (Conflict, RuleBroken, NotAllowed) as error:
            status = _told(form, error)
    return form_page("shopping/window_edit.html", form, status, own(public_id))


def _given(window: ShoppingWindow) -> dict[str, Any]:
    zone = config.zone()
    times = {name: getattr(window, name).astimezone(zone) for name in rules.FIELDS}
    return times | {
        "most_orders": str(window.most_orders), "most_lines": str(window.most_lines), "note": window.note,
        "version": window.version, "organization": window.organization_id or 0,
    }  # fmt: skip


def _told(form: Any, error: Exception) -> int:
    """Says above a form why nothing was written; answers the status."""
    form.form_errors.append(getattr(error, "message", ""))
    return 409 if isinstance(error, Conflict) else 422


@bp.route("/windows/<pid:public_id>/combo", methods=["GET", "POST"])
@open_to("signed_in")
def window_combo(public_id: str) -> Answer:
    """A further combo."""
    window = own(public_id)
    form = ComboForm(data={"version": window.version})
    status = 422 if form.is_submitted() else 200
    if form.is_submitted() and form.validate():
        try:
            with db.transaction():
                fresh = own(public_id)
                combos.add(fresh, form.combo(combos.new_code()), current_person(), form.version.data or 0)
            web.tell(_("It can be ordered as soon as orders are taken."))
            return web.see_other("shopping.window_desk", public_id=public_id)
        except (Conflict, RuleBroken) as error:
            status = _told(form, error)
            form.version.data = own(public_id).version
    page = web.page("shopping/window_combo.html", form=form, window=own(public_id), kinds=kinds.KINDS)
    return web.private(page), status


@bp.post("/windows/<pid:public_id>/combo/<code>/remove")
@open_to("signed_in")
def window_combo_remove(public_id: str, code: str) -> Answer:
    """Takes a combo out of a plan."""
    return _act(public_id, lambda window, version: combos.remove(window, code, current_person(), version),
                _("It is taken out."))  # fmt: skip


@bp.post("/windows/<pid:public_id>/numbers")
@open_to("signed_in")
def window_numbers(public_id: str) -> Answer:
    """Gives other numbers to the combos and places of a window that takes orders."""

    def write(window: ShoppingWindow, version: int) -> None:
        wished = {one.id: number_of(request.form.get(f"total-{one.code}")) for one in window.combos}
        most = number_of(request.form.get("most_orders"))
        if most is None or None in wished.values():
            raise RuleBroken(_("Write whole numbers that are not below what is taken."))
        totals = {number: n for number, n in wished.items() if n is not None}
        actions.add(window, totals, most, current_person(), version)

    return _act(public_id, write, _("The numbers are changed."))


def _act(public_id: str, write: Callable[[ShoppingWindow, int], object], said: str) -> Answer:
    """One press on the page of a window; the page again, with why, when it cannot be."""
    version = number_of(request.form.get("version")) or 0
    try:
        with db.transaction():
            write(own(public_id), version)
    except (Conflict, RuleBroken) as error:
        return _desk(own(public_id), error.message, 409 if isinstance(error, Conflict) else 422)
    web.tell(said)
    return web.see_other("shopping.window_desk", public_id=public_id)


@bp.route("/windows/<pid:public_id>/later", methods=["GET", "POST"])
@open_to("signed_in")
def window_later(public_id: str) -> Answer:
    """Moves a window that stands to later, and tells everybody who ordered."""
    window = own(public_id)
    if not rules.may_postpone(window.phase):
        return _desk(window, actions.ENDED if not rules.may_change(window.phase) else None, 409)
    form = LaterForm(window, data=_given(window))
    status = 422 if form.is_submitted() else 200
    if form.is_submitted() and form.validate():
        try:
            with db.transaction():
                fresh = own(public_id)
                actions.postpone(fresh, form.times(), current_person(), form.version.data or 0, form.reason.data or "")
            web.tell(_("It is moved to later. Everybody who ordered is told."))
            return web.see_other("shopping.window_desk", public_id=public_id)
        except TimesWrong as error:
            form.say(error)
        except (Conflict, RuleBroken) as error:
            status = _told(form, error)
    page = web.page("shopping/window_later.html", form=form, window=own(public_id))
    return web.private(page), status


@bp.route("/windows/<pid:public_id>/cancel", methods=["GET", "POST"])
@open_to("signed_in")
def window_cancel(public_id: str) -> Answer:
    """Cancels a window, and tells everybody who ordered."""
    window = own(public_id)
    form = ReasonForm(data={"version": window.version})
    status = 422 if form.is_submitted() else 200
    if form.is_submitted() and form.validate():
        try:
            with db.transaction():
                fresh = own(public_id)
                actions.cancel(fresh, current_person(), form.version.data or 0, form.reason.data or "")
            web.tell(_("It is cancelled. Everybody who ordered is told."))
            return web.see_other("shopping.window_desk", public_id=public_id)
        except (Conflict, RuleBroken) as error:
            status = _told(form, error)
    page = web.page("shopping/window_cancel.html", form=form, window=own(public_id))
    return web.private(page), status


@bp.post("/windows/<pid:public_id>/repeat")
@open_to("signed_in")
def window_repeat(public_id: str) -> Answer:
    """Makes the same window again on some days of the week."""

    def write(window: ShoppingWindow, version: int) -> None:
        days = {number_of(one) for one in request.form.getlist("day")}
        weekdays = sum(1 << day for day in range(7) if day in days)
        repeating.repeat(actions.held(window, version), weekdays, current_person())

    return _act(public_id, write, _("It comes again by itself, a week ahead."))


@bp.post("/windows/templates/<pid:public_id>/stop")
@open_to("signed_in")
def windows_stop(public_id: str) -> Answer:
    """Makes no further window of a template; those that are there stay. An official says why to an organisation."""
    person = current_person()
    try:
        with db.transaction():
            template, is_own = queries.template(person, public_id)
            if is_own:
                repeating.stop(template)
            else:
                repeating.stop_for(template, person, request.form.get("reason", ""))
    except RuleBroken as error:
        return list_page(error.message, 422)
    web.tell(_("It comes no more. What is planned already stays, and can be cancelled."))
    return web.see_other("shopping.windows")
