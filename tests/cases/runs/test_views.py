"""Pages of a case that belongs to a run: no more time, no giving back, and looks with the run's name."""

import pytest
from flask import Flask

from connect.cases import queries
from connect.cases.runs.rules import Run
from connect.registry import claims
from tests.builders import make_case
from tests.cases.runs.builders import make_member, make_team
from tests.cases.runs.test_actions import a_run, gather
from tests.visit import Visit


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "NAMES", [lambda number: f"Chuyến {number}"])


def test_the_page_of_a_case_in_a_run_shows_the_contact_and_leads_to_the_run(app: Flask, visit: Visit, named) -> None:
    team = make_team()
    leader, case = make_member(team), make_case()
    run: Run = a_run(organization=team)
    gather(case, leader, run)
    visit.as_(leader)
    page = visit.get("cases.show", public_id=case.public_id)
    assert "chuyến đi chợ hộ" in page.text and "Tôi cần thêm thời gian" not in page.text
    assert "Nguyễn Thị Lan" in visit.post("cases.contact", status=200, public_id=case.public_id).text
    assert [(look.role, look.reason) for look in queries.disclosures(case)] == [("run", "Chuyến 7")]
    assert "chuyến đi chợ hộ" in visit.get("cases.taken").text
