"""Taking requests off the list unseen: a helper says *help* or *cannot reach* about people whom nobody visited."""

from tests.attacks.helping import GIVEN, cases, let_in, send, state
from tests.attacks.stage import Stage

WORDS = (("help", GIVEN), ("cannot-reach", {"reason": "nobody_there"}))
IN_A_ROW = 8  # words of somebody verified that nobody confirmed


def attack(stage: Stage) -> None:
    _somebody_never_let_in(stage)
    _somebody_let_in_who_never_goes(stage)
    _somebody_verified_who_never_goes(stage)


def _somebody_never_let_in(stage: Stage) -> None:
    """Nobody agreed to this helper, so no word of theirs ends anything."""
    thief = stage.new_account()
    for code in cases(stage, 3):
        assert send(thief, code, "claim").status == 303
        stage.forward(minutes=6)
        for verb, said in WORDS:
            send(thief, code, verb, said)
        assert state(stage, code) == "claimed", f"{state(stage, code)}, and no contact was shown"
        send(thief, code, "release", {"reason": "no_time"})
        assert state(stage, code) == "open"


def _somebody_let_in_who_never_goes(stage: Stage) -> None:
    """The requester agreed; before the contact is shown, and in the first minutes, a word is still worth nothing."""
    thief, (code,) = stage.new_account(), cases(stage, 1)
    send(thief, code, "claim")
    let_in(stage, code)
    for verb, said in WORDS:
        send(thief, code, verb, said)
    assert state(stage, code) == "claimed", "ended without the contact"
    assert send(thief, code, "contact").status == 200
    for verb, said in WORDS:
        send(thief, code, verb, said)
    assert state(stage, code) == "claimed", "ended in the minute in which the contact was shown"
    stage.forward(minutes=6)
    assert send(thief, code, "help", GIVEN).status == 303
    assert state(stage, code) == "helped", "an honest helper cannot say what was brought"


def _somebody_verified_who_never_goes(stage: Stage) -> None:
    """One word after the other, and nobody confirms any: a moderator hears of it, and the cases go back."""
    thief, number = stage.signed_in(verified=True)
    tried = cases(stage, IN_A_ROW + 2)
    for code in tried:
        send(thief, code, "claim")
        send(thief, code, "contact")
        stage.forward(minutes=6)
        send(thief, code, "cannot-reach", {"reason": "nobody_there"})
    states = [state(stage, code) for code in tried]
    assert states == ["open"] * len(tried), f"off the list for good: {states}"
    moderator, _ = stage.signed_in("moderator", area="79")
    name = stage.value("SELECT public_id FROM people WHERE id = :id", id=number)
    opened = moderator.post("/moderation/work", form="/moderation/")
    assert opened.location == f"/moderation/person/{name}", f"no moderator hears of it: {opened.location}"
