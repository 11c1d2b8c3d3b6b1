"""S1: officials and strangers try the switchboard: of another province, again, both at once, alone for ever.

An official of another province plans, ends and confirms; a line is sent twice; two write at once; one turns the same
thing on alone again and again, in a ward and in another incident; a form that was open is sent after the switch.
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from connect import db
from connect.accounts.models import Person
from connect.accounts.sign_in import sessions
from tests.attacks.stage import Stage
from tests.builders import make_person
from tests.incidents.conftest import HCMC, make_incident, switch_on
from tests.socket.browser import Answer, Browser

OFF = {"area": HCMC, "utility": "food", "is_on": "off", "when": "now", "reason": "Chưa đủ người.", "seen": "0"}
ON = OFF | {"is_on": "on", "reason": ""}


def attack(stage: Stage) -> None:
    here, number = stage.signed_in("official", area=HCMC)
    far, _ = stage.signed_in("official", area="01")
    with stage.context():
        made = make_incident(make_person("official", HCMC))
        line = switch_on(made, make_person("official", HCMC), "daily_goods")
        public_id, line_id = made.public_id, line.id
    at = f"/incidents/{public_id}"
    _from_another_province(stage, far, at, line_id)
    _twice_and_at_once(stage, here, at)
    _alone_again_and_again(stage, number, at)
    _while_a_form_is_open(stage)


def _lines(stage: Stage) -> int:
    return int(str(stage.value("SELECT count(*) FROM switches")))


def _write(who: Browser, at: str, fields: dict[str, str], **over: str) -> Answer:
    return who.post(f"{at}/switch", {**fields, **over}, form="/accounts/me")


def _from_another_province(stage: Stage, far: Browser, at: str, line_id: int) -> None:
    before = _lines(stage)
    tries: tuple[tuple[str, dict[str, str]], ...] = (
        (f"{at}/switch", OFF), (f"{at}/lines/{line_id}/confirm", {"seen": "1"}), (f"{at}/end", {}),
        (f"{at}/lines/{line_id}/end", {"ends_at": "2020-01-01T00:00", "reason": "Hết", "seen": "1"}),
        (f"{at}/ready-made", {"area": HCMC}),
    )  # fmt: skip
    for path, fields in tries:
        answer = far.post(path, fields, form="/accounts/me")
        assert answer.status == 404, f"an official of another province gets {answer.status} at {path}"
    assert far.get(at).status == 404 and _lines(stage) == before
    volunteer, _ = stage.signed_in("volunteer")
    assert volunteer.post(f"{at}/switch", OFF, form="/accounts/me").status == 403


def _twice_and_at_once(stage: Stage, here: Browser, at: str) -> None:
    """The same form twice, and two officials at once: each time one line is written, and the other hears 409."""
    first, again = _write(here, at, OFF), _write(here, at, OFF)
    assert (first.status, again.status) == (303, 409), "a line that is sent again is written again"
    assert "Chưa đủ người." in again.words
    others = [stage.signed_in("official", area=HCMC)[0] for _ in range(4)]
    forms: list[Callable[[], Answer]] = [
        lambda who=who: _write(who, at, OFF, utility="medical_goods") for who in others  # type: ignore[misc]
    ]  # fmt: skip
    with ThreadPoolExecutor(len(forms)) as pool:
        got = sorted(one.status for one in pool.map(lambda write: write(), forms))
    assert got == [303, 409, 409, 409], got


def _again(stage: Stage, number: int) -> Browser:
    """The same official with a proof of this moment."""
    browser, token = stage.browser(), sessions.new_token()
    with stage.context(), db.transaction():
        sessions.begin(db.session.get_one(Person, number), token, "Firefox", by_factor=True)
    browser.cookies["in"] = token
    return browser


def _alone_again_and_again(stage: Stage, number: int, at: str) -> None:
    """24 hours alone are 24 hours: not more by doing it again, in a ward below, or by another incident."""
    assert _write(_again(stage, number), at, ON, utility="shopping").status == 303
    end = _alone_until(stage, "id")
    stage.forward(hours=20)
    second = _write(_again(stage, number), at, ON, utility="shopping", seen="1")
    assert second.status == 303, f"{second.status}: {second.words[:600]}"
    assert _alone_until(stage, "id DESC") == end, "24 hours were begun anew"
    stage.forward(hours=5)
    here = _again(stage, number)
    for over in ({"seen": "2"}, {"area": "26740", "seen": "0"}):
        answer = _write(here, at, ON, utility="shopping", **over)
        assert answer.status == 422, f"a second day alone: {answer.status} with {over}"
    own = stage.value("SELECT max(id) FROM switches")
    assert here.post(f"{at}/lines/{own}/confirm", {"seen": "2"}, form="/accounts/me").status == 303
    assert stage.value("SELECT count(*) FROM switches WHERE verb = 'confirm'") == 0, "an official confirms alone"


def _alone_until(stage: Stage, order: str) -> str:
    """To the minute, the end of what was turned on alone: of the first line or the last."""
    sql = f"SELECT alone_until FROM switches WHERE utility = 'shopping' ORDER BY {order} LIMIT 1"
    return str(stage.value(sql))[:15]


def _while_a_form_is_open(stage: Stage) -> None:
    asker, before = stage.browser(), stage.value("SELECT count(*) FROM cases")
    answer = asker.ask(stage.phone())
    assert answer.status == 409 and "Chưa đủ người." in answer.words, "what is off was asked for all the same"
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', answer.text)) | {"qty-rice": "3", "item": "rice"}
    fields.pop("edit", None)
    forged = asker.send("/cases/ask", fields)
    assert forged.status == 409, f"typed back in by hand, what is off goes through: {forged.status}"
    assert stage.value("SELECT count(*) FROM cases") == before
