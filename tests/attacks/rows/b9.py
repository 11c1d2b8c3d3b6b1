"""Holding a case for ever by taking and giving back; more at once than a budget allows, at two processes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.attacks.helping import cases, doors, let_in, send, state
from tests.attacks.stage import Stage
from tests.socket.browser import Answer, Browser

STAFF_LOOKS = 20  # config: staff_looks_an_hour
OPEN_CLAIMS = 3  # config: open_claims_cap


def attack(stage: Stage) -> None:
    _a_loop_of_taking_and_giving_back(stage)
    _many_claims_at_once(stage)
    _many_contacts_at_once(stage)
    _many_looks_of_staff_at_once(stage)


def _a_loop_of_taking_and_giving_back(stage: Stage) -> None:
    thief, _number = stage.signed_in(verified=True)
    (code,) = cases(stage, 1)
    taken = 0
    for _ in range(4):
        taken += send(thief, code, "claim").status == 303
        stage.forward(minutes=5)
        send(thief, code, "release", {"reason": "no_time"})
    assert taken == 1, f"{taken} times taken and given back within 20 minutes"
    other, _number = stage.signed_in(verified=True)
    assert send(other, code, "claim").status == 303, "the pause shuts others out"


def _many_claims_at_once(stage: Stage) -> None:
    greedy, number = stage.signed_in(verified=True)
    _at_once(greedy, lambda who, code: send(who, code, "claim"), cases(stage, 8))
    held = stage.value("SELECT count(*) FROM claims WHERE person_id = :id AND ended_at IS NULL", id=number)
    assert held == OPEN_CLAIMS, f"{held} cases in one hand"


def _many_contacts_at_once(stage: Stage) -> None:
    """A new helper, let in three times, who may have one contact at a time."""
    greedy, number = stage.signed_in()
    with_all = cases(stage, OPEN_CLAIMS)
    for code in with_all:
        send(greedy, code, "claim")
        let_in(stage, code)
    assert {state(stage, code) for code in with_all} == {"claimed"}
    _at_once(greedy, lambda who, code: send(who, code, "contact"), with_all * 4)
    assert doors(stage, number) == 1, f"{doors(stage, number)} contacts open, where 1 is allowed"


def _many_looks_of_staff_at_once(stage: Stage) -> None:
    thief, number = stage.signed_in("moderator", area="79")
    pages = [f"/moderation/{code}/contact" for code in cases(stage, 1) * (STAFF_LOOKS + 6)]
    _at_once(thief, lambda who, page: who.post(page, {"text": "xem thử thôi"}, form="/accounts/me"), pages)
    looks = stage.value("SELECT count(*) FROM disclosures WHERE person_id = :id", id=number)
    assert looks == STAFF_LOOKS, f"{looks} looks, where {STAFF_LOOKS} are allowed"


def _at_once(who: Browser, press: Callable[[Browser, str], Answer], on: list[str]) -> None:
    """Presses all at the same time, each in a window of its own of one browser."""

    def one(what: str) -> None:
        window = Browser(who.port, who.source, who.headers)
        window.cookies = dict(who.cookies)
        press(window, what)

    with ThreadPoolExecutor(len(on)) as windows:
        list(windows.map(one, on))
