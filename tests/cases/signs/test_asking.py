"""Signs of danger in the asking form: asked once they are signed, kept sealed, never in the way of the sending."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.cases import export, wiping
from connect.cases.models import Case
from connect.cases.signs import queries
from connect.cases.signs.models import CaseSigns
from connect.incidents.signs.rules import Level
from tests.builders import sign_the_list
from tests.visit import Visit

FILLED: dict[str, Any] = {
    "item": "doctor_call", "qty-doctor_call": "1", "people": "2", "urgency": "low", "words": "Mẹ tôi mệt.",
    "name": "Nguyễn Thị Lan", "phone": "0912 345 678", "door": "Số 12 hẻm 45", "ward": "26740", "consent": "y",
    "health": "y",
}  # fmt: skip
CALL = 'href="tel:115"'


@pytest.fixture
def asker(app: Flask, visit: Visit) -> Visit:
    """Somebody who asks where the list is signed."""
    sign_the_list()
    return visit


def send(visit: Visit, status: int = 303, **over: Any) -> str:
    key = re.search(r'name="form_key" value="([^"]+)"', visit.get("cases.ask").text)
    assert key
    return visit.post("cases.ask", {**FILLED, "signs-seen": "all", "form_key": key[1], **over}, status).text


def posted() -> Case:
    db.session.rollback()
    return db.session.scalars(sa.select(Case)).one()


def test_unsigned_the_list_asks_nobody_anything_and_medical_advice_can_be_asked_for(visit: Visit) -> None:
    assert "age-band" not in visit.get("cases.ask").text
    send(visit, **{"age-band": "adult", "sign-fits": "y"})
    assert queries.answers(posted()) is None and posted().urgency == 0


def test_with_an_emergency_the_request_is_saved_first_and_then_the_page_begins_with_the_number(asker: Visit) -> None:
    send(asker, **{"age-band": "adult", "sign-cannot_breathe": "y"})
    case = posted()
    assert case.urgency == 3 and queries.level(case) is Level.E
    page = asker.follow().text
    main = page[page.index("<main") :]
    assert main.index(CALL) < main.index("<h1"), "before anything else"
    assert "đã được lưu" in main


def test_what_is_urgent_raises_the_urgency_and_nothing_lowers_it(asker: Visit) -> None:
    send(asker, **{"age-band": "adult", "sign-spo2": "95", "urgency": "life_threatening"})
    assert posted().urgency == 3 and queries.level(posted()) is Level.U


def test_signs_of_another_age_are_nobodys_answer(asker: Visit) -> None:
    send(asker, **{"age-band": "under_1_year", "sign-pregnant_grave": "y", "sign-pulse": "200"})
    found = queries.answers(posted())
    assert found and found.signs == () and "pulse" not in found.values and posted().urgency == 0


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("sign-spo2", "950"),
        ("sign-spo2", "khoảng 90"),
        ("sign-temperature", "385"),
        ("age-band", "250"),
        ("sign-diastolic", "160"),
    ],
)
def test_what_cannot_be_right_is_said_at_its_field_and_all_else_is_there_again(
    asker: Visit, field: str, typed: str
) -> None:
    over = {"age-band": "adult", "sign-blue": "y", "sign-systolic": "120", field: typed}
    said = send(asker, 422, **over)
    at = said.index(f'id="{field}"')
    assert re.search(r'class="error"', said[max(0, at - 700) : at + 700]), "at the field"
    assert f'href="#{field}"' in said, "and named above"
    assert re.search(r'name="sign-blue"[^>]* checked', said) or field == "age-band"
    assert db.session.scalar(sa.select(sa.func.count(Case.id))) == 0


def test_whoever_answers_nothing_sends_all_the_same(asker: Visit) -> None:
    send(asker)
    assert queries.answers(posted()) is None


def test_the_signs_come_to_a_script_when_advice_is_wanted_and_not_before(asker: Visit) -> None:
    page = asker.get("cases.ask").text
    box = re.search(r'<div[^>]*id="signs-of-danger"[^>]*hidden>\s*</div>', page)
    assert box and "signs.js" in box[0] and "age-band" not in page
    part = asker.client.post("/cases/ask", data={"part": "signs"}).text
    assert 'name="age-band"' in part and "sign-fits" in part and "tel:115" in part


def test_without_a_script_the_age_is_asked_first_and_then_the_signs_of_that_age(asker: Visit) -> None:
    plain = {name: text for name, text in FILLED.items() if name not in ("consent", "health")}
    key = re.search(r'name="form_key" value="([^"]+)"', asker.get("cases.ask").text)
    assert key
    plain["form_key"] = key[1]
    first = asker.post("cases.ask", plain, 200).text
    assert 'name="signs-seen" value=""' in first and not re.search(r'id="signs-of-danger"[^>]*hidden', first)
    second = asker.post("cases.ask", plain | {"signs-seen": "", "age-band": "under_5"}, 200).text
    assert 'name="signs-seen" value="under_5"' in second
    assert re.search(r'<label class="option grave" for="sign-dry"[^>]*data-bands="[^"]*">', second)
    third = asker.post("cases.ask", plain | {"signs-seen": "under_5", "age-band": "under_5", "sign-dry": "y"}, 200).text
    assert 'name="send"' in third, "looked over"


def test_answers_are_kept_sealed_with_what_was_not_measured_and_told_to_the_requester_alone(asker: Visit) -> None:
    send(asker, **{"age-band": "adult", "sign-temperature": "38,5", "sign-blue": "y"})
    row = db.session.scalars(sa.select(CaseSigns)).one()
    assert b"blue" not in row.answers_sealed
    told = export.of_case(posted())["signs_of_danger"]
    assert told["signs"] == ["blue"] and told["values"]["temperature"] == "38.5" and told["values"]["spo2"] is None


def test_they_are_wiped_with_the_case(asker: Visit) -> None:
    send(asker, **{"age-band": "adult", "sign-blue": "y"})
    case = posted()
    db.session.rollback()
    with db.transaction():
        wiping.wipe(db.session.get_one(Case, case.id))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CaseSigns)) == 0


def test_what_is_asked_for_without_advice_has_no_signs(asker: Visit) -> None:
    send(asker, **{"item": "rice", "qty-rice": "5", "qty-doctor_call": "0", "age-band": "adult", "sign-blue": "y"})
    assert queries.answers(posted()) is None and posted().urgency == 0
