"""B11: three networks report a request with new cookies each time a moderator has put it back on the list."""

from tests.attacks.stage import Stage
from tests.builders import make_case
from tests.socket.browser import network

SETTINGS = {"CONNECT_MODERATION": "peer_to_peer"}


def attack(stage: Stage) -> None:
    with stage.context():
        code = make_case().public_id
    moderator, _number = stage.signed_in(role="moderator")
    three = [network() for _ in range(3)]

    def state() -> object:
        return stage.value("SELECT state FROM cases WHERE public_id = :code", code=code)

    def report(sources: list[str]) -> None:
        for source in sources:
            answer = stage.browser(source).post(f"/moderation/report/{code}", {"reason": "fraud", "words": ""})
            assert answer.status == 303, answer.words[:300]

    report(three)
    assert state() == "pending_review", "many independent voices no longer have a request looked at"
    answer = moderator.post(f"/moderation/{code}/approve", form=f"/moderation/{code}")
    assert answer.status == 303 and state() == "open", answer.words[:300]

    report(three)
    assert state() == "open", "the same three networks hid it again at once"
    report([network() for _ in range(4)])
    assert state() == "open", "a moderator's word of a minute ago was talked down"
    assert code in moderator.get("/moderation/").text or _waits(moderator), "what is reported meanwhile reaches nobody"

    answer = moderator.post(f"/moderation/reported/{code}", {"verdict": "unfounded"})
    assert answer.status == 303, answer.words[:300]
    stage.forward(days=4)
    report(three)
    assert state() == "open", "networks whose reports were answered twice weigh as much as ever"
    report([network() for _ in range(3)])
    assert state() == "pending_review", "after a while nobody else is heard either"


def _waits(moderator: object) -> bool:
    return "Bị báo" in moderator.get("/moderation/").text  # type: ignore[attr-defined]
