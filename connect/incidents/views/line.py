"""Writing one line of the switchboard: on or off, now or later; ending one sooner; confirming one."""

from collections.abc import Callable

from flask import request
from flask_babel import gettext as _
from wtforms import SelectChoice

from connect import clock, config, db, web
from connect.accounts.sign_in.current_session import before_proof, current_person, proved
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotAllowed, NotFound, RuleBroken
from connect.formatting import language
from connect.incidents import actions, kinds, queries, words
from connect.incidents.actions import Overtaken, Wanted
from connect.incidents.blueprint import bp
from connect.incidents.forms import AS_ABOVE, URGENCIES, EndForm, SwitchForm
from connect.incidents.households.rules import TABLES
from connect.incidents.models import Incident, Switch
from connect.incidents.questions import queries as questions
from connect.incidents.questions.queries import Choice
from connect.incidents.views.incident import place_of, rows
from connect.text import clean
from connect.web import Answer, open_to

FIELDS = [
    "is_on", "when", "starts_at", "ends_at", "reason", "note", "seen", "fresh", "interval", "moderation", "served_by",
    "question_set", "household_table", "hotline", "text_vi", "text_en", *(f"lease_{n}" for n in URGENCIES),
]  # fmt: skip


@bp.route("/<pid:public_id>/switch", methods=["GET", "POST"])
@open_to("official", "admin")
@proved("incidents.switch", keeps=FIELDS, args=["area", "utility"])
def switch(public_id: str) -> Answer:
    """Writes a line for one utility of an area; says which one it lies over."""
    incident = queries.incident(public_id, current_person())
    place = place_of(incident, request.values.get("area"))
    utility = request.values.get("utility", "")
    if utility not in {kind.code for kind in kinds.KINDS}:
        raise NotFound
    newest = queries.newest(queries.board_of(incident), utility, place.id)
    form = SwitchForm(data={"seen": newest.number if newest else 0, "when": "now"})
    form.question_set.choices = [AS_ABOVE, *map(_set_named, questions.choices(utility, place.path))]
    form.household_table.choices = [
        AS_ABOVE,
        *(SelectChoice(one.code, one.name(language())) for one in TABLES.values()),
    ]
    form.moderation.choices = [AS_ABOVE, *(SelectChoice(code, name) for code, name in words.MODES.items())]
    for name, text in ({} if form.is_submitted() else before_proof()).items():
        form[name].process_formdata([text])
    if not form.is_submitted():
        return _page(incident, place, utility, form)
    if not form.validate():
        return _page(incident, place, utility, form), 422
    wanted = Wanted(
        utility, place, form.is_on.data == "on", form.seen.data or 0,
        form.starts_at.moment_if_any if form.when.data == "later" else None, form.ends_at.moment_if_any,
        form.settings(), clean(form.reason.data or ""), clean(form.note.data or ""),
    )  # fmt: skip
    try:
        with db.transaction():
            _verb(wanted)(incident, wanted, by=current_person())
    except Overtaken as error:
        return _overtaken(error, incident, place, utility, form)
    except (RuleBroken, NotAllowed) as error:
        form.form_errors.append(error.message)
        return _page(incident, place, utility, form), 422
    web.tell(_("It is written. Every page follows within seconds."))
    return web.see_other("incidents.show", public_id=public_id, area=place.code)


def _set_named(one: Choice) -> SelectChoice:
    """A published version of the questions, as it stands in the list to choose from."""
    said = _("%(owner)s · version %(n)s", owner=one.owner or _("The whole site"), n=one.version)
    return SelectChoice(str(one.id), f"{said} · {one.note}" if one.note else said)


def _verb(wanted: Wanted) -> Callable[..., Switch]:
    if wanted.starts_at is not None:
        return actions.plan
    return actions.turn_on if wanted.is_on else actions.turn_off


def _page(incident: Incident, place: Place, utility: str, form: SwitchForm) -> str:
    row = next(one for one in rows(incident, place) if one.kind.code == utility)
    return web.page(
        "incidents/switch.html", incident=incident, place=place, row=row, form=form, words=words, label=areas.label,
        own=row.line if row.line and row.line.area_id == place.id else None,
    )  # fmt: skip


def _overtaken(error: Overtaken, incident: Incident, place: Place, utility: str, form: SwitchForm) -> Answer:
    """Answers 409 with both versions: the line that came first, and the one that was about to be written."""
    newest = queries.newest(queries.board_of(incident), utility, place.id)
    form.seen.data = newest.number if newest else 0
    left_out = ("csrf_token", "seen")
    typed = [(name, text) for name, text in request.form.items(multi=True) if name not in left_out]
    page = web.page(
        "incidents/overtaken.html", incident=incident, place=place, kind=kinds.kind(utility), first=newest, form=form,
        typed=typed, words=words, message=error.message,
    )  # fmt: skip
    return web.private(page), 409


@bp.route("/<pid:public_id>/lines/<int:line_id>/end", methods=["GET", "POST"])
@open_to("official", "admin")
@proved("incidents.line_end", keeps=["ends_at", "reason", "seen"])
def line_end(public_id: str, line_id: int) -> Answer:
    """Lets a line end sooner than it says, or never begin, for a reason that everybody reads."""
    incident = queries.incident(public_id, current_person())
    line = queries.line(incident, line_id, current_person())
    newest = queries.newest(line.board_id, line.utility, line.area_id)
    now = clock.now().astimezone(config.zone()).replace(second=0, microsecond=0)
    form = EndForm(data={"ends_at": now, "seen": newest.number if newest else 0})
    for name, text in ({} if form.is_submitted() else before_proof()).items():
        form[name].process_formdata([text])
    if form.is_submitted() and form.validate():
        try:
            with db.transaction():
                actions.end_sooner(
                    line, by=current_person(), ends_at=form.ends_at.moment, seen=form.seen.data or 0,
                    reason=clean(form.reason.data or ""),
                )  # fmt: skip
            web.tell(_("It is written. Every page follows within seconds."))
            return web.see_other("incidents.show", public_id=public_id, area=line.area.code)
        except Overtaken as error:
            web.warn(error.message)
            return web.see_other("incidents.show", public_id=public_id, area=line.area.code)
        except (RuleBroken, NotAllowed) as error:
            form.form_errors.append(error.message)
    page = web.page("incidents/line_end.html", incident=incident, line=line, kind=kinds.kind(line.utility), form=form)
    return web.private(page), 422 if form.is_submitted() else 200


@bp.post("/<pid:public_id>/lines/<int:line_id>/confirm")
@open_to("official", "admin")
@proved("incidents.show")
def line_confirm(public_id: str, line_id: int) -> Answer:
    """A second official agrees with what one turned on alone."""
    incident = queries.incident(public_id, current_person())
    line = queries.line(incident, line_id, current_person())
    seen = request.form.get("seen", "")
    try:
        with db.transaction():
            actions.confirm(line, by=current_person(), seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0)
        web.tell(_("Confirmed. It stays on for as long as it says."))
    except (RuleBroken, NotAllowed, Overtaken) as error:
        web.warn(error.message)
    return web.see_other("incidents.show", public_id=public_id, area=line.area.code)
