"""One message to a browser that nothing came to for months: where nothing happens, nobody is forgotten for that.

Its service says by the answer whether the browser is still there; without any, it is forgotten after half a year.
"""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import force_locale, gettext as _

from connect import clock, db
from connect.deliveries.contacts import queries as contacts
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import actions as ledger, owners, queries as sent
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy
from connect.notices.following.models import Subscription

KIND = "follow_still"
AFTER, LASTS = timedelta(days=150), timedelta(days=1)


def ask() -> bool:
    """Writes down, once a day, that such browsers get this message; whether there are any."""
    day = clock.now().toordinal()
    if sent.dispatch(KIND, day) is not None or db.session.scalar(_quiet().limit(1)) is None:
        return False
    ledger.publish(KIND, day, lane=Lane.DIGEST, policy=Policy.ONCE, expires_at=clock.now() + LASTS)
    return True


def audience(_row: int, low: int, high: int) -> sa.Select[int]:
    """The browsers of a range that follow and were not reached for months."""
    return _quiet().where(Contact.id.between(low, high))


def voice(asked: Sequence[Asked]) -> list[Said | None]:
    """That they still follow, and where to change that."""
    return [_said(one.lang) for one in asked]


def _said(lang: str) -> Said:
    with force_locale(lang):
        return Said(
            _("Nothing had to be told for a long time. Press to see or change what you follow."),
            _("You still follow official notices"), "/notices/following",
        )  # fmt: skip


def _quiet() -> sa.Select[int]:
    follows = sa.exists().where(Subscription.contact_id == Contact.id)
    return sa.select(Contact.id).where(
        contacts.is_silent_since(clock.now() - AFTER), Contact.retired_at.is_(None), follows
    )


owners.announce(KIND, audience=audience, voice=voice)
