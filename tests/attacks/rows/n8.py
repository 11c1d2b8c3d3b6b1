"""N8: a notice of a drill is made real, or read by whoever takes no part in it.

A liar who is an official chooses *real* in a drill, changes the published one to lead it out, leads a real one in to
hide it, publishes again when the drill is over; strangers, helpers and officials of elsewhere ask for its page,
versions, sheet, picture and CAP file without a marker; who takes part asks for the real ones.
"""

import re

import sqlalchemy as sa

from connect import clock, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.incidents import actions as incidents
from connect.incidents.drill import actions as drill, queries as drills
from connect.incidents.models import Incident
from connect.incidents.rules import IncidentKind, Status
from connect.notices.drill.jobs import delete_notices_of_drills
from connect.notices.models import Channel
from tests.attacks.stage import Stage
from tests.builders import make_channel, make_notice, make_person
from tests.socket.browser import Browser

HERE, FAR = "79", "01"
WORDS = "Vỡ đê giả định"
PAGES = ("", "/versions", "/sheet", "/picture", "/1.cap")


def attack(stage: Stage) -> None:
    exercise, code, token, channel = _exercise(stage)
    liar, number = stage.signed_in("official", HERE)
    made = _published_as_real(stage, liar, channel, code)
    with stage.context():
        real = make_notice(db.session.get_one(Channel, channel), HERE, by=db.session.get_one(Person, number)).public_id
    _without_marker(stage, made)
    _inside(stage, token, made, real)
    _led_out(stage, liar, made, real, code)
    _when_it_is_over(stage, liar, exercise, made, channel, code)
    assert stage.value("SELECT count(*) FROM dispatches WHERE kind = 'notice'") == 1, "more left than the real one"


def _exercise(stage: Stage) -> tuple[int, str, str, int]:
    """Number, code and invitation of an exercise, and a channel where it runs."""
    with stage.context():
        by = make_person("official", HERE, phone=stage.phone())
        with db.transaction():
            made = incidents.make(
                by=db.session.get_one(Person, by.id), kind=IncidentKind.FLOOD, name_vi="Diễn tập", name_en="Drill",
                status=Status.EXERCISE, places=[areas.get(HERE)], starts_at=clock.now(), ends_at=None,
            )  # fmt: skip
            drill.invite(made, by=by)
        return made.id, made.public_id, drills.invitation_of(made), make_channel(HERE).id


def _fields(liar: Browser, page: str, channel: int, **over: str) -> dict[str, str]:
    hidden = liar.get(page).hidden()
    now = clock.now()
    said = {
        "channel": str(channel), "title": WORDS, "text": "Đi ngay", "severity": "2", "status": "Actual", "area": HERE,
        "starts_at": f"{now:%Y-%m-%dT%H:%M}", "ends_at": f"{now:%Y}-12-31T23:00", "until_then": "y",
        "category": "Other",
    }  # fmt: skip
    return {**hidden, **said, **over}


def _published_as_real(stage: Stage, liar: Browser, channel: int, incident: str) -> str:
    sent = liar.send("/notices/write", _fields(liar, "/notices/write", channel, incident=incident))
    assert sent.status == 303, sent.words[:300]
    code = re.findall(r"/notices/(\w+)/ready", str(sent.location))[0]
    desk = liar.get(f"/notices/{code}/ready").hidden()
    assert liar.send(f"/notices/{code}/desk", {**desk, "verb": "publish"}).status == 303
    assert _status(stage, code) == "Exercise", "it became real"
    return code


def _status(stage: Stage, code: str) -> object:
    return stage.value("SELECT status FROM notices WHERE public_id = :code", code=code)


def _without_marker(stage: Stage, code: str) -> None:
    readers = [stage.browser(), *(stage.signed_in(*who)[0] for who in (("volunteer", "VN"), ("official", FAR)))]
    forged = stage.browser()
    forged.cookies["drill"] = f'["{code}"]'
    for reader in [*readers, forged]:
        for page in PAGES:
            answer = reader.get(f"/notices/{code}{page}")
            assert answer.status == 404 and WORDS not in answer.text, f"{page}: {answer.status}"
        for page in (
            f"/notices/?area={HERE}",
            f"/notices/feed.atom?area={HERE}",
            f"/notices/cap.atom?area={HERE}",
            "/",
        ):
            assert WORDS not in reader.get(page).text, page


def _inside(stage: Stage, token: str, code: str, real: str) -> None:
    reader = stage.browser()
    assert reader.post(f"/incidents/drill/{token}").status == 303
    for page in ("", "/versions", "/sheet", "/1.cap"):
        answer = reader.get(f"/notices/{code}{page}")
        assert answer.status == 200 and "no-store" in str(answer.headers.get("cache-control")), page
        assert reader.get(f"/notices/{real}{page}").status in (404, 409), f"{page} of a real one in a drill"


def _led_out(stage: Stage, liar: Browser, code: str, real: str, incident: str) -> None:
    """A change that leads out of the drill, and one that hides what is real in it, are refused in words."""
    versions = stage.value("SELECT count(*) FROM notice_versions")
    for one, into in ((code, ""), (real, incident)):
        page = f"/notices/{one}/edit"
        channel = stage.value("SELECT channel_id FROM notices WHERE public_id = :code", code=one)
        answer = liar.send(page, _fields(liar, page, int(str(channel)), incident=into))
        assert answer.status == 422 and "diễn tập" in answer.words, f"{one}: {answer.status}"
    page = f"/notices/{code}/edit"
    channel = stage.value("SELECT channel_id FROM notices WHERE public_id = :code", code=code)
    changed = liar.send(page, _fields(liar, page, int(str(channel)), incident=incident, status="Actual"))
    draft = re.findall(r"/notices/(\w+)/ready", str(changed.location))[0]
    desk = liar.get(f"/notices/{draft}/ready").hidden()
    assert liar.send(f"/notices/{draft}/desk", {**desk, "verb": "publish"}).status == 303
    assert stage.value("SELECT count(*) FROM notice_versions") == int(str(versions)) + 1
    assert stage.value("SELECT status FROM notices WHERE public_id = :code", code=code) == "Exercise", (
        "a change is real"
    )
    _without_marker(stage, code)


def _when_it_is_over(stage: Stage, liar: Browser, exercise: int, code: str, channel: int, incident: str) -> None:
    fields = _fields(liar, "/notices/write", channel, incident=incident)
    waits = str(liar.send("/notices/write", fields).location)
    draft = re.findall(r"/notices/(\w+)/ready", waits)[0]
    desk = liar.get(f"/notices/{draft}/ready").hidden()
    with stage.context(), db.transaction():
        made = db.session.get_one(Incident, exercise)
        incidents.end(made, by=db.session.get_one(Person, made.created_by_id))
    stage.forward(seconds=1)
    assert liar.send(f"/notices/{draft}/desk", {**desk, "verb": "publish"}).status in (404, 422), (
        "published after its end"
    )
    assert liar.send("/notices/write", fields).status == 422, "begun after its end"
    _without_marker(stage, code)
    with stage.context():
        delete_notices_of_drills()
        left = db.session.scalar(sa.text("SELECT count(*) FROM notices WHERE incident_id IS NOT NULL"))
    assert left == 0 and liar.get(f"/notices/{code}").status == 404, "something of the drill is left"
