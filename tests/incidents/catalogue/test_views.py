"""The catalogue's pages: a utility is added, changed and retired without touching code."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db as database
from connect.accounts.models import Person
from connect.incidents import kinds
from connect.incidents.catalogue import queries, rules
from connect.incidents.catalogue.models import Utility
from tests.builders import make_person, make_utility
from tests.visit import Visit

NEW = {
    "vi": "Sửa nhà", "en": "Repairs", "icon": "home", "call_first": "114", "item-vi": "Tấm lợp",
    "item-en": "Roof sheets", "item-unit": "piece", "item-usual": "10", "item-pack1_of": "5",
    "item-pack1_vi": "bó 5 tấm", "item-pack1_en": "bundle of 5",
}  # fmt: skip


@pytest.fixture
def admin(app: Flask, visit: Visit) -> Person:
    found = make_person("admin", area="VN")
    visit.as_(found)
    return found


@pytest.mark.usefixtures("admin")
def test_an_empty_catalogue_says_what_to_do(visit: Visit) -> None:
    page = visit.get("incidents.catalogue").text
    assert "Chưa thêm tiện ích nào" in page and "Lũ lụt" in page
    assert all(kind.vi in page for kind in kinds.BUILT_IN)


@pytest.mark.usefixtures("admin")
def test_an_added_utility_is_on_every_page_that_names_utilities(visit: Visit) -> None:
    visit.post("incidents.utility_new", NEW)
    page = visit.follow().text
    assert "repairs" in page and "Tấm lợp" in page and "bó 5 tấm" in page
    kind = kinds.BY_CODE["repairs"]
    assert (kind.bit, kind.call_first, kinds.ITEMS["roof_sheets"].packs[0].of) == (64, ("114",), 5)
    visit.get("cases.nearby", area="26740")
    assert 'value="repairs"' in visit.get("cases.nearby", area="26740").text


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"vi": ""}, "Từ 2 đến 60"), ({"en": "x" * 10_000}, "60"), ({"code": "food"}, "food"),
     ({"code": "<b>hi</b>"}, "a đến z"), ({"code": "new"}, "a đến z"), ({"icon": "nothing"}, "#icon"),
     ({"call_first": "gọi tôi"}, "112 114"), ({"item-usual": "0"}, "1 đến"), ({"item-usual": "nhiều"}, "1 đến"),
     ({"item-unit": "barrel"}, "#item-unit"), ({"item-code": "rice"}, "rice"),
     ({"item-pack1_of": ""}, "cả hai tên"), ({"item-pack2_of": "5", "item-pack2_vi": "bó", "item-pack2_en": "b"}, "2")],
)  # fmt: skip
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(visit: Visit, wrong: dict[str, str], said: str) -> None:
    page = visit.post("incidents.utility_new", NEW | wrong, status=422).text
    assert said in page and "summary" in page
    kept = {name: text for name, text in NEW.items() if name not in wrong and name not in ("icon", "item-unit")}
    assert all(f'value="{text}"' in page for text in kept.values())
    assert database.session.scalar(sa.select(sa.func.count()).select_from(Utility)) == 0


def test_a_change_over_a_newer_one_is_409_and_keeps_what_was_typed(visit: Visit, admin: Person) -> None:
    make_utility(admin)
    mine: dict[str, Any] = {"vi": "Dụng cụ", "en": "Tools", "icon": "key", "version": "1"}
    visit.post("incidents.utility", mine, utility="tools")
    page = visit.post("incidents.utility", mine | {"vi": "Đồ nghề"}, status=409, utility="tools").text
    assert "Đồ nghề" in page and 'name="version" value="2"' in page


def test_how_long_a_helper_keeps_it_is_typed_in_minutes(visit: Visit, admin: Person) -> None:
    make_utility(admin)
    typed = {"vi": "Dụng cụ", "en": "Tools", "icon": "key", "version": "1", "lease_3": "20", "lease_0": "90"}
    page = visit.post("incidents.utility", typed | {"lease_3": "7201"}, status=422, utility="tools").text
    assert "lease_3-error" in page and 'value="7201"' in page
    visit.post("incidents.utility", typed, utility="tools")
    assert "20 · 90 phút" in visit.follow().text
    assert dict(kinds.BY_CODE["tools"].leases_s) == {3: 1200, 0: 5400}
    visit.post("incidents.utility_new", NEW | {"lease_2": "30"})
    visit.follow()
    assert dict(kinds.BY_CODE["repairs"].leases_s) == {2: 1800}


def test_items_are_added_changed_and_retired(visit: Visit, admin: Person) -> None:
    make_utility(admin)
    item = {"vi": "Xà beng", "en": "Crowbar", "unit": "piece", "usual": "1", "version": "1"}
    visit.post("incidents.utility_item_new", item, utility="tools")
    assert "Xà beng" in visit.follow().text
    page = visit.post("incidents.utility_item_new", item | {"usual": "1"}, status=422, utility="tools").text
    assert "crowbar" in page
    visit.post("incidents.utility_item", item | {"usual": "3", "unit": "kg"}, utility="tools", item="crowbar")
    visit.post("incidents.utility_item_retire", utility="tools", item="ropes")
    visit.follow()
    assert (kinds.ITEMS["crowbar"].usual, kinds.ITEMS["crowbar"].unit) == (3, "piece")
    assert [one.code for one in kinds.BY_CODE["tools"].items] == ["ladders", "crowbar"]


def test_a_utility_is_retired_after_asking_once_more(visit: Visit, admin: Person) -> None:
    make_utility(admin)
    assert "không được cấp lại" in visit.get("incidents.utility_retire", utility="tools").text
    visit.post("incidents.utility_retire", utility="tools")
    page = visit.follow().text
    assert "tools" in page and "tools" not in {kind.code for kind in kinds.KINDS}
    assert "Giữ thay đổi" not in visit.get("incidents.utility", utility="tools").text


@pytest.mark.usefixtures("admin")
def test_a_template_comes_in_with_one_press_and_a_second_changes_nothing(visit: Visit) -> None:
    for _ in range(2):
        visit.post("incidents.utility_bring_in", {"template": "flood"})
        page = visit.follow().text
    assert "Tất cả đã có sẵn" in page and len(queries.utilities()) == 5


def test_when_all_places_are_given_the_page_says_so(visit: Visit, admin: Person) -> None:
    for n in range(len(rules.BITS)):
        make_utility(admin, code=f"u{n}", items=(rules.NewItem(f"thing{n}", "Đồ", "Thing", "piece", 1),))
    assert "Tất cả các chỗ đã được cấp" in visit.get("incidents.catalogue").text
    assert "Tất cả các chỗ" in visit.post("incidents.utility_new", NEW, status=422).text
