"""A picture of the receipt: sent by whoever bought, seen by the household and the coordinator, and by nobody else."""

import io

import pytest
from flask import Flask

from connect import db
from connect.cases import wiping
from connect.cases.models import Case
from connect.registry import personal_data
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import State
from connect.shopping.receipts import jobs, queries
from tests.builders import make_person, photo, token_of
from tests.shopping.money.brought import make_brought
from tests.visit import Visit

pytestmark = pytest.mark.usefixtures("app")


def send(visit: Visit, order: Order, picture: io.BytesIO, status: int = 303) -> str:
    path = f"/shopping/receipts/{order.public_id}"
    visit.client.get(path)
    data = {"csrf_token": visit.token(), "picture": (picture, "a.jpg")}
    answer = visit.client.post(path, data=data, content_type="multipart/form-data")
    assert answer.status_code == status, answer.status_code
    return answer.text


def files() -> list[str]:
    return sorted(one.name for one in queries.folder().glob("*"))


def test_the_household_and_the_coordinator_see_what_the_team_sent_and_it_goes_with_the_case(app: Flask) -> None:
    helper, official = make_person(), make_person("official", "79")
    order = make_brought(by=helper)
    link, path = token_of(order.case), {"public_id": order.public_id}
    household, team, desk = Visit(app, "vi"), Visit(app, "vi").as_(helper), Visit(app, "vi").as_(official)
    household.get("shopping.receipt_mine", 404, token=link)
    send(team, order, photo(10.77654, 106.70123, (3000, 1500)))
    (first,) = files()
    assert b"WEBP" not in (queries.folder() / first).read_bytes()
    for visit, name, where in ((household, "receipt_mine", {"token": link}), (desk, "receipt_picture", path)):
        seen = visit.get(f"shopping.{name}", **where)
        assert seen.data[8:12] == b"WEBP" and b"10.77654" not in seen.data
        assert seen.headers["Cache-Control"] == "no-store" and "sandbox" in seen.headers["Content-Security-Policy"]
    assert "hóa đơn" in household.get("cases.mine", token=link).text
    for stranger in (helper, make_person(), make_person("moderator", "79"), make_person("official", "01")):
        Visit(app, "vi").as_(stranger).get("shopping.receipt_picture", 404, **path)
    Visit(app, "vi").as_(make_person()).get("shopping.receipt", 404, **path)

    send(team, order, photo())  # a better one takes its place
    assert len(files()) == 1 and files() != [first]
    send(team, order, io.BytesIO(b"<svg onload=alert(1)>"), 422)
    send(team, order, io.BytesIO(b""), 422)
    told = personal_data.tell("case", db.session.get_one(Case, order.case_id))["receipt"]
    assert told["type"] == "image/webp" and told["base64"]
    with db.transaction() as session:
        session.get_one(Order, order.id).state = State.SETTLED
    send(team, order, photo(), 409)
    (queries.folder() / ("0" * 32)).write_bytes(b"left by a crash")
    assert jobs.sweep_receipts() == 0  # so young a file may have its row on its way
    with db.transaction() as session:
        wiping.wipe(session.get_one(Case, order.case_id))
    household.get("shopping.receipt_mine", 404, token=link)
    assert files() == ["0" * 32]
