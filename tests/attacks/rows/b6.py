"""A guarded visit: alone with somebody who never said yes; and with a clearance that was withdrawn on the way."""

from datetime import timedelta

from connect import clock, db
from connect.accounts import actions as accounts
from connect.accounts.models import Organization, Person
from connect.accounts.organizations import actions as organizations
from connect.cases import rules
from tests.attacks.helping import cases, doors, send, state
from tests.attacks.stage import Stage
from tests.builders import make_organization, make_person
from tests.socket.browser import Browser

CHILD = rules.GUARDS["child_alone"]


def attack(stage: Stage) -> None:
    (code,) = cases(stage, 1, guards=CHILD)
    (first, helper), (second, other) = stage.signed_in(), stage.signed_in()
    team = _checked_team(stage, helper, other)
    name = str(stage.value("SELECT public_id FROM people WHERE id = :id", id=other))
    assert send(first, code, "claim", {"second": name}).status == 303
    _sees(first, code, False, "the contact of a child is shown while nobody has agreed to come along")
    assert doors(stage, helper) == 0
    stranger, _ = stage.signed_in(verified=True)
    for who in (first, stranger):  # a yes in somebody else's name
        send(who, code, "accompany", {"word": "yes"})
    _sees(first, code, False, "somebody else said yes for the second person")

    assert send(second, code, "accompany", {"word": "yes"}).status == 303
    _sees(first, code, True, "two who agreed are kept out")
    _clear(stage, team, False)
    _sees(first, code, False, "the contact is shown to somebody whose clearance was withdrawn")
    for page in (f"/cases/{code}", "/cases/taken"):
        assert "Số 12 hẻm 45" not in first.get(page).text
    assert state(stage, code) == "claimed"


def _sees(who: Browser, code: str, may: bool, otherwise: str) -> None:
    answer = send(who, code, "contact")
    assert (answer.status == 200 and "Số 12 hẻm 45" in answer.text) is may, otherwise


def _checked_team(stage: Stage, *members: int) -> int:
    with stage.context():
        number = make_organization().id
        admin = make_person("admin")
        with clock.told(clock.now() - timedelta(days=2)), db.transaction():
            team = db.session.get_one(Organization, number)
            organizations.verify(team)
            organizations.clear(team, admin)
            for member in members:
                accounts.grant(db.session.get_one(Person, member), "volunteer", organization=team)
    return number


def _clear(stage: Stage, number: int, clear: bool) -> None:
    with stage.context():
        admin = make_person("admin")
        with db.transaction():
            organizations.clear(db.session.get_one(Organization, number), admin, clear)
