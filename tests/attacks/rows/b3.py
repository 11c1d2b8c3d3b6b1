"""B3: who was stopped, locked or let people wait erases the account and signs up again with the same phone.

And the other half: the requester corrects the phone of her request, or somebody whose phone is watched takes another.
"""

from connect import clock, db
from connect.accounts import actions as accounts, queries as people
from tests.attacks.stage import Stage
from tests.builders import make_case, make_person, take
from tests.socket.browser import ASKED, PASSWORD, Browser

SETTINGS = {"CONNECT_MODERATION": "peer_to_peer"}


def attack(stage: Stage) -> None:
    _stopped(stage)
    _watched(stage)
    _locked(stage)
    _let_people_wait(stage)


def _asked(stage: Stage, phone: str) -> tuple[Browser, str, str]:
    """A requester's browser, the path of her own page, and the short code of the request."""
    requester = stage.browser()
    mine = requester.ask(phone).own
    assert mine.startswith("/cases/mine/"), "no request was made"
    return requester, mine, str(stage.value("SELECT public_id FROM cases ORDER BY id DESC LIMIT 1"))


def _again(stage: Stage, helper: Browser, phone: str) -> Browser:
    """The account is erased, and the same phone signs up once more."""
    answer = helper.post("/accounts/erase", {"current": PASSWORD})
    assert answer.status == 303, answer.words[:300]
    return stage.new_account(phone=phone)


def _takes(stage: Stage, helper: Browser, code: str) -> bool:
    """Whether this helper gets the case."""
    before = stage.value("SELECT count(*) FROM claims")
    helper.post(f"/cases/{code}/claim", form=f"/cases/{code}")
    return stage.value("SELECT count(*) FROM claims") != before


def _edited(requester: Browser, mine: str, phone: str) -> None:
    typed = {**ASKED, **requester.get(f"{mine}/edit").hidden(), "phone": phone}
    answer = requester.send(f"{mine}/edit", typed)
    assert answer.status == 303, answer.words[:300]


def _stopped(stage: Stage) -> None:
    requester, mine, code = _asked(stage, stage.phone())
    phone = stage.phone()
    helper = stage.new_account(phone=phone)
    assert _takes(stage, helper, code), "nobody can help any more"
    assert requester.post(f"{mine}/stop", form=mine).status == 303
    assert not _takes(stage, helper, code)
    helper = _again(stage, helper, phone)
    assert not _takes(stage, helper, code), "a stopped helper came back under a new account"
    _edited(requester, mine, stage.phone())
    assert not _takes(stage, helper, code), "the stop was gone when the requester corrected her phone"
    assert _takes(stage, stage.new_account(), code), "the stop holds for everybody"


def _watched(stage: Stage) -> None:
    phone, other = stage.phone(), stage.phone()
    asker, mine, code = _asked(stage, phone)
    moderator, _number = stage.signed_in(role="moderator")
    answer = moderator.post(f"/moderation/{code}/phone/watch", form=f"/moderation/{code}")
    assert answer.status == 303, answer.words[:300]
    _edited(asker, mine, other)
    _asker, _mine, second = _asked(stage, other)
    state = stage.value("SELECT state FROM cases WHERE public_id = :code", code=second)
    assert state == "pending_review", "a watched phone was shaken off by an edit"


def _locked(stage: Stage) -> None:
    phone = stage.phone()
    helper = stage.new_account(phone=phone)
    with stage.context(), db.transaction():
        person = people.by_phone(phone)
        assert person
        accounts.lock(person, "looks")
    helper = _again(stage, helper, phone)
    hers = stage.phone()
    requester, mine, code = _asked(stage, hers)
    if _takes(stage, helper, code):
        requester.post(f"{mine}/allow", form=mine)
        shown = helper.post(f"/cases/{code}/contact", form=f"/cases/{code}")
        assert f"tel:{hers}" not in shown.text, "a lock was gone with the erased account"
    locked = "SELECT count(*) FROM locks JOIN people ON people.id = person_id WHERE lifted_at IS NULL AND name <> '–'"
    assert stage.value(locked) == 1, "no admin sees that the new account is the locked one"


def _let_people_wait(stage: Stage) -> None:
    phone = stage.phone()
    with stage.context():
        person = make_person(phone=phone, verified=True)
        for _ in range(4):
            claim = take(make_case(), person)
            with db.transaction():
                claim.until = clock.now()
        with db.transaction():
            person.password_hash = accounts.hasher.hash(PASSWORD)
    helper = stage.browser()
    assert helper.sign_in(phone).status == 303
    _requester, _mine, code = _asked(stage, stage.phone())
    assert not _takes(stage, helper, code)
    helper = _again(stage, helper, phone)
    assert not _takes(stage, helper, code), "who let four wait begins anew by erasing the account"
