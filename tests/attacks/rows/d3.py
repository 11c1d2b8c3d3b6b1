"""D3: a summary sent twice at once, after the lease, to another's case; a day beyond the wipe without consent."""

import threading
from datetime import timedelta

from connect import clock
from tests.advice.pages import TEXTS, doctor, post_advice
from tests.attacks.stage import Stage
from tests.socket.browser import Answer, Browser

SETTINGS = {"CONNECT_MODERATION": "peer_to_peer"}


def attack(stage: Stage) -> None:
    """One consultation has one summary, by whoever holds the case."""
    with stage.context():
        codes = [post_advice(*ticked)[0].public_id for ticked in (("fits",), ("cannot_drink",), ())]
        mine, others = doctor().id, doctor().id
        later = (clock.now() + timedelta(days=25)).date().isoformat()
    by, other = stage.browser_of(mine), stage.browser_of(others)
    for code in codes:
        assert by.post(f"/cases/{code}/claim", {}, form=f"/cases/{code}").status == 303
        assert by.post(f"/cases/{code}/contact", {}, form=f"/cases/{code}").status == 200
    assert other.post(f"/advice/{codes[0]}/summary", TEXTS, form="/accounts/me").status in (404, 409)

    answers: list[Answer] = []
    page = by.get(f"/advice/{codes[0]}/summary").hidden()
    sends = [threading.Thread(target=lambda: answers.append(_send(by, codes[0], page))) for _ in range(8)]
    for one in sends:
        one.start()
    for one in sends:
        one.join()
    assert sorted(answer.status for answer in answers)[0] == 303 and _summaries(stage) == 1, [a.status for a in answers]

    for fields in (
        {"again": later},
        {"again": "2999-01-01", "holds_wipe": "y"},
        {"again": "2020-01-01"},
        {"again": "x"},
    ):
        answer = by.post(f"/advice/{codes[1]}/summary", {**TEXTS, **fields}, form=f"/advice/{codes[1]}/summary")
        assert answer.status == 422, f"{fields}: {answer.status}"
    assert by.post(
        f"/advice/{codes[1]}/summary", {**TEXTS, "said": "x" * 1001}, form=f"/advice/{codes[1]}/summary"
    ).status == 422  # fmt: skip
    assert _summaries(stage) == 1

    form = by.get(f"/advice/{codes[2]}/summary").hidden()
    stage.forward(hours=9)
    assert _send(by, codes[2], form).status in (404, 409), "the lease was over"
    assert _summaries(stage) == 1


def _send(browser: Browser, code: str, hidden: dict[str, str]) -> Answer:
    return browser.send(f"/advice/{code}/summary", {**hidden, **TEXTS})


def _summaries(stage: Stage) -> object:
    return stage.value("SELECT count(*) FROM advice_summaries")
