"""Opening series and keeping figures. All figures of a press are kept, or none; of two at once one wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.areas import queries as areas
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.notices.bulletins import queries, rules
from connect.notices.bulletins.models import Figure, Series
from connect.notices.bulletins.rules import Kind
from connect.notices.channels import speaking
from connect.notices.channels.kits import Kit
from connect.notices.channels.rules import ChannelState
from connect.notices.models import Channel
from connect.notices.rules import covers

MEANWHILE = _l("Somebody else has put in figures of this series meanwhile. Look yours over again; nothing is lost.")


@dataclass(frozen=True, slots=True)
class New:
    """A figure to be kept: thousandths, and the revision that it follows (0: none)."""

    area_id: int
    day: date
    value: int
    after: int
    note: str = ""


def open_series(
    channel: Channel, by: Person, names: dict[str, str], units: dict[str, str], kind: Kind, *, is_health: bool
) -> Series:
    """A new series of a channel. Raises RuleBroken when its name is taken, or another counts the same people."""
    check_writes(channel, by)
    code = rules.slug(names["vi"])
    if not code:
        raise RuleBroken(_l("Write a name with letters."))
    if is_health and kind == Kind.YES_NO:
        is_health = False  # nobody is counted
    other = queries.like(channel, units["vi"]) if is_health else None
    if other is not None:
        raise RuleBroken(_l(
            "“%(name)s” of %(channel)s counts this unit already. Two such series could be subtracted from one another. "
            "If it counts something else, say so in the unit.", name=other.name("vi"), channel=other.channel.name,
        ))  # fmt: skip
    return _made(channel, by, code=code, names=names, units=units, kind=kind, is_health=is_health)


def from_kit(channel: Channel, by: Person, kit: Kit) -> None:
    """The series that a kit brings; what a channel above or below counts already is left to it."""
    for one in kit.series:
        names, units = ({lang: getattr(said, what) for lang, said in one.words.items()} for what in ("name", "unit"))
        if not (one.health and queries.like(channel, units["vi"])):
            _made(channel, by, code=one.code, names=names, units=units, kind=Kind(one.kind), is_health=one.health)


def _made(channel: Channel, by: Person, **values: Any) -> Series:
    series = Series(channel_id=channel.id, created_by_id=by.id, created_at=clock.now(), **values)
    try:
        with db.session.begin_nested():
            db.session.add(series)
    except sa.exc.IntegrityError as error:
        raise RuleBroken(_l("This channel has a series of that name already.")) from error
    speaking.forget()
    return series


def check_writes(channel: Channel, by: Person) -> None:
    """Raises NotAllowed for whoever is no official of the area, RuleBroken where the channel is not open."""
    if not covers(accounts.scopes(by, RoleName.OFFICIAL), [areas.by_id(channel.area_id).path]):
        raise NotAllowed(_l("You can write only for the areas you answer for."))
    if channel.state != ChannelState.OPEN:
        raise RuleBroken(_l("This channel is not open. Nothing can be published by it."))


def keep(series: Series, by: Person, edition: int, figures: Sequence[New]) -> int:
    """Keeps figures that were looked over at an edition of the series; says how many.

    Raises Conflict when others were put in since: what is published of a figure hangs on all before it.
    """
    check_writes(series.channel, by)
    mine = sa.update(Series).where(Series.id == series.id, Series.edition == edition).values(edition=edition + 1)
    if cast("sa.CursorResult[Any]", db.session.execute(mine)).rowcount != 1:
        raise Conflict(MEANWHILE)
    told = queries.told(series, {one.area_id for one in figures})
    now = clock.now()
    for one in sorted(figures, key=lambda one: one.day):
        before = told.setdefault(one.area_id, [])
        shown, news = rules.published(series.kind, series.is_health, one.day, one.value, before)
        before.append((one.day, shown))
        db.session.add(Figure(
            series_id=series.id, area_id=one.area_id, day=one.day, revision=one.after + 1, value=one.value,
            shown=shown, shown_revision=news, note=one.note, by_id=by.id, at=now,
        ))  # fmt: skip
    db.session.flush()
    return len(figures)
