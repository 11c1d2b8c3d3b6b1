"""Z1: liars about a supply point: fifty accounts, the point's own network, a rival who says everybody is sold out.

A link that is only fetched confirms nothing, nor does one that is stale, touched or of elsewhere; a report after the
point is hidden is nothing; facts cannot be changed by another than the owner after it was verified; and from a stall at
home neither pages nor files tell where in its rough area it is.
"""

import re

from connect import db, geo
from connect.accounts.models import Person
from connect.supplies import actions as supplies, transitions
from connect.supplies.counter import actions as counter, links
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import By, Verb
from tests.attacks.stage import Stage
from tests.builders import BEN_THANH, make_point
from tests.socket.browser import Answer, Browser, network

HOME = geo.Point(BEN_THANH.lat + 0.00123, BEN_THANH.lon - 0.00117)


def attack(stage: Stage) -> None:
    owner, number = stage.signed_in()
    code, home = _points(stage, number)
    _many_who_are_one(stage, code)
    _a_rival_says_it_again_and_again(stage, owner, code)
    _no_name_reaches_the_owner(stage, owner, code)
    _many_call_a_moderator_and_hide_nothing(stage, code)
    _links(stage, number, code)
    _changed_after_it_was_verified(stage, code)
    _home(stage, home)
    _after_it_was_hidden(stage, code)


def _points(stage: Stage, owner: int) -> tuple[str, str]:
    with stage.context():
        person = db.session.get_one(Person, owner)
        return make_point(person).public_id, make_point(person, HOME, exact=False, address=None).public_id


def _say(who: Browser, code: str, word: str = "out", item: str = "rice") -> Answer:
    return who.post(f"/supplies/{code}/report", {"word": word, "item": item}, form=f"/supplies/{code}/report")


def _gone(stage: Stage, code: str) -> bool:
    page = stage.browser().get(f"/supplies/{code}").words
    return "hết, theo người mua" in page.lower()


def _many_who_are_one(stage: Stage, code: str) -> None:
    """One network however many browsers and accounts, one browser however often and from wherever: counted once."""
    shop = network()
    for number in range(12):
        assert _say(stage.browser(shop), code).status == 303
        if number < 3:
            liar, _ = stage.signed_in()
            liar.source = shop
            assert _say(liar, code).status == 303
    assert not _gone(stage, code), "one network marks an item as sold out"
    one = stage.browser(shop)
    for _ in range(8):
        assert _say(one, code).status == 303
    assert not _gone(stage, code), "one browser of that network marks an item as sold out"
    assert _say(stage.browser(), code, item="gold").status == 422
    assert stage.browser().send(f"/supplies/{code}/report", {"word": "out", "item": "rice"}).status == 400
    assert _say(stage.browser(), code).status == 303
    assert _gone(stage, code), "two who share nothing are not believed"


def _a_rival_says_it_again_and_again(stage: Stage, owner: Browser, code: str) -> None:
    """Whom the owner has contradicted is not believed again, whatever cookies are thrown away."""
    here, there = network(), network()
    for _ in range(3):
        assert owner.post(f"/supplies/{code}/confirm", form=f"/supplies/{code}").status == 303
        assert not _gone(stage, code), "the owner's word ends nothing"
        for source in (here, there):
            assert _say(stage.browser(source), code).status == 303
    assert owner.post(f"/supplies/{code}/confirm", form=f"/supplies/{code}").status == 303
    for source in (here, there):
        _say(stage.browser(source), code)
    assert not _gone(stage, code), "two networks outdo the owner again and again"


def _no_name_reaches_the_owner(stage: Stage, owner: Browser, code: str) -> None:
    buyer, number = stage.signed_in(name="Người Mua Lộ Tên")
    assert _say(buyer, code, "dearer", "").status == 303
    with stage.context():
        public = db.session.get_one(Person, number).public_id
    for path in (f"/supplies/{code}", f"/supplies/{code}/helpers", "/supplies/mine", "/accounts/download"):
        answer = owner.get(path)
        assert "Người Mua Lộ Tên" not in answer.text and public not in answer.text, f"{path} names a buyer"
    assert "Đắt hơn giá ghi" in owner.get(f"/supplies/{code}").words, "the owner does not read what was said"
    assert "Đắt hơn giá ghi" not in stage.browser().get(f"/supplies/{code}").words, "everybody reads a single word"


def _many_call_a_moderator_and_hide_nothing(stage: Stage, code: str) -> None:
    for _ in range(6):
        assert _say(stage.browser(), code, "closed", "").status == 303
    page = stage.browser().get(f"/supplies/{code}")
    assert page.status == 200 and "Người duyệt đang xem" in page.words, "rivals take a point off the list"
    moderator, _ = stage.signed_in("moderator", area="79")
    assert f"/moderation/reported/{code}" in moderator.get("/moderation/").text, "no moderator hears of it"
    far, _ = stage.signed_in("moderator", area="01")
    assert far.get(f"/moderation/reported/{code}").status == 404


def _links(stage: Stage, owner: int, code: str) -> None:
    """Only a press by a living link of this point confirms it."""
    with stage.context():
        point = _point(code)
        token, invitation = links.token_of(point, links.CONFIRM), links.token_of(point, links.HELP)
    before = _said_at(stage, code)
    for fetcher in (stage.browser(), stage.browser(Purpose="prefetch")):
        assert fetcher.get(f"/supplies/confirm/{token}").status == 200
        fetcher.request("HEAD", f"/supplies/confirm/{token}")
        assert fetcher.send(f"/supplies/confirm/{token}", {}).status == 400, "a page elsewhere confirms a point"
    for wrong in (invitation, token[:-2] + "aa", code, "x", f"{token}x"):
        assert stage.browser().get(f"/supplies/confirm/{wrong}").status == 404
    after = _said_at(stage, code)
    assert after == before, f"a link that was only fetched, or a wrong one, confirms a point: {before}, {after}"
    with stage.context(), db.transaction():
        counter.new_link(_point(code), By.OWNER, db.session.get_one(Person, owner))
    stale = stage.browser()
    assert stale.post(f"/supplies/confirm/{token}", form="/accounts/sign-in").status == 404
    assert _said_at(stage, code) == before, "a dead code confirms a point"


def _changed_after_it_was_verified(stage: Stage, code: str) -> None:
    with stage.context(), db.transaction():
        transitions.move(_point(code), Verb.VERIFY, By.MODERATOR)
    liar, _ = stage.signed_in()
    official, _ = stage.signed_in("official", area="01")
    for who in (liar, official, stage.browser()):
        for page in ("edit", "goods", "helpers", "poster"):
            assert who.get(f"/supplies/{code}/{page}").status in (303, 404), f"a stranger opens {page}"
        for verb in ("confirm", "rest", "close", "verify", "hide", "show"):
            answer = who.post(
                f"/supplies/{code}/{verb}", {"sure": "y", "reason": "other"}, form=f"/supplies/{code}/report"
            )
            assert answer.status in (303, 403, 404), f"{verb}: {answer.status}"
            assert answer.status != 303 or "/accounts/sign-in" in answer.location, f"a stranger may {verb}"
    assert stage.value("SELECT state FROM supply_points WHERE public_id = :code", code=code) == "open"


def _home(stage: Stage, home: str) -> None:
    """No answer holds the true point of a stall at home, to within the width of its rough area."""
    looked = [f"/supplies/{home}", "/supplies", "/supplies.json", "/supplies.geojson", "/supplies/map",
              f"/supplies/{home}/report"]  # fmt: skip
    official, _ = stage.signed_in("official", area="79")
    files = [f"/supplies/export.{kind}?area={area}" for kind in ("csv", "geojson") for area in ("79", "VN")]
    for path in looked + files:
        answer = (official if path in files else stage.browser()).get(path)
        text = answer.text
        assert path not in files or (answer.status == 200 and home in text), f"{path} has not the stall"
        for number in map(float, re.findall(r"\b1?\d{1,2}\.\d{4,}", text)):
            near = abs(number - HOME.lat) < 0.0004 or abs(number - HOME.lon) < 0.0004
            assert not near, f"{path} tells {number}, which is the home itself"
    with stage.context():
        point = _point(home)
        kept = (point.lat, point.lon)
    assert kept != (HOME.lat, HOME.lon) and geo.distance_m(geo.Point(*kept), HOME) > 1, "the home itself is kept"


def _after_it_was_hidden(stage: Stage, code: str) -> None:
    with stage.context(), db.transaction():
        transitions.move(_point(code), Verb.HIDE, By.MODERATOR, detail={"reason": "other"})
    lines = stage.value("SELECT count(*) FROM supply_events WHERE verb = 'report'")
    late = stage.browser()
    assert late.get(f"/supplies/{code}/report").status == 404
    answer = late.post(f"/supplies/{code}/report", {"word": "closed"}, form="/accounts/sign-in")
    assert answer.status == 404
    assert stage.value("SELECT count(*) FROM supply_events WHERE verb = 'report'") == lines
    with stage.context():
        try:
            with db.transaction():
                supplies.confirm(_point(code), By.OWNER)
            raised = False
        except Exception:
            raised = True
    assert raised, "an owner opens what a moderator has hidden"


def _point(code: str) -> SupplyPoint:
    return db.session.query(SupplyPoint).filter_by(public_id=code).one()


def _said_at(stage: Stage, code: str) -> object:
    return stage.value("SELECT said_at FROM supply_points WHERE public_id = :code", code=code)
