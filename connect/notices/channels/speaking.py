"""The channels that are open and what they count, as a process remembers them for seconds: for pages of every place."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, cast

import sqlalchemy as sa
from flask import current_app

from connect import clock, db
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.notices.bulletins.models import Series
from connect.notices.bulletins.rules import Kind
from connect.notices.channels.rules import ChannelState
from connect.notices.models import Channel

KEPT = timedelta(seconds=5)


class Counts(NamedTuple):
    """A series as lists name it."""

    id: int
    public_id: str
    kind: Kind
    names: Mapping[str, str]
    units: Mapping[str, str]

    def name(self, lang: str) -> str:
        """As `Series.name`."""
        return self.names.get(lang) or self.names["vi"]

    def unit(self, lang: str) -> str:
        """As `Series.unit`."""
        return self.units.get(lang) or self.units.get("vi", "")


@dataclass(frozen=True, slots=True)
class Voice:
    """An open channel as lists name it, and its series, the oldest first."""

    public_id: str
    name: str
    folded: str
    area_id: int
    counts: list[Counts] = field(default_factory=list)


def to(place: Place) -> list[Voice]:
    """The open channels that speak to a place: its own, and those of all it lies in; the nearest first."""
    there = _everywhere()
    return [voice for one in reversed(areas.ancestors(place)) for voice in there.get(one.id, ())]


def forget() -> None:
    """Once this transaction stands, this process looks anew; the others do so by themselves."""
    kept = current_app.extensions
    db.after_commit("speaking", lambda: kept.pop("connect.speaking", None))


def _everywhere() -> Mapping[int, list[Voice]]:
    """All of them, by area, some seconds old: two short reads for however many places are asked for meanwhile."""
    at, found = current_app.extensions.get("connect.speaking", (datetime.min.replace(tzinfo=clock.now().tzinfo), {}))
    if abs(clock.now() - at) > KEPT:
        found = _read()
        current_app.extensions["connect.speaking"] = (clock.now(), found)
    return found


def _read() -> Mapping[int, list[Voice]]:
    voices: dict[int, Voice] = {}
    channels = sa.select(Channel.id, Channel.public_id, Channel.name, Channel.folded, Channel.area_id)
    for number, *rest in db.session.execute(channels.where(Channel.state == ChannelState.OPEN)):
        voices[number] = Voice(*cast("tuple[str, str, str, int]", rest))
    told = Series.channel_id, Series.id, Series.public_id, Series.kind, Series.names, Series.units
    for channel, *rest in db.session.execute(sa.select(*told).order_by(Series.id)):
        if channel in voices:
            voices[channel].counts.append(Counts._make(rest))
    found: dict[int, list[Voice]] = defaultdict(list)
    for one in sorted(voices.values(), key=lambda one: one.folded):
        found[one.area_id].append(one)
    return dict(found)
