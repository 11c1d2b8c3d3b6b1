"""K1: the catalogue of utilities: who may add, what is refused, the last place, and a process that does not know yet.

A moderator tries; codes of others, with markup, names of 10,000 letters; what one process was told is asked for on all;
two admins at once take the last place; a utility is retired while forms that hold its items are open.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from connect import clock, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.incidents import actions as incidents
from connect.incidents.actions import Wanted
from connect.incidents.rules import IncidentKind, Status
from tests.attacks.stage import Stage
from tests.socket.browser import Answer, Browser

SETTINGS = {"CONNECT_MODERATION": "peer_to_peer", "CONNECT_ASKS_PER_NETWORK_HOUR": "1000"}
NEW, BITS = "/incidents/catalogue/new", {2**n for n in range(6, 15)}
TYPED = {
    "vi": "Sửa nhà", "en": "Repairs", "icon": "home", "call_first": "114", "item-vi": "Tấm lợp",
    "item-en": "Roof sheets", "item-unit": "piece", "item-usual": "10",
}  # fmt: skip
REFUSED = (
    {"code": "food"}, {"item-code": "rice"}, {"code": "<script>"}, {"code": "mã"}, {"code": "new"}, {"code": "a" * 21},
    {"vi": "x" * 10_000}, {"en": ""}, {"icon": "<svg>"}, {"item-unit": "barrel"}, {"item-usual": "-1"},
    {"item-usual": "1e9"}, {"call_first": "javascript:1"}, {"item-pack1_of": "5"},
)  # fmt: skip


def attack(stage: Stage) -> None:
    admin, number = stage.signed_in("admin", area="VN")
    _others_try(stage)
    for wrong in REFUSED:
        answer = admin.post(NEW, TYPED | wrong)
        assert answer.status == 422, f"{wrong} went through: {answer.status} {answer.location}"
        assert wrong.get("item-vi") or 'value="Tấm lợp"' in answer.text, f"{wrong}: what was typed is lost"
        assert "<script>" not in answer.words and "<svg>" not in answer.words
    assert _count(stage) == 0
    assert admin.post(NEW, TYPED | {"vi": "<b>Sửa</b> nhà"}).location == "/incidents/catalogue/repairs"
    shown = admin.get("/incidents/catalogue").text
    assert "&lt;b&gt;Sửa&lt;/b&gt; nhà" in shown and "<b>Sửa</b>" not in shown, "markup in a name is markup in the page"

    assert _ask(stage.browser(), stage.phone()).status == 409, "what no switch has turned on can be asked for"
    _turn_on(stage, number)
    asked = [_ask(stage.browser(), stage.phone()) for _ in range(12)]
    assert {one.status for one in asked} == {303}, [(one.status, one.words[:200]) for one in asked if one.status != 303]
    stored = stage.value("SELECT count(*) FROM cases WHERE kinds = 64")
    assert stored == 12, "a process that did not know the item yet has lost it"
    assert stage.value("SELECT count(*) FROM needs WHERE kind <> 'repairs' OR item <> 'roof_sheets'") == 0
    _shown_everywhere(stage)
    _last_place(stage, admin)
    _retired_meanwhile(stage, admin)


def _others_try(stage: Stage) -> None:
    for role in ("moderator", "official", "volunteer"):
        other, _ = stage.signed_in(role, area="VN")
        for path in (NEW, "/incidents/catalogue/bring-in"):
            answer = other.post(path, TYPED | {"template": "flood"}, form="/accounts/me")
            assert answer.status == 403, f"a {role} adds to the catalogue: {answer.status}"
    answer = stage.browser().post(NEW, TYPED, form="/accounts/sign-in")
    assert answer.location.startswith("/accounts/sign-in"), "a stranger adds to the catalogue"
    far, _ = stage.signed_in("admin", area="01")
    near, _ = stage.signed_in("admin", area="79")
    assert near.send(NEW, {**near.get(NEW).hidden(), **TYPED, "item-usual": "0"}).status == 422
    assert far.get("/incidents/catalogue/repairs").status == 404
    assert _count(stage) == 0


def _ask(browser: Browser, phone: str, **over: str) -> Answer:
    return browser.ask(phone, item="roof_sheets", **{"qty-rice": "", "qty-roof_sheets": "10", **over})


def _turn_on(stage: Stage, number: int) -> None:
    with stage.context():
        person, country = db.session.get_one(Person, number), areas.get("VN")
        with db.transaction():
            made = incidents.make(
                by=person, kind=IncidentKind.FLOOD, name_vi="Lũ", name_en="Flood", status=Status.ACTUAL,
                places=[country], starts_at=clock.now(), ends_at=clock.now() + timedelta(days=9),
            )  # fmt: skip
            incidents.turn_on(made, Wanted("repairs", country, True, 0), by=person)


def _shown_everywhere(stage: Stage) -> None:
    """On pages, cards and as data, on whichever process: by its name, or as a new item, and never as an error."""
    visitor = stage.browser()
    place = stage.value("SELECT public_id FROM cases LIMIT 1")
    for _ in range(6):
        for path in ("/cases/nearby?area=26740", "/cases/map?area=26740", f"/cases/{place}", "/cases/ask"):
            assert visitor.get(path).status == 200, path
        told = json.loads(visitor.get("/cases/nearby.geojson?area=26740").text)
        assert told["features"] and all(one["properties"]["wants"] for one in told["features"])


def _last_place(stage: Stage, admin: Browser) -> None:
    """All bits but one are given; two admins at once get one."""
    for n in range(len(BITS) - 2):
        assert admin.post(NEW, _numbered(n)).status == 303
    pairs = [(stage.signed_in("admin", area="VN")[0], f"last{n}") for n in range(2)]
    ready = [(one, one.get(NEW).hidden(), name) for one, name in pairs]
    with ThreadPoolExecutor(2) as pool:
        sent = list(pool.map(lambda it: it[0].send(NEW, {**it[1], **_numbered(it[2])}), ready))
    assert sorted(one.status for one in sent) == [303, 422], [one.status for one in sent]
    refused = next(one for one in sent if one.status == 422)
    assert 'value="Đồ last' in refused.text, "what the slower one typed is lost"
    with stage.context():
        found = [bit for (bit,) in db.Reader().rows("SELECT bit FROM utilities", ())]
    assert len(found) == len(BITS) and set(found) == BITS, "a bit was given twice"


def _numbered(n: Any) -> dict[str, str]:
    return TYPED | {"vi": f"Đồ {n}", "en": f"Thing {n}", "item-vi": f"Đồ {n}", "item-en": f"Piece {n}"}


def _retired_meanwhile(stage: Stage, admin: Browser) -> None:
    """A form was open and is sent: it hears what is no longer given, and keeps all that was typed."""
    asker, phone = stage.browser(), stage.phone()
    hidden = asker.get("/cases/ask").hidden()
    path = "/incidents/catalogue/repairs/retire"
    assert admin.send(path, admin.get(path).hidden()).status == 303
    fields = {
        **hidden, "qty-roof_sheets": "10", "qty-rice": "5", "people": "4", "urgency": "urgent", "phone": phone,
        "words": "Tốc mái từ tối qua.", "name": "Nguyễn Thị Lan", "door": "Số 12 hẻm 45", "ward": "26740",
        "consent": "y",
    }  # fmt: skip
    answer = asker.send("/cases/ask", fields)
    assert answer.status == 409, f"what is retired is taken: {answer.status} {answer.words[:200]}"
    assert "Tốc mái từ tối qua." in answer.text, "what was typed is lost"
    for case in stage_cases(stage):
        assert stage.browser().get(f"/cases/{case}").status == 200
    assert admin.send(path, admin.get("/accounts/me").hidden()).status == 409, "it is retired twice"
    assert _count(stage) == len(BITS)


def stage_cases(stage: Stage) -> list[str]:
    """The public ids of a few requests."""
    with stage.context():
        return [code for (code,) in db.Reader().rows("SELECT public_id FROM cases LIMIT 3", ())]


def _count(stage: Stage) -> int:
    return int(str(stage.value("SELECT count(*) FROM utilities")))
