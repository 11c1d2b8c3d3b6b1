"""Copying the lines of an exercise: what it has practised is turned on for real by one press."""

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.sign_in.current_session import current_person, proved
from connect.areas import queries as areas
from connect.errors import NotAllowed, NotFound, RuleBroken
from connect.incidents import queries, words
from connect.incidents.actions import Overtaken
from connect.incidents.blueprint import bp
from connect.incidents.drill import copying
from connect.incidents.models import Incident
from connect.incidents.rules import Status
from connect.incidents.views.incident import is_over, place_of
from connect.web import Answer, open_to

PRESSED = ("now", "later")


@bp.route("/<pid:public_id>/copy", methods=["GET", "POST"])
@open_to("official", "admin")
@proved("incidents.copy", args=["area", "from"])
def copy(public_id: str) -> Answer:
    """Shows each line of an exercise beside what is in force, and turns all of them on for real by one press."""
    incident = _actual(public_id)
    place = place_of(incident, request.values.get("area"))
    offered = copying.exercises(current_person(), place)
    code = request.values.get("from", "")
    exercise = next((one for one in offered if not code or one.public_id == code), None)
    if code and exercise is None:
        raise NotFound
    found = copying.copies(exercise, place) if exercise else []
    status, wrong = 200, None
    if exercise and request.form.get("press") in PRESSED and any(one.counts for one in found):
        seen = {one.line.id: _number(f"seen-{one.line.id}") for one in found}
        try:
            with db.transaction():
                written = copying.copy_all(
                    incident, exercise, found, seen, by=current_person(), at_once=request.form["press"] == "now"
                )
            web.tell(_("Copied: %(n)s. Every page follows within seconds.", n=len(written)))
            return web.see_other("incidents.show", public_id=public_id, area=place.code)
        except Overtaken as error:
            status, wrong = 409, error.message
        except (RuleBroken, NotAllowed) as error:
            status, wrong = 422, error.message
        incident, found = _actual(public_id), copying.copies(exercise, place)
    page = web.page(
        "incidents/copy.html", incident=incident, place=place, exercise=exercise, offered=offered, found=found,
        label=areas.label, words=words, wrong=wrong,
    )  # fmt: skip
    return web.private(page), status


def _actual(public_id: str) -> Incident:
    found = queries.incident(public_id, current_person())
    if found.status != Status.ACTUAL or is_over(found):
        raise NotFound
    return found


def _number(field: str) -> int:
    typed = request.form.get(field, "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else -1
