"""How requests are looked at in an area: the nearest area up the tree that has chosen decides, else the setting."""

from dataclasses import dataclass

import sqlalchemy as sa

from connect import config, db
from connect.areas.models import Area
from connect.areas.queries import Place
from connect.cases.screening.models import ModerationMode


@dataclass(frozen=True, slots=True)
class Standing:
    """The mode in force, and the path of the area that chose it; empty when it is the site's setting."""

    mode: str
    path: str


def chosen() -> dict[str, str]:
    """The mode of each area that chose one, by path; the whole site's setting under the empty path."""
    return {"": config.current().moderation} | dict(db.Reader().rows(_CHOSEN, ()))


_CHOSEN = """
    SELECT a.path, m.mode FROM moderation_modes AS m JOIN areas AS a ON a.id = m.area_id
    WHERE m.mode IS NOT NULL AND m.id IN (SELECT max(id) FROM moderation_modes GROUP BY area_id)
"""


def standing(place: Place | Area) -> Standing:
    """The mode in force in an area."""
    all_ = chosen()
    path = max((path for path in all_ if place.path.startswith(path)), key=len)
    return Standing(all_[path], path)


def history(place: Place | Area) -> list[ModerationMode]:
    """The last 50 choices of an area, newest first."""
    statement = sa.select(ModerationMode).where(ModerationMode.area_id == place.id)
    return list(db.session.scalars(statement.order_by(ModerationMode.id.desc()).limit(50)))
