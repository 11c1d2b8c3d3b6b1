"""D1: signs of danger by a page made by hand: of another age, of no age, lowered, unreadable, without their page."""

from tests.attacks.stage import Stage
from tests.builders import sign_the_list
from tests.socket.browser import Answer, Browser

SETTINGS = {"CONNECT_MODERATION": "peer_to_peer"}
ADVICE = {"item": "doctor_call", "qty-doctor_call": "1", "qty-rice": "", "health": "y", "signs-seen": "all"}
NUMBER = 'href="tel:115"'


def attack(stage: Stage) -> None:
    """What is kept of each is read from the database; the page after it is what the liar gets."""
    with stage.context():
        sign_the_list()

    _sent(stage, {"age-band": "under_1_year", "sign-pregnant_grave": "y", "sign-chest": "y", "sign-pulse": "200"})
    assert _last(stage) == (0, 1), "signs of another age counted for an infant"
    page = _sent(stage, {"sign-cannot_drink": "y"})
    assert _last(stage)[0] == 2 and NUMBER in page.words_and_links, "a sign without an age was missed"
    page = _sent(stage, {"age-band": "adult", "sign-fits": "y", "urgency": "low", "level": "0", "sign-list": "2020"})
    assert _last(stage) == (2, 3), "an urgency was lowered, or a level was taken from the form"
    assert NUMBER in page.words_and_links

    before = stage.value("SELECT count(*) FROM cases")
    for wrong in ("950", "khoảng 90", "9" * 4000, "-5", "1e9", "NaN", "９５", "<b>"):
        answer = _send(stage.browser(), stage, {"age-band": "adult", "sign-spo2": wrong})
        assert answer.status == 422, f"{wrong[:20]!r} went through: {answer.status}"
    for band in ("250", "adult' OR 1=1", "../adult"):
        assert _send(stage.browser(), stage, {"age-band": band}).status == 422, band
    assert stage.value("SELECT count(*) FROM cases") == before, "something that cannot be right was kept"
    _sent(stage, {"age-band": "adult", "sign-made_up": "y", "sign-fits": ""})
    assert _last(stage)[1] == 1, "a sign that there is not counted"


class _Page(str):
    """A page after sending."""

    @property
    def words_and_links(self) -> str:
        """The main part, with its links."""
        return self[self.find("<main") :]


def _sent(stage: Stage, fields: dict[str, str]) -> _Page:
    browser = stage.browser()
    answer = _send(browser, stage, fields)
    assert answer.status == 303, f"{fields}: {answer.status} {answer.words[:300]}"
    return _Page(browser.follow(answer).text)


def _send(browser: Browser, stage: Stage, fields: dict[str, str]) -> Answer:
    return browser.ask(stage.phone(), **{**ADVICE, "urgency": "normal", **fields})


def _last(stage: Stage) -> tuple[int, int]:
    """Level of the signs, and urgency, of the newest case."""
    level = stage.value(
        "SELECT coalesce((SELECT level FROM case_signs WHERE case_id = (SELECT max(id) FROM cases)), 0)"
    )
    urgency = stage.value("SELECT urgency FROM cases ORDER BY id DESC LIMIT 1")
    assert isinstance(level, int) and isinstance(urgency, int)
    return level, urgency
