"""Opening and closing channels: an admin says whose word one is, and the audit log keeps who said so."""

from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.models import Organization, Person
from connect.accounts.rules import RoleName
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.crypto import audit_log
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.notices.bulletins import actions as bulletins
from connect.notices.channels import kits, speaking
from connect.notices.channels.rules import CHANNEL_MOVES, ChannelState, ChannelVerb
from connect.notices.models import Channel
from connect.notices.rules import covers
from connect.text import folded

audit_log.kinds(
    channel_open="an admin verified a channel of an authority and opened it", channel_close="an admin closed a channel"
)


def make_channel(name: str, area: Place, state: ChannelState = ChannelState.OPEN, **more: Any) -> Channel:
    """The voice of an authority over an area. Raises RuleBroken when the area has one of this name."""
    values = {
        "name": name,
        "folded": folded(name),
        "area_id": area.id,
        "state": state,
        "created_at": clock.now(),
    } | more
    channel = Channel(**values)
    try:
        with db.session.begin_nested():
            db.session.add(channel)
    except sa.exc.IntegrityError as error:
        raise RuleBroken(_l("This area has a channel of that name already.")) from error
    speaking.forget()
    return channel


def ask(
    name: str, area: Place, by: Person, *, kit: str = "", about: str = "", contact: str = "",
    organization: Organization | None = None,
) -> Channel:  # fmt: skip
    """A new channel: an admin above its area opens it at once, an official's waits until one has."""
    admin = may_open(by, area.path)
    if not admin and not covers(accounts.scopes(by, RoleName.OFFICIAL), [area.path]):
        raise NotAllowed(_l("You can open channels only for the areas you answer for."))
    channel = make_channel(
        name, area, ChannelState.DRAFT, kit=kit, about=about, contact=contact,
        organization_id=organization.id if organization else None,
    )  # fmt: skip
    if kit:
        bulletins.from_kit(channel, by, kits.kits()[kit])
    return move(channel, ChannelVerb.OPEN, by) if admin else channel


def may_open(person: Person, path: str) -> bool:
    """Whether somebody says over an area which channels are an authority's."""
    return covers(accounts.scopes(person, RoleName.ADMIN), [path])


def move(channel: Channel, verb: ChannelVerb, by: Person) -> Channel:
    """Opens or closes a channel by one conditional UPDATE. Raises Conflict when somebody was faster."""
    if not may_open(by, areas.by_id(channel.area_id).path):
        raise NotAllowed(_l("Only an admin above its area opens or closes a channel."))
    line, now = CHANNEL_MOVES[verb], clock.now()
    values: dict[str, Any] = {"state": line.target, "closed_at": now if verb == ChannelVerb.CLOSE else None}
    if verb == ChannelVerb.OPEN:
        values |= {"verified_by_id": by.id, "verified_at": now}
    mine = sa.update(Channel).where(Channel.id == channel.id, Channel.state.in_(line.sources)).values(**values)
    if cast("sa.CursorResult[Any]", db.session.execute(mine)).rowcount != 1:
        raise Conflict(_l("Somebody else has opened or closed this channel meanwhile."))
    audit_log.write(
        f"channel_{verb}", by=by.id, about=f"channel {channel.id}", detail=areas.by_id(channel.area_id).path
    )
    db.session.refresh(channel)
    speaking.forget()
    return channel
