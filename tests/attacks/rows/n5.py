"""N5: an official draws what cannot be, beyond the own areas, in bombs and by the thousand; and tries to speak unseen.

The official of one ward sends outlines of not-a-number, infinities, ten thousand points and deep brackets; ticks what
another answers for beside a good drawing; wakes a province without its name; and counts followers by two previews.
"""

import re
from datetime import timedelta

from connect import clock
from connect.areas import queries as areas
from tests.attacks.stage import Stage
from tests.builders import make_channel, make_draft, make_person
from tests.socket.browser import Browser

OWN, NEXT = "26743", "26740"
BOMBS = (
    "nan,nan nan,nan nan,nan", "inf,inf -inf,inf inf,inf", "1e308,1e308 1e309,1 1,1", "0x15,0x69 0x15,0x70 1,1",
    "[" * 3_900, '{"a":' * 700, "9" * 3_900, "10.77,106.70 " * 10_000, ",".join(["10.77583"] * 430),
    "<svg onload=alert(1)>", "10.77,106.70 " * 300,
)  # fmt: skip


def attack(stage: Stage) -> None:
    with stage.context():
        number, now = make_channel(OWN).id, clock.now()
        at, beyond = areas.get(OWN).point, areas.get("01").point
    liar, _ = stage.signed_in("official", area=OWN)
    typed = {
        **liar.get("/notices/write").hidden(), "channel": str(number), "title": "Nước lên", "text": "Lên chỗ cao.",
        "severity": "1", "status": "Actual", "category": "Other", "starts_at": f"{now:%Y-%m-%dT%H:%M}",
        "ends_at": f"{now + timedelta(days=2):%Y-%m-%dT%H:%M}", "area": OWN,
    }  # fmt: skip
    for bomb in BOMBS:
        for path, sent in (("/notices/drawn", {"csrf_token": typed["csrf_token"]}), ("/notices/write", typed)):
            answer = liar.send(path, {**sent, "outline": bomb})
            assert answer.status in (400, 413, 422), f"{path}: {bomb[:30]!r} is answered {answer.status}"
            assert "<svg onload" not in answer.text, "what was typed is markup"
    hanoi = " ".join(f"{beyond.lat + a:.4f},{beyond.lon + b:.4f}" for a, b in ((0, 0), (0, 0.1), (0.1, 0.1), (0, 0)))
    wide = " ".join(f"{at.lat + a:.4f},{at.lon + b:.4f}" for a, b in ((-1, -1), (-1, 1), (1, 1), (1, -1), (-1, -1)))
    for outline in (hanoi, wide):
        assert liar.send("/notices/drawn", {**typed, "outline": outline}).status == 422, "it is drawn over others"
    forged = f"{wide}||"
    listed = liar.send("/notices/drawn", {"csrf_token": typed["csrf_token"], "shown": forged})
    assert listed.status == 200 and NEXT not in listed.text, "a forged list names wards of others"
    assert liar.send("/notices/write", {**typed, "area": NEXT, "circle_ward": "", "outline": ""}).status == 422
    assert stage.value("SELECT count(*) FROM notices") == 0
    _unseen(stage, liar, typed)
    with stage.context():
        author = make_person("official", area="79")
        grave = make_draft(make_channel("79"), author, severity=4, send=True).public_id
    second, _ = stage.signed_in("official", area="79")
    for name in ("", "Hà Nội", "*", "79", "thành phố"):
        form = {"verb": "approve", "edition": "1", "area_name": name}
        assert second.post(f"/notices/{grave}/desk", form, form=f"/notices/{grave}/ready").status == 422, name
    assert liar.get(f"/notices/{grave}/ready").status == 404, "a draft of a province is read in a ward"
    assert stage.browser().get(f"/notices/{grave}/sheet").status == 404, "a draft is printed by a stranger"
    assert stage.value("SELECT count(*) FROM dispatches") == 0


def _unseen(stage: Stage, liar: Browser, typed: dict[str, str]) -> None:
    """What is written is a draft, whatever the button is called; its page names no small number."""
    for button in ({}, {"publish": "1"}, {"verb": "publish"}, {"state": "published"}):
        answer = liar.send("/notices/write", {**typed, **button})
        assert answer.status == 303 and str(answer.location).endswith("/ready"), button
        page = liar.get(str(answer.location))
        reach = re.search(r'id="reach".*?</section>', page.text, re.S)
        assert reach and not re.search(r"<dd>\D*\d", reach[0]), "a number of contacts stands there"
    assert stage.value("SELECT count(*) FROM notices WHERE state <> 'draft'") == 0
