"""Channels for readers, and for whoever opens them."""

import sqlalchemy as sa

from connect import db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.notices import rules as notice_rules
from connect.notices.alerts.cap import Status
from connect.notices.channels.rules import ChannelState
from connect.notices.drill import scope
from connect.notices.models import Channel, Notice
from connect.text import folded

EARLIER = 20


def by_public_id(public_id: str) -> Channel:
    """The channel of an address, or NotFound."""
    found = db.session.scalar(sa.select(Channel).where(Channel.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def of_name(area: Place, name: str) -> Channel | None:
    """The channel of an area that has this name, however its marks are written."""
    same = Channel.area_id == area.id, Channel.folded == folded(name)
    return db.session.scalar(sa.select(Channel).where(*same))


def listed(place: Place) -> list[Channel]:
    """The open channels that speak to a place: its own, and those of all it lies in; the nearest first."""
    ids = [one.id for one in areas.ancestors(place)]
    found = sa.select(Channel).where(Channel.area_id.in_(ids), Channel.state == ChannelState.OPEN)
    return sorted(db.session.scalars(found.limit(200)), key=lambda one: (-ids.index(one.area_id), one.folded))


def drafts_for(person: Person) -> list[Channel]:
    """The channels that officials have asked for in the areas of an admin or an official, the oldest first."""
    above = accounts.areas_of(person, RoleName.ADMIN, RoleName.OFFICIAL)
    asked = sa.select(Channel).where(Channel.state == ChannelState.DRAFT, Channel.area_id.in_(above))
    return list(db.session.scalars(asked.order_by(Channel.id).limit(50)))


def earlier(channel: Channel, shown: list[Notice]) -> list[Notice]:
    """Notices of a channel that are over or withdrawn, the newest first, at most 20."""
    mine = Notice.channel_id == channel.id, Notice.state.not_in((*notice_rules.UNSENT, notice_rules.State.SCHEDULED))
    found = sa.select(Notice).where(
        *mine, Notice.status != Status.TEST, scope.is_real(), Notice.id.not_in([one.id for one in shown])
    )
    return list(db.session.scalars(found.order_by(Notice.starts_at.desc(), Notice.id.desc()).limit(EARLIER)))
