"""Windows that come again by weekday: a template is made of one, and the clock makes the next ones of it."""

from datetime import date

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db
from connect.accounts.models import Person
from connect.crypto import audit_log
from connect.errors import RuleBroken
from connect.shopping.windows import actions, queries, rules
from connect.shopping.windows.models import ShoppingWindow, WindowTemplate


def repeat(window: ShoppingWindow, weekdays: int, by: Person) -> WindowTemplate:
    """A template of a window, in place of the one that it was made of: the same times, combos and places by weekday.

    Raises RuleBroken without a day.
    """
    if not 1 <= weekdays <= 127:
        raise RuleBroken(_l("Choose at least one day of the week."))
    if window.template_id:
        _replace(db.session.get_one(WindowTemplate, window.template_id), window)
    of = rules.clockwork_of(window.times, weekdays, config.zone())
    template = WindowTemplate(
        organization_id=window.organization_id, coordinator_id=by.id, weekdays=weekdays, opens_min=of.opens_min,
        cut_off_min=of.cut_off_min, from_min=of.from_min, until_min=of.until_min, created_at=clock.now(),
        content=actions.content_of_window(window).kept(),
    )  # fmt: skip
    db.session.add(template)
    db.session.flush()
    window.template_id, window.day = template.id, window.cut_off_at.astimezone(config.zone()).date()
    db.session.flush()
    make_due(template)
    return template


def _replace(template: WindowTemplate, by: ShoppingWindow) -> None:
    """Ends a template with its windows that are plans still: those that are made next stand in their place."""
    stop(template)
    plans = sa.select(ShoppingWindow).where(
        ShoppingWindow.template_id == template.id, ShoppingWindow.opens_at > clock.now(), ShoppingWindow.id != by.id
    )
    for plan in db.session.scalars(plans).all():
        db.session.delete(plan)


def stop(template: WindowTemplate) -> None:
    """Makes no further window of it; those that are there stay."""
    if template.ended_at is None:
        template.ended_at = clock.now()


def stop_for(template: WindowTemplate, by: Person, reason: str) -> None:
    """An official stops a template of an organisation. The organisation reads why, and the audit log keeps it.

    Raises RuleBroken without a reason.
    """
    if reason not in rules.STOP_REASONS:
        raise RuleBroken(_l("Choose why it is stopped: the organisation reads it."))
    stop(template)
    audit_log.write(queries.TEMPLATE_STOPPED, by=by.id, about=f"window template {template.id}", detail=reason)


audit_log.kinds(template_stopped="an official stopped the deliveries that an organisation repeats")


def make_due(template: WindowTemplate) -> int:
    """Makes the windows that are due by now, each day's once; answers how many.

    A template whose coordinator may not open windows there any more ends instead.
    """
    days = _missing(template)
    if not days:
        return 0
    content = actions.content_of(template.content)
    coordinator = db.session.get_one(Person, template.coordinator_id)
    if not coordinator.is_active or not actions.may_open(coordinator, content, template.organization_id):
        stop(template)
        return 0
    for day in days:
        times = rules.times_on(day, template.clockwork, config.zone())
        actions.put(times, content, template.coordinator_id, template.organization_id, template_id=template.id,
                    day=day)  # fmt: skip
    return len(days)


def _missing(template: WindowTemplate) -> list[date]:
    made = set(db.session.scalars(sa.select(ShoppingWindow.day).where(ShoppingWindow.template_id == template.id)))
    return [day for day in rules.days_due(template.clockwork, clock.now(), config.zone()) if day not in made]


def make_all() -> int:
    """Makes what is due of all templates, each in a transaction of its own; answers how many windows."""
    running = sa.select(WindowTemplate).where(WindowTemplate.ended_at.is_(None)).order_by(WindowTemplate.id)
    found = 0
    for number in [one.id for one in db.session.scalars(running).all() if _missing(one)]:
        with db.transaction():
            locked = sa.select(WindowTemplate).where(WindowTemplate.id == number).with_for_update()
            template = db.session.scalars(locked.execution_options(populate_existing=True)).one()
            if template.ended_at is None:
                found += make_due(template)
    return found
