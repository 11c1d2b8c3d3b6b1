"""What is off is said before it is sent, at the check, and at the sending; the rest can go, and nothing is lost."""

import re
from datetime import timedelta
from html import unescape

from connect import clock as the_clock
from connect.accounts.models import Person
from connect.cases.models import Case
from connect.incidents.models import Incident
from tests.builders import make_person
from tests.cases.test_views_ask import FILLED, cases, key
from tests.conftest import Clock
from tests.incidents.conftest import HANOI, incident, make_incident, official, switch_off
from tests.visit import Visit

__all__ = ["incident", "official"]


def form(visit: Visit, **over: object) -> dict[str, object]:
    return {**FILLED, "item": [], "qty-rice": "10", "qty-pads": "2", "form_key": key(visit), **over}


def hidden(page: str, number: int) -> dict[str, object]:
    """The hidden fields of one of the two forms of the page: to send the rest, and to change."""
    part = page.split('<div class="panel flow">')[1].split("<form")[number]
    found: dict[str, list[str]] = {}
    for name, text in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', part):
        found.setdefault(name, []).append(unescape(text))
    return {**found}


def sent(visit: Visit, data: dict[str, object], status: int) -> str:
    return unescape(visit.post("cases.ask", data, status).text)


def test_what_goes_off_between_opening_and_sending_gets_a_409_with_since_until_and_why(
    visit: Visit, incident: Incident, official: Person, clock: Clock
) -> None:
    typed = form(visit)
    clock.forward(seconds=1)
    switch_off(incident, official, ends_at=the_clock.now() + timedelta(days=1), reason="Chưa đủ người đi chợ.")
    page = sent(visit, typed, 409)
    assert not cases()
    for said in ("Chưa đủ người đi chợ.", "Tạm ngừng từ", "Nhận lại lúc", "Gửi phần còn lại", "Sửa yêu cầu của tôi"):
        assert said in page


def test_the_rest_is_sent_with_one_press(visit: Visit, incident: Incident, official: Person) -> None:
    typed = form(visit)
    switch_off(incident, official)
    sent(visit, typed, 409)
    rest = hidden(visit.last.text, 1)
    sent(visit, rest, 303)
    (case,) = cases()
    assert [need.item for need in case.needs] == ["pads"]
    assert case.incident_id == incident.id


def test_to_change_it_brings_back_all_that_was_typed(visit: Visit, incident: Incident, official: Person) -> None:
    typed = form(visit)
    switch_off(incident, official)
    sent(visit, typed, 409)
    page = sent(visit, hidden(visit.last.text, 2) | {"edit": "1"}, 200)
    assert 'name="qty-rice" value="10"' in page and 'name="qty-pads" value="2"' in page
    assert FILLED["words"] in page and FILLED["name"] in page
    assert "Tạm ngừng từ" in page, "the form itself says what is off in the chosen ward"


def test_where_nothing_else_was_asked_there_is_no_rest_to_send(
    visit: Visit, incident: Incident, official: Person
) -> None:
    typed = form(visit, **{"qty-pads": ""})
    switch_off(incident, official)
    assert "Gửi phần còn lại" not in sent(visit, typed, 409)


def test_the_check_before_sending_says_so_too(visit: Visit, incident: Incident, official: Person) -> None:
    typed = {name: value for name, value in form(visit).items() if name != "consent"}
    switch_off(incident, official)
    assert "Tiếp tục với phần còn lại" in sent(visit, typed, 409)


def test_elsewhere_it_is_asked_for_as_before(visit: Visit, official: Person) -> None:
    elsewhere = make_incident(admin := make_person("admin", "VN"), HANOI)
    switch_off(elsewhere, admin, area=HANOI)
    sent(visit, form(visit), 303)
    assert cases()[0].incident_id is None


def test_what_is_off_everywhere_is_not_offered(visit: Visit) -> None:
    admin = make_person("admin", "VN")
    country = make_incident(admin, "VN")
    assert 'name="qty-rice"' in visit.get("cases.ask").text
    switch_off(country, admin, area="VN")
    page = visit.get("cases.ask").text
    assert 'name="qty-rice"' not in page and 'name="qty-pads"' in page


def test_a_sent_form_sent_again_after_the_switch_leads_to_its_case(
    visit: Visit, incident: Incident, official: Person
) -> None:
    typed = form(visit)
    sent(visit, typed, 303)
    first = visit.last.location
    switch_off(incident, official)
    sent(visit, typed, 303)
    assert visit.last.location == first and len(cases()) == 1


def test_a_case_of_what_is_off_now_lives_on_but_nothing_is_added(
    visit: Visit, incident: Incident, official: Person
) -> None:
    sent(visit, form(visit), 303)
    token = visit.last.location.rsplit("/", 1)[-1]
    switch_off(incident, official)
    edit = {**FILLED, "item": [], "qty-pads": "2", "name": "Trần Văn Ba"}
    assert "Hiện chưa nhận" in unescape(
        visit.post("cases.mine_edit", {**edit, "qty-rice": "20"}, 422, token=token).text
    )
    visit.post("cases.mine_edit", {**edit, "qty-rice": "10", "qty-pads": "5"}, 303, token=token)
    (case,) = cases()
    assert _wanted(case) == {"rice": 10, "pads": 5}
    visit.post("cases.mine_edit", {**edit, "qty-rice": "4", "qty-pads": "5"}, 303, token=token)
    (case,) = cases()
    assert _wanted(case) == {"rice": 4, "pads": 5}


def _wanted(case: Case) -> dict[str, int]:
    return {need.item: need.quantity for need in case.needs}
