"""B16: a browser of staff left open. Once the last proof is old, nothing that changes trust goes through."""

from connect import db
from connect.accounts import actions as accounts
from connect.accounts.models import Organization, Person
from connect.accounts.organizations import actions as organizations
from tests.attacks.stage import Stage
from tests.builders import make_case, make_organization, make_person, take
from tests.socket.browser import PASSWORD, Browser

WHY = "Đã gọi điện nói chuyện kỹ với người này."


def attack(stage: Stage) -> None:
    """Each thing is tried by whoever finds the browser, then done by its owner after one proof."""
    admin, _ = stage.signed_in("admin", "79")
    moderator, _ = stage.signed_in("moderator", "79")
    with stage.context():
        waiting, group = make_organization().public_id, make_organization(name="Nhóm Áo Ấm")
        checked, someone = group.public_id, make_person()
        helper = someone.public_id
        take(make_case(), someone)
        with db.transaction():
            organizations.verify(db.session.get_one(Organization, group.id))
            accounts.lock(db.session.get_one(Person, someone.id), "looks")
        lock = stage.value("SELECT max(id) FROM locks")
    stage.forward(minutes=16)
    tries = [
        (admin, "/accounts/person-verify", {"who": helper, "sure": helper}, ""),
        (admin, f"/accounts/organizations/{waiting}/verify", {}, ""),
        (admin, f"/moderation/organization/{waiting}/verify", {}, ""),
        (admin, f"/accounts/organizations/{checked}/clear", {}, ""),
        (admin, f"/accounts/organizations/{checked}/member-add", {"code": helper}, ""),
        (admin, "/moderation/modes", {"area": "79", "mode": "peer_to_peer"}, ""),
        (admin, f"/accounts/locks/{lock}", {"note": WHY}, "/accounts/locks"),
        (
            moderator,
            f"/moderation/person/{helper}",
            {"verb": "block", "note": WHY, "told": "Hãy gọi cho chúng tôi.", "sure": "y"},
            "",
        ),
    ]
    before = _trust(stage)
    for browser, path, fields, _page in tries:
        answer = browser.post(path, fields, form="/accounts/me")
        assert answer.location.startswith("/accounts/factor?next="), f"{path}: {answer.status} {answer.location}"
    assert _trust(stage) == before, "something was changed without a proof"
    for browser, path, fields, page in tries[5:]:
        _proves(browser, path, fields, page or path)
        assert browser.post(path, fields, form="/accounts/me").status == 303
    assert _trust(stage) != before, "nothing can be done after a proof"


def _proves(browser: Browser, path: str, fields: dict[str, str], page: str) -> None:
    """Asked for a proof, gives it, and finds what was typed where it was typed."""
    browser.get("/accounts/me")
    asked = browser.post(path, fields, form="/accounts/me")
    if asked.location.startswith("/accounts/factor"):
        back = browser.post(asked.location, {"code": PASSWORD})
        assert back.location.startswith(page), f"{back.status} {back.location}"
        shown = browser.follow(back)
        assert fields.get("note", "") in shown.text, "what was typed is lost"


def _trust(stage: Stage) -> tuple[object, ...]:
    return tuple(
        stage.value(sql)
        for sql in (
            "SELECT count(*) FROM people WHERE verified_at IS NOT NULL OR blocked_at IS NOT NULL",
            "SELECT count(*) FROM organizations WHERE verified_at IS NOT NULL", "SELECT count(*) FROM roles",
            "SELECT count(*) FROM organizations WHERE cleared_at IS NOT NULL", "SELECT count(*) FROM moderation_modes",
            "SELECT count(*) FROM locks WHERE lifted_at IS NULL",
        )
    )  # fmt: skip
