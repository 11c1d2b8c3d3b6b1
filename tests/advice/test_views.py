"""The clinicians' queue and the summary: the gravest first, by whoever holds the case, for the requester alone."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.advice.models import Summary
from connect.cases import export, wiping
from connect.cases.clinical import jobs
from connect.cases.models import Case, CaseSecret
from tests.advice.pages import TEXTS, doctor, post_advice, summarise
from tests.builders import hold, make_person
from tests.visit import Visit


def _order(visit: Visit) -> list[str]:
    text = visit.get("advice.queue").text
    codes = db.session.scalars(sa.select(Case.public_id)).all()
    return sorted((code for code in codes if f"/cases/{code}" in text), key=lambda code: text.index(f"/cases/{code}"))


def test_the_queue_begins_with_e_then_u_then_whoever_waits_longest(visit: Visit) -> None:
    codes = {}
    for minutes, name, ticked in ((50, "none", ()), (40, "urgent", ("cannot_drink",)), (5, "emergency", ("fits",))):
        with clock.told(clock.now() - timedelta(minutes=minutes)):
            codes[name] = post_advice(*ticked)[0].public_id
    with clock.told(clock.now() - timedelta(minutes=30)):
        codes["chosen"] = post_advice(urgency=3)[0].public_id
    visit.as_(doctor())
    assert _order(visit) == [codes[name] for name in ("emergency", "chosen", "urgent", "none")]


def test_a_clinician_of_another_province_and_whoever_is_none_see_nobody(visit: Visit) -> None:
    case, _ = post_advice("fits")
    assert _order(visit.as_(doctor(area="01"))) == []
    assert "Lúc này chưa có ai" in visit.get("advice.queue").text
    visit.get("cases.show", 404, public_id=case.public_id)
    for role in ("volunteer", "moderator", "admin"):
        visit.as_(make_person(role)).get("advice.queue", 403)


def test_the_signs_stand_first_on_every_page_of_the_case(visit: Visit) -> None:
    case, token = post_advice("cannot_breathe")
    clinician = doctor()
    visit.as_(clinician)
    hold(case, clinician)
    for page in (
        visit.get("cases.show", public_id=case.public_id),
        visit.post("cases.contact", status=200, public_id=case.public_id),
        visit.get("advice.summary", public_id=case.public_id), visit.get("cases.mine", token=token),
        Visit(visit.app).as_(make_person("moderator")).get("moderation.review", public_id=case.public_id),
    ):  # fmt: skip
        main = page.text[page.text.index("<main") :]
        signs = main.index('id="signs-told"')
        assert "Khó thở" in main[signs : signs + 1500], page.request.path
        first = re.search(r"<h[23]", main[main.index("<h1") :] if "/moderation/" in page.request.path else main)
        at = signs - (main.index("<h1") if "/moderation/" in page.request.path else 0)
        assert first and at - first.start() < 200, f"{page.request.path}: something else stands first"


def test_strangers_and_volunteers_learn_nothing_of_it(visit: Visit) -> None:
    case, _ = post_advice("cannot_breathe")
    visit.get("cases.show", 404, public_id=case.public_id)
    visit.as_(make_person(verified=True)).get("cases.show", 404, public_id=case.public_id)


def test_a_summary_ends_the_consultation_and_is_the_requesters(visit: Visit) -> None:
    case, token = post_advice("cannot_breathe")
    clinician = doctor()
    visit.as_(clinician)
    hold(case, clinician)
    visit.post("advice.summary", TEXTS, public_id=case.public_id)
    own = visit.get("cases.mine", token=token).text
    assert all(text in own for text in TEXTS.values()) and clinician.name in own
    (kept,) = export.of_case(db.session.get_one(Case, case.id))["advice"]
    assert kept["said"] == TEXTS["said"] and kept["by"] == clinician.name
    row = db.session.scalars(sa.select(Summary)).one()
    assert TEXTS["said"].encode() not in row.said_sealed


def test_helping_by_the_usual_button_leads_to_the_summary(visit: Visit) -> None:
    case, _ = post_advice()
    clinician = doctor()
    hold(case, clinician)
    answer = visit.as_(clinician).get("cases.help", 303, public_id=case.public_id)
    assert answer.location.endswith(f"/advice/{case.public_id}/summary")


def test_a_summary_with_a_gap_is_asked_again_and_nothing_is_lost(visit: Visit) -> None:
    case, _ = post_advice()
    clinician = doctor()
    hold(case, clinician)
    said = visit.as_(clinician).post("advice.summary", TEXTS | {"call_when": " "}, 422, public_id=case.public_id).text
    assert TEXTS["advised"] in said
    assert db.session.get_one(Case, case.id).state == "claimed"


def test_a_summary_sent_twice_or_after_the_lease_is_refused_and_still_there_to_copy(visit: Visit) -> None:
    case, _ = post_advice()
    clinician = doctor()
    visit.as_(clinician)
    hold(case, clinician)
    with clock.told(clock.now() + timedelta(hours=9)):
        late = visit.post("advice.summary", TEXTS, 409, public_id=case.public_id).text
    assert TEXTS["advised"] in late
    visit.post("advice.summary", TEXTS, public_id=case.public_id)
    visit.post("advice.summary", TEXTS, 404, public_id=case.public_id)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Summary)) == 1


def test_a_recall_beyond_the_wipe_needs_the_requesters_yes(visit: Visit) -> None:
    case, _ = post_advice()
    clinician = doctor()
    visit.as_(clinician)
    hold(case, clinician)
    day = (clock.now() + timedelta(days=25)).date().isoformat()
    said = visit.post("advice.summary", TEXTS | {"again": day}, 422, public_id=case.public_id).text
    assert "bị xóa" in said and TEXTS["said"] in said
    visit.post("advice.summary", TEXTS | {"again": day, "holds_wipe": "y"}, public_id=case.public_id)
    assert db.session.get_one(CaseSecret, case.id).again_at is not None


def test_on_its_day_the_case_is_back_in_the_queue_with_its_summary(visit: Visit) -> None:
    case, token = post_advice("cannot_drink")
    clinician = doctor()
    hold(case, clinician)
    summarise(case, clinician, again_at=clock.now() + timedelta(days=3))
    assert "sẽ gọi lại" in visit.get("cases.mine", token=token).text
    assert jobs.call_again() == 0
    with clock.told(clock.now() + timedelta(days=3, minutes=1)):
        assert jobs.call_again() == 1
        assert _order(visit.as_(clinician)) == [case.public_id]
        assert TEXTS["advised"] in visit.get("cases.mine", token=token).text


def test_summaries_are_wiped_with_the_case(app: Flask) -> None:
    case, _ = post_advice()
    clinician = doctor()
    hold(case, clinician)
    summarise(case, clinician)
    with db.transaction():
        wiping.wipe(db.session.get_one(Case, case.id))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Summary)) == 0


@pytest.mark.parametrize("day", ["2020-01-01", "khi rảnh", "2999-12-31"])
def test_a_day_that_cannot_be_is_said_at_its_field(visit: Visit, day: str) -> None:
    case, _ = post_advice()
    clinician = doctor()
    hold(case, clinician)
    visit.as_(clinician).post("advice.summary", TEXTS | {"again": day}, 422, public_id=case.public_id)
    assert db.session.get_one(Case, case.id).state == "claimed"
