"""A published version is asked where a line of the switchboard names it, and only one of the area or above can be."""

import re
from html import unescape

from flask import Flask

from connect import clock as the_clock
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.incidents.models import Incident
from connect.incidents.questions import queries
from tests.builders import a_question, make_questions
from tests.incidents.conftest import HANOI, HCMC
from tests.visit import Visit

LINE = {"area": HCMC, "utility": "food", "is_on": "on", "when": "now", "seen": "0"}


def in_force(code: str) -> int | None:
    found = queries.current("food", areas.get(code).path, the_clock.now())
    return found.id if found else None


def test_a_line_puts_a_version_into_force_and_a_newer_one_waits_for_another_line(
    app: Flask, official: Person, incident: Incident
) -> None:
    made = make_questions(a_question("can_cook"))
    visit = Visit(app).as_(official)
    assert in_force("26740") is None
    visit.post("incidents.switch", LINE | {"question_set": str(made.id)}, public_id=incident.public_id)
    assert (in_force("26740"), in_force(HCMC), in_force(HANOI)) == (made.id, made.id, None)
    newer = make_questions(a_question("can_cook"), a_question("more"))
    assert in_force("26740") == made.id
    visit.post("incidents.switch", LINE | {"seen": "1", "question_set": str(newer.id)}, public_id=incident.public_id)
    assert in_force("26740") == newer.id


def test_the_form_offers_published_versions_of_this_utility_here_and_above(
    app: Flask, official: Person, incident: Incident
) -> None:
    here, site = make_questions(), make_questions(area=None)
    others = [make_questions(area=HANOI), make_questions(utility="shopping"), make_questions(published=False)]
    visit = Visit(app).as_(official)
    page = visit.get("incidents.switch", public_id=incident.public_id, area=HCMC, utility="food").text
    select = re.search(r'<select[^>]*name="question_set".*?</select>', page, re.DOTALL)[0]
    offered = re.findall(r'value="(\d+)"', select)
    assert offered == [str(site.id), str(here.id)] and "Toàn trang · bản 1" in unescape(select)
    for wrong in (*(one.id for one in others), 10**6, "x"):
        visit.post("incidents.switch", LINE | {"question_set": str(wrong)}, 422, public_id=incident.public_id)
    assert in_force(HCMC) is None
