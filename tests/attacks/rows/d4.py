"""D4: a drill as a way to see or touch what is real, to earn trust for nothing, and to come in uninvited.

A stranger opens a drill's requests by their codes and links, makes a marker, comes by an old link; somebody who takes
part opens, takes and decides real requests; a helper takes and brings again and again what they have asked for
themselves; an official of elsewhere invites and ends; a form of the drill is sent when it is over.
"""

from connect import clock, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases.disclosure import limits
from connect.incidents import actions
from connect.incidents.drill import actions as drill, queries
from connect.incidents.models import Incident
from connect.incidents.rules import IncidentKind, Status
from tests.attacks.stage import Stage
from tests.builders import make_case, make_person
from tests.socket.browser import ASKED, Browser

HERE, FAR = "79", "01"
HELPS = 4  # more than make a helper proven


def attack(stage: Stage) -> None:
    number, code, token = _exercise(stage)
    asker = _inside(stage.browser(), token)
    sent = asker.ask("+84912345678")
    assert sent.status == 303, f"nobody can ask in a drill: {sent.status} {sent.words[:200]}"
    case = str(stage.value("SELECT public_id FROM cases WHERE guarded = 3"))
    _uninvited(stage, case, str(sent.location), token)
    _something_real(stage, token)
    _trust_for_nothing(stage, token)
    _from_elsewhere(stage, code)
    _sent_too_late(stage, number, asker)


def _exercise(stage: Stage) -> tuple[int, str, str]:
    """Number, code and invitation of an exercise."""
    with stage.context():
        by = make_person("official", HERE, phone=stage.phone())
        with db.transaction():
            made = actions.make(
                by=db.session.get_one(Person, by.id), kind=IncidentKind.FLOOD, name_vi="Diễn tập", name_en="Drill",
                status=Status.EXERCISE, places=[areas.get(HERE)], starts_at=clock.now(), ends_at=None,
            )  # fmt: skip
            drill.invite(made, by=by)
        return made.id, made.public_id, queries.invitation_of(made)


def _inside(browser: Browser, token: str) -> Browser:
    assert browser.post(f"/incidents/drill/{token}").status == 303, "the invitation leads nowhere"
    return browser


def _uninvited(stage: Stage, case: str, own: str, token: str) -> None:
    for role, area in ((None, None), ("volunteer", "VN"), ("moderator", HERE), ("admin", "VN")):
        who = stage.browser() if role is None else stage.signed_in(role, area=area)[0]
        for path in (f"/cases/{case}", own, own.replace("/sent/", "/mine/"), f"/moderation/{case}", "/cases/drill"):
            answer = who.get(path)
            hidden = answer.status in (403, 404) and case not in answer.text
            assert hidden or "sign-in" in str(answer.location), f"{role} {path}: {answer.status}"
    liar = stage.browser()
    for marker in ("x", token, token[:-1] + "A", '["' + case + '"]'):
        liar.cookies["drill"] = marker
        assert "DIỄN TẬP" not in liar.get("/cases/ask").text, f"a marker was taken: {marker[:20]}"


def _something_real(stage: Stage, token: str) -> None:
    with stage.context():
        real = make_case().public_id
    helper, moderator = (
        _inside(stage.signed_in(role, area=area, verified=True)[0], token)
        for role, area in (("volunteer", "VN"), ("moderator", HERE))
    )
    before = stage.value("SELECT state FROM cases WHERE public_id = :code", code=real)
    for path in (f"/cases/{real}", "/cases/nearby.geojson?area=26740", "/moderation/numbers", f"/moderation/{real}"):
        for who in (helper, moderator):
            assert real not in who.get(path).text, f"{path} shows what is real in a drill"
    for who, path in ((helper, f"/cases/{real}/claim"), (moderator, f"/moderation/{real}/reject")):
        answer = who.post(path, {"reason": "joke"}, form="/cases/drill")
        assert answer.status in (403, 404, 409), f"{path}: {answer.status}"
    assert stage.value("SELECT state FROM cases WHERE public_id = :code", code=real) == before


def _trust_for_nothing(stage: Stage, token: str) -> None:
    helper, number = stage.signed_in("volunteer", area="VN")
    looking, _ = stage.signed_in("moderator", area=HERE)
    _inside(helper, token), _inside(looking, token)
    for _ in range(HELPS):
        own = str(helper.ask(stage.phone()).location).rpartition("/")[2]
        case = str(stage.value("SELECT max(public_id) FROM cases WHERE id = (SELECT max(id) FROM cases)"))
        assert looking.post(f"/moderation/{case}/approve", form="/cases/drill").status == 303
        assert helper.post(f"/cases/{case}/claim", form="/cases/drill").status == 303
        assert helper.post(f"/cases/{case}/contact", form="/cases/drill").status == 200
        assert helper.post(f"/cases/{case}/help", {"given-rice": "10"}, form="/cases/drill").status == 303
        assert helper.post(f"/cases/mine/{own}/received", form="/cases/drill").status == 303
    helped = stage.value("SELECT count(*) FROM claims WHERE person_id = :id AND \"end\" = 'helped'", id=number)
    assert helped == HELPS, f"the drill was not played: {helped}"
    with stage.context():
        assert limits.trust_of(db.session.get_one(Person, number)) == "new", "a drill makes helpers proven"


def _from_elsewhere(stage: Stage, code: str) -> None:
    far, _ = stage.signed_in("official", area=FAR)
    for path in (f"/incidents/{code}/drill", f"/incidents/{code}/end", f"/incidents/{code}/copy"):
        assert far.get(path).status == 404, f"an official of elsewhere opens {path}"
        assert far.post(path, form="/accounts/me").status == 404, f"an official of elsewhere presses {path}"


def _sent_too_late(stage: Stage, number: int, asker: Browser) -> None:
    fields = {**ASKED, **asker.get("/cases/ask").hidden(), "phone": stage.phone()}
    with stage.context(), db.transaction():
        exercise = db.session.get_one(Incident, number)
        actions.end(exercise, by=db.session.get_one(Person, exercise.created_by_id))
    before = stage.value("SELECT count(*) FROM cases")
    answer = asker.send("/cases/ask", fields)
    assert answer.status == 409 and "chưa gửi gì cả" in answer.words, f"{answer.status} {answer.words[:200]}"
    assert stage.value("SELECT count(*) FROM cases") == before, "a request of the drill became real"
