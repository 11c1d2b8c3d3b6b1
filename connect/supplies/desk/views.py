"""The lists of an area's points, and the page on which an official or moderator decides about one."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from connect import clock, db, web
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.errors import Conflict, NotFound, RuleBroken
from connect.supplies import queries, rules, transitions
from connect.supplies.blueprint import bp
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import By, Verb
from connect.supplies.views import phone_of
from connect.web import Answer, open_to
from connect.web.pages.forms import typed

SHOWN = 100


@bp.get("/desk")
@open_to("moderator", "official")
def desk() -> Answer:
    """The points of one's areas that wait for a look, or of which nothing was heard lately."""
    person, now = current_person(), clock.now()
    counts = queries.desk_counts(person, now)
    asked = request.args.get("show", "")
    show = asked if asked in queries.DESK else next((one for one in queries.DESK if counts[one]), "unconfirmed")
    found = queries.desk(person, show, now, SHOWN)
    listed = [(one, rules.shown_state(one.state, one.said_at, now), areas.label(one.area)) for one in found]
    return web.private(web.page("supplies/desk.html", listed=listed, counts=counts, show=show))


@bp.get("/desk/<pid:public_id>")
@open_to("moderator", "official")
def desk_point(public_id: str) -> Answer:
    """A point with its history, and what can be decided about it."""
    return _page(*_mine(public_id))


def _mine(public_id: str) -> tuple[SupplyPoint, By]:
    """A point in an area of this official or moderator, and not their own; NotFound for any other."""
    point, side = queries.led_by(current_person(), public_id, By.OFFICIAL, By.MODERATOR)
    if point.owner_id == current_person().id:
        raise NotFound
    return point, side


def _page(point: SupplyPoint, side: By, message: object = None, status: int = 200) -> Answer:
    page = web.page(
        "supplies/desk_point.html", point=point, side=side, rows=queries.goods_of(point), message=message,
        state=rules.shown_state(point.state, point.said_at, clock.now()), place=areas.label(point.area),
        events=queries.history(point), phone=phone_of(point),
        can={verb for verb in (Verb.VERIFY, Verb.HIDE, Verb.SHOW) if _may(verb, point, side)},
    )  # fmt: skip
    return web.private(web.with_map(page) if point.exact else page), status


def _may(verb: Verb, point: SupplyPoint, side: By) -> bool:
    fresh = verb != Verb.VERIFY or point.verified_at is None
    return fresh and rules.may_move(verb, state=point.state, by=side)


@bp.post("/<pid:public_id>/verify")
@open_to("moderator", "official")
def verify(public_id: str) -> Answer:
    """Says that somebody checked the point; one that waited is listed."""
    now, person = clock.now(), current_person()
    return _decide(
        public_id, Verb.VERIFY, _("It is verified."), {"verified_at": now, "verified_by_id": person.id}
    )  # fmt: skip


@bp.post("/<pid:public_id>/hide")
@open_to("moderator", "official")
def hide(public_id: str) -> Answer:
    """Takes a point from everybody's eyes, with a reason that its owner reads."""
    return _decide(public_id, Verb.HIDE, _("It is hidden."), {})


@bp.post("/<pid:public_id>/show")
@open_to("moderator", "official")
def show_again(public_id: str) -> Answer:
    """Shows a hidden point again."""
    return _decide(public_id, Verb.SHOW, _("It is shown again."), {})


def _decide(public_id: str, verb: Verb, said: str, columns: dict[str, Any]) -> Answer:
    point, side = _mine(public_id)
    try:
        with db.transaction():
            point, side = _mine(public_id)
            detail = _reason() if verb == Verb.HIDE else {}
            if verb == Verb.VERIFY and request.form.get("seen", "") == (point.picture or ""):
                columns |= {"picture_waits": False}
            transitions.move(point, verb, side, person=current_person(), detail=detail, **columns)
    except (Conflict, RuleBroken) as error:
        return _page(*_mine(public_id), error.message, 409 if isinstance(error, Conflict) else 422)
    web.tell(said)
    return web.see_other("supplies.desk_point", public_id=public_id)


def _reason() -> dict[str, str]:
    reason, note = request.form.get("reason", ""), typed("note", rules.LONGEST_NOTE)
    if reason not in rules.HIDE_REASONS:
        raise RuleBroken(_("Choose the reason: the owner reads it."))
    return {"reason": reason, "note": note}
