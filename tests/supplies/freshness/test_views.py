"""The switch for reminders by SMS."""

from connect.supplies.freshness import actions
from tests.builders import make_person, make_point
from tests.visit import Visit


def test_an_owner_gives_and_takes_back_the_leave_to_be_asked_by_sms(visit: Visit) -> None:
    owner = make_person()
    make_point(owner)
    visit.as_(owner)
    assert "Nhắc nhở" in visit.get("supplies.mine").text
    for answer, agreed in (("yes", True), ("yes", True), ("no", False), ("", False)):
        visit.post("supplies.reminders", {"by_sms": answer})
        assert actions.may_ask(owner) == agreed
