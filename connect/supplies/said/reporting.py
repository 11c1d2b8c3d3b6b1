"""Points that many buyers doubt, in the moderators' queue. A point is never hidden by reports: a rival writes some too.

Reports of another sort, a fraud or somebody's home shown as a shop, wait for a moderator from the first.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.registry import reports
from connect.registry.reports import Reported
from connect.supplies import queries as points, words
from connect.supplies.models import SupplyEvent, SupplyPoint
from connect.supplies.rules import Verb
from connect.supplies.said import queries, words as said_words
from connect.supplies.said.actions import KIND
from connect.supplies.said.models import SupplyDoubt
from connect.supplies.said.rules import GATHERED


def _find(public_id: str, _person: Person | None) -> Reported | None:
    point = queries.shown(public_id)
    return Reported("supply", point.public_id, point.area_id) if point else None


def _name_of(public_id: str) -> str:
    return points.by_public_id(public_id).name


def _facts(person: Person, public_id: str) -> Mapping[str, Any] | None:
    """The point with what buyers said of it lately, for a moderator of its ward."""
    mine = SupplyPoint.area_id.in_(accounts.areas_of(person, RoleName.MODERATOR))
    point = db.session.scalar(sa.select(SupplyPoint).where(SupplyPoint.public_id == public_id, mine))
    if point is None:
        return None
    return {
        "point": point, "kind": words.KINDS[point.kind], "state": words.STATES[point.state],
        "lines": said_words.lines(queries.told(point)),
    }  # fmt: skip


def _is(public_id: sa.ColumnElement[str], *where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(SupplyPoint.public_id == public_id, *where)


def _doubted() -> sa.ColumnElement[bool]:
    return sa.exists().where(SupplyDoubt.point_id == SupplyPoint.id)


def _changed_since(public_id: str, moment: datetime) -> bool:
    later = sa.select(SupplyEvent.id).join(SupplyPoint, SupplyPoint.id == SupplyEvent.point_id)
    edits = SupplyPoint.public_id == public_id, SupplyEvent.verb.in_((Verb.EDIT, Verb.PICTURE))
    return db.session.scalar(later.where(*edits, SupplyEvent.at > moment).limit(1)) is not None


def _gather(public_id: str) -> bool:
    """Calls a moderator to a point. One that is hidden or closed meanwhile needs none."""
    point = queries.shown(public_id)
    if point is None:
        return False
    table = cast(sa.Table, SupplyDoubt.__table__)
    db.upsert(table, [{"point_id": point.id, "at": clock.now()}], ["point_id"], [])
    return True


def _answered(public_id: str) -> None:
    """Ends the doubt: a moderator has looked."""
    of_point = sa.select(SupplyPoint.id).where(SupplyPoint.public_id == public_id)
    db.session.execute(sa.delete(SupplyDoubt).where(SupplyDoubt.point_id.in_(of_point)))


DETAILS = reports.Details("supplies/parts/reported.html", _facts)
reports.kind(
    "supply", label=_l("A supply point"), address="supply/<pid:public_id>", find=_find, name_of=_name_of,
    details=DETAILS,
)  # fmt: skip
reports.kind(
    KIND, label=_l("A supply point, as buyers say"), name_of=_name_of, details=DETAILS,
    reasons={word.value: said_words.WORDS[word] for word in GATHERED},
    gathering=reports.Gathering(
        open=lambda public_id: _is(public_id, SupplyPoint.state.in_(queries.SHOWN), ~_doubted()),
        gathered=lambda public_id: _is(public_id, _doubted()),
        changed_since=_changed_since, gather=_gather, answered=_answered,
    ),
)  # fmt: skip
