"""B10: two made-up requests are disputed to bar an honest helper; three of one's own make oneself proven."""

from connect import db
from connect.accounts.models import Person
from connect.cases import actions, queries
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.disclosure import actions as disclosures, case_view, limits as disclosure_limits
from connect.cases.transitions import Actor
from tests.attacks.stage import Stage
from tests.builders import make_person, take
from tests.socket.browser import Browser

SETTINGS = {"CONNECT_MODERATION": "peer_to_peer"}
THINGS = {"rice": 10}


def attack(stage: Stage) -> None:
    _bars_an_honest_helper(stage)
    _proves_oneself(stage)


def _asked(stage: Stage, browser: Browser) -> tuple[str, str]:
    """The path of the asker's own page, and the short code."""
    mine = browser.ask(stage.phone(), another="y", urgency="normal").own
    assert mine.startswith("/cases/mine/"), "no request was made"
    return mine, str(stage.value("SELECT public_id FROM cases ORDER BY id DESC LIMIT 1"))


def _helped(stage: Stage, person_id: int, code: str, delivery_code: str | None = None) -> None:
    """A helper takes it, is let in, looks, goes there and hands it over."""
    with stage.context():
        person = db.session.get_one(Person, person_id)
        take(queries.by_public_id(code), person)
        with db.transaction():
            claim = queries.live_claim(queries.by_public_id(code))
            assert claim
            if claim.allowed_at is None:
                claim_actions.allow(queries.by_public_id(code), Actor(requester=True))
            disclosures.reveal(case_view.of(queries.by_public_id(code), Actor(person)), "to deliver")
    stage.forward(minutes=10)
    with stage.context(), db.transaction():
        person = db.session.get_one(Person, person_id)
        handover.hand_over(case_view.of(queries.by_public_id(code), Actor(person)), THINGS, delivery_code)


def _bars_an_honest_helper(stage: Stage) -> None:
    attacker, moderator = stage.browser(), stage.signed_in(role="moderator")[0]
    with stage.context():
        helper = make_person(verified=True).id
    for approved in (False, True, True):
        mine, code = _asked(stage, attacker)
        if approved:  # these look like any other
            assert moderator.post(f"/moderation/{code}/check", form=f"/moderation/{code}").status == 303
        _helped(stage, helper, code)
        answer = attacker.post(f"{mine}/not-received", form=mine)
        assert answer.status == 303, answer.words[:300]
        with stage.context():
            stands = queries.standing_of(helper, None)
        assert stands == ("watched" if approved else "good"), f"one browser makes an honest helper {stands}"
    codes = stage.value("SELECT count(*) FROM cases WHERE state IN ('open', 'partly_helped')")
    assert codes == 3
    desk = moderator.get("/moderation/").words
    assert "Người cần giúp nói chưa nhận được 3" in desk, f"no moderator hears of the disputes: {desk[:300]}"


def _proves_oneself(stage: Stage) -> None:
    phone = stage.phone()
    cheat = stage.new_account(phone=phone)
    number = int(str(stage.value("SELECT max(id) FROM people")))
    for _ in range(3):
        _mine, code = _asked(stage, cheat)
        moderator = stage.signed_in(role="moderator")[0]
        assert moderator.post(f"/moderation/{code}/check", form=f"/moderation/{code}").status == 303
        with stage.context():
            delivery_code = actions.secret_of(queries.by_public_id(code)).delivery_code
        answer = cheat.post(f"/cases/{code}/claim", form="/accounts/me")
        assert answer.status == 303, answer.words[:300]
        with stage.context(), db.transaction():
            case = queries.by_public_id(code)
            assert queries.live_claim(case), "not taken"
            claim_actions.allow(case, Actor(requester=True))
            disclosures.reveal(case_view.of(case, Actor(db.session.get_one(Person, number))), "to deliver")
        stage.forward(minutes=10)
        with stage.context(), db.transaction():
            person = db.session.get_one(Person, number)
            handover.hand_over(case_view.of(queries.by_public_id(code), Actor(person)), THINGS, delivery_code)
    with stage.context():
        trust = disclosure_limits.trust_of(db.session.get_one(Person, number))
        confirmed = stage.value("SELECT count(*) FROM cases WHERE state = 'confirmed'")
    assert confirmed == 3 and trust == "new", "one's own posts, with one's own codes, make one proven"
