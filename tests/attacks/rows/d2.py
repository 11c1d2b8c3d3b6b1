"""D2: whoever is no clinician of the area, or no clinician any more, reads nothing, takes nothing, signs nothing."""

from connect import db
from connect.accounts.credentials import actions as credentials, queries as credential_queries
from connect.accounts.models import Person
from connect.incidents.signs.rules import CURRENT
from tests.advice.pages import doctor, post_advice
from tests.attacks.stage import Stage
from tests.builders import make_person
from tests.socket.browser import Browser

SETTINGS = {"CONNECT_MODERATION": "peer_to_peer"}
READ = {"read": "y", "version": CURRENT.version, "digest": CURRENT.digest}


def attack(stage: Stage) -> None:
    """Volunteers, staff, a clinician of another province, one whose credential was revoked a moment ago."""
    with stage.context():
        case, _ = post_advice("cannot_breathe")
        code = case.public_id
        far, near, clinic = doctor(area="01").id, doctor().id, doctor(kind="clinic").id
    for who in (stage.signed_in(verified=True)[0], stage.signed_in("admin", "79")[0], _as(stage, far)):
        assert "cannot_breathe" not in who.get("/advice/").text and "Khó thở" not in who.get("/advice/").text
    for who in (stage.signed_in(verified=True)[0], _as(stage, far)):
        assert who.get(f"/cases/{code}").status == 404
        for verb in ("claim", "contact"):
            assert who.post(f"/cases/{code}/{verb}", {}, form="/accounts/me").status in (403, 404, 409), verb
        assert who.get(f"/advice/{code}/summary").status in (403, 404)
    assert stage.value("SELECT count(*) FROM claims") == 0

    by = _as(stage, near)
    assert by.post(f"/cases/{code}/claim", {}, form=f"/cases/{code}").status == 303
    with stage.context():
        official = make_person("official", "79")
        held = credential_queries.clinician(db.session.get_one(Person, near))
        assert held
        with db.transaction():
            credentials.end(held, official, "Số này không có trong danh sách.")
    assert by.post(f"/cases/{code}/contact", {}, form="/accounts/me").status in (403, 404, 409), (
        "revoked, and still shown"
    )
    assert "Khó thở" not in by.get(f"/cases/{code}").text
    assert by.get("/advice/").status == 403

    for who in (stage.signed_in(verified=True)[0], stage.signed_in("admin", "79")[0], by, _as(stage, clinic)):
        answer = who.post("/incidents/signs/sign", READ, form="/accounts/me")
        assert answer.status == 403, f"somebody who is no clinician of an authority signed: {answer.status}"
    signer = _as(stage, far)
    for wrong in ({"version": "2020-01-01"}, {"digest": "0" * 64}, {"digest": ""}, {"version": CURRENT.version + " "}):
        answer = signer.post("/incidents/signs/sign", {**READ, **wrong}, form="/accounts/me")
        assert answer.status == 409, f"{wrong}: {answer.status}"
    assert stage.value("SELECT count(*) FROM sign_lists") == 0
    assert signer.post("/incidents/signs/sign", READ, form="/accounts/me").status == 303
    assert signer.post("/incidents/signs/sign", READ, form="/accounts/me").status == 409
    assert stage.value("SELECT count(*) FROM sign_lists") == 1


def _as(stage: Stage, number: int) -> Browser:
    """A browser of somebody who is there already."""
    return stage.browser_of(number)
