"""The wards of a staff member's areas, each with what is still needed, taken and helped there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from connect import db
from connect.accounts import queries as accounts, rules as account_rules
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.models import LISTED_SQL, Case
from connect.cases.statistics import day_counts
from connect.cases.statistics.day_counts import Level


@dataclass(frozen=True, slots=True)
class Ward:
    """One ward: its levels now, and since when the first of those who still wait has waited."""

    place: Place
    level: Level
    oldest: datetime | None

    @property
    def share(self) -> float | None:
        """The part of all that has been helped, from 0 to 1; None where there is nothing."""
        return self.level.done / self.level.total if self.level.total else None


def scopes(person: Person) -> list[str]:
    """The paths of the areas for which somebody is of the staff."""
    return sorted({path for role in account_rules.STAFF for path in accounts.scopes(person, role)})


def wards(paths: Sequence[str]) -> list[Ward]:
    """All wards at or below the paths in which there is any request that others see."""
    levels, oldest = day_counts.levels(paths), _oldest(paths)
    return [Ward(areas.by_id(number), level, oldest.get(number)) for number, level in levels.items()]


def total(wards: Sequence[Ward]) -> Level:
    """The levels of some wards together."""
    levels = [ward.level for ward in wards]
    return Level(sum(one.need for one in levels), sum(one.taken for one in levels), sum(one.done for one in levels))


def _oldest(paths: Sequence[str]) -> dict[int, datetime]:
    """Since when the first who waits has waited, by ward: of what is listed and nobody's."""
    waiting = (
        sa.text(LISTED_SQL),
        Case.state.in_(("open", "partly_helped")),
        Case.area_id.in_(areas.below(list(paths))),
    )
    first = sa.func.min(Case.waiting_since, type_=db.Moment())
    found = db.session.execute(sa.select(Case.area_id, first).where(*waiting).group_by(Case.area_id))
    return {number: since for number, since in found if since}
