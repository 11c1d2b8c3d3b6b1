"""Points in the moderators' queue: those that wait for a first look."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect.accounts.models import Person
from connect.registry import work
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import SHOWN, State

work.subject("supply", opens="supplies.desk_point")


@work.source("supply", subject="supply", label=_l("Supply points to look at"), order=120, area=SupplyPoint.area_id)
def pending(person: Person) -> work.Waiting:
    """Points, and new pictures of points, that nobody sees before somebody has looked; not the moderator's own."""
    waits = sa.select(SupplyPoint.public_id, sa.literal(1), SupplyPoint.created_at)
    not_mine = sa.or_(SupplyPoint.owner_id.is_(None), SupplyPoint.owner_id != person.id)
    picture = sa.and_(SupplyPoint.picture_waits, SupplyPoint.state.in_(SHOWN))
    return waits.where(sa.or_(SupplyPoint.state == State.PENDING, picture), not_mine)
