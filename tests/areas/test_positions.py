"""Positions are read however people write them, and nothing else is taken for one."""

import pytest

from connect.areas.positions import is_link, plus_code, position_in
from connect.geo import Point, distance_m

THERE = Point(10.8231, 106.6297)
HUE = Point(16.4637, 107.5909)


@pytest.mark.parametrize(
    ("text", "point", "within_m"),
    [
        ("10.8231, 106.6297", THERE, 1),
        ("10.8231,106.6297", THERE, 1),
        ("10.823099 106.629664", THERE, 20),
        ("10,8231 106,6297", THERE, 1),
        ("10,8231, 106,6297", THERE, 1),
        ("(10.8231; 106.6297)", THERE, 1),
        ("6 người trên mái. Vị trí: 10.8231, 106.6297", THERE, 1),
        ("10.8231° N, 106.6297° E", THERE, 1),
        ("vĩ độ 16.46 kinh độ 107.59", HUE, 500),
        ("10°49'23.2\"N 106°37'46.9\"E", THERE, 5),
        ("10°49\u203223.2\u2033N, 106°37\u203246.9\u2033E", THERE, 5),
        ("N10 49.386 E106 37.782", THERE, 5),
        ("16 độ 27 phút 49 giây Bắc 107 độ 35 phút 27 giây Đông", HUE, 40),
        ("https://www.google.com/maps/@10.8230989,106.6296638,17z", THERE, 5),
        ("https://www.google.com/maps?q=10.8231,106.6297", THERE, 1),
        ("https://maps.google.com/?q=loc:10.8231%2C106.6297", THERE, 1),
        ("https://www.google.com/maps/place/X/@10.9,106.7,17z/data=!3m1!4b1!4m5!3d10.8231!4d106.6297", THERE, 1),
        ("https://www.openstreetmap.org/?mlat=10.8231&mlon=106.6297#map=17/10.9/106.9", THERE, 1),
        ("https://www.openstreetmap.org/#map=17/10.8231/106.6297", THERE, 1),
        ("https://maps.apple.com/?ll=10.8231,106.6297", THERE, 1),
        ("geo:10.8231,106.6297", THERE, 1),
        ("geo:10.8231,106.6297?z=17", THERE, 1),
    ],
)
def test_a_position_is_read_as_people_write_it(text: str, point: Point, within_m: float) -> None:
    found = position_in(text)
    assert found and not found.turned
    assert distance_m(found.point, point) <= within_m


def test_plus_codes_are_read_in_full_and_short_beside_a_name() -> None:
    # Worked out by hand after the specification: 7P 28 RP H9 and 6Q, the middle of the last field.
    for text in ("7P28RPH9+6Q", "7p28rph9+6q", "7P28 RPH9+6Q"):
        found = position_in(text)
        assert found and distance_m(found.point, Point(10.8280625, 106.7194375)) < 1, found
    exact = position_in("7P28RPH9+6Q2")
    assert exact and distance_m(exact.point, Point(10.8280625, 106.7194375)) < 15
    near = position_in("RPH9+6Q Thủ Đức", lambda name: THERE if name == "Thủ Đức" else None)
    assert near and distance_m(near.point, Point(10.8280625, 106.7194375)) < 1
    assert position_in("RPH9+6Q") is None


def test_a_position_with_longitude_first_is_turned_round_and_said_so() -> None:
    found = position_in("106.6297, 10.8231")
    assert found and found.turned and distance_m(found.point, THERE) < 1


@pytest.mark.parametrize(
    "text",
    [
        "", "12 Lê Lợi", "0912.345.678", "0912 345 678", "48.8566, 2.3522", "Phường 3, Quận 5", "2.5 kg, 3.25 lít",
        "https://maps.app.goo.gl/AbCdEf123", "hẻm 45/12", "1" * 5000, "999.99, 999.99", "C++ 7P28",
        "ngày 10.11, 106.000 đồng",
    ],
)  # fmt: skip
def test_nothing_else_is_taken_for_a_position(text: str) -> None:
    assert position_in(text) is None


def test_a_link_is_told_from_a_name() -> None:
    assert is_link("https://maps.app.goo.gl/AbC") and is_link(" maps.app.goo.gl/AbC ") and not is_link("Phú Mỹ")


@pytest.mark.parametrize("lat,lon", [(10.7722, 106.6983), (21.0285, 105.8542), (8.65, 111.92), (10.0, 106.0)])
def test_a_plus_code_leads_back_to_within_ten_metres(lat: float, lon: float) -> None:
    found = position_in(plus_code(Point(lat, lon)))
    assert found and distance_m(found.point, Point(lat, lon)) < 11
