"""O1: the giver's own offers as a way to look around, to take from others, and to make goods out of nothing.

One account makes fifty offers to see who needs what; asks for another's offer by its code; takes from another's, from
a paused one and more than there is, in two browsers at once; takes and gives back over and over; says afterwards that
there is less than what is set aside; and is erased, comes back, and looks for its old offers.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from connect import clock, db
from connect.accounts.models import Person
from connect.accounts.sign_in import sessions
from tests.attacks.helping import cases, send, state
from tests.attacks.stage import Stage
from tests.builders import make_offer, make_person
from tests.socket.browser import PASSWORD, Answer, Browser

RICE = {
    "offered": "goods", "item": "rice", "quantity": "10", "within_km": "50", "ward": "26743", "place_text": "Bến Thành",
    "words": "", "month_cap": "",
}  # fmt: skip


def attack(stage: Stage) -> None:
    _fifty_offers(stage)
    _another_s_offer(stage)
    _more_than_there_is(stage)
    _less_than_is_set_aside(stage)
    _erased_and_back(stage)


def _offer(who: Browser, **over: str) -> Answer:
    until = f"{clock.now() + timedelta(days=20):%Y-%m-%d}"
    return who.post("/offers/new", {**RICE, "until": until, **over}, form="/offers/new?sort=goods")


def _fifty_offers(stage: Stage) -> None:
    giver, number = stage.signed_in()
    answers = [_offer(giver).status for _ in range(12)]
    assert answers.count(303) == 5 and set(answers[5:]) == {422}, f"{answers}: one account makes as many as it likes"
    for _day in range(3):
        stage.forward(hours=25)
        giver = _again(stage, number)
        answers = [_offer(giver).status for _ in range(6)]
    assert set(answers) == {422}, "an eleventh offer of one account"
    made = stage.value("SELECT count(*) FROM offers WHERE person_id = :id AND state <> 'ended'", id=number)
    assert made == 10, f"{made} living offers of one account after four days"


def _again(stage: Stage, number: int) -> Browser:
    """A new sign-in of the same person, in a browser of its own."""
    browser, token = stage.browser(), sessions.new_token()
    with stage.context(), db.transaction():
        sessions.begin(db.session.get_one(Person, number), token, "Firefox", by_factor=True)
    browser.cookies["in"] = token
    return browser


def _another_s_offer(stage: Stage) -> None:
    """Its address tells nothing, its buttons do nothing, and nothing is taken from it."""
    with stage.context():
        theirs = make_offer(make_person(phone=stage.phone())).public_id
    liar, _ = stage.signed_in(verified=True)
    far, _ = stage.signed_in("moderator", area="01")
    for who in (liar, far):
        there, nowhere = (who.get(f"/offers/{code}") for code in (theirs, "ZZZZZZZZ"))
        assert (there.status, _plain(there)) == (404, _plain(nowhere)), "an offer of somebody else is told of"
        for verb in ("pause", "end", "confirm", "change"):
            answer = who.post(f"/offers/{theirs}/{verb}", {"quantity": "1"}, form="/accounts/me")
            assert answer.status == 404, f"{verb} of another's offer: {answer.status}"
    (code,) = cases(stage, 1)
    answer = send(liar, code, "claim", {"offer": theirs, "offer_quantity": "5"})
    assert answer.status == 303 and state(stage, code) == "open", "a case is taken with another's offer"
    assert _stock(stage, theirs) == (40, 0), "something was taken from another's offer"


def _more_than_there_is(stage: Stage) -> None:
    """Two at once, a paused one, and a hundred times there and back."""
    liar, number = stage.signed_in(verified=True)
    offer = _own(stage, number)
    codes = cases(stage, 2, needs={"rice": 30})
    other = _again(stage, number)
    with ThreadPoolExecutor(2) as both:
        wish = {"offer": offer, "offer_quantity": "30"}
        list(both.map(lambda one: send(*one, "claim", wish), zip((liar, other), codes, strict=True)))
    assert _stock(stage, offer) == (10, 30), f"{_stock(stage, offer)}: two at once took more than there is"
    held = next(code for code in codes if state(stage, code) == "claimed")
    for _ in range(3):
        send(liar, held, "release", {"reason": "too_far"})
        send(liar, held, "release", {"reason": "too_far"})
        assert _stock(stage, offer) == (40, 0), "giving back twice makes rice out of nothing"
        stage.forward(hours=30)  # the pause after giving back
        liar = _again(stage, number)
        send(liar, held, "claim", {"offer": offer, "offer_quantity": "7"})
        assert _stock(stage, offer) == (33, 7)
    send(liar, held, "release", {"reason": "too_far"})
    liar.post(f"/offers/{offer}/pause", form=f"/offers/{offer}")
    stage.forward(hours=30)
    liar = _again(stage, number)
    fresh = cases(stage, 1)[0]
    send(liar, fresh, "claim", {"offer": offer, "offer_quantity": "1"})
    assert (state(stage, fresh), _stock(stage, offer)) == ("open", (40, 0)), "a paused offer is taken from"


def _less_than_is_set_aside(stage: Stage) -> None:
    liar, number = stage.signed_in(verified=True)
    offer, code = _own(stage, number), cases(stage, 1)[0]
    send(liar, code, "claim", {"offer": offer, "offer_quantity": "9"})
    page = liar.get(f"/offers/{offer}/change")
    sent = {**page.hidden(), "within_km": "5", "until": f"{clock.now() + timedelta(days=9):%Y-%m-%d}", "words": ""}
    for quantity, status in (("8", 422), ("-5", 422), ("0", 422), ("9", 303)):
        answer = liar.send(f"/offers/{offer}/change", {**sent, "quantity": quantity})
        assert answer.status == status, f"{quantity}: {answer.status}"
    assert _stock(stage, offer) == (0, 9)
    send(liar, code, "release", {"reason": "too_far"})
    assert _stock(stage, offer) == (9, 0)


def _erased_and_back(stage: Stage) -> None:
    phone = stage.phone()
    giver = stage.new_account(phone=phone)
    answer = _offer(giver, words="Nhà có người từ 17 giờ")
    assert answer.status == 303, answer.words[:200]
    code = str(answer.location).rsplit("/", 1)[-1]
    assert giver.post("/accounts/erase", {"current": PASSWORD}).status == 303
    again = stage.new_account(phone=phone)
    assert again.get(f"/offers/{code}").status == 404, "the offer of an erased account comes back with the phone"
    assert code not in again.get("/offers/").text
    assert stage.value("SELECT state FROM offers WHERE public_id = :code", code=code) == "ended"
    sealed = "SELECT count(*) FROM offer_secrets s JOIN offers o ON o.id = s.offer_id WHERE o.public_id = :code"
    assert stage.value(sealed, code=code) == 0, "the place of an erased giver is still there"


def _own(stage: Stage, number: int) -> str:
    with stage.context():
        return make_offer(db.session.get_one(Person, number)).public_id


def _stock(stage: Stage, code: str) -> tuple[int, int]:
    """What is free of an offer, and what is set aside."""
    free = stage.value("SELECT stock FROM offers WHERE public_id = :code", code=code)
    aside = stage.value("SELECT coalesce(sum(t.quantity), 0) FROM offer_takings t JOIN offers o ON o.id = t.offer_id "
                        "WHERE o.public_id = :code AND t.settled_at IS NULL", code=code)  # fmt: skip
    return int(str(free)), int(str(aside))


def _plain(answer: Answer) -> str:
    return re.sub(r"[0-9A-Z]{8}|csrf_token[^>]+", "", answer.text)
