"""The demo tells a story that each of its printed sign-ins finds something in."""

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.accounts import queries as accounts
from connect.cases import queries
from connect.cases.collective import queries as collective
from connect.cases.map import cell_counts
from connect.cases.models import Case
from connect.cases.screening.rules import MODES
from connect.demo import fill
from connect.offers.loans import queries as loans
from connect.shopping.orders.models import Order
from connect.shopping.runs.models import Run
from tests.often import LONG
from tests.visit import Visit

SIZE = fill.Size(*((120, 40, 5, 3) if LONG else (50, 20, 5, 3)))


def test_everybody_whose_sign_in_is_printed_has_something_to_do(app: Flask) -> None:
    code, token = fill.fill(5, fill.Size(cases=200, helpers=80, notices=20), lambda done: None)
    volunteer = accounts.by_phone("+84900000001")
    assert volunteer is not None
    open_claims = queries.open_claims(volunteer.id)
    assert [one.run is None for one in open_claims].count(True) == 1 and len(open_claims) > 1  # and a run to lead
    assert set(db.session.scalars(sa.select(Run.state))) == {"planned", "out", "done"}
    assert set(db.session.scalars(sa.select(Order.state))) >= {"placed", "bought", "delivered", "settled"}
    visit = Visit(app)
    assert code[:4] in visit.get("cases.mine", token=token).text
    front = visit.get("home.front").text
    assert len(re.findall(r'href="/notices/[2-9A-Z]{8}"', front)) == 5  # the one to act on, and four more
    assert 'class="alarm grave"' in front and front.count('href="tel:11') >= 4
    assert len(set(db.session.scalars(sa.select(Case.state)))) > 6
    lent = loans.lent_by(volunteer)
    assert [one.mark for one in lent.overdue] == ["LAP-01"] and [one.mark for one in lent.out] == ["LAP-02"]
    (school,) = collective.of_schools(volunteer)
    states = {one.mark: one.state for one in loans.of_case(school.case)}
    assert (states["TB-04"], states["TB-05"], states["TB-01"]) == ("lost", "back", "lent")
    with db.transaction():
        assert cell_counts.recount() == 0


@pytest.mark.parametrize("mode", MODES)
def test_the_wave_is_told_whoever_looks_at_requests(app: Flask, mode: str) -> None:
    app.extensions["connect.config"] = replace(app.extensions["connect.config"], moderation=mode)
    fill.fill(7, SIZE, lambda done: None)
    assert len(set(db.session.scalars(sa.select(Case.state)))) > 5
