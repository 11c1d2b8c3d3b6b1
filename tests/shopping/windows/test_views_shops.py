"""The shops of a window: chosen by whoever runs it among points of its areas, read by everybody with a way there."""

import pytest

from connect import db
from connect.shopping.windows import rules
from connect.shopping.windows.models import ShoppingWindow
from connect.supplies import transitions
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import By, Verb
from tests.builders import make_person, make_point, make_window
from tests.visit import Visit

pytestmark = pytest.mark.usefixtures("app")
WARD = "26743"


def version(window: ShoppingWindow) -> str:
    db.session.rollback()
    return str(db.session.get_one(ShoppingWindow, window.id, populate_existing=True).version)


def test_a_shop_is_found_by_its_name_chosen_and_read_by_everybody_until_it_is_hidden(visit: Visit) -> None:
    window, point = make_window(areas_of=(WARD,)), make_point(name="Tạp hóa Cô Bảy", market="Chợ Bến Thành")
    other = make_point(name="Tạp hóa Cô Tám")
    path = {"public_id": window.public_id}
    official = visit.as_(make_person("official", "79"))
    said = official.get("shopping.window_shops", **path, q="tap hoa co bay").text
    assert "Tạp hóa Cô Bảy" in said and "Tạp hóa Cô Tám" not in said
    assert "Thử một phần tên" in official.get("shopping.window_shops", **path, q="chợ 100%_").text
    for _ in range(2):  # pressed twice it is there once
        sent = {"point": point.public_id, "verb": "add", "q": "co bay", "version": version(window)}
        official.post("shopping.window_shops", sent, **path)
    public = visit.get("shopping.window", **path).text
    assert "Mua ở đâu" in public and f"/supplies/{point.public_id}" in public and other.public_id not in public
    with db.transaction() as session:
        transitions.move(session.get_one(SupplyPoint, point.id), Verb.HIDE, By.OFFICIAL)
    assert point.public_id not in visit.get("shopping.window", **path).text
    official = visit.as_(make_person("official", "79"))
    assert "Tạp hóa Cô Bảy" in official.get("shopping.window_shops", **path).text
    sent = {"point": point.public_id, "verb": "remove", "version": version(window)}
    official.post("shopping.window_shops", sent, **path)
    official.post("shopping.window_shops", {**sent, "version": version(window)}, 404, **path)


def test_a_shop_elsewhere_one_too_many_or_an_older_page_changes_nothing(visit: Visit) -> None:
    window, path = make_window(areas_of=("26740",)), {}
    path["public_id"] = window.public_id
    official = visit.as_(make_person("official", "79"))
    sent = {"point": make_point().public_id, "verb": "add", "version": "1"}
    assert "Chọn nơi khác" in official.post("shopping.window_shops", sent, 422, **path).text.replace("Hãy chọn", "Chọn")
    official.post("shopping.window_shops", {**sent, "point": "ZZZZZZZZ"}, 404, **path)
    near, many = make_window(areas_of=("79",)), [make_point() for _ in range(rules.MOST_SHOPS + 1)]
    path["public_id"] = near.public_id
    for number, point in enumerate(many):
        status = 303 if number < rules.MOST_SHOPS else 422
        official.post("shopping.window_shops", {"point": point.public_id, "verb": "add", "version": version(near)},
                      status, **path)  # fmt: skip
    stale = {"point": many[0].public_id, "verb": "remove", "version": "1"}
    official.post("shopping.window_shops", stale, 409, **path)
    visit.as_(make_person("official", "01")).get("shopping.window_shops", 404, **path)
