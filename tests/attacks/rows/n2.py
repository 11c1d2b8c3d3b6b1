"""N2: no official speaks alone where two are needed, and nobody reads, moves or opens what is another area's.

A liar who is an official approves the own notice, hands in again what was approved, sends moves that are no buttons,
counts editions, and tries the neighbour's drafts; two presses at once publish one alert.
"""

from connect import db
from connect.accounts.models import Person
from connect.notices import actions, queries
from tests.attacks.stage import Stage
from tests.builders import make_channel, make_draft
from tests.socket.browser import Browser

SETTINGS = {"CONNECT_PUBLISH_ALONE": "false"}


def attack(stage: Stage) -> None:
    liar, own = stage.signed_in("official", "79")
    other, _ = stage.signed_in("official", "01")
    with stage.context():
        channel = make_channel("79")
        draft = make_draft(channel, db.session.get_one(Person, own), severity=4)
        code = draft.public_id
    page = f"/notices/{code}/desk"
    fields = liar.get(page).hidden()
    for verb in ("publish", "publish_alone", "approve", "begin", "update", "cancel", "send_back", "", "x" * 300):
        said = {"verb": verb, "reason": "Gấp", "area_name": "Hồ Chí Minh"}
        assert liar.send(page, {**fields, **said}).status in (403, 404, 409, 422), verb
    assert _alerts(stage) == 0, "one official alone was enough"

    assert liar.send(page, {**fields, "verb": "submit"}).status == 303
    for verb, edition in (("approve", "1"), ("approve", "2"), ("discard", "1"), ("submit", "1"), ("publish", "-1")):
        assert liar.send(page, {**fields, "verb": verb, "edition": edition}).status in (403, 404, 409, 422), verb
    for reader in (other, stage.browser()):
        for path in (page, f"/notices/{code}", f"/notices/{code}/versions", f"/notices/{code}/picture"):
            assert "Nước sông lên" not in reader.get(path).words, path
        for path in ("/notices/?area=79", "/notices/feed.atom?area=79", "/"):
            assert "Nước sông lên" not in reader.get(path).words, path
    _moves(other, page)
    assert _alerts(stage) == 0

    second, _ = stage.signed_in("official", "79")
    approving = {**second.get(page).hidden(), "verb": "approve", "area_name": "Hồ Chí Minh"}
    assert [second.send(page, approving).status for _ in range(2)] == [303, 409]
    assert _alerts(stage) == 1
    with stage.context(), db.transaction():
        actions.cancel(queries.by_public_id(code), db.session.get_one(Person, own), "Nhầm")
    assert second.send(page, approving).status in (404, 409), "what was cancelled came back"
    assert _alerts(stage) == 2


def _moves(browser: Browser, page: str) -> None:
    token = browser.get("/notices/mine").hidden().get("csrf_token", "")
    for verb in ("approve", "discard", "send_back"):
        sent = {"csrf_token": token, "verb": verb, "edition": "1", "reason": "Sai"}
        assert browser.send(page, sent).status in (400, 403, 404), verb


def _alerts(stage: Stage) -> int:
    return int(stage.value("SELECT count(*) FROM notice_versions"))
