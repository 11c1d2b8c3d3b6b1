"""A request that changes its kind by its requester's form: food into advice and back, both in one, ten siblings."""

import sqlalchemy as sa

from connect import db
from connect.cases.models import Case, CaseSecret
from tests.attacks.rows.c1 import DETAILS
from tests.attacks.stage import Stage
from tests.builders import make_case
from tests.socket.browser import Answer, Browser

FOOD, ADVICE = {"item": "rice", "qty-rice": "5"}, {"item": "doctor_call", "qty-doctor_call": "1"}


def attack(stage: Stage) -> None:
    with stage.context():
        case = make_case()
        code, token = case.public_id, _token(case.id)
    own = stage.browser()
    assert _edit(own, token, ADVICE | {"health": "y"}).status == 422, "a request for food became one for advice"
    both = FOOD | ADVICE | {"item": "rice"}
    assert _edit(own, token, both).status == 422, "advice is asked for without a yes of its own"
    first = _edit(own, token, both | {"health": "y"})
    assert first.status == 303 and "/cases/sent/" in (first.location or "")
    assert _edit(own, token, both | {"health": "y"}).location == first.location, "sent twice it is two"
    for n in range(10):
        _edit(own, token, both | {"health": "y", "words": f"lần {n}"})
    advice = str(first.location).rpartition("/")[2]
    assert _edit(own, advice, FOOD).status == 422, "advice became food"
    with_food = _edit(own, advice, both)
    assert with_food.status == 422, "advice has made a second request for food beside the one that goes on"
    with stage.context():
        found = [(one.guarded, one.kinds) for one in db.session.scalars(sa.select(Case).order_by(Case.id))]
    assert found == [(0, 1), (2, 8)], f"kinds are mixed, or there are too many: {found}"
    page = stage.browser().get(f"/cases/{code}")
    assert page.status == 200 and advice not in page.text
    assert "doctor_call" not in page.text and "Tư vấn" not in page.text, "the page of the food tells of the advice"


def _token(case_id: int) -> str:
    return db.session.get_one(CaseSecret, case_id).link_token


def _edit(who: Browser, token: str, wants: dict[str, str]) -> Answer:
    kept = {name: text for name, text in DETAILS.items() if not name.startswith(("item", "qty"))}
    return who.post(f"/cases/mine/{token}/edit", {**kept, "words": "Nhà hết gạo.", **wants}, form="/cases/ask")
