"""Medical advice of others: addresses are guessed, its guard is taken off by a form, lists are looked through."""

from connect import db
from connect.cases.models import CaseSecret
from tests.attacks.helping import send
from tests.attacks.stage import Stage
from tests.builders import make_clinician, post_both, take
from tests.socket.browser import Browser

LISTS = (
    "/cases/nearby?lat=10.7722&lon=106.6983", "/cases/nearby.geojson?lat=10.7722&lon=106.6983", "/", "/cases/taken",
    "/cases/clusters.json?south=10&north=11&west=106&east=107&zoom=12", "/cases/guarded",
)  # fmt: skip
DETAILS = {
    "people": "4", "urgency": "normal", "words": "", "name": "Nguyễn Thị Lan", "phone": "0912345678",
    "door": "Số 12 hẻm 45 đường Lê Lợi", "item": "doctor_call", "qty-doctor_call": "1",
}  # fmt: skip


def attack(stage: Stage) -> None:
    with stage.context():
        free, taken = (post_both(needs={"doctor_call": 1}, urgency=3)[0] for _ in range(2))
        take(taken, make_clinician())
        codes, token = (free.public_id, taken.public_id), _token(free.id)
    volunteer, _ = stage.signed_in(verified=True)
    far, _ = stage.signed_in("moderator", area="01")
    official, _ = stage.signed_in("official", area="79")
    for who in (stage.browser(), volunteer, far, official):
        _finds_nothing(who, codes)
    _takes_nothing(stage, volunteer, codes)
    _takes_off_the_guard(stage, volunteer, codes[0], token)


def _token(case_id: int) -> str:
    return db.session.get_one(CaseSecret, case_id).link_token


def _finds_nothing(who: Browser, codes: tuple[str, ...]) -> None:
    nothing = who.get("/cases/ZZZZZZZZ")
    for code in codes:
        answer = who.get(f"/cases/{code}")
        same = answer.text.replace(code, "ZZZZZZZZ")
        assert (answer.status, len(same)) == (404, len(nothing.text)), "medical advice answers otherwise than nothing"
    for path in LISTS:
        page = who.get(path).text
        assert not [code for code in codes if code in page], f"medical advice stands in {path}"


def _takes_nothing(stage: Stage, volunteer: Browser, codes: tuple[str, ...]) -> None:
    for code in codes:
        for verb in ("claim", "contact", "help", "refer", "release", "cannot-reach"):
            said = {"reason": "hospital"} if verb == "refer" else {"reason": "no_answer"}
            answer = send(volunteer, code, verb, said)
            assert answer.status == 404, f"{verb} by a volunteer: {answer.status}"
    assert stage.value("SELECT count(*) FROM claims") == 1


def _takes_off_the_guard(stage: Stage, volunteer: Browser, code: str, token: str) -> None:
    """The requester's own form without a reason to hide it, and a moderator's button, leave it hidden."""
    own = stage.browser()
    for guards in ({"guards": "private_illness"}, {}):
        answer = own.post(f"/cases/mine/{token}/edit", {**DETAILS, **guards}, form=f"/cases/mine/{token}/edit")
        assert answer.status == 303, answer.words[:300]
    moderator, _ = stage.signed_in("moderator", area="79")
    for verb in ("guard", "unguard"):
        moderator.post(f"/moderation/{code}/{verb}", {}, form="/moderation/")
    assert stage.value("SELECT guarded FROM cases WHERE public_id = :code", code=code) == 2
    assert volunteer.get(f"/cases/{code}").status == 404
