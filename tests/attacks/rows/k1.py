"""K1: the catalogue of utilities: who may add, what is refused, the last place, and a process that does not know yet.

A moderator tries; codes of others, with markup, names of 10,000 letters. A utility, its item and its questions are made
and switched on through the pages alone, and asked for with answers on every process; two admins at once take the last
place; a utility is retired while forms that hold its items are open.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from connect import db
from tests.attacks.stage import Stage
from tests.socket.browser import Answer, Browser

SETTINGS = {"CONNECT_MODERATION": "peer_to_peer", "CONNECT_ASKS_PER_NETWORK_HOUR": "1000"}
LEAKS = {
    "type": "yes_no", "code": "leaks", "label_vi": "Mái có dột không?", "label_en": "Does the roof leak?",
    "shown_to": "public", "required": "y",
}  # fmt: skip
WHERE = {"type": "text", "code": "where", "label_vi": "Dột ở đâu?", "label_en": "Where?", "shown_to": "claimer"}
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
    admin, _number = stage.signed_in("admin", area="VN")
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
    _turn_on(admin, _questions(stage, admin))
    answers = _asked_on_every_process(stage)
    stored = stage.value("SELECT count(*) FROM cases WHERE kinds = 64")
    assert stored == 12, "a process that did not know the item yet has lost it"
    assert stage.value("SELECT count(*) FROM case_answers WHERE utility = 'repairs'") == 12
    told = stage.value("SELECT count(*) FROM case_public_answers WHERE code = 'leaks' AND value = 'yes'")
    assert told == 12, "a process that did not know the question yet has lost its answer"
    assert stage.value("SELECT count(*) FROM needs WHERE kind <> 'repairs' OR item <> 'roof_sheets'") == 0
    _shown_everywhere(stage)
    _last_place(stage, admin)
    _retired_meanwhile(stage, admin, answers)


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


def _questions(stage: Stage, admin: Browser) -> str:
    """Questions for the new utility, written and published through the pages; the number of the version."""
    begun = admin.post(
        "/incidents/questions/start", {"utility": "repairs", "area": "VN", "with": ""}, form="/incidents/questions"
    )
    at = begun.location
    assert at.startswith("/incidents/questions/"), f"no draft: {begun.status} {begun.words[:300]}"
    for wrong in ({"code": "<b>"}, {"label_vi": "x" * 10_000}, {"type": "script"}):
        answer = admin.post(f"{at}/edit", LEAKS | wrong)
        assert answer.status == 422, f"{wrong}: {answer.status} {answer.location} {answer.words[:300]}"
    for asked in (LEAKS, WHERE):
        answer = admin.post(f"{at}/edit", asked)
        assert answer.status == 303, f"{asked['code']}: {answer.status} {answer.words[:300]}"
    assert admin.post(f"{at}/publish").status == 303
    assert admin.post(f"{at}/edit", LEAKS, form="/accounts/me").status in (409, 422), "a published version changes"
    return str(stage.value("SELECT id FROM question_sets WHERE utility = 'repairs' AND published_at IS NOT NULL"))


def _turn_on(admin: Browser, version: str) -> None:
    """An incident, and in it the line that turns the utility on with its questions: by two forms."""
    made = admin.post("/incidents/write", {
        "kind": "flood", "name_vi": "Lũ lớn", "name_en": "The flood", "status": "Actual", "area": "VN",
        "starts_at": "2026-01-01T00:00",
    })  # fmt: skip
    assert made.status == 303, f"no incident: {made.status} {made.words[:300]}"
    at = made.location.partition("?")[0]
    line = {"area": "VN", "utility": "repairs", "is_on": "on", "when": "now", "seen": "0", "question_set": version}
    form = f"{at}/switch?area=VN&utility=repairs"
    for wrong in ({"question_set": "999999"}, {"question_set": "x"}):
        assert admin.post(f"{at}/switch", line | wrong, form=form).status == 422, f"{wrong} went through"
    answer = admin.post(f"{at}/switch", line, form=form)
    assert answer.status == 303, f"not switched on: {answer.status} {answer.words[:300]}"


def _asked_on_every_process(stage: Stage) -> dict[str, str]:
    """Once its seconds are over every process asks the question, and takes the answer, which it gives; none without."""
    stage.forward(seconds=6)
    for _ in range(6):
        without = _ask(stage.browser(), stage.phone())
        assert without.status == 422 and LEAKS["label_vi"] in without.words, f"not asked: {without.status}"
    answers = {"qset-repairs": without.hidden()["qset-repairs"], "q-repairs-leaks": "yes", "q-repairs-where": "Bếp"}
    asked = [_ask(stage.browser(), stage.phone(), **answers) for _ in range(12)]
    assert {one.status for one in asked} == {303}, [(one.status, one.words[:200]) for one in asked if one.status != 303]
    return answers


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


def _retired_meanwhile(stage: Stage, admin: Browser, answers: dict[str, str]) -> None:
    """A form was open and is sent: it hears what is no longer given, and keeps all that was typed."""
    asker, phone = stage.browser(), stage.phone()
    hidden = asker.get("/cases/ask").hidden()
    path = "/incidents/catalogue/repairs/retire"
    assert admin.send(path, admin.get(path).hidden()).status == 303
    fields = {
        **hidden, "qty-roof_sheets": "10", "qty-rice": "5", "people": "4", "urgency": "urgent", "phone": phone,
        "words": "Tốc mái từ tối qua.", "name": "Nguyễn Thị Lan", "door": "Số 12 hẻm 45", "ward": "26740",
        "consent": "y", **answers,
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
