"""V1: a sending is paused and cancelled by whoever should not, and by two at once; contacts come and go meanwhile.

Nobody of another area reads or moves it. Of *cancel* and *go on* at once the cancellation stays, whatever the order. A
contact that leaves while its message is on the way is sent nothing more, and nobody who comes meanwhile gets it twice.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa

from connect import db
from connect.areas import queries as areas
from connect.deliveries.contacts import actions as contacts
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger.models import Dispatch, DispatchEvent
from connect.gateways.base import PushKeys
from connect.notices.following import actions as following
from connect.notices.following.models import Subscription
from tests.attacks.stage import Stage
from tests.builders import make_channel, make_notice
from tests.deliveries.ledger import Twin, a_sender, people, send
from tests.socket.browser import Browser

GRAVE = 4  # heeds no quiet hours, whatever the hour of the test
WARD, FOLLOWERS, COMERS = "26743", 60, 50


def attack(stage: Stage) -> None:
    with stage.context():
        channel = make_channel("79")
        _follow(people(FOLLOWERS))
        code = make_notice(channel, WARD, severity=GRAVE).public_id
    _from_elsewhere(stage, code)
    _cancelled_and_let_go_on_at_once(stage, code)
    with stage.context():
        _leaving_while_it_is_sent(make_notice(channel, WARD, severity=GRAVE).id)
        _coming_and_going(stage, make_notice(channel, WARD, severity=GRAVE).id)


def _follow(ids: list[int]) -> None:
    with db.transaction() as session:
        session.add_all(Subscription(contact_id=one, area_id=areas.get(WARD).id) for one in ids)


def _press(who: Browser, code: str, verb: str, form: str = "") -> int:
    where = "pause" if verb in ("pause", "go_on") else "end"
    page = form or f"/notices/{code}/sending"
    return who.post(f"/notices/{code}/sending/{where}", {"verb": verb, "version": "1"}, form=page).status


def _from_elsewhere(stage: Stage, code: str) -> None:
    for role, area in (("official", "01"), ("moderator", "79"), ("volunteer", "79")):
        far, _ = stage.signed_in(role, area=area)
        assert far.get(f"/notices/{code}/sending").status in (403, 404), f"a {role} of {area} reads a sending"
        for verb in ("pause", "go_on", "cancel", "again"):
            assert _press(far, code, verb, form="/accounts/me") in (403, 404), f"a {role} of {area} may {verb}"
    with stage.context():
        assert db.session.scalars(sa.select(DispatchEvent)).all() == []


def _cancelled_and_let_go_on_at_once(stage: Stage, code: str) -> None:
    here, there = (stage.signed_in("official", area="79")[0] for _ in range(2))
    assert _press(here, code, "pause") == 303
    gate = Barrier(2)

    def at_once(who: Browser, verb: str) -> int:
        fields = {**who.get(f"/notices/{code}/sending").hidden(), "verb": verb, "version": "1"}
        gate.wait()
        return who.send(f"/notices/{code}/sending/{'pause' if verb == 'go_on' else 'end'}", fields).status

    with ThreadPoolExecutor(2) as pool:
        answers = [*pool.map(at_once, (here, there), ("go_on", "cancel"))]
    if 409 in answers and answers[1] == 409:  # it went on first, and the other reads so before the next press
        answers[1] = _press(there, code, "cancel")
    assert answers[1] == 303, answers
    assert _press(here, code, "go_on", form="/accounts/me") == 303, "is told that it is cancelled"
    with stage.context():
        assert db.session.scalars(sa.select(Dispatch.cancelled_at)).one() is not None, "a cancelled one goes on"
        verbs = Counter(db.session.scalars(sa.select(DispatchEvent.verb)))
        assert max(verbs.values()) == 1, f"a line too many: {verbs}"
        assert send(Twin()).get("sent", 0) == 0, "a cancelled one leaves"


def _leaving_while_it_is_sent(notice_id: int) -> None:
    """Those of the first batch leave while it is at the gateway; what had left is settled, and no more comes."""
    twin = Twin()
    with a_sender(twin) as sender:
        sender.step()
        gone = [int(letter.to.split("@")[0]) for letter in twin.heard]
        assert gone, "nothing was taken"
        with db.transaction():
            contacts.forget_all(gone)
        sender.run()
    assert len(twin.heard) == len({letter.to for letter in twin.heard}) == FOLLOWERS
    after = Twin()
    send(after)
    assert after.heard == [], f"notice {notice_id} comes again"


def _coming_and_going(stage: Stage, notice_id: int) -> None:
    """Fifty browsers follow and half of them leave again, while rows are made and sent."""
    place, keys = areas.get(WARD), PushKeys("p", "a")

    def come(number: int) -> None:
        with stage.context():
            with db.transaction():
                made = following.follow(f"https://push.example.vn/{number}", keys, place, "vi").id
            if number % 2:
                with db.transaction():
                    following.stop(db.session.get_one(Contact, made))

    twin = Twin()
    with ThreadPoolExecutor(4) as pool, a_sender(twin) as sender:
        comers = [pool.submit(come, number) for number in range(COMERS)]
        while not all(one.done() for one in comers):
            sender.step()
        sender.run()
    for one in comers:
        one.result()
    heard = Counter(letter.key for letter in twin.heard)
    assert max(heard.values()) == 1, f"notice {notice_id} went twice to somebody"
    left = db.session.scalars(
        sa.select(Subscription.contact_id).where(Subscription.contact_id.not_in(sa.select(Contact.id)))
    )
    assert left.all() == [], "something is left of those who left"
