"""P1: amounts in packs that overflow, lie, or belong to something else; a suggestion with forged numbers.

Whatever is typed, the database holds whole units from 1 to 999, or nothing was written and it is said at the field;
a change told in packs counts by its units after a moderator has looked; a helper brings no more than is still wanted.
"""

from tests.attacks.helping import let_in, send, state
from tests.attacks.stage import Stage
from tests.builders import make_case, post_case
from tests.socket.browser import ASKED, Answer, Browser

SETTINGS = {
    "CONNECT_MODERATION": "peer_to_peer",
    "CONNECT_ASKS_PER_DEVICE_DAY": "999",
    "CONNECT_ASKS_CEILING_DAY": "999",
}
REFUSED: tuple[tuple[str, str], ...] = (
    ("200", "bag_5kg"), ("200 bao", ""), ("1000", ""), ("999", "bag_5kg"), ("-1 bao", ""), ("-1", "bag_5kg"),
    ("0 bao", ""), ("9" * 40, "bag_5kg"), ("9" * 4000, ""), ("1e3", ""), ("1e3", "bag_5kg"), ("½", ""), ("½ bao", ""),
    ("nửa bao", ""), ("2,5 bao", ""), ("1.000", ""), ("0x10", ""), ("²", ""), ("٣٫٥", ""), ("5 khay", ""),
    ("5", "tray_10"), ("5", "jug_20l"), ("5", "no_such"), ("5", "x" * 5000), ("5", "bag_5kg' OR 1=1"),
    ("5 kg", "bag_5kg"),
    ("5; 6", ""), ("<b>5</b>", ""), ("NaN", ""), ("inf bao", ""), ("5 bao 5 bao", ""), ("1/0 bao", ""),
)  # fmt: skip
TAKEN: tuple[tuple[str, str, int], ...] = (
    ("199 bao", "", 995), ("199", "bag_5kg", 995), ("٣", "", 3), ("１２ bao", "", 60), ("2 BAO", "bag_5kg", 10),
)  # fmt: skip
FORGED = (
    {"for_people": "9" * 4000, "for_days": "-3"}, {"for_people": "²", "for_days": "7.5"}, {"suggested": "<script>-7"},
    {"suggested": f"{'9' * 300}-{'9' * 300}"}, {"for_people": "21", "suggested": "1-1"}, {"people": "-5"},
)  # fmt: skip


def attack(stage: Stage) -> None:
    asker = stage.browser()
    for text, pack in REFUSED:
        answer = _ask(stage, asker, text, pack)
        assert answer.status == 422, f"{text[:20]!r} of {pack[:20]!r} gets {answer.status}"
        assert 'id="qty-rice-error"' in answer.text, f"{text[:20]!r} is not said at its field"
    assert stage.value("SELECT count(*) FROM cases") == 0
    for text, pack, units in TAKEN:
        assert _ask(stage, stage.browser(), text, pack).status == 303, f"{text!r} is refused"
        assert stage.value("SELECT quantity FROM needs ORDER BY id DESC LIMIT 1") == units, f"{text!r} became another"
    _forged_suggestions(stage)
    _more_after_approval(stage)
    _more_than_is_wanted(stage)
    assert stage.value("SELECT count(*) FROM needs WHERE quantity NOT BETWEEN 1 AND 999") == 0
    assert stage.value("SELECT count(*) FROM needs WHERE given > quantity OR given < 0") == 0


def _ask(stage: Stage, who: Browser, text: str, pack: str) -> Answer:
    return who.ask(stage.phone(), **{"item": "rice", "qty-rice": text, "pack-rice": pack})


def _forged_suggestions(stage: Stage) -> None:
    """They fill in some usual numbers, or those of the form, and write nothing."""
    before, asker = stage.value("SELECT count(*) FROM cases"), stage.browser()
    hidden = asker.get("/cases/ask").hidden()
    for forged in FORGED:
        answer = asker.send("/cases/ask", {**ASKED, **hidden, "suggest": "1", **forged})
        assert answer.status == 200 and "<script>-" not in answer.text, f"{forged} gets {answer.status}"
        assert 'name="qty-formula" value=""' in answer.text, "infant formula is suggested"
    assert stage.value("SELECT count(*) FROM cases") == before


def _more_after_approval(stage: Stage) -> None:
    """Ten kilograms that a moderator had looked at become fifty, told as ten bags: that waits for another look."""
    with stage.context():
        case, token = post_case(needs={"rice": 10}, phone=stage.phone())
        code = case.public_id
    moderator, _ = stage.signed_in("moderator", area="79")
    moderator.get(f"/moderation/{code}")
    verb = "approve" if state(stage, code) == "pending_review" else "check"
    assert moderator.post(f"/moderation/{code}/{verb}", form=f"/moderation/{code}").status == 303
    requester = stage.browser()
    changed = {**ASKED, "qty-rice": "10", "pack-rice": "bag_5kg", "phone": "0912345678", "item": ""}
    changed |= {"phone": _phone_of(requester, token), "name": "Nguyễn Thị Lan"}
    assert requester.post(f"/cases/mine/{token}/edit", changed, form=f"/cases/mine/{token}/edit").status == 303
    found = stage.value(
        "SELECT n.quantity FROM needs n JOIN cases c ON c.id = n.case_id WHERE c.public_id = :code", code=code
    )
    assert found == 10, "five times as much goes past the moderator when it is told in bags"
    assert stage.value("SELECT count(*) FROM case_changes") == 1


def _phone_of(who: Browser, token: str) -> str:
    page = who.get(f"/cases/mine/{token}/edit").text
    return page.split('name="phone"')[1].split('value="')[1].split('"')[0]


def _more_than_is_wanted(stage: Stage) -> None:
    """A helper says a thousand bags, less than none, and bags of something else."""
    with stage.context():
        code = make_case(needs={"rice": 10, "eggs": 10}).public_id
    helper, _ = stage.signed_in(verified=True)
    assert send(helper, code, "claim").status == 303
    let_in(stage, code)
    send(helper, code, "contact")
    stage.forward(minutes=20)
    for text, pack in (("-1 bao", ""), ("9999 bao", ""), ("nửa bao", ""), ("1", "tray_10"), ("9" * 500, "")):
        answer = send(helper, code, "help", {"given-rice": text, "pack-rice": pack, "given-eggs": ""})
        assert answer.status == 422, f"{text[:20]!r} of {pack!r} gets {answer.status}"
    assert (
        send(helper, code, "help", {"given-rice": "1999", "pack-rice": "bag_5kg", "given-eggs": "1 khay"}).status == 303
    )
    given = stage.value(
        "SELECT sum(n.given) FROM needs n JOIN cases c ON c.id = n.case_id WHERE c.public_id = :code", code=code
    )
    assert given == 20, f"{given} units were given of 20"
