"""Cases in groups of which the board says the same: what is looked at later, and when somebody is asked again."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases.asking import reminders
from connect.cases.models import Case
from connect.cases.utilities import groups
from connect.incidents.models import Incident
from connect.incidents.rules import Settings
from connect.moderation import actions as moderation
from tests.builders import make_case, make_person, post_case
from tests.conftest import Clock
from tests.incidents.conftest import incident, official, switch_on

__all__ = ["incident", "official"]
HERE = "79"


def set_(incident: Incident, official: Person, utility: str = "food", area: str = HERE, **values: Any) -> None:
    switch_on(incident, official, utility, area, settings=Settings(**values))


def shown(**over: Any) -> int:
    """The number of a case that stands on the list although nobody has looked at it."""
    number = post_case(**over)[0].id
    with db.transaction():
        db.session.execute(sa.update(Case).where(Case.id == number).values(state="open"))
    return number


def looked_at_later() -> set[int]:
    return set(db.session.scalars(sa.select(Case.id).where(groups.to_look_at_later())))


def test_what_is_looked_at_later_follows_the_mode_of_the_switch(incident: Incident, official: Person) -> None:
    food, both, soap = (shown(needs=one) for one in ({"rice": 5}, {"rice": 5, "pads": 1}, {"pads": 1}))
    assert looked_at_later() == {food, both, soap}
    set_(incident, official, moderation="peer_to_peer")
    assert looked_at_later() == {both, soap}, "of both the stricter mode, that of the site, holds"
    set_(incident, official, "daily_goods", moderation="peer_to_peer")
    assert looked_at_later() == set()


def test_a_ward_in_which_the_switch_says_otherwise_is_looked_at_otherwise(incident: Incident, official: Person) -> None:
    admin = make_person("admin", area="VN")
    with db.transaction():
        moderation.choose_mode(areas.get("VN"), "dispatch_assisted", admin)
    case = shown()
    assert looked_at_later() == {case}
    set_(incident, official, area=areas.by_id(db.session.get_one(Case, case).area_id).code, moderation="peer_to_peer")
    assert looked_at_later() == set()


def test_somebody_is_asked_again_by_the_freshness_of_the_switch(
    incident: Incident, official: Person, clock: Clock
) -> None:
    set_(incident, official, fresh_s=2 * 86400)
    short, long = shown(needs={"rice": 5}), shown(needs={"pads": 1})
    assert reminders.due("half", 9) == [], "two days of freshness are not half over at once"
    clock.forward(hours=25)
    assert reminders.due("half", 9) == [short]
    clock.forward(hours=60)
    assert reminders.due("half", 9) == [long]


def test_cases_are_split_by_the_strictest_of_what_they_ask_for(app: object) -> None:
    both, soap = make_case(needs={"rice": 5, "pads": 1}), make_case(needs={"pads": 1})
    told = {"food": 1, "daily_goods": 2}
    found = {
        value: set(db.session.scalars(sa.select(Case.id).where(here)))
        for value, here in groups.groups((), lambda _path, code: told.get(code, 3), lambda one: -one)
    }
    assert found == {1: {both.id}, 2: {soap.id}, 3: set()}
    assert timedelta(0) < next(groups.by_freshness())[0]
