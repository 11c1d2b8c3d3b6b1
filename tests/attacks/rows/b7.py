"""B7: a verified new group takes in many accounts a minute old, who open doors on its word."""

from connect import db
from connect.accounts import actions as accounts, queries as people
from connect.accounts.models import Person
from connect.accounts.organizations import actions as organizations
from tests.attacks.stage import Stage
from tests.builders import make_case
from tests.socket.browser import Browser

SETTINGS = {"CONNECT_VOUCHED_A_DAY": "3"}
MEMBERS = 5
_DOORS = "SELECT count(DISTINCT case_id) FROM disclosures"


def attack(stage: Stage) -> None:
    boss = stage.new_account()
    home, members = _verified_group(stage, boss), [stage.signed_in() for _ in range(MEMBERS)]
    codes = [_code(stage, number) for _browser, number in members]
    for code in codes:
        boss.post(f"{home}/member-add", {"code": code}, form="/accounts/me")
    assert _joined(stage) == 1, "members were taken in unasked, by a coordinator without a second factor"

    boss = _with_a_factor(stage, home)
    for code in codes:
        answer = boss.post(f"{home}/member-add", {"code": code}, form=home)
        assert answer.status == 303, answer.words[:300]
    assert _joined(stage) == 2, "members were taken in without their own yes"
    for browser, _number in members:
        answer = browser.post(f"{home}/accept", form=home)
        assert answer.status == 303, answer.words[:300]
    assert _joined(stage) == 2 + MEMBERS

    _open_doors(stage, members)
    assert stage.value(_DOORS) == 0, "members of a minute open doors on another's word"
    stage.forward(hours=25)
    _open_doors(stage, members)
    assert stage.value(_DOORS) == 3, "the word of one group opens other than the number of a day"
    moderator, _number = stage.signed_in(role="moderator")
    assert "Tổ chức đưa nhiều người vào cùng lúc 1" in moderator.get("/moderation/").words, "no moderator hears of it"


def _verified_group(stage: Stage, boss: Browser) -> str:
    """The path of a group that somebody has just founded and an official has just verified."""
    typed = {"name": "Nhóm Mới", "kind": "group", "area": "79", "phone": "028 3822 1111", "about": "Giao hàng."}
    answer = boss.post("/accounts/organizations/new", typed)
    assert answer.status == 303, answer.words[:300]
    with stage.context(), db.transaction():
        organizations.verify(people.organizations(verified_only=False)[0])
    return answer.own


def _with_a_factor(stage: Stage, home: str) -> Browser:
    """A second coordinator, signed in with a second factor."""
    browser, number = stage.signed_in()
    with stage.context(), db.transaction():
        group = people.organization(home.rpartition("/")[2])
        accounts.grant(db.session.get_one(Person, number), "moderator", organization=group)
    return browser


def _joined(stage: Stage) -> object:
    return stage.value("SELECT count(*) FROM roles WHERE organization_id IS NOT NULL")


def _code(stage: Stage, number: int) -> str:
    return str(stage.value("SELECT public_id FROM people WHERE id = :number", number=number))


def _open_doors(stage: Stage, members: list[tuple[Browser, int]]) -> None:
    """Each takes a case and presses for the contact, without anybody's yes."""
    for browser, _number in members:
        with stage.context():
            code = make_case().public_id
        assert browser.post(f"/cases/{code}/claim", form="/accounts/me").status == 303
        browser.post(f"/cases/{code}/contact", form="/accounts/me")
