"""Windows as everybody reads them, of a place and one alone; and the list, and a new one, of whoever runs them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from connect import clock, config, db, web
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.errors import NotAllowed, NotFound, RuleBroken
from connect.incidents import kinds
from connect.shopping.blueprint import bp
from connect.shopping.windows import actions, queries, rules, shops, words
from connect.shopping.windows.actions import TimesWrong
from connect.shopping.windows.forms import WindowForm, place_of, wards_of
from connect.shopping.windows.models import ShoppingWindow
from connect.supplies import words as supply_words
from connect.web import Answer, open_to, read_replica

SHARED_S = 15  # how long everybody may be shown a page as it was


@bp.record
def _globals(setup: Any) -> None:
    setup.app.jinja_env.globals["window_words"] = words


@bp.get("/windows/in/<code>")
@open_to("anyone")
@read_replica.may_answer
def windows_in(code: str) -> Answer:
    """The windows of a place: those that take orders, the next ones, and what can be done when there is none."""
    place, now = place_of(code), clock.now()
    page = web.page(
        "shopping/windows_in.html", place=place, open=queries.open_for(place, now),
        coming=queries.coming_for(place, now), delivering=queries.delivering_for(place, now), kind_item=kinds.item,
    )  # fmt: skip
    return web.shared(page, SHARED_S)


@bp.get("/windows/<pid:public_id>")
@open_to("anyone")
def window(public_id: str) -> Answer:
    """One window: its times and what changed of them, its combos with what is left, its areas and fees."""
    found = queries.by_public_id(public_id)
    place = first_place(found)
    following = queries.next_for(place, clock.now(), but=found) if place else None
    page = web.page(
        "shopping/window.html", window=found, told=queries.told(found), places=queries.places_of(found),
        place=place, following=following, kind_item=kinds.item, was=rules.times_of, label=areas.label,
        office=queries.office_of(found), shops=shops.of_window(found), supply_kinds=supply_words.KINDS,
        may_run=web.person() is not None and queries.manages(current_person(), found),
    )  # fmt: skip
    return web.private(page)


def first_place(window: ShoppingWindow) -> areas.Place | None:
    """The area whose page a window leads back to."""
    return next(iter(queries.places_of(window)), None)


# --- The desk ---------------------------------------------------------------------------------------------


@bp.get("/windows")
@open_to("signed_in")
def windows() -> Answer:
    """The windows that somebody runs: those ahead by their cut-off, those that are over, and what comes again."""
    return list_page()


def list_page(message: object = None, status: int = 200) -> Answer:
    """The page of the list; with a message where something could not be done."""
    person = of_coordinator()
    page = web.page(
        "shopping/windows.html", message=message, over_templates=queries.templates_over(person),
        stopped=queries.stopped_for(person), reasons=rules.STOP_REASONS,
        ahead=queries.run_by(person), over=queries.run_by(person, over=True),
        templates=queries.templates_of(person), places_of=queries.places_of, content_of=actions.content_of,
        label=areas.label, by_id=areas.by_id, next_times=next_times,
    )  # fmt: skip
    return web.private(page), status


def of_coordinator() -> Any:
    """The signed-in person, if there is a place for which this person may open windows. Raises NotAllowed."""
    person = current_person()
    if not queries.runs_some(person):
        raise NotAllowed(
            _("Officials and coordinators of verified organisations open deliveries. Ask your organisation.")
        )
    return person


def next_times(template: Any) -> rules.Times:
    """The times of a template in the week that begins, to be said in words."""
    zone = config.zone()
    today = clock.now().astimezone(zone).date()
    days = (today + timedelta(days=n) for n in range(8))
    return rules.times_on(next(day for day in days if template.weekdays >> day.weekday() & 1), template.clockwork, zone)


@bp.route("/windows/new", methods=["GET", "POST"])
@open_to("signed_in")
def windows_new() -> Answer:
    """A new window. Its combos are added on its page."""
    person = of_coordinator()
    form = WindowForm(person, data=_usual())
    status = 422 if form.is_submitted() else 200
    if form.is_submitted() and form.validate():
        try:
            with db.transaction():
                made = actions.plan(form.times(), form.content(), person, form.organization.data or None)
            web.tell(_("It is planned. Now add what can be ordered."))
            return web.see_other("shopping.window_desk", public_id=made.public_id)
        except TimesWrong as error:
            form.say(error)
        except (RuleBroken, NotAllowed) as error:
            form.form_errors.append(error.message)
    return form_page("shopping/windows_new.html", form, status)


def _usual() -> dict[str, datetime]:
    """The times that most windows have: from now to five tomorrow, delivered the morning after."""
    now = clock.now().astimezone(config.zone()).replace(second=0, microsecond=0)
    tomorrow = now.replace(minute=0) + timedelta(days=1)
    after = tomorrow + timedelta(days=1)
    moments = now, tomorrow.replace(hour=17), after.replace(hour=6), after.replace(hour=11)
    return dict(zip(rules.FIELDS, moments, strict=True))


def form_page(template: str, form: WindowForm, status: int, window: ShoppingWindow | None = None) -> Answer:
    """The page of a form for a window."""
    if window is not None and not form.is_submitted():
        form.wards.data = wards_of(window, form.own)
    chosen: Sequence[str] = [one.code for one in form.chosen]
    page = web.page(template, form=form, window=window, own=form.own, chosen=chosen)
    return web.private(page), status


def own(public_id: str) -> ShoppingWindow:
    """A window that the signed-in person runs, else NotFound."""
    if web.person() is None:
        raise NotFound
    return queries.own(current_person(), public_id)
