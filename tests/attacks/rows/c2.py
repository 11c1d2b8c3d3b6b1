"""A credential that is over: it lapses while a case is held; revoked, the account is erased and comes back."""

from datetime import timedelta

from connect import clock, db
from connect.accounts import actions as accounts
from connect.accounts.credentials import actions as credentials, queries
from connect.accounts.models import Person
from connect.cases.clinical import jobs
from tests.attacks.helping import send, state
from tests.attacks.stage import Stage
from tests.builders import ask_credential, check_credential, make_clinic, make_person, post_both

HIDDEN = "Số 12 hẻm 45"


def attack(stage: Stage) -> None:
    doctor, number = stage.signed_in()
    with stage.context():
        clinic = make_clinic()
        check_credential(ask_credential(db.session.get_one(Person, number), clinic), days=1)
    stage.forward(hours=23)
    with stage.context():
        code = post_both(needs={"doctor_call": 1})[0].public_id
    assert send(doctor, code, "claim").status == 303
    assert HIDDEN in send(doctor, code, "contact").text, "a clinician is kept out"
    stage.forward(hours=1, minutes=1)
    for verb in ("contact", "extend", "refer"):
        answer = send(doctor, code, verb, {"reason": "hospital"})
        assert HIDDEN not in answer.text and answer.status != 200, f"{verb} with a credential that has lapsed"
    for page in (f"/cases/{code}", "/cases/taken"):
        assert HIDDEN not in doctor.get(page).text
    with stage.context():
        jobs.guard_advice()
    assert state(stage, code) == "open", "the case stays with somebody whose credential has lapsed"
    assert doctor.get(f"/cases/{code}").status == 404
    _comes_back(stage)


def _comes_back(stage: Stage) -> None:
    """Revoked, erased, signed up anew under the same phone: no credential, and the next official reads of it."""
    with stage.context():
        clinic, official, phone = make_clinic(), make_person("official", "79"), stage.phone()
        person = make_person(phone=phone)
        found = check_credential(ask_credential(person, clinic))
        with db.transaction():
            credentials.end(found, official, "Không đúng người")
            accounts.erase(person)
    again = stage.new_account(phone=phone)
    assert "doctor" not in again.get("/accounts/credentials/mine").text
    with stage.context():
        back = db.session.get_one(Person, int(str(stage.value("SELECT max(id) FROM people"))))
        assert not queries.is_clinician(back)
        code = ask_credential(back, clinic, "007/HCM-CCHN").public_id
        assert clock.now() - credentials.revoked_before(back)[0] < timedelta(minutes=5)
    browser, _ = stage.signed_in("official", area="79")
    assert "Một tài khoản trước" in browser.get(f"/accounts/credentials/{code}").text, "nobody learns of it"
