"""The pages of traders, of their helpers, and of officials and moderators."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from connect import clock, db
from connect.accounts.models import Person
from connect.registry import personal_data
from connect.supplies import queries
from connect.supplies.actions import Said
from connect.supplies.counter import links
from connect.supplies.keeping import jobs
from connect.supplies.models import SupplyEvent, SupplyPoint
from connect.supplies.rules import By, Level, State, Verb
from tests.builders import BEN_THANH, make_person, make_point
from tests.visit import Visit

WARD = "26743"  # Bến Thành
SHOP = {
    "name": "Tạp hóa Cô Ba", "kind": "shop", "market": "Chợ Bến Thành", "address": "12 Lê Lợi", "shown": "exact",
    "lat": str(BEN_THANH.lat), "lon": str(BEN_THANH.lon), "place_by": "map", "ward": WARD, "place_text": "Bến Thành",
    "level-rice": "plenty", "price-rice": "20.000", "limit-rice": "5", "level-eggs": "last", "price-eggs": "30k",
    "per-eggs": "tray_10", "phone": "0912 345 678", "phone_shown": "y", "pays": ["cash", "transfer"],
    "delivers_km": "2",
}  # fmt: skip


def stranger(visit: Visit) -> Visit:
    """Another browser, in which nobody is signed in."""
    return Visit(visit.app)


def the_point() -> SupplyPoint:
    db.session.rollback()
    return db.session.scalars(sa.select(SupplyPoint).order_by(SupplyPoint.id.desc())).first()  # type: ignore[return-value]


def test_a_trader_registers_on_one_page_and_everybody_reads_it(visit: Visit) -> None:
    visit.as_(make_person())
    assert "Giá (đồng)" in visit.get("supplies.new").text
    visit.post("supplies.new", SHOP)
    assert "Mấy giờ mở cửa?" in visit.follow().text, "the hours are the next step"
    point = the_point()
    assert "Chưa có giờ mở cửa" in visit.get("supplies.show", public_id=point.public_id).text
    rice, eggs = queries.goods_of(point)
    assert (rice.level, rice.price, rice.limit_each) == (Level.PLENTY, 20_000, 5)
    assert (eggs.price, eggs.per) == (30_000, "tray_10")
    assert (point.delivers_m, point.pays, point.phone, point.phone_shown) == (2000, 3, "+84912345678", True)
    assert "Tạp hóa Cô Ba" in visit.get("supplies.mine").text
    said = stranger(visit).get("supplies.show", public_id=point.public_id).text
    for words in ("Tạp hóa Cô Ba", "12 Lê Lợi", "20.000 đ / kg", "30.000 đ / khay 10 quả", "0912 345 678",
                  "chưa xác minh", "còn nhiều"):  # fmt: skip
        assert words in said
    assert "https://maps.apple.com/?daddr=" in said
    assert "Sửa thông tin" not in said and "Chưa có giờ mở cửa" not in said


def test_without_a_yes_the_number_is_not_kept_and_ward_only_has_no_address(visit: Visit) -> None:
    visit.as_(make_person())
    visit.post("supplies.new", {**SHOP, "phone_shown": "", "shown": "ward"})
    point = the_point()
    assert (point.phone_sealed, point.address, point.exact) == (None, None, False)
    said = visit.get("supplies.show", public_id=point.public_id).text
    assert "Lê Lợi" not in said and "345" not in said and "geo:" not in said


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": ""}, "Ghi tên"), ({"kind": "bank"}, "Chọn loại"), ({"lat": "", "lon": ""}, "chấm ghim"),
        ({"lat": "10.2", "lon": "107.3"}, "Có đúng là ở đây không? Ghim cách Phường Bến Thành"),
        ({"lat": "16.0", "lon": "108.2"}, "Có đúng là ở đây không?"), ({"ward": "79"}, "phường/xã"),
        ({"phone": "12"}, "0912 345 678"), ({"price-rice": "free"}, "Ghi giá bằng đồng"),
        ({"price-rice": "-5"}, "Ghi giá bằng đồng"), ({"limit-rice": "2.5"}, "số nguyên"),
        ({"limit-rice": "10000"}, "số nguyên"), ({"level-rice": "heaps"}, "còn nhiều hay ít"),
        ({"address": "đường " * 50}, "200"), ({"organization": "1"}, "tổ chức"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(visit: Visit, sent: dict[str, Any], words: str) -> None:
    said = visit.as_(make_person()).post("supplies.new", {**SHOP, **sent}, 422).text
    assert words in said
    assert 'value="30k"' in said
    assert the_point() is None


@pytest.mark.parametrize(("item", "price"), [("rice", "50"), ("eggs", "5.000.000")])
def test_an_odd_price_is_asked_about_once_and_taken_on_a_second_press(visit: Visit, item: str, price: str) -> None:
    for _ in range(3):
        make_point(levels={"rice": Said(Level.SOME, 20_000), "eggs": Said(Level.SOME, 30_000, "tray_10")})
    visit.as_(make_person())
    sent = {**SHOP, f"price-{item}": price, "per-eggs": ""}
    said = visit.post("supplies.new", sent, 422).text
    usual = {"rice": "20.000 đ", "eggs": "3.000 đ"}[item]
    assert usual in said
    seen = f"{price.replace('.', '')}/"
    visit.post("supplies.new", {**sent, f"seen-{item}": "7/"}, 422)
    visit.post("supplies.new", {**sent, f"seen-{item}": seen} | ({"seen-eggs": "30000/"} if item == "rice" else {}))
    assert the_point().name == "Tạp hóa Cô Ba"


def test_a_link_that_is_only_fetched_confirms_nothing_and_one_press_makes_all_fresh(visit: Visit) -> None:
    point = make_point(make_person())
    token, was = links.token_of(point, links.CONFIRM), point.said_at
    visit = stranger(visit)
    with clock.told(clock.now() + timedelta(days=15)):
        jobs.fade_points()
        assert the_point().state == State.DORMANT
        assert "Đúng, vẫn như cũ" in visit.get("supplies.confirm", token=token).text
        assert the_point().said_at == was
        visit.post("supplies.confirm", {}, 200, token=token)
        point = the_point()
        assert (point.state, point.said_at > was) == (State.OPEN, True)
    visit.get("supplies.confirm", 404, token=token + "x")
    visit.get("supplies.confirm", 404, token=links.token_of(point, links.HELP))


def test_a_new_code_makes_the_old_one_dead(visit: Visit) -> None:
    owner = make_person()
    point = make_point(owner)
    old = links.token_of(point, links.CONFIRM)
    visit.as_(owner).post("supplies.helpers", {"new_link": "y"}, public_id=point.public_id)
    stranger(visit).get("supplies.confirm", 404, token=old)
    visit.get("supplies.confirm", token=links.token_of(the_point(), links.CONFIRM))


def test_a_helper_says_what_there_is_and_closes_nothing(visit: Visit) -> None:
    owner, helper = make_person(), make_person()
    point = make_point(owner)
    visit.as_(helper).get("supplies.goods", 404, public_id=point.public_id)
    visit.post("supplies.help", {}, token=links.token_of(point, links.HELP))
    visit.post("supplies.goods", {"level-rice": "out", "version": str(the_point().version)}, public_id=point.public_id)
    assert the_point().goods == 0
    visit.post("supplies.close", {"sure": "y"}, 404, public_id=point.public_id)
    visit.get("supplies.edit", 404, public_id=point.public_id)
    visit.as_(owner).post("supplies.helpers", {"end": helper.public_id}, public_id=point.public_id)
    visit.as_(helper).get("supplies.goods", 404, public_id=point.public_id)
    assert helper.name not in visit.as_(owner).get("supplies.show", public_id=point.public_id).text


def test_two_who_change_at_once_are_told_and_lose_nothing(visit: Visit) -> None:
    owner = make_person()
    point = make_point(owner)
    version = str(point.version)
    visit.as_(owner).post("supplies.goods", {"level-rice": "last", "version": version}, public_id=point.public_id)
    said = visit.post("supplies.goods", {"level-eggs": "some", "version": version}, 409, public_id=point.public_id).text
    assert "vừa thay đổi" in said
    visit.post("supplies.edit", {**SHOP, "version": version}, 409, public_id=point.public_id)


def test_another_name_has_to_be_verified_again(visit: Visit) -> None:
    owner = make_person()
    point = make_point(owner)
    visit.as_(make_person("official", "79")).post("supplies.verify", {}, public_id=point.public_id)
    assert the_point().verified_at is not None
    sent = {**SHOP, "version": str(the_point().version)}
    visit.as_(owner).post("supplies.edit", sent, public_id=point.public_id)
    assert the_point().verified_at is not None
    sent = {**SHOP, "name": "Siêu thị Khác", "version": str(the_point().version)}
    visit.post("supplies.edit", sent, public_id=point.public_id)
    assert the_point().verified_at is None


def test_a_point_rests_until_a_day_and_wakes_by_itself(visit: Visit) -> None:
    owner = make_person()
    point = make_point(owner)
    visit.as_(owner)
    for day in ("hôm nào đó", "2020-01-01", f"{clock.now() + timedelta(days=90):%Y-%m-%d}"):
        visit.post("supplies.rest", {"until": day}, 422, public_id=point.public_id)
    visit.post("supplies.rest", {"until": f"{clock.now() + timedelta(days=4):%d/%m/%Y}"}, public_id=point.public_id)
    assert the_point().state == State.RESTING
    with clock.told(clock.now() + timedelta(days=5)):
        jobs.wake_points()
    assert (the_point().state, the_point().rest_until) == (State.OPEN, None)


def test_an_official_hides_with_a_reason_that_the_owner_reads_and_shows_again(visit: Visit) -> None:
    owner, official = make_person(), make_person("official", "79")
    point = make_point(owner)
    visit.as_(official).post("supplies.hide", {"reason": ""}, 422, public_id=point.public_id)
    visit.post("supplies.hide", {"reason": "prices", "note": "Gạo 200.000 một ký"}, public_id=point.public_id)
    stranger(visit).get("supplies.show", 404, public_id=point.public_id)
    said = visit.as_(owner).get("supplies.show", public_id=point.public_id).text
    assert "bắt chẹt" in said and "Gạo 200.000 một ký" in said
    assert official.name not in said
    visit.as_(make_person("official", "01")).get("supplies.desk_point", 404, public_id=point.public_id)
    visit.as_(official).post("supplies.show_again", {}, public_id=point.public_id)
    visit.post("supplies.show_again", {}, 409, public_id=point.public_id)
    stranger(visit).get("supplies.show", public_id=point.public_id)


def test_nobody_verifies_their_own_point(visit: Visit) -> None:
    official = make_person("official", "79")
    point = make_point(official)
    visit.as_(official).post("supplies.verify", {}, 404, public_id=point.public_id)


def test_an_official_registers_for_somebody_else_in_the_own_area_alone(visit: Visit) -> None:
    visit.as_(make_person("official", "79")).post("supplies.new", {**SHOP, "for_others": "y"})
    point = the_point()
    assert (point.owner_id, point.verified_at is not None) == (None, True)
    said = visit.as_(make_person("official", "01")).post("supplies.new", {**SHOP, "for_others": "y"}, 422).text
    assert "không thuộc địa bàn" in said


def test_a_moderators_queue_has_what_is_pending_and_an_official_what_nobody_confirmed(visit: Visit) -> None:
    waits, old = make_point(make_person(), name="Điểm đang chờ"), make_point(make_person(), name="Điểm im lặng")
    with db.transaction():
        db.session.get_one(SupplyPoint, waits.id).state = State.PENDING
        db.session.get_one(SupplyPoint, old.id).said_at = clock.now() - timedelta(days=4)
    assert waits.public_id in visit.as_(make_person("moderator", "79")).get("moderation.queue").text
    visit.as_(make_person("official", "79"))
    assert "Điểm đang chờ" in visit.get("supplies.desk", show="pending").text
    said = visit.get("supplies.desk", show="unconfirmed").text
    assert "Điểm im lặng" in said and "Điểm đang chờ" not in said


def test_a_point_that_closed_is_gone_for_everybody_but_its_owner(visit: Visit) -> None:
    owner = make_person()
    point = make_point(owner)
    visit.as_(owner).post("supplies.close", {}, 422, public_id=point.public_id)
    visit.post("supplies.close", {"sure": "y"}, public_id=point.public_id)
    visit.get("supplies.show", public_id=point.public_id)
    stranger(visit).get("supplies.show", 410, public_id=point.public_id)


def test_the_poster_shows_everybodys_code_and_that_of_the_counter_apart(visit: Visit) -> None:
    owner = make_person()
    point = make_point(owner)
    said = visit.as_(owner).get("supplies.poster", public_id=point.public_id).text
    assert said.count("data:image/svg+xml") == 2
    assert f"/supplies/{point.public_id}" in said
    assert links.token_of(point, links.CONFIRM) not in said, "the code that confirms is nowhere to be copied as text"


def test_an_account_that_is_erased_leaves_neither_name_nor_place_of_its_points(visit: Visit) -> None:
    owner = make_person()
    point = make_point(owner, address="12 Lê Lợi")
    told = personal_data.tell("person", owner)["supply_points"]
    assert told["points"][0]["phone"] == point.phone and told["points"][0]["goods"][0]["item"] == "rice"
    with db.transaction():
        personal_data.erase("person", db.session.get_one(Person, owner.id))
    point = the_point()
    assert (point.state, point.owner_id, point.address, point.phone_sealed, point.exact) == (
        State.CLOSED, None, None, None, False,
    )  # fmt: skip
    assert "Cô Ba" not in point.name
    verbs = db.session.scalars(sa.select(SupplyEvent).order_by(SupplyEvent.id.desc())).first()
    assert (verbs.verb, verbs.by) == (Verb.CLOSE, By.OWNER)  # type: ignore[union-attr]
