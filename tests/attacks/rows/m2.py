"""A hurried or bought moderator puts up many at once: what is urgent, odd, elsewhere or another's; twice at a time."""

from concurrent.futures import ThreadPoolExecutor

from connect import db, geo
from connect.moderation.queue import assignment
from tests.attacks.helping import cases, state
from tests.attacks.stage import Stage
from tests.builders import make_person, post_case
from tests.socket.browser import Answer, Browser

HANOI = geo.Point(21.0278, 105.8342)
SCAM = "Chuyển khoản trước cho tôi qua số tài khoản ngân hàng 0123456789"


def attack(stage: Stage) -> None:
    here, number = stage.signed_in("moderator", area="79")
    with stage.context():
        other = make_person("moderator", area="79")
        held, plain = (post_case(geo.Point(10.78, lon), name=name, door=f"{name} 7")[0].public_id
                       for lon, name in ((106.70, "Phạm Thị Út"), (106.75, "Đỗ Hữu Lộc")))  # fmt: skip
        with db.transaction():
            assignment.take(other, "case", held)
        flagged = post_case(words=SCAM, name="Võ Tú Anh", door="3 Pasteur")[0].public_id
        foreign = post_case(HANOI)[0].public_id
    (urgent,) = cases(stage, 1, "pending_review", urgency=2)
    forced = [plain, urgent, flagged, foreign, held]
    answers = _at_once(here, forced, 4)
    assert {answer.status for answer in answers} == {200}
    assert state(stage, plain) == "open"
    assert [state(stage, code) for code in (urgent, flagged, foreign, held)] == ["pending_review"] * 4
    approved = stage.value("SELECT count(*) FROM case_events WHERE verb = 'approve' AND person_id = :id", id=number)
    assert approved == 1, f"{approved} lines in the history for one request, pressed at once in four windows"
    assert all(SCAM not in answer.text for answer in answers)
    thief, _ = stage.signed_in("volunteer")
    assert thief.post("/moderation/batch/approve", {"ticked": urgent}, form="/accounts/me").status == 403


def _at_once(who: Browser, codes: list[str], windows: int) -> list[Answer]:
    """Presses in several windows of one browser at the same time, with versions that are right."""
    hidden = who.get("/moderation/").hidden()
    fields = "&".join(f"ticked={code}&version-{code}=1" for code in codes) + f"&csrf_token={hidden['csrf_token']}"

    def press(_number: int) -> Answer:
        window = Browser(who.port, who.source, who.headers)
        window.cookies = dict(who.cookies)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return window.request("POST", "/moderation/batch/approve", fields.encode(), **kind)

    with ThreadPoolExecutor(windows) as several:
        return list(several.map(press, range(windows)))
