"""Places are found as people write them, and points are never assigned to one ward silently."""

import pytest
from flask import Flask

from connect import geo
from connect.areas import queries
from connect.errors import NotFound

PHUOC_LONG, SAI_GON, BEN_THANH = "26848", "26740", "26743"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Phước Long B, Quận 9", PHUOC_LONG),
        ("phuoc long b", PHUOC_LONG),
        ("PHUOC LONG B", PHUOC_LONG),
        ("P. Phước Long B", PHUOC_LONG),
        ("phường phước long b, tp thủ đức", PHUOC_LONG),
        ("phuoc long b q9", PHUOC_LONG),
        ("phuoc log b", PHUOC_LONG),
        ("Bến Nghé", SAI_GON),
        ("P.Bến Nghé, Q.1", SAI_GON),
        ("ben nghe quan 1 tphcm", SAI_GON),
        ("Bến Nghé, Q1, TP.HCM", SAI_GON),
        ("phuong sai gon", SAI_GON),
        ("bến thành", BEN_THANH),
        ("ben thanh hcm", BEN_THANH),
        ("Ben   Thanh", BEN_THANH),
        ("b\u1ebfn th\u00e0nh", BEN_THANH),
        ("be\u0302\u0301n tha\u0300nh", BEN_THANH),
        ("bến\u200b thành", BEN_THANH),
        ("Lộc Ninh, Đồng Nai", "25270"),
        ("Hà Nội", "01"),
        ("hn", "01"),
        ("tp hcm", "79"),
        ("TP. Hồ Chí Minh", "79"),
        ("Sài Gòn, TP HCM", SAI_GON),
        ("tỉnh Đồng Nai", "75"),
        ("thanh pho dong nai", "75"),
        ("huế", "46"),
        ("dak lak", "66"),
        ("Hoàng Sa", "20333"),
        ("huyện Lý Sơn", "21548"),
        ("côn đảo", "26732"),
        ("Ba Chẽ", "06970"),
        ("ba che quang ninh", "06970"),
    ],
)
def test_a_place_is_found_however_it_is_typed(app: Flask, typed: str, code: str) -> None:
    found = [hit.place.code for hit in queries.search(typed, 3)]
    assert found and code in found[:2], [hit.label for hit in queries.search(typed, 3)]


@pytest.mark.parametrize(
    ("one", "other"), [("hoà hải", "hòa hải"), ("thuỷ xuân", "thủy xuân"), ("Khoái Châu", "khoai chau")]
)
def test_both_ways_of_setting_the_tone_mark_find_the_same(app: Flask, one: str, other: str) -> None:
    assert [hit.place.code for hit in queries.search(one)] == [hit.place.code for hit in queries.search(other)] != []


def test_an_old_district_finds_what_became_of_its_wards(app: Flask) -> None:
    names = {hit.place.name for hit in queries.search("Quận 1", 10)}
    assert {"Phường Sài Gòn", "Phường Bến Thành", "Phường Cầu Ông Lãnh", "Phường Tân Định"} <= names
    assert all("Quận 1," in hit.note for hit in queries.search("Q1", 4))


@pytest.mark.parametrize(
    "typed",
    ["", " ", "\u200b", "%", "x" * 5000, "\u202e\u202d", "🙂", "qqqqqqq", "\x00", "1" * 300],
)
def test_what_names_nothing_finds_nothing_and_breaks_nothing(app: Flask, typed: str) -> None:
    assert queries.search(typed) == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("12 Lê Lợi, phường Bến Nghé, Quận 1, TP HCM", SAI_GON),
        ("45/12 đường số 9, Phước Long B, quận 9", PHUOC_LONG),
        ("45/12 duong so 9 phuong phuoc long b quan 9", PHUOC_LONG),
        ("Số 3 ngõ 5\nphường Trung Liệt\nĐống Đa", "00229"),
    ],
)
def test_a_typed_address_leads_to_its_ward_with_a_score(app: Flask, address: str, code: str) -> None:
    hits = queries.find(address)
    assert code in {hit.place.code for hit in hits}
    assert all(0 < hit.score <= 100 for hit in hits)


def test_a_point_has_three_likeliest_wards_nearest_first(app: Flask) -> None:
    found = queries.nearest_wards(geo.Point(10.7722, 106.6983))
    assert len(found) == 3
    assert found == sorted(found, key=lambda pair: pair[0])
    assert "Phường Bến Thành" in {place.name for _, place in found}


def test_the_nearest_wards_equal_a_look_at_every_ward(app: Flask) -> None:
    wards = [ward for province in queries.provinces() for ward in queries.wards_of(province)]
    for lat, lon in ((21.03, 105.85), (8.6, 104.7), (16.5, 112.0), (22.8, 104.9), (9.9, 105.3)):
        here = geo.Point(lat, lon)
        brute = sorted(wards, key=lambda ward: geo.metric(here).squared(ward.lat, ward.lon))[:3]
        assert [place.code for _, place in queries.nearest_wards(here)] == [ward.code for ward in brute]


def test_an_area_lies_in_what_is_above_it(app: Flask) -> None:
    ward = queries.get(SAI_GON)
    assert [place.code for place in queries.ancestors(ward)] == ["VN", "79", SAI_GON]
    assert queries.is_within(ward, queries.get("79").path)
    assert not queries.is_within(ward, queries.get("01").path)


def test_an_unknown_code_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound):
        queries.get("99999")
