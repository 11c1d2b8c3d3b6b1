"""B24: the page where a request is looked over writes nothing, tells nothing of others, and is no way round a check.

A stranger who types the phone of somebody who has asked and is watched reads there what anybody reads; what is changed
between looking over and sending is checked again; a page elsewhere can neither look over nor send; and a thousand looks
use up nobody's requests of the day.
"""

from typing import Any

import sqlalchemy as sa

from connect import db
from connect.cases import actions
from connect.cases.models import Case
from connect.cases.transitions import Actor
from tests.attacks.rows.b1 import HOME, _plain
from tests.attacks.stage import Stage
from tests.builders import make_person
from tests.socket.browser import ASKED, Answer, Browser

SETTINGS = {"CONNECT_MODERATION": "peer_to_peer", "CONNECT_ASKS_PER_DEVICE_DAY": "2", "CONNECT_ASKS_CEILING_DAY": "3"}
PLACE = {"lat": f"{HOME.lat:.6f}", "lon": f"{HOME.lon:.6f}", "accuracy": "15", "place_by": "position"}
TAMPERED: tuple[dict[str, str], ...] = (
    {"qty-rice": "-1"}, {"qty-rice": "1000"}, {"ward": "79"}, {"lat": "48.85"}, {"people": "0"}, {"urgency": "now"},
    {"phone": "12"}, {"words": "x" * 1001}, {"consent": ""}, {"csrf_token": "x"},
)  # fmt: skip


def attack(stage: Stage) -> None:
    known, unknown = stage.phone(), stage.phone()
    owner = stage.browser()
    assert owner.ask(known, **PLACE).status == 303
    with stage.context():
        case, moderator = db.session.scalars(sa.select(Case)).first(), Actor(make_person("moderator"))
        assert case
        with db.transaction():
            actions.watch_phone(case, moderator, True)
    before = stage.value("SELECT count(*) FROM cases")
    one, other = (_plain(_look_over(stage.browser(), phone).words) for phone in (known, unknown))
    assert one == other, "where the answers are looked over, another's phone is told of"

    asker = stage.browser()
    for _ in range(20):
        page = _look_over(asker, unknown)
        assert page.status == 200 and "Ai cũng thấy" in page.words, page.words[:300]
    fields = _fields(page, unknown)
    for wrong in TAMPERED:
        answer = asker.send("/cases/ask", {**fields, "consent": "y", **wrong})
        assert answer.status == 422, f"{wrong} went through: {answer.status} {answer.location}"
    for site in ("cross-site", "same-site", "none"):
        for more in ({}, {"consent": "y"}):
            forged = {**fields, **more, "csrf_token": "forged"}
            answer = asker.send("/cases/ask", forged, **{"Sec-Fetch-Site": site})
            assert answer.status == 422, f"a page elsewhere ({site}) gets {answer.status}"
            assert more or "Ai cũng thấy" not in answer.words, "a page elsewhere can fill in what is looked over"
    assert stage.value("SELECT count(*) FROM cases") == before, "something was written before it was sent"

    sent = {asker.send("/cases/ask", {**fields, "consent": "y"}).location for _ in range(2)}
    assert len(sent) == 1 and sent.pop().startswith("/cases/sent/"), "looking over used up the requests of the day"
    assert stage.value("SELECT count(*) FROM cases") == int(str(before)) + 1


def _look_over(browser: Browser, phone: str) -> Answer:
    hidden = browser.get("/cases/ask").hidden()
    answers = {name: text for name, text in ASKED.items() if name != "consent"}
    return browser.send("/cases/ask", {**answers, **hidden, **PLACE, "phone": phone, "form_key": hidden["form_key"]})


def _fields(page: Answer, phone: str) -> dict[str, Any]:
    """The fields of the page as a browser would send them on."""
    return {**ASKED, **page.hidden(), **PLACE, "phone": phone}
