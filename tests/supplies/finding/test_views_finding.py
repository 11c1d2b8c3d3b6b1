"""The list of supply points: the place, the cards, the pages, and what it says where there is nothing."""

import re
from datetime import timedelta

from connect import clock, db, geo
from connect.supplies.actions import Said
from connect.supplies.models import SupplyGood, SupplyPoint
from connect.supplies.rules import Level
from tests.builders import BEN_THANH, make_point
from tests.visit import Visit

AT = f"{geo.cell_of(BEN_THANH):x}"
FAR = geo.Point(BEN_THANH.lat + 0.06, BEN_THANH.lon)  # seven kilometres


def names(visit: Visit) -> list[str]:
    """The names on the cards, in their order."""
    return re.findall(r'<h3><a class="whole"[^>]*>([^<]+)</a>', visit.last.text)


def opens(point: SupplyPoint, from_h: float, until_h: float) -> None:
    """Gives a point an interval, in hours from now, and the same a day later."""
    now = clock.now()
    with db.transaction():
        row = db.session.get_one(SupplyPoint, point.id)
        row.hours_from, row.hours_until = now + timedelta(hours=from_h), now + timedelta(hours=until_h)
        row.next_from, row.next_until = row.hours_from + timedelta(days=1), row.hours_until + timedelta(days=1)


def told(point: SupplyPoint, hours: float) -> None:
    """Has the last word of a point, and of all it has, so many hours ago."""
    at = clock.now() - timedelta(hours=hours)
    with db.transaction() as session:
        session.get_one(SupplyPoint, point.id).said_at = at
        session.query(SupplyGood).filter_by(point_id=point.id).update({"said_at": at})


def test_the_first_visit_asks_for_a_place(visit: Visit) -> None:
    make_point()
    visit.get("supplies.finding")
    assert "Bạn đi chợ ở đâu?" in visit.last.text
    assert names(visit) == []
    visit.get("supplies.finding", q="ben thanh")
    link = re.search(r'href="(/supplies/\?area=[^"]+)"', visit.last.text)
    assert link
    visit.get(link[1])
    assert names(visit) == ["Tạp hóa Cô Ba"]


def test_an_exact_position_never_stands_in_an_address(visit: Visit) -> None:
    visit.post("supplies.my_position", {"lat": "10.7722123", "lon": "106.6983456"}, item="rice")
    assert visit.last.location == f"/supplies/?at={AT}&item=rice"
    visit.get("supplies.finding", q="10.7722123, 106.6983456", status=303)
    assert visit.last.location == f"/supplies/?at={AT}"


def test_a_position_that_is_none_is_said_kindly(visit: Visit) -> None:
    for lat in ("", "nan", "91", "48.1"):
        visit.post("supplies.my_position", {"lat": lat, "lon": "11.5"}, status=422)
        assert "Không nhận được vị trí" in visit.last.text


def test_a_card_says_what_there_is_for_how_much_how_old_the_word_is_and_how_far(visit: Visit) -> None:
    point = make_point(levels={"rice": Said(Level.PLENTY, 22_000), "eggs": Said(Level.OUT)}, name="Tạp hoá cô Lan")
    opens(point, -1, 5)
    told(point, 5)
    visit.get("supplies.finding", at=AT, item="rice")
    text = re.sub(r"<[^>]+>|\s+", " ", visit.last.text)
    for words in ("Tạp hoá cô Lan", "22.000 đ / kg", "5 giờ trước", "dưới 1 km", "Mở đến", "đã xác minh"):
        assert words in re.sub(r" +", " ", text), words


def test_of_an_item_the_fresh_stand_first_and_the_unknown_under_a_heading_of_their_own(visit: Visit) -> None:
    old, fresh = make_point(name="Cũ"), make_point(name="Mới", point=FAR)
    told(old, 100)
    told(fresh, 3)
    visit.get("supplies.finding", at=AT, item="rice", within=10)
    assert names(visit) == ["Mới", "Cũ"]
    assert visit.last.text.index("Mới") < visit.last.text.index("Không rõ còn gạo không") < visit.last.text.index("Cũ")


def test_stock_that_nobody_knows_of_anywhere_is_said_before_the_list(visit: Visit) -> None:
    told(make_point(name="Cũ"), 100)
    visit.get("supplies.finding", at=AT, item="rice")
    assert names(visit) == ["Cũ"] and "hỏi trước khi đi" in visit.last.text


def test_where_all_are_closed_the_next_to_open_stand_first(visit: Visit) -> None:
    late, soon, unknown = (make_point(name=name) for name in ("Muộn", "Sớm", "Không rõ"))
    opens(late, 9, 12)
    opens(soon, 2, 12)
    visit.get("supplies.finding", at=AT, open=1)
    assert names(visit) == ["Sớm", "Muộn", unknown.name]
    assert "không rõ nơi nào đang mở" in visit.last.text
    opens(late, -1, 1)
    visit.get("supplies.finding", at=AT, open=1)
    assert names(visit) == ["Muộn"] and "không rõ nơi nào đang mở" not in visit.last.text


def test_with_no_point_within_reach_a_wider_search_is_offered_and_at_the_end_the_shop_one_knows(visit: Visit) -> None:
    make_point(point=FAR)
    visit.get("supplies.finding", at=AT)
    assert names(visit) == [] and "within=10" in visit.last.text
    visit.get("supplies.finding", at=AT, within=10)
    assert len(names(visit)) == 1
    visit.get("supplies.finding", at=AT, within=50, item="oxygen")
    assert names(visit) == [] and "Chưa biết chỗ nào" in visit.last.text


def test_the_pages_go_on_where_the_one_before_ended_and_a_touched_cursor_begins_anew(visit: Visit) -> None:
    for number in range(23):
        make_point(point=geo.Point(BEN_THANH.lat + number * 1e-4, BEN_THANH.lon), name=f"S{number}")
    visit.get("supplies.finding", at=AT)
    first = names(visit)
    link = re.search(r'href="(/supplies/\?[^"]*after=[^"]+)"', visit.last.text)
    assert link and len(first) == 20
    address = link[1].replace("&amp;", "&")
    visit.get(address)
    assert len(names(visit)) == 3 and not set(names(visit)) & set(first)
    visit.get(address + "x")
    assert names(visit) == first and "bắt đầu lại từ trang đầu" in visit.last.text
    visit.get(address.replace("at=", "item=rice&at="))
    assert names(visit) == first


def test_impossible_values_of_an_address_are_left_out(visit: Visit) -> None:
    make_point()
    visit.get(f"/supplies/?at={AT}&item=gold&within=-3&pay=shells&kind=castle&open=maybe&called=%00%25")
    assert visit.last.status_code == 200


def test_a_name_that_like_reads_as_anything_finds_only_what_it_says(visit: Visit) -> None:
    make_point(name="Chợ Lớn")
    visit.get("supplies.finding", at=AT, called="%")
    assert names(visit) == []
    visit.get("supplies.finding", at=AT, called="cho lon")
    assert names(visit) == ["Chợ Lớn"]
