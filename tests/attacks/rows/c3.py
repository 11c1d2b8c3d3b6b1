"""Forty accounts ask for credentials at once; one number in many accounts; an official checks their own."""

from datetime import timedelta

from connect import clock, db
from connect.accounts import actions as accounts, queries
from connect.accounts.models import Organization, Person
from tests.attacks.stage import Stage
from tests.builders import ask_credential, make_clinic, make_organization
from tests.socket.browser import Answer, Browser

MANY, PER_DAY = 40, 10
MINE = "/accounts/credentials/mine"


def attack(stage: Stage) -> None:
    with stage.context():
        clinic = make_clinic().public_id
        fake = make_organization(kind="clinic", name="Phòng khám bịa")  # nobody has verified it
        unverified = fake.public_id
    for _ in range(MANY):
        who, number = stage.signed_in()
        with stage.context(), db.transaction():
            accounts.grant(db.session.get_one(Person, number), "volunteer", organization=_of(unverified))
        for wanted in (clinic, unverified, "ZZZZZZZZ"):
            _ask(who, wanted)
    assert stage.value("SELECT count(*) FROM credentials") == 0, "an account of no clinic stands in an official's queue"
    _one_number(stage, clinic)


def _of(public_id: str) -> Organization:
    found = queries.organization(public_id)
    assert found
    return found


def _ask(who: Browser, organization: str, number: str = "001234/HCM-CCHN") -> Answer:
    return who.post(MINE, {"title": "doctor", "number": number, "organization": organization}, form="/accounts/me")


def _one_number(stage: Stage, clinic: str) -> None:
    """Members of a clinic all give one number: one of them can be checked, and nobody decides on their own."""
    codes = []
    official, own = stage.signed_in("official", area="79")
    with stage.context():
        codes.append(ask_credential(db.session.get_one(Person, own), _of(clinic), "001234/HCM-CCHN").public_id)
    for _ in range(3):
        who, number = stage.signed_in()
        with stage.context(), db.transaction():
            accounts.grant(db.session.get_one(Person, number), "volunteer", organization=_of(clinic))
        assert _ask(who, clinic).status == 303
        for _again in range(PER_DAY + 2):
            last = _ask(who, clinic)
        assert last.status in (409, 422, 429)
        codes.append(str(stage.value("SELECT public_id FROM credentials WHERE person_id = :id", id=number)))
    until = {"until": f"{clock.now() + timedelta(days=90):%Y-%m-%d}"}
    answers = [official.post(f"/accounts/credentials/{code}/check", until, form="/accounts/me") for code in codes]
    assert [one.status for one in answers] == [404, 303, 422, 422]
    assert stage.value("SELECT count(*) FROM credentials WHERE checked_at IS NOT NULL") == 1
