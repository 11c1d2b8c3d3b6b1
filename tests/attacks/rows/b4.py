"""B4: what was let through is not changed into something else: a change waits for a look, a risky one takes it off."""

import re

from tests.attacks.stage import Stage
from tests.socket.browser import ASKED, Browser

SETTINGS = {"CONNECT_MODERATION": "fully_moderated"}
FORM = {name: text for name, text in ASKED.items() if name not in ("ward", "consent")}
NEW = "Cần xe chở người đi gấp."


def attack(stage: Stage) -> None:
    moderator, _ = stage.signed_in(role="moderator", area="79")
    helper, _ = stage.signed_in()
    one, other, third = (_approved(stage, moderator) for _ in range(3))

    # Words and kinds: what was looked at stays visible, and a moderator sees both.
    _change(one, words=NEW, item="oxygen", **{"qty-oxygen": "1"}, urgency="life_threatening")
    page = helper.get(f"/cases/{one.code}")
    assert page.status == 200, "a change of words took the request off the list"
    assert NEW not in page.words and "Nhà hết gạo" in page.words, "changed words are shown unseen"
    assert "Bình oxy" not in page.text.split("<main")[1].split("</section>")[0], "a new kind of help is shown unseen"
    assert stage.value("SELECT urgency FROM cases WHERE public_id = :p", p=one.code) == 2, "it became urgent unseen"
    assert one.code in moderator.get("/moderation/").text, "the change is in nobody's queue"
    review = moderator.get(f"/moderation/{one.code}")
    assert NEW in review.words and "Nhà hết gạo" in review.words, "the moderator does not see the old beside the new"
    _decide(moderator, one.code, "refuse", 303)
    assert NEW not in helper.get(f"/cases/{one.code}").words

    # Another household by the same link: off the list until somebody has looked.
    _change(other, phone=stage.phone(), name="Trần Văn Bảy", door="Số 99 hẻm 7", words=NEW, urgency="life_threatening")
    assert helper.get(f"/cases/{other.code}").status == 404, "another phone, name and door, and it stays public"
    assert NEW in other.browser.get(f"{other.link}/edit").text, "what the requester typed is lost"
    stale = _mark(moderator, other.code)
    _change(other, phone=stage.phone(), name="Trần Văn Tám", door="Số 98 hẻm 7", words=NEW, urgency="life_threatening")
    _decide(moderator, other.code, "accept", 303, stale)
    assert helper.get(f"/cases/{other.code}").status == 404, "a change that nobody had read was accepted"
    _decide(moderator, other.code, "accept", 303)
    page = helper.get(f"/cases/{other.code}")
    assert page.status == 200 and NEW in page.words, "an accepted change is not shown"

    # Somebody on the way sees what was looked at, and no new door.
    driver, _ = stage.signed_in(verified=True)
    assert driver.post(f"/cases/{third.code}/claim", form=f"/cases/{third.code}").status == 303, "not taken"
    _change(third, door="Số 1 đường vắng", words=NEW)
    told = driver.post(f"/cases/{third.code}/contact", form=f"/cases/{third.code}")
    shown = told.text if told.status == 200 else driver.get(f"/cases/{third.code}").text
    assert "đường vắng" not in shown and NEW not in shown, "a helper on the way is sent elsewhere unseen"
    assert third.browser.post(f"{third.link}/edit", {**FORM, "phone": "0912345678", "people": "3"}).status == 303


class Posted:
    """A request: its code, its requester's browser and link, its phone."""

    def __init__(self, stage: Stage) -> None:
        self.browser, self.phone = stage.browser(), stage.phone()
        self.link = self.browser.ask(self.phone).own
        self.code = str(stage.value("SELECT public_id FROM cases ORDER BY id DESC LIMIT 1"))


def _approved(stage: Stage, moderator: Browser) -> Posted:
    made = Posted(stage)
    answer = moderator.post(f"/moderation/{made.code}/approve", form=f"/moderation/{made.code}")
    assert answer.status == 303 and stage.value("SELECT state FROM cases WHERE public_id = :p", p=made.code) == "open"
    return made


def _change(made: Posted, **over: str) -> None:
    answer = made.browser.post(f"{made.link}/edit", {**FORM, "phone": made.phone, **over})
    assert answer.status == 303, f"the change is refused: {answer.status} {answer.words[:300]}"


def _mark(moderator: Browser, code: str) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', moderator.get(f"/moderation/{code}").text)
    assert found, "the change is not on the moderator's page"
    return found[1]


def _decide(moderator: Browser, code: str, verb: str, status: int, mark: str = "") -> None:
    mark = mark or _mark(moderator, code)
    answer = moderator.post(f"/moderation/{code}/change/{verb}", {"mark": mark}, form=f"/moderation/{code}")
    assert answer.status == status, f"{verb}: {answer.status} {answer.words[:300]}"
