"""Answers that are for everybody stand on the page of their case, and move nothing else that strangers see."""

from itertools import cycle

import sqlalchemy as sa
from flask import Flask

from connect import clock, db, geo
from connect.cases.answers import actions
from connect.cases.answers.rules import Answered
from connect.cases.models import Case
from connect.web import limits
from tests.builders import BEN_THANH, make_case, make_questions
from tests.privacy.worlds import QUESTIONS
from tests.visit import Visit

CASES = 12


def test_public_answers_change_no_list_map_count_or_feed_and_nothing_of_the_case_but_its_own_page(app: Flask) -> None:
    asked = make_questions(*QUESTIONS, area=None).id
    ids = [make_case(phone=f"+84912345{n:03}").id for n in range(CASES)]
    here = f"at={geo.cell_of(BEN_THANH):x}"
    paths = [
        "/", f"/cases/nearby?{here}", f"/cases/nearby.geojson?{here}",
        f"/cases/map?{here}", "/cases/clusters.json?bbox=105,9,108,12&zoom=11", "/cases/answer-counts?area=79",
        "/cases/green", "/cases/green?area=79", "/cases/green.json?south=10&west=106&north=11&east=107",
        "/notices/", "/areas/search?q=quan+9",
    ]  # fmt: skip
    with clock.told(clock.now()):
        _answered(ids, asked, "yes", "no")
        show, before = _seen(app, ids[0], paths)
        _answered(ids, asked, "no", "yes")
        other, after = _seen(app, ids[0], paths)
    assert show != other, "the answer itself is there to be read"
    assert "Hỏi on_roof?" in show and "Hỏi boat?" not in show
    for path, first, second in zip(paths, before, after, strict=True):
        assert first == second, path


def _answered(ids: list[int], asked: int, *values: str) -> None:
    """As many of each value in all, and each case another than before."""
    with db.transaction() as session:
        for case, value in zip(session.scalars(sa.select(Case).where(Case.id.in_(ids))), cycle(values), strict=False):
            actions.replace(case, {"food": Answered(asked, {"on_roof": value, "boat": f"bí mật {value}"})})


def _seen(app: Flask, case_id: int, paths: list[str]) -> tuple[str, list[bytes]]:
    """The page of a case as a stranger reads it, and what stands at the paths, without the tokens of the forms."""
    limits.limiter.reset()
    shown = Visit(app).client.get(f"/cases/{db.session.get_one(Case, case_id).public_id}").text
    return shown, [Visit(app).client.get(path).data for path in paths]
