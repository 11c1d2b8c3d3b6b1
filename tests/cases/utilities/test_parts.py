"""The words of a switch on the pages of a case: by whom it is brought, whom to call, and nothing where none says so."""

from connect.accounts.models import Person
from connect.incidents.models import Incident
from connect.incidents.rules import ServedBy, Settings
from tests.builders import make_case, make_person, post_case
from tests.incidents.conftest import incident, official, switch_on
from tests.visit import Visit

__all__ = ["incident", "official"]


def test_the_pages_of_a_case_say_who_brings_it_and_whom_to_call(
    visit: Visit, incident: Incident, official: Person
) -> None:
    _case, token = post_case(needs={"rice": 5})
    open_ = make_case(needs={"rice": 5})
    assert "Cần hỏi" not in visit.get("cases.mine", token=token).text
    switch_on(incident, official, settings=Settings(served_by=ServedBy.RUNS, hotline="1022", text_vi="Từ 8 giờ."))
    for page in (visit.get("cases.mine", token=token), visit.get("cases.show", public_id=open_.public_id)):
        assert "Chuyến của chính quyền mang tới." in page.text and "Từ 8 giờ." in page.text
        assert 'href="tel:1022"' in page.text


def test_of_what_a_case_does_not_ask_for_nothing_is_said(visit: Visit, incident: Incident, official: Person) -> None:
    switch_on(incident, official, settings=Settings(hotline="1022"))
    soap = make_case(needs={"pads": 1})
    visit.as_(make_person("volunteer"))
    assert "tel:1022" not in visit.get("cases.show", public_id=soap.public_id).text
