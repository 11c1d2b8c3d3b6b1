"""B5: an admin of one ward tries to shut out the national admin, an official elsewhere, and a helper of other wards."""

from connect import db
from connect.accounts import actions as accounts
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.geo import Point
from tests.attacks.stage import Stage
from tests.builders import make_case, take
from tests.socket.browser import Browser

ELSEWHERE = Point(21.0285, 105.8542)  # Hà Nội


def attack(stage: Stage) -> None:
    """Each took a request in the ward, so that its admin may open their record; then everything is tried there."""
    national, his = stage.signed_in("admin", "VN")
    official, hers = stage.signed_in("official", "01")
    helper, theirs = stage.signed_in(None, verified=True)
    with stage.context():
        ward = make_case().area.code
    admin = _of_ward(stage, ward)
    people = {number: _took_a_case_here(stage, number) for number in (his, hers, theirs)}
    for number in (his, hers):
        assert admin.get(f"/moderation/person/{people[number]}").status == 200
        for verb in ("block", "refuse", "unblock"):
            _decides(admin, people[number], verb)
        assert stage.value(f"SELECT blocked_at IS NULL FROM people WHERE id = {number}"), "staff elsewhere is shut out"
        assert not stage.value(f"SELECT count(*) FROM area_blocks WHERE person_id = {number}")
    assert national.get("/accounts/locks").status == 200 and official.get("/moderation/modes").status == 200

    with stage.context():
        near, far = make_case().public_id, make_case(point=ELSEWHERE)
        take(far, db.session.get_one(Person, theirs))  # who has helped elsewhere too
        another_far = make_case(point=ELSEWHERE).public_id
    _decides(admin, people[theirs], "block")
    assert helper.get("/accounts/me").status == 200, "one ward shut out a helper of the whole country"
    _tries_to_take(helper, near)
    assert not stage.value(
        "SELECT count(*) FROM claims WHERE case_id = (SELECT id FROM cases WHERE public_id = :p)", p=near
    )
    assert helper.post(f"/cases/{another_far}/claim", form="/accounts/me").status == 303, "shut out elsewhere too"
    told = f"SELECT detail FROM audit WHERE what = 'block' AND about = 'person {theirs}'"
    assert stage.value(told) == f"areas {ward}", "no line in the audit log says how far the block reaches"

    above, _ = stage.signed_in("moderator", "VN")
    _decides(above, people[theirs], "block")
    assert helper.get("/accounts/me").status == 303, "who covers all areas cannot block"
    _decides(admin, people[theirs], "unblock")
    assert stage.value(f"SELECT blocked_at IS NOT NULL FROM people WHERE id = {theirs}"), "one ward let in for all"


def _of_ward(stage: Stage, ward: str) -> Browser:
    browser, number = stage.signed_in("admin", ward)
    with stage.context(), db.transaction():
        person = db.session.get_one(Person, number)
        accounts.sessions.end_all(person)
        accounts.grant(person, "moderator", area=areas.get(ward))
    with stage.context():
        token = accounts.sessions.new_token()
        with db.transaction():
            accounts.sessions.begin(db.session.get_one(Person, number), token, "Firefox", by_factor=True)
    browser.cookies["in"] = token
    return browser


def _took_a_case_here(stage: Stage, number: int) -> str:
    with stage.context():
        person = db.session.get_one(Person, number)
        if not person.has_role("volunteer"):
            with db.transaction():
                accounts.grant(person, "volunteer")
        take(make_case(), db.session.get_one(Person, number))
        return person.public_id


def _decides(browser: Browser, public_id: str, verb: str) -> None:
    typed = {"verb": verb, "note": "Vì lý do của phường.", "told": "Xin gọi cho chúng tôi.", "sure": "yes"}
    browser.post(f"/moderation/person/{public_id}", typed, form="/accounts/me")


def _tries_to_take(browser: Browser, public_id: str) -> None:
    assert browser.post(f"/cases/{public_id}/claim", form="/accounts/me").status < 500
