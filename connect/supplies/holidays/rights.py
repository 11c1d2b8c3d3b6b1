"""The rights of officials over what is kept of their corrections."""

from typing import Any

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.registry import personal_data
from connect.supplies.holidays.models import HolidayCorrection


@personal_data.part("holiday_corrections", "holiday_corrections")
def _corrections(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(HolidayCorrection).where(HolidayCorrection.by_id == person.id).order_by(HolidayCorrection.day)
    return [personal_data.columns(one, "by_id") for one in db.session.scalars(mine)]


@personal_data.erasure("holiday_corrections")
def _forget(person: Person) -> None:
    """The day stays as it was set right; nobody is named with it."""
    mine = sa.update(HolidayCorrection).where(HolidayCorrection.by_id == person.id)
    db.session.execute(mine.values(by_id=None))
