"""The catalogue's pages: what there is, added utilities and their items, and templates that bring several in."""

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.rules import RoleName
from connect.accounts.sign_in.current_session import before_proof, current_person, proved
from connect.errors import Conflict, NotFound, RuleBroken
from connect.formatting import language
from connect.incidents import kinds
from connect.incidents.blueprint import bp
from connect.incidents.catalogue import actions, queries, rules
from connect.incidents.catalogue.forms import ItemForm, NewUtilityForm, UtilityForm
from connect.incidents.catalogue.models import Utility
from connect.incidents.catalogue.words import ICONS
from connect.incidents.forms import URGENCIES
from connect.web import Answer, cookies, open_to

PACK_FIELDS = [f"pack{n}_{name}" for n in range(1, rules.MOST_PACKS + 1) for name in ("of", "vi", "en")]
UTILITY_FIELDS = ["vi", "en", "icon", "call_first", "code", *(f"lease_{n}" for n in URGENCIES)]
ITEM_FIELDS = ["vi", "en", "unit", "usual", "code", *PACK_FIELDS]
FIRST = "item-"  # before the fields of a new utility's first item


@bp.record
def _follow(setup: object) -> None:
    queries.begin_anew()
    setup.app.before_request(_keep_up)  # type: ignore[attr-defined]


def _keep_up() -> None:
    """Officials work on with what they added a moment ago, on another process too; all others may see it later."""
    if request.blueprint == bp.name and cookies.kept("in"):
        queries.ask_soon()
    if request.endpoint != "static":
        queries.keep_up()


@bp.get("/catalogue")
@open_to("official", "admin")
def catalogue() -> Answer:
    """All utilities, built-in, added and retired, with how many more can be added."""
    found, templates = queries.utilities(), list(rules.templates().values())
    there = {one.code for one in found}
    page = web.page(
        "incidents/catalogue.html",
        built_in=kinds.BUILT_IN, added=[one for one in found if not one.retired_at],
        retired=[one for one in found if one.retired_at], left=len(rules.BITS) - len(found), most=len(rules.BITS),
        templates=templates, adds=current_person().has_role(RoleName.ADMIN),
        missing={one.code: [new for new in one.utilities if new.code not in there] for one in templates},
    )  # fmt: skip
    return web.private(page)


@bp.post("/catalogue/bring-in")
@open_to("admin")
@proved("incidents.catalogue")
def utility_bring_in() -> Answer:
    """Adds what a template has and the catalogue does not."""
    template = rules.templates().get(request.form.get("template", ""))
    if template is None:
        raise NotFound
    try:
        with db.transaction():
            made = actions.bring_in(template, current_person())
        with db.transaction():
            actions.publish_questions(template, current_person())
    except RuleBroken as error:
        web.warn(error.message)
        return web.see_other("incidents.catalogue")
    names = ", ".join(one.name(language()) for one in made)
    web.tell(_("Added, and off until a switch turns them on: %(names)s.", names=names) if made
             else _("All of it is there already. Nothing was changed."))  # fmt: skip
    return web.see_other("incidents.catalogue")


@bp.route("/catalogue/new", methods=["GET", "POST"])
@open_to("admin")
@proved("incidents.utility_new", keeps=[*UTILITY_FIELDS, *(FIRST + name for name in ITEM_FIELDS)])
def utility_new() -> Answer:
    """Adds a utility with its first item."""
    kept = before_proof() if request.method == "GET" else {}
    form = NewUtilityForm(data={name: text for name, text in kept.items() if name in UTILITY_FIELDS})
    first = {name.removeprefix(FIRST): text for name, text in kept.items() if name.startswith(FIRST)}
    item = ItemForm(prefix=FIRST, data=first)
    if request.method == "GET":
        return _new_page(form, item)
    fits = [form.validate(), item.validate()]
    if not all(fits):
        return _new_page(form, item, 422)
    try:
        with db.transaction():
            made = actions.make(form.utility(item.item()), current_person())
    except RuleBroken as error:
        form.form_errors.append(error.message)
        return _new_page(form, item, 422)
    web.tell(_("The utility is added. It is off until a switch turns it on."))
    return web.see_other("incidents.utility", utility=made.code)


def _new_page(form: NewUtilityForm, item: ItemForm, status: int = 200) -> Answer:
    left = len(rules.BITS) - len(queries.used_bits())
    return web.private(web.page("incidents/utility_new.html", form=form, item=item, icons=ICONS, left=left)), status


@bp.route("/catalogue/<utility>", methods=["GET", "POST"])
@open_to("official", "admin")
@proved("incidents.utility", keeps=UTILITY_FIELDS)
def utility(utility: str) -> Answer:
    """One added utility with its items; changes its names, drawing and numbers."""
    found = queries.utility(utility)
    if request.method == "GET":
        form = UtilityForm.of(found)
        form.process(data={**form.data, **before_proof()})
        return _utility_page(found, form)
    form = UtilityForm()
    if not form.validate():
        return _utility_page(found, form, 422, form.version.data)
    try:
        with db.transaction():
            actions.revise(found, form.version.data or 0, form.values(), current_person())
    except Conflict as error:
        form.form_errors.append(error.message)
        return _utility_page(queries.utility(utility), form, 409)
    web.tell(_("The changes are kept. Every page shows them within seconds."))
    return web.see_other("incidents.utility", utility=utility)


def _utility_page(found: Utility, form: UtilityForm, status: int = 200, version: int | None = None) -> Answer:
    may = actions.may_change(found, current_person()) and not found.retired_at
    page = web.page(
        "incidents/utility.html", utility=found, form=form, may_change=may, icons=ICONS, units=kinds.UNITS,
        most=rules.MOST_ITEMS, version=version or found.version,
    )  # fmt: skip
    return web.private(page), status


@bp.route("/catalogue/<utility>/retire", methods=["GET", "POST"])
@open_to("admin")
@proved("incidents.utility_retire")
def utility_retire(utility: str) -> Answer:
    """Takes a utility out of every form, after asking once more."""
    found = queries.utility(utility)
    if request.method == "GET":
        return web.private(web.page("incidents/utility_retire.html", utility=found))
    with db.transaction():
        actions.retire(found, current_person())
    web.tell(_("It is retired. Open requests for it live on."))
    return web.see_other("incidents.catalogue")


@bp.route("/catalogue/<utility>/items/new", methods=["GET", "POST"])
@open_to("admin")
@proved("incidents.utility_item_new", keeps=ITEM_FIELDS)
def utility_item_new(utility: str) -> Answer:
    """Adds an item to a utility."""
    found = queries.utility(utility)
    if request.method == "GET":
        return _item_page(found, ItemForm(data=before_proof()))
    form = ItemForm()
    if not form.validate():
        return _item_page(found, form, status=422)
    try:
        with db.transaction():
            actions.add_item(queries.utility(utility), form.item(), current_person())
    except RuleBroken as error:
        form.form_errors.append(error.message)
        return _item_page(queries.utility(utility), form, status=422)
    web.tell(_("The item is added. Every page shows it within seconds."))
    return web.see_other("incidents.utility", utility=utility)


@bp.route("/catalogue/<utility>/items/<item>", methods=["GET", "POST"])
@open_to("admin")
@proved("incidents.utility_item", keeps=ITEM_FIELDS)
def utility_item(utility: str, item: str) -> Answer:
    """Changes an item's names, usual number and packs."""
    found = queries.utility(utility)
    row = queries.item(found, item)
    if request.method == "GET":
        form = ItemForm.of(row)
        form.process(data={**form.data, **before_proof()})
        return _item_page(found, form, item)
    form = ItemForm()
    form.unit.data, form.code.data = row.unit, row.code  # for ever
    if not form.validate():
        return _item_page(found, form, item, 422, form.version.data)
    try:
        with db.transaction():
            actions.revise_item(row, form.version.data or 0, form.item(), current_person())
    except Conflict as error:
        form.form_errors.append(error.message)
        return _item_page(queries.utility(utility), form, item, 409)
    web.tell(_("The changes are kept. Every page shows them within seconds."))
    return web.see_other("incidents.utility", utility=utility)


def _item_page(
    found: Utility, form: ItemForm, item: str = "", status: int = 200, version: int | None = None
) -> Answer:  # fmt: skip
    row = queries.item(found, item) if item else None
    may = actions.may_change(found, current_person()) and not (row and row.retired_at)
    page = web.page(
        "incidents/utility_item.html" if row else "incidents/utility_item_new.html", utility=found, form=form, item=row,
        may_change=may, units=kinds.UNITS, version=version or (row and row.version),
    )  # fmt: skip
    return web.private(page), status


@bp.post("/catalogue/<utility>/items/<item>/retire")
@open_to("admin")
@proved("incidents.utility_item")
def utility_item_retire(utility: str, item: str) -> Answer:
    """Takes an item out of every form."""
    with db.transaction():
        actions.retire_item(queries.item(queries.utility(utility), item), current_person())
    web.tell(_("The item is retired. Requests that have it keep it."))
    return web.see_other("incidents.utility", utility=utility)
