"""How many contacts a notice would reach, how long that takes and what it costs; never an exact small number.

Each ticked area is counted alone, only those who followed before today, and rounded down to tens; then they are added
up. So two previews that differ by a ward differ by that ward's tens and by nothing finer, and whoever follows a
ward with browsers of their own to see when a number turns waits a day for each look.
"""

from datetime import datetime, time, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from connect import clock, config, db
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.config import Config
from connect.deliveries.contacts.models import MEDIA, Contact
from connect.notices.following import queries as following
from connect.notices.following.models import Subscription
from connect.notices.models import Notice

FEWEST = 10
# A second, where no setting bounds it: two senders, by `docs/performance.md` and what gateways take by default.
RATES = {"push": 500.0, "mail": 50.0, "sms": 20.0, "zalo": 20.0}


class Reach(NamedTuple):
    """The reach of one medium."""

    medium: str
    contacts: int  # in tens; 0: fewer than ten
    lasts: timedelta
    cost: float | None  # in đồng; None: nothing is known about its price


def of_notice(notice: Notice, sms_parts: int) -> list[Reach]:
    """Each medium with what it would reach if the notice went out now."""
    found, site = counted(notice), config.current()
    return [
        Reach(medium, found.get(medium, 0), _lasts(medium, found.get(medium, 0), site),
              found.get(medium, 0) * sms_parts * site.sms_price if medium == "sms" and site.sms_price else None)
        for medium in MEDIA
    ]  # fmt: skip


def counted(notice: Notice) -> dict[str, int]:
    """The contacts of each medium, in tens: of each area, and of whoever follows all that the channel says."""
    facts, total = following.facts_of(notice.id), dict[str, int]()
    own = Subscription.channel_id == facts.channel_id
    whole = sa.and_(own, Subscription.area_id == facts.channel_area_id)
    here = sa.and_(sa.or_(Subscription.channel_id.is_(None), own), sa.not_(sa.func.coalesce(whole, False)))
    for followed in [whole, *(sa.and_(here, _in(areas.by_id(one.area_id))) for one in notice.areas)]:
        for medium, count in _counts(followed, facts):
            total[medium] = total.get(medium, 0) + rounded(count)
    return total


def rounded(count: int) -> int:
    """A number in tens, and none where it is below ten.

    >>> rounded(9), rounded(10), rounded(29)
    (0, 10, 20)
    """
    return count // FEWEST * FEWEST


def _in(place: Place) -> sa.ColumnElement[bool]:
    """Whether a subscription is to a place, or to one that lies in it."""
    wide = place.kind in ("country", "city", "province")
    return Subscription.area_id.in_(areas.below([place.path])) if wide else Subscription.area_id == place.id


def _counts(followed: sa.ColumnElement[bool], facts: following.Facts) -> list[tuple[str, int]]:
    """The contacts of some subscriptions by medium, exactly: nobody is shown these numbers."""
    listens = Contact.verified_at.is_not(None), Contact.retired_at.is_(None), Subscription.created_at < _today()
    counts = (
        sa.select(Contact.medium, sa.func.count(sa.distinct(Contact.id)))
        .join(Subscription, Subscription.contact_id == Contact.id)
        .where(followed, following.wants(facts), *listens)
    )
    return [(medium, count) for medium, count in db.session.execute(counts.group_by(Contact.medium))]


def _today() -> datetime:
    """The beginning of the site's day."""
    zone = config.zone()
    return datetime.combine(clock.now().astimezone(zone).date(), time(), zone)


def _lasts(medium: str, contacts: int, site: Config) -> timedelta:
    """How long so many messages take: by the rate, and by days where the day's quota is smaller."""
    per_s = {"push": site.push_per_s, "mail": site.mail_per_s, "sms": site.sms_per_s}.get(medium) or RATES[medium]
    a_day = {"mail": site.mail_a_day, "sms": site.sms_a_day}.get(medium) or 0
    days = contacts // a_day if a_day else 0
    return timedelta(days=days, seconds=round(contacts / per_s))


def own_browsers(notice: Notice) -> int:
    """How many browsers of its author a test reaches: they are the reader's own, and counted exactly."""
    whose = Contact.person_id == (notice.changed_by_id or notice.created_by_id), Contact.retired_at.is_(None)
    return int(db.session.scalar(sa.select(sa.func.count(Contact.id)).where(Contact.medium == "push", *whose)) or 0)
