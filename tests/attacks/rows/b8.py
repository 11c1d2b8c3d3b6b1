"""Guessing delivery codes: over several claims of one case, and many at once."""

from concurrent.futures import ThreadPoolExecutor

from connect.cases import actions, queries
from tests.attacks.helping import GIVEN, cases, send, state
from tests.attacks.stage import Stage
from tests.socket.browser import Browser

LOOKED_AT = "Mã này không đúng"
AT_ONCE = 60


def attack(stage: Stage) -> None:
    (code,) = cases(stage, 1)
    seen, right = 0, _right(stage, code)
    for _ in range(3):  # one helper after the other
        thief, _number = stage.signed_in(verified=True)
        send(thief, code, "claim")
        send(thief, code, "contact")
        seen += sum(LOOKED_AT in _try(thief, code, guess).words for guess in _wrong(right, 5))
        send(thief, code, "release", {"reason": "no_time"})
    assert seen <= 5, f"{seen} codes were looked at over three claims of one case"

    (code,) = cases(stage, 1)
    thief, _number = stage.signed_in(verified=True)
    send(thief, code, "claim")
    send(thief, code, "contact")
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = list(crowd.map(lambda guess: _try(_twin(thief), code, guess), _wrong(_right(stage, code), AT_ONCE)))
    seen = sum(LOOKED_AT in answer.words for answer in answers)
    assert seen <= 5, f"{seen} of {AT_ONCE} codes at once were looked at"
    stage.forward(minutes=6)
    _try(thief, code, _right(stage, code))
    assert state(stage, code) == "claimed", "the sixth try counted"
    assert send(thief, code, "help", GIVEN).status == 303
    assert state(stage, code) == "helped", "the requester's own word is shut out, too"


def _right(stage: Stage, code: str) -> str:
    with stage.context():
        return actions.secret_of(queries.by_public_id(code)).delivery_code


def _wrong(right: str, many: int) -> list[str]:
    return [f"{(int(right) + 1 + number) % 10_000:04}" for number in range(many)]


def _twin(of: Browser) -> Browser:
    """The same browser once more: threads must not share one."""
    twin = Browser(of.port, of.source, of.headers)
    twin.cookies = dict(of.cookies)
    return twin


def _try(who: Browser, code: str, guess: str):  # type: ignore[no-untyped-def]
    return send(who, code, "help", {**GIVEN, "code": guess})
