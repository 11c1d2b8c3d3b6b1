"""The page of a point, the points of a trader, and what a trader does with one by a press."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import request
from flask_babel import gettext as _

from connect import clock, config, db, web
from connect.accounts.sign_in import current_session
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.errors import Conflict, RuleBroken
from connect.gateways.media import reaches
from connect.supplies import actions, queries, rules, transitions, words
from connect.supplies.blueprint import bp
from connect.supplies.freshness import actions as reminding
from connect.supplies.goods import offered
from connect.supplies.hours import telling
from connect.supplies.models import SupplyPoint
from connect.supplies.registering.forms import StockForm
from connect.supplies.rules import By, State, Verb
from connect.supplies.said import queries as said, words as said_words
from connect.supplies.stock import forms as stock
from connect.text import phone_for_eyes
from connect.web import Answer, open_to
from connect.web.pages.forms import typed

SPEAKS = (By.OWNER, By.HELPER, By.OFFICIAL)
LEADS = (By.OWNER, By.OFFICIAL)


@bp.record
def _globals(setup: Any) -> None:
    setup.app.jinja_env.globals |= {"supply_words": words, "supply_goods": offered}


@bp.get("/<pid:public_id>")
@open_to("anyone")
def show(public_id: str) -> Answer:
    """One point: what there is and how fresh the word is, how one reaches and pays it."""
    return _page(queries.seen_by(current_session.person(), public_id))


def _page(point: SupplyPoint, message: object = None, status: int = 200) -> Answer:
    person = current_session.person()
    side = queries.side_of(person, point)
    page = web.page(
        "supplies/show.html", point=point, rows=queries.goods_of(point), side=side, message=message,
        state=rules.shown_state(point.state, point.said_at, clock.now()), place=areas.label(point.area),
        phone=phone_of(point), events=queries.history(point) if side in SPEAKS else [],
        hours=telling.told(point, clock.now()),
        told=said_words.lines(said.told(point)) if side else [], doubted=said.is_doubted(point),
        enough=said.enough_of(point), latest=_days_ahead(rules.LONGEST_REST), soonest=_days_ahead(timedelta(days=1)),
    )  # fmt: skip
    shown = web.with_map(page) if point.exact else page
    return (web.private(shown) if person else shown), status


def phone_of(point: SupplyPoint) -> tuple[str, str] | None:
    """The number to call and how it is read; None without the owner's yes."""
    if not (point.phone_shown and point.phone_sealed):
        return None
    return point.phone, phone_for_eyes(point.phone)


def _days_ahead(span: timedelta) -> str:
    return f"{(clock.now() + span).astimezone(config.zone()):%Y-%m-%d}"


@bp.get("/mine")
@open_to("signed_in")
def mine() -> Answer:
    """The points that somebody owns or speaks for."""
    person, now = current_person(), clock.now()
    found = queries.of_person(person)
    listed = [(one, rules.shown_state(one.state, one.said_at, now), queries.side_of(person, one)) for one in found]
    own = sum(one.owner_id == person.id and one.state != State.CLOSED for one in found)
    page = web.page(
        "supplies/mine.html", listed=listed, full=own >= rules.MOST_LIVING, now=now, by_sms=reminding.may_ask(person),
        sends_sms=reaches(config.current(), "sms"),
    )  # fmt: skip
    return web.private(page)


@bp.route("/<pid:public_id>/goods", methods=["GET", "POST"])
@open_to("signed_in")
def goods(public_id: str) -> Answer:
    """The goods of a point with their prices, said anew by the owner, a helper, or an official."""
    point, side = queries.led_by(current_person(), public_id, *SPEAKS)
    form = StockForm(rows=stock.as_typed(queries.goods_of(point)), data={"version": point.version})
    if not form.is_submitted():
        return _goods(form, point)
    if not (form.validate() and form.read_stock(areas.by_id(point.area_id), point.id)):
        return _goods(form, point, 422)
    try:
        with db.transaction():
            point, side = queries.led_by(current_person(), public_id, *SPEAKS)
            actions.tell_all(point, form.levels, side, version=form.version.data or 0, person=current_person())
    except (Conflict, RuleBroken) as error:
        form.form_errors.append(error.message)
        point = queries.by_public_id(public_id)
        form.version.data = point.version
        return _goods(form, point, 409 if isinstance(error, Conflict) else 422)
    web.tell(_("Thank you. What you said is fresh for two days."))
    return web.see_other("supplies.show", public_id=public_id)


def _goods(form: StockForm, point: SupplyPoint, status: int = 200) -> Answer:
    return web.private(web.page("supplies/goods.html", form=form, point=point)), status


@bp.post("/<pid:public_id>/confirm")
@open_to("signed_in")
def confirm_own(public_id: str) -> Answer:
    """All is as before: one press of the owner, a helper or an official."""
    return _press(public_id, SPEAKS, _confirm, _("Thank you. All of it is fresh again for two days."))


@bp.post("/<pid:public_id>/rest")
@open_to("signed_in")
def rest(public_id: str) -> Answer:
    """The point rests until a day, and is listed again by itself on that morning."""
    return _press(public_id, LEADS, _rest, _("It rests. On that day it is listed again by itself."))


@bp.post("/<pid:public_id>/close")
@open_to("signed_in")
def close(public_id: str) -> Answer:
    """The point closes for good."""
    return _press(public_id, LEADS, _close, _("It is closed for good."))


def _press(public_id: str, sides: tuple[By, ...], act: Any, said: str) -> Answer:
    try:
        with db.transaction():
            act(*queries.led_by(current_person(), public_id, *sides))
    except (Conflict, RuleBroken) as error:
        return _page(queries.by_public_id(public_id), error.message, 409 if isinstance(error, Conflict) else 422)
    web.tell(said)
    return web.see_other("supplies.show", public_id=public_id)


def _confirm(point: SupplyPoint, side: By) -> None:
    actions.confirm(point, side, person=current_person())


def _rest(point: SupplyPoint, side: By) -> None:
    actions.rest(point, side, _morning_of(typed("until", 40)), person=current_person())


def _close(point: SupplyPoint, side: By) -> None:
    if "sure" not in request.form:
        raise RuleBroken(_("Tick that it closes for good. To pause for some days, let it rest."))
    transitions.move(point, Verb.CLOSE, side, person=current_person(), rest_until=None)


def _morning_of(day: str) -> datetime:
    """The beginning of a day where the site is; RuleBroken for what is none."""
    zone = config.zone()
    for spelling in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(day, spelling).replace(tzinfo=zone).astimezone(UTC)
        except ValueError:
            continue
    raise RuleBroken(_("This is not a day. Write it like 31/12/2026."))
