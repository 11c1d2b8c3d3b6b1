"""A notice of a drill is an exercise by force, is read by who takes part, reaches nobody, and goes with the drill."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock as the_clock, config, db
from connect.accounts.models import Person
from connect.deliveries.ledger.models import Dispatch
from connect.errors import RuleBroken
from connect.gateways.media import outbox
from connect.gateways.recording import recorded
from connect.incidents.drill import actions as drill, queries as drills
from connect.incidents.models import Incident
from connect.incidents.rules import Status as IncidentStatus
from connect.notices import actions, queries
from connect.notices.alerts.alert import NAMESPACE
from connect.notices.alerts.cap import Status
from connect.notices.alerts.content import content_of
from connect.notices.drill import actions as ends
from connect.notices.drill.jobs import delete_notices_of_drills
from connect.notices.models import Channel, Notice, NoticeEvent, NoticeVersion
from connect.notices.officials import dispatching as officials
from tests.builders import make_channel, make_draft, make_notice, make_person
from tests.deliveries.ledger import people
from tests.incidents.conftest import HANOI, HCMC, make_incident
from tests.notices.press import publish
from tests.notices.test_views import filled
from tests.visit import Visit

SAID = "Nước lên"


@pytest.fixture
def official(app: Flask) -> Person:
    return make_person("official", HCMC)


@pytest.fixture
def channel(app: Flask) -> Channel:
    return make_channel(HCMC)


@pytest.fixture
def exercise(official: Person) -> Incident:
    made = make_incident(official, status=IncidentStatus.EXERCISE, name_vi="Diễn tập lũ", name_en="Flood drill")
    with db.transaction():
        drill.invite(db.session.get_one(Incident, made.id), by=official)
    return db.session.get_one(Incident, made.id)


@pytest.fixture
def notice(channel: Channel, exercise: Incident) -> Notice:
    return make_notice(channel, HCMC, title=SAID, severity=4, incident_id=exercise.id)


def joined(app: Flask, exercise: Incident) -> Visit:
    visit = Visit(app)
    visit.post("incidents.drill", token=drills.invitation_of(exercise))
    return visit


def end(incident: Incident) -> None:
    with db.transaction():
        db.session.get_one(Incident, incident.id).ends_at = the_clock.now()


PAGES = ("notices.show", "notices.versions", "notices.sheet")


def test_in_a_drill_every_notice_is_an_exercise_whatever_was_chosen(channel: Channel, exercise: Incident) -> None:
    made = make_draft(channel, make_person("official", HCMC), incident_id=exercise.id, status=Status.ACTUAL)
    assert made.status == Status.EXERCISE
    with db.transaction():
        by = db.session.get_one(Person, made.created_by_id)
        again = actions.rewrite(made, by, made.edition, content_of(made))
    assert again.status == Status.EXERCISE


def test_only_who_takes_part_and_the_officials_of_the_channel_read_it(
    app: Flask, notice: Notice, exercise: Incident, official: Person
) -> None:
    inside, code = joined(app, exercise), notice.public_id
    assert SAID in inside.get("notices.drill").text and "/notices/drill" in inside.get("cases.drill").text
    Visit(app).get("notices.drill", 404)
    strangers = [Visit(app), Visit(app).as_(make_person("official", HANOI)), Visit(app).as_(make_person("volunteer"))]
    for page in PAGES:
        assert SAID in inside.get(page, public_id=code).text, page
        for stranger in strangers:
            assert SAID not in stranger.get(page, 404, public_id=code).text, page
        answer = Visit(app).as_(official).get(page, public_id=code)
        assert SAID in answer.text and "public" not in answer.headers.get("Cache-Control", ""), page
    for stranger in strangers:
        stranger.get("notices.alert", 404, public_id=code, version=1)
    assert inside.get("notices.alert", public_id=code, version=1).headers["Cache-Control"] == "no-store"


def test_in_a_drill_no_real_notice_is_read_and_none_of_another_drill(
    app: Flask, channel: Channel, exercise: Incident, official: Person
) -> None:
    other = make_incident(official, status=IncidentStatus.EXERCISE)
    for made in (make_notice(channel, HCMC), make_notice(channel, HCMC, incident_id=other.id)):
        inside = joined(app, exercise)
        for page in PAGES:
            inside.get(page, 404, public_id=made.public_id)
        inside.get("notices.alert", 404, public_id=made.public_id, version=1)


def test_it_stands_in_no_feed_no_bar_and_on_no_page_of_its_channel(app: Flask, notice: Notice) -> None:
    stranger, own = Visit(app), notice.channel.public_id
    for address in (
        f"/notices/?area={HCMC}", f"/notices/feed.atom?area={HCMC}", f"/notices/cap.atom?area={HCMC}",
        f"/notices/cap.atom?channel={own}", f"/notices/channels/{own}", f"/notices/channels/{own}/feed.atom", "/",
    ):  # fmt: skip
        answer = stranger.client.get(address, follow_redirects=address == "/")
        assert answer.status_code == 200 and SAID not in answer.text, address
    db.session.rollback()
    by = make_person("official", HCMC)
    with db.transaction():
        actions.cancel(queries.by_public_id(notice.public_id), by, "Xong")
    assert SAID not in stranger.client.get(f"/notices/channels/{own}").text
    assert SAID not in stranger.client.get(f"/notices/cap.atom?channel={own}").text


def test_it_reaches_nobody_and_leaves_one_line_a_version_in_the_outbox(channel: Channel, exercise: Incident) -> None:
    people(3)
    author, second = (make_person("official", HCMC) for _ in range(2))
    made = make_draft(channel, author, incident_id=exercise.id, send=True, severity=4, title=SAID)
    with db.transaction():
        actions.publish(made, second, actions.Verb.APPROVE)
        officials.tell_ends(made)
    with db.transaction():
        actions.cancel(queries.by_public_id(made.public_id), author, "Xong")
    assert not db.session.scalars(sa.select(Dispatch)).all()
    lines = recorded(outbox(config.current()))
    assert len(lines) == 2 and all("DIỄN TẬP" in one.title for one in lines)


def test_it_goes_with_the_drill_and_nothing_real_does(
    app: Flask, channel: Channel, exercise: Incident, official: Person
) -> None:
    real = make_notice(channel, HCMC, incident_id=make_incident(official).id)
    made = make_notice(channel, HCMC, incident_id=exercise.id, by=official)
    with db.transaction():
        actions.change(made, official, made.edition, content_of(made))
    assert delete_notices_of_drills() == 0, "the drill still runs"
    end(exercise)
    Visit(app).get("notices.show", 404, public_id=made.public_id)
    delete_notices_of_drills()
    db.session.rollback()
    assert [one.public_id for one in db.session.scalars(sa.select(Notice))] == [real.public_id]
    for table in (NoticeVersion, NoticeEvent):
        assert set(db.session.scalars(sa.select(table.notice_id))) == {real.id}, table.__name__
    assert not recorded(outbox(config.current()))
    with pytest.raises(ValueError, match="drill"):
        ends.delete(queries.by_public_id(real.public_id))


def test_no_change_leads_into_a_drill_or_out_of_one(channel: Channel, exercise: Incident, official: Person) -> None:
    wave = make_incident(official)
    for began, wanted in ((exercise.id, None), (exercise.id, wave.id), (None, exercise.id), (wave.id, exercise.id)):
        made = make_notice(channel, HCMC, by=official, incident_id=began)
        values: dict[str, Any] = {name: getattr(content_of(made), name) for name in content_of(made).__slots__}
        with pytest.raises(RuleBroken), db.transaction():
            actions.change(made, official, made.edition, type(content_of(made))(**values | {"incident_id": wanted}))


def test_when_the_drill_is_over_what_waited_in_it_is_not_published(
    channel: Channel, exercise: Incident, official: Person
) -> None:
    made = make_draft(channel, official, incident_id=exercise.id)
    end(exercise)
    with pytest.raises(RuleBroken), db.transaction():
        actions.publish(made, official)


def test_the_incident_is_chosen_where_one_runs_and_said_on_the_page_and_in_the_file(
    app: Flask, channel: Channel, official: Person
) -> None:
    far, planned = (
        make_incident(make_person("official", HANOI), HANOI),
        make_incident(official, starts_at=the_clock.now() + timedelta(1)),
    )
    visit = Visit(app).as_(official)
    assert 'name="incident"' not in visit.get("notices.write").text
    wave = make_incident(official)
    page = visit.get("notices.write").text
    assert wave.public_id in page and not {far.public_id, planned.public_id} & set(page.split('"'))
    refused = visit.post("notices.write", filled(channel, incident=wave.public_id, title=""), 422).text
    assert f'selected value="{wave.public_id}"' in refused, "what was chosen is lost"
    publish(visit, "notices.write", filled(channel, incident=wave.public_id))
    (made,) = db.session.scalars(sa.select(Notice))
    assert made.incident_id == wave.id and made.status == Status.ACTUAL
    assert "Đợt dịch" in Visit(app).get("notices.show", public_id=made.public_id).text
    assert f"/incidents/{wave.public_id}" in visit.get("notices.show", public_id=made.public_id).text
    file = ElementTree.fromstring(Visit(app).get("notices.alert", public_id=made.public_id, version=1).data)
    names = [one.tag.removeprefix(f"{{{NAMESPACE}}}") for one in file]
    assert file.findtext(f"{{{NAMESPACE}}}incidents") == wave.public_id
    assert names.index("incidents") == names.index("info") - 1
    form = visit.get("notices.edit", public_id=made.public_id).text
    assert f'selected value="{wave.public_id}"' in form


def test_no_notice_names_an_incident_that_runs_elsewhere(channel: Channel, official: Person) -> None:
    far = make_incident(make_person("official", HANOI), HANOI)
    with pytest.raises(RuleBroken):
        make_draft(channel, official, incident_id=far.id)
