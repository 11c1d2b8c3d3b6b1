"""One new account, one night, trying everything that a script can: nothing leaves the list unseen, no door is learnt.

And let in by everybody who is asked, the account learns no more doors than its budget.
"""

from tests.attacks.helping import GIVEN, cases, doors, let_in, send, state
from tests.attacks.stage import Stage
from tests.socket.browser import Browser

LOOKS_A_DAY = 10  # config: looks_a_day
CLAIMS_A_DAY = 8  # rules: CLAIMS_A_DAY of somebody new
EVERYTHING = (
    ("claim", None), ("contact", None), ("help", GIVEN), ("cannot-reach", {"reason": "no_answer"}), ("set-out", None),
    ("extend", None), ("accompany", {"word": "yes"}), ("second", None), ("release", {"reason": "no_time"}),
)  # fmt: skip


def attack(stage: Stage) -> None:
    listed = [*cases(stage, 9), *cases(stage, 1, urgency=3)]
    number, thief = _new(stage)
    token = thief.get("/accounts/me").hidden()["csrf_token"]
    for code in listed:
        for verb, said in EVERYTHING[:-1]:
            thief.send(f"/cases/{code}/{verb}", {"csrf_token": token, **(said or {})})
        stage.forward(minutes=50)
        thief.send(f"/cases/{code}/release", {"csrf_token": token, "reason": "no_time"})
    gone = [code for code in listed if state(stage, code) not in ("open", "claimed", "in_delivery")]
    assert not gone, f"{len(gone)} taken off the list unseen"
    assert doors(stage, number) == 0, f"{doors(stage, number)} doors learnt, and nobody let them in"
    honest, _ = stage.signed_in(verified=True)
    assert send(honest, listed[0], "claim").status == 303, "still held in the morning"

    number, thief = _new(stage)
    for code in cases(stage, LOOKS_A_DAY + 2):
        if send(thief, code, "claim").status == 303:
            let_in(stage, code)
            send(thief, code, "contact")
            send(thief, code, "release", {"reason": "no_time"})
    assert 0 < doors(stage, number) <= CLAIMS_A_DAY, f"{doors(stage, number)} doors in a night"


def _new(stage: Stage) -> tuple[int, Browser]:
    thief = stage.new_account()
    return int(str(stage.value("SELECT max(id) FROM people"))), thief
