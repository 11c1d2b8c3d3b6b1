"""The daily summary of ordinary notices: one message for a contact and day, whose content is asked when it is sent.

A notice belongs to a summary by the moment at which it was told, so a retry says what the first try would have said.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import force_locale, gettext as _, ngettext

from connect import clock, config, db
from connect.areas import queries as areas
from connect.deliveries.contacts import passes
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import actions as ledger, owners, queries as sent
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy
from connect.notices.following import digested, rules
from connect.notices.following.digested import KIND, News
from connect.notices.following.models import Subscription
from connect.notices.writing import said as words
from connect.web.addresses import whole

LATE = timedelta(hours=12)  # after which a summary that nobody wrote down is left to the next one
LASTS = timedelta(hours=20)
MOST_PATHS = 50  # of places in which there is something; of more all are looked at
MOST = {"push": 5}  # lines of one message
MOST_OTHERWISE = 20


def publish() -> int:
    """Writes down the summaries whose hour has come, once for each day and hour; how many."""
    zone, now = config.zone(), clock.now()
    today, made = now.astimezone(zone).date(), 0
    for hour in rules.DIGEST_HOURS:
        row = rules.digest_row(today, hour)
        due = rules.digest_moment(row, zone)
        if due <= now < due + LATE and sent.dispatch(KIND, row) is None and _anybody(hour):
            ledger.publish(KIND, row, lane=Lane.DIGEST, policy=Policy.ONCE, due_at=due, expires_at=due + LASTS)
            made += 1
    return made


def _anybody(hour: int) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(Contact.digest_hour == hour))))


def audience(row: int, low: int, high: int) -> sa.Select[int]:
    """The contacts of a range that chose this hour, in whose places there is something."""
    since = rules.digest_moment(row, config.zone()) - rules.REST
    lasts = sa.or_(Contact.digest_until.is_(None), Contact.digest_until > since)
    mine = Contact.id.between(low, high), Contact.digest_hour == row % 100, lasts
    return sa.select(Contact.id).where(*mine, sa.exists().where(Subscription.contact_id == Contact.id, _there(since)))


def _there(since: datetime) -> sa.ColumnElement[bool]:
    """Whether a subscription may have something: the exact answer is the voice's."""
    told = digested.told_to(since)
    paths = sorted({areas.by_id(one).path for one, _channel in told})
    if len(paths) > MOST_PATHS:
        return sa.true()
    said_by = Subscription.channel_id.in_({channel for _area, channel in told})
    return sa.or_((Subscription.area_id + 0).in_(areas.below(paths)), said_by)


def voice(asked: Sequence[Asked]) -> list[Said | None]:
    """The notices that each contact was not told yet; None where there is nothing, or this day had its summary."""
    zone = config.zone()
    news = digested.news(asked, zone)
    return [_said(one, news[one.row, one.contact_id]) for one in asked]


def _said(asked: Asked, news: list[News]) -> Said | None:
    if not news:
        return None
    with force_locale(asked.lang):
        title = ngettext(
            "%(num)s new official notice for your places", "%(num)s new official notices for your places", len(news)
        )
        text = "\n".join(_lines(asked, news))
    contact = db.session.get(Contact, asked.contact_id) if asked.medium != "push" else None
    choices = f"/notices/following/{passes.of(contact)}" if contact else ""
    link = words.path(news[0].notice) if len(news) == 1 else f"/notices/?area={areas.by_id(news[0].area_id).code}"
    return Said(text, title, link, choices=choices)


def _lines(asked: Asked, news: list[News]) -> list[str]:
    most = MOST.get(asked.medium, MOST_OTHERWISE)
    lines = []
    for one in news[:most]:
        notice = one.notice
        first = words.withdrawn(notice, asked.lang).title if one.withdrawn else words.headline(notice, asked.lang)
        lines.append(f"{first}\n{whole(words.path(notice))}\n" if asked.medium == "mail" else first)
    if len(news) > most:
        lines.append(_("and %(more)s more", more=len(news) - most))
    return lines


owners.announce(KIND, audience=audience, voice=voice)
