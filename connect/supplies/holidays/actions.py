"""Setting a public holiday right, for the whole site, when the government moves a day."""

from datetime import date
from typing import cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.crypto import audit_log
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.supplies.holidays import queries
from connect.supplies.holidays.models import HolidayCorrection
from connect.supplies.hours import actions as hours

_TABLE = cast("sa.Table", HolidayCorrection.__table__)
audit_log.kinds(holiday_set="a public holiday was set right")


def may_correct(person: Person) -> bool:
    """Whether somebody may: officials and admins of a province or of the country, for holidays hold everywhere."""
    return any(
        held.role in (RoleName.OFFICIAL, RoleName.ADMIN) and held.area_path is not None
        and len(held.area_path.strip("/").split("/")) <= 2
        for held in person.roles
    )  # fmt: skip


def correct(day: date, *, is_off: bool, name: str, grounds: str, by: Person) -> None:
    """Says that a day is a holiday, or is none. RuleBroken when it is so already, Conflict when two do it at once.

    What was worked out with the day as it was is unknown from now on, until the sweep comes by. A correction is taken
    back by the opposite one: the row stays.
    """
    _check(by)
    if (day in queries.days()) == is_off:
        raise RuleBroken(_l("That is so already. Nothing was changed."))
    row = {"day": day, "is_off": is_off, "name": name, "grounds": grounds, "by_id": by.id, "at": clock.now()}
    other = _TABLE.c.is_off != is_off
    if not db.put(_TABLE, row, key=["day"], when=other, keep={}):
        raise Conflict(_l("Somebody else has changed this meanwhile. Look at it as it is now. Nothing was changed."))
    hours.forget(day)
    audit_log.write("holiday_set", by=by.id, about=f"day {day}", detail="off" if is_off else "working")


def _check(by: Person) -> None:
    if not may_correct(by):
        raise NotAllowed(_l("Only officials of a province or of the country set holidays right. Nothing was changed."))
