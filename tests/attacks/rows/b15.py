"""B15: a link that somebody plants, clicked once, keeps no stranger's request in the browser that clicked."""

from tests.attacks.stage import Stage


def attack(stage: Stage) -> None:
    stranger, victim, phone = stage.browser(), stage.browser(), stage.phone()
    planted = stranger.ask(phone).own
    assert planted.startswith("/cases/mine/"), "the stranger's request was not taken"
    assert victim.get(planted).status == 200, "who holds a link may open it"
    assert planted not in victim.get("/cases/mine").text, "a clicked link is kept among the victim's own requests"

    own = victim.ask(phone, words="Xin thêm trứng.")
    assert own.status == 303, "the victim's own request is offered to be added to the stranger's"
    assert own.own.startswith("/cases/mine/") and own.own != planted
    kept = victim.get("/cases/mine").text
    assert own.own in kept and planted not in kept, "what was posted from this browser, and nothing else, is kept"

    stranger.get(planted)  # the browser it was posted from keeps it, and keeps it for longer at each visit
    assert planted in stranger.get("/cases/mine").text
