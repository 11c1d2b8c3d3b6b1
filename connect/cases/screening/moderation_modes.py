"""How requests are looked at in an area: the nearest area up the tree that has chosen decides, else the setting."""

from dataclasses import dataclass

import sqlalchemy as sa

from connect import config, db
from connect.areas.models import Area
from connect.areas.queries import Place
from connect.cases import rules
from connect.cases.models import Case, ModerationMode
from connect.cases.screening.rules import MODES


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


def to_look_at_later() -> sa.ColumnElement[bool]:
    """Whether a case was shown before anybody looked at it, and its area wants that made good."""
    all_, wanted = chosen(), []
    for path, name in all_.items():
        least = MODES[name].looked_at_from
        inside = [other for other in all_ if other != path and other.startswith(path)]
        if least is None:
            continue
        here = sa.select(Area.id).where(
            Area.path.startswith(path, autoescape=True),
            *(~Area.path.startswith(other, autoescape=True) for other in inside),
        )
        wanted.append(sa.and_(Case.area_id.in_(here), Case.urgency >= least))
    return sa.and_(Case.verified_at.is_(None), Case.state.in_(rules.LISTED), sa.or_(sa.false(), *wanted))


def history(place: Place | Area) -> list[ModerationMode]:
    """The last 50 choices of an area, newest first."""
    statement = sa.select(ModerationMode).where(ModerationMode.area_id == place.id)
    return list(db.session.scalars(statement.order_by(ModerationMode.id.desc()).limit(50)))
