"""Messages to officials. A row of the ledger is a notice and its edition, so that each is told once for each wording.

On the screen stands what everybody may read: of a notice that is not out only that one waits.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import force_locale, gettext as _

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.rules import RoleName
from connect.deliveries.contacts import persons
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import actions as ledger, owners, queries as sent
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy
from connect.notices import rules
from connect.notices.drill import scope
from connect.notices.models import Notice
from connect.notices.rules import State

WAITS, ALONE, ENDS = "notice_waits", "notice_alone", "notice_ends"
EDITIONS = 1_000  # a row of the ledger is a notice and its edition: 1,000 times the one and the other
WORTH = timedelta(hours=24)  # how long it is worth telling that one waits, or was published alone


def tell_waits(notice: Notice) -> None:
    """Tells the officials and admins of its area that a notice waits for a second of them."""
    _tell(WAITS, notice, min(notice.ends_at, clock.now() + WORTH), _seconds(notice))


def tell_alone(notice: Notice, by_id: int) -> None:
    """Tells the other officials of its area that somebody published without them."""
    _tell(ALONE, notice, clock.now() + WORTH, _officials(notice) - {by_id})


def tell_ends(notice: Notice) -> None:
    """Asks the author of a notice what is to follow its end."""
    _tell(ENDS, notice, notice.ends_at, {notice.created_by_id})


def _seconds(notice: Notice) -> set[int]:
    above = _officials(notice) | set(accounts.holders(RoleName.ADMIN, notice.channel.area.path))
    return above - {notice.created_by_id, notice.changed_by_id}


def _officials(notice: Notice) -> set[int]:
    return set(accounts.holders(RoleName.OFFICIAL, notice.channel.area.path))


def _tell(kind: str, notice: Notice, ends: datetime, people: Collection[int]) -> None:
    if scope.is_of_drill(notice):
        return  # nothing of a drill leaves
    row = notice.id * EDITIONS + notice.edition
    listening = list(db.session.scalars(_browsers(people)))
    if listening and not sent.dispatch(kind, row):
        lane = Lane.LIFE if notice.severity == max(rules.SEVERITY_NAMES) else Lane.PERSONAL
        ledger.publish(kind, row, lane=lane, policy=Policy.REPEAT, expires_at=ends, only=listening)


def _browsers(people: Collection[int]) -> sa.Select[int]:
    return sa.select(Contact.id).where(Contact.person_id.in_(people), *persons.LISTENS)


def ending(limit: int) -> list[int]:
    """The notices that end within the hour and whose author, who listens, was not asked what is to follow."""
    now = clock.now()
    row = Notice.id * EDITIONS + Notice.edition
    asked = sa.select(Dispatch.id).where(Dispatch.kind == ENDS, Dispatch.row == row)
    listens = sa.select(Contact.id).where(Contact.person_id == Notice.created_by_id, *persons.LISTENS)
    soon = sa.select(Notice.id).where(
        Notice.state == State.PUBLISHED, Notice.starts_at <= now, Notice.ends_at > now,
        Notice.ends_at <= now + rules.ASKED_BEFORE, listens.exists(), ~asked.exists(), scope.is_real(),
    )  # fmt: skip
    return list(db.session.scalars(soon.limit(limit)))


def audience_of_waits(row: int, low: int, high: int) -> sa.Select[int]:
    """The browsers of whoever may be the second official."""
    notice = db.session.get(Notice, row // EDITIONS)
    return _within(_seconds(notice) if notice else (), low, high)


def audience_of_alone(row: int, low: int, high: int) -> sa.Select[int]:
    """The browsers of the officials of the area; whoever published is not among the contacts of the dispatch."""
    notice = db.session.get(Notice, row // EDITIONS)
    return _within(_officials(notice) if notice else (), low, high)


def audience_of_ends(row: int, low: int, high: int) -> sa.Select[int]:
    """The browsers of the author."""
    author = sa.select(Notice.created_by_id).where(Notice.id == row // EDITIONS)
    return _within(list(db.session.scalars(author)), low, high)


def _within(people: Collection[int], low: int, high: int) -> sa.Select[int]:
    return _browsers(people).where(Contact.id.between(low, high))


def voice_of_waits(asked: Sequence[Asked]) -> list[Said | None]:
    """That one waits, without a word of it, while it does in this wording."""
    return [_waiting(one, notice) for one, notice in _each(asked)]


def _waiting(asked: Asked, notice: Notice | None) -> Said | None:
    if notice is None or notice.state != State.SUBMITTED or notice.edition != asked.row % EDITIONS:
        return None
    with force_locale(asked.lang):
        return Said("", _("A notice waits for a second official"), f"/notices/{notice.public_id}/desk")


def voice_of_alone(asked: Sequence[Asked]) -> list[Said | None]:
    """Which notice was published by one official alone, as long as it is out."""
    return [_alone(one, notice) for one, notice in _each(asked)]


def _alone(asked: Asked, notice: Notice | None) -> Said | None:
    if notice is None or notice.state not in rules.OUT:
        return None
    with force_locale(asked.lang):
        return Said(notice.title, _("Published without a second official"), "/notices/mine")


def voice_of_ends(asked: Sequence[Asked]) -> list[Said | None]:
    """Which notice ends within the hour, unless somebody has changed it meanwhile."""
    return [_ends(one, notice) for one, notice in _each(asked)]


def _ends(asked: Asked, notice: Notice | None) -> Said | None:
    if notice is None or notice.state != State.PUBLISHED or notice.edition != asked.row % EDITIONS:
        return None
    with force_locale(asked.lang):
        return Said(notice.title, _("Ends within the hour"), f"/notices/{notice.public_id}/ending")


def _each(asked: Sequence[Asked]) -> list[tuple[Asked, Notice | None]]:
    return [(one, db.session.get(Notice, one.row // EDITIONS, populate_existing=True)) for one in asked]


owners.announce(WAITS, audience=audience_of_waits, voice=voice_of_waits)
owners.announce(ALONE, audience=audience_of_alone, voice=voice_of_alone)
owners.announce(ENDS, audience=audience_of_ends, voice=voice_of_ends)
