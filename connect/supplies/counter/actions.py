"""Writing by the links of a point: helpers come and go, a new link makes the earlier ones dead."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.errors import RuleBroken
from connect.supplies import queries, rules, transitions
from connect.supplies.models import SupplyHelper, SupplyPoint
from connect.supplies.rules import By, Verb


def accept(point: SupplyPoint, person: Person) -> None:
    """Makes somebody a helper of the owner. Raises RuleBroken above the limit; a second yes changes nothing."""
    point = transitions.locked(point.id)
    if queries.side_of(person, point) in (By.OWNER, By.HELPER):
        return
    if len(queries.helpers_of(point)) >= rules.MOST_HELPERS:
        raise RuleBroken(_l("This point has %(most)s helpers already. Ask its owner.", most=rules.MOST_HELPERS))
    db.session.add(SupplyHelper(point_id=point.id, person_id=person.id, since=clock.now()))
    transitions.record(point, Verb.HAND_ON, By.HELPER, person=person, detail={"what": "came"})


def leave(point: SupplyPoint, helper: str, by: By, person: Person) -> None:
    """Ends the help of somebody (a public id): by the owner, or by the helper alone for oneself."""
    for one in queries.helpers_of(point):
        if one.person.public_id == helper and (by == By.OWNER or one.person_id == person.id):
            gone = sa.delete(SupplyHelper).where(
                SupplyHelper.point_id == point.id, SupplyHelper.person_id == one.person_id
            )
            db.session.execute(gone)
            transitions.record(point, Verb.HAND_ON, by, person=person, detail={"what": "left"})


def new_link(point: SupplyPoint, by: By, person: Person) -> SupplyPoint:
    """Gives a point a new link; the code on the counter and invitations of helpers are dead."""
    return transitions.move(
        point, Verb.HAND_ON, by, person=person, detail={"what": "link"}, link=SupplyPoint.link % 30_000 + 1
    )
