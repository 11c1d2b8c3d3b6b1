"""Asking owners for a new word: before the old one is worth less, and when buyers say that something is sold out.

At most one message a day to one person, with the signed link that opens the page with the one button. It goes by
`deliveries`, which looks at the point once more before it leaves: a word in between ends it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale, gettext as _, ngettext, to_user_timezone

from connect import clock, config, db, web
from connect.accounts.models import Person
from connect.deliveries.contacts import actions as contacts, persons
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import actions as deliveries, owners
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy
from connect.gateways.media import reaches
from connect.supplies.counter import links
from connect.supplies.freshness import rules
from connect.supplies.freshness.models import SupplyLeave, SupplyReminder
from connect.supplies.models import SupplyGood, SupplyPoint
from connect.supplies.rules import State

KIND, HELD_BY = "supply_reminder", "supplies"
ASKED = (State.OPEN, State.DORMANT)


def due(limit: int) -> list[int]:
    """The points whose owner is to be asked now, those that wait the longest first."""
    return list(db.session.scalars(_due(clock.now()).order_by(SupplyPoint.said_at).limit(limit)))


def _due(now: datetime) -> sa.Select[Any]:
    today = SupplyReminder.person_id == SupplyPoint.owner_id, SupplyReminder.day == _today(now)
    of_step = sa.or_(*(_is_at(step, now) for step in range(len(rules.ASKED_AFTER))), _said_by_buyers())
    mine = SupplyPoint.owner_id.is_not(None), SupplyPoint.state.in_(ASKED)
    return sa.select(SupplyPoint.id).where(*mine, of_step, ~sa.exists().where(*today))


def _today(now: datetime) -> date:
    return to_user_timezone(now).date()


def _is_at(step: int, now: datetime) -> sa.ColumnElement[bool]:
    """The condition that it is time for this reminder, and it was not written for this word yet."""
    ages = rules.ASKED_AFTER
    old = SupplyPoint.said_at <= now - ages[step]
    if step + 1 < len(ages):
        old = sa.and_(old, SupplyPoint.said_at > now - ages[step + 1])
    return sa.and_(old, ~_written(step))


def _said_by_buyers() -> sa.ColumnElement[bool]:
    gone = sa.exists().where(SupplyGood.point_id == SupplyPoint.id, SupplyGood.buyers_out_at.is_not(None))
    return sa.and_(gone, ~_written(rules.BUYERS))


def _written(step: int) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        SupplyReminder.point_id == SupplyPoint.id, SupplyReminder.said_at == SupplyPoint.said_at,
        SupplyReminder.step == step,
    )  # fmt: skip


def intend(point_id: int) -> int:
    """Writes down that an owner is to be asked; nothing is sent to whoever listens nowhere."""
    now = clock.now()
    if db.session.scalar(_due(now).where(SupplyPoint.id == point_id)) is None:  # heard, or written already
        return 0
    point = db.session.get_one(SupplyPoint, point_id)
    step = rules.step_of(point.said_at, now)
    if db.session.scalar(sa.select(SupplyPoint.id).where(SupplyPoint.id == point_id, _said_by_buyers())):
        step = rules.BUYERS
    reminder = SupplyReminder(
        point_id=point_id, person_id=point.owner_id, day=_today(now), said_at=point.said_at, step=step, sent_at=now
    )
    db.session.add(reminder)
    db.session.flush()
    told = persons.browsers(reminder.person_id) + _by_sms(reminder.person_id)
    if told:
        over = now + rules.SURE_FOR
        deliveries.publish(KIND, reminder.id, lane=Lane.PERSONAL, policy=Policy.REPEAT, expires_at=over, only=told)
    return 1


def _by_sms(person_id: int) -> list[int]:
    if db.session.get(SupplyLeave, person_id) is None or not reaches(config.current(), "sms"):
        return []
    return [contacts.held(HELD_BY, person_id, "sms", config.current().locale, person_id).id]


def _audience(reminder_id: int, low: int, high: int) -> sa.Select[Any]:
    owner = sa.select(SupplyReminder.person_id).where(SupplyReminder.id == reminder_id).scalar_subquery()
    browsers = sa.and_(Contact.person_id == owner, *persons.LISTENS)
    by_sms = sa.and_(Contact.held_by == HELD_BY, Contact.held_id == owner)
    return sa.select(Contact.id).where(Contact.id.between(low, high), sa.or_(browsers, by_sms))


def _voice(asked: Sequence[Asked]) -> list[Said | None]:
    return [_message(one, db.session.get(SupplyReminder, one.row, populate_existing=True)) for one in asked]


def _message(asked: Asked, reminder: SupplyReminder | None) -> Said | None:
    """The question, with the way to the one button; None when the owner was heard since or wants no messages."""
    if reminder is None:
        return None
    point = db.session.get_one(SupplyPoint, reminder.point_id, populate_existing=True)
    still = point.owner_id == reminder.person_id and point.said_at == reminder.said_at and point.state in ASKED
    if not still:
        return None
    if asked.medium == "sms":
        return _sms(point, reminder)
    contact = db.session.get(Contact, asked.contact_id, populate_existing=True)
    if contact is None or contact.person_id != reminder.person_id:
        return None
    with force_locale(asked.lang):
        title = _("%(site)s: is what you have still there?", site=config.current().site_name)
        return Said("", title, web.path_to("supplies.mine"))


def _sms(point: SupplyPoint, reminder: SupplyReminder) -> Said | None:
    owner = db.session.get_one(Person, reminder.person_id)
    if db.session.get(SupplyLeave, owner.id) is None:
        return None
    waiting = len(owned_and_old(owner))
    with force_locale(config.current().locale):
        said = {"site": config.current().site_name, "link": _link(point)}
        if waiting > 1:
            said["link"] = web.link_to("supplies.mine")
            return Said(_several(waiting, said), to=owner.phone)
        if reminder.step == rules.BUYERS:
            text = _("%(site)s: buyers say that something is sold out. Is it so? One tap: %(link)s", **said)
        else:
            text = _("%(site)s: is what you have still there? One tap: %(link)s", **said)
        return Said(text, to=owner.phone)


def _link(point: SupplyPoint) -> str:
    return web.link_to("supplies.confirm", token=links.token_of(point, links.CONFIRM))


def _several(waiting: int, said: dict[str, str]) -> str:
    return ngettext(
        "%(site)s: is what you have at your %(num)s point still there? %(link)s",
        "%(site)s: is what you have at your %(num)s points still there? %(link)s", waiting, **said,
    )  # fmt: skip


def owned_and_old(owner: Person) -> list[SupplyPoint]:
    """The points of somebody whose word is old enough to be asked for a new one, the oldest first."""
    old = SupplyPoint.said_at <= clock.now() - rules.ASKED_AFTER[0]
    mine = sa.select(SupplyPoint).where(SupplyPoint.owner_id == owner.id, SupplyPoint.state.in_(ASKED), old)
    return list(db.session.scalars(mine.order_by(SupplyPoint.said_at)))


owners.announce(KIND, audience=_audience, voice=_voice)
