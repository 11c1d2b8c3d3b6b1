"""The invented figures of the demo: cases of an epidemic, the water of a flood, roads that can be passed."""

import random
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import to_user_timezone

from connect import clock, db
from connect.accounts.demo.people import Cast
from connect.areas import queries as areas
from connect.notices.bulletins import actions
from connect.notices.bulletins.actions import New
from connect.notices.bulletins.rules import UNIT, Kind
from connect.notices.models import Channel
from connect.registry.demo_data import PLACES, Wave

DAYS, WARDS = 14, 12
EVENING = timedelta(hours=4)
CASES, WATER, ROAD = (
    ({"vi": "Ca mắc mới trong ngày", "en": "New cases of the day"}, {"vi": "ca", "en": "cases"}, Kind.DAY, True),
    ({"vi": "Mực nước tại trạm đo", "en": "Water level at the gauge"}, {"vi": "cm", "en": "cm"}, Kind.LEVEL, False),
    ({"vi": "Đường chính đi được", "en": "Main road passable"}, {"vi": "", "en": ""}, Kind.YES_NO, False),
)
Value = Callable[[random.Random, int, int], int]  # by chance, the place and the day, each by its number


def fill(wave: Wave) -> None:
    """Puts the figures of two weeks into the channels of the invented officials."""
    dice = random.Random(15)  # nosec B311 # noqa: S311 - invented; of its own, so that the rest of the wave stays as it was
    for code, (crisis, _share) in PLACES.items():
        if crisis == "epidemic":
            _series(wave, code, CASES, lambda dice, at, day: max(0, round(dice.gauss(3 * at - 2 + day, 3))), dice)
        else:
            _series(wave, code, WATER, lambda dice, at, day: 240 + 30 * at - 9 * abs(day - 9) ** 2 // 4, dice)
            _series(wave, code, ROAD, lambda dice, at, day: int(abs(day - 9) > at), dice)


def _series(wave: Wave, code: str, what: tuple[dict[str, str], dict[str, str], Kind, bool], value: Value,
            dice: random.Random) -> None:  # fmt: skip
    by, places = wave.get(Cast).officials[code], wave.get(Cast).wards[code][:WARDS]
    channel = db.session.scalars(sa.select(Channel).where(Channel.area_id == areas.get(code).id)).first()
    assert channel  # noqa: S101 - the notices of the demo have made it
    names, units, kind, is_health = what
    series = actions.open_series(channel, by, names, units, kind, is_health=is_health)
    for number in range(DAYS):
        at = wave.now - timedelta(days=DAYS - number) + EVENING
        with clock.told(at):
            day = to_user_timezone(at).date()
            figures = [New(place.id, day, value(dice, one, number) * UNIT, 0) for one, place in enumerate(places)]
            db.session.flush()
            db.session.refresh(series)
            actions.keep(series, by, series.edition, figures)
