"""The committed files of areas are whole and true."""

import csv
from collections import Counter

from connect import geo
from connect.areas.source import build
from connect.text import folded

DATA = build.DATA


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text("utf-8").splitlines()))


AREAS = {row["code"]: row for row in rows("areas.csv")}
WARDS = [row for row in AREAS.values() if row["kind"] in ("ward", "commune", "special_zone")]
PROVINCES = [row for row in AREAS.values() if row["kind"] in ("city", "province")]


def test_there_are_34_provinces_and_3321_wards_of_the_right_kinds() -> None:
    kinds = Counter(row["kind"] for row in AREAS.values())
    assert kinds == {"country": 1, "city": 9, "province": 25, "ward": 709, "commune": 2599, "special_zone": 13}


def test_known_codes_name_known_places() -> None:
    named = {code: AREAS[code]["name"] for code in ("01", "31", "75", "79", "46", "06970")}
    assert named == {
        "01": "Thành phố Hà Nội", "31": "Thành phố Hải Phòng", "75": "Thành phố Đồng Nai",
        "79": "Thành phố Hồ Chí Minh", "46": "Thành phố Huế", "06970": "Xã Ba Chẽ",
    }  # fmt: skip


def test_every_ward_has_its_province() -> None:
    provinces = {row["code"] for row in PROVINCES}
    assert all(row["parent"] in provinces for row in WARDS)


def test_the_changes_of_2026_have_their_day_and_their_history() -> None:
    history = {row["code"]: row for row in rows("areas_history.csv")}
    assert (AREAS["22"]["effective_from"], history["22"]["name"]) == ("2026-09-01", "Tỉnh Quảng Ninh")
    assert (AREAS["25270"]["kind"], history["25270"]["kind"]) == ("ward", "commune")
    assert len(history) == 3 + 10 + 12


def test_no_ward_lies_far_from_its_province_unless_it_is_an_island() -> None:
    middle = {row["code"]: geo.Point(float(row["lat"]), float(row["lon"])) for row in PROVINCES}
    far = [
        row["name"]
        for row in WARDS
        if row["kind"] != "special_zone"
        and geo.distance_m(middle[row["parent"]], geo.Point(float(row["lat"]), float(row["lon"]))) > 160_000
    ]
    assert far == []


def test_the_misplaced_centres_lie_among_the_wards_of_their_province_now() -> None:
    for code in build.MISPLACED:
        here = geo.Point(float(AREAS[code]["lat"]), float(AREAS[code]["lon"]))
        others = (row for row in WARDS if row["parent"] == AREAS[code]["parent"] and row["code"] != code)
        near = min(geo.distance_m(here, geo.Point(float(row["lat"]), float(row["lon"]))) for row in others)
        assert near < 30_000, AREAS[code]["name"]


def test_every_old_ward_leads_to_a_ward_of_today_and_to_one_likeliest() -> None:
    old = {row["code"] for row in rows("areas_old.csv")}
    likeliest = Counter(row["old"] for row in rows("areas_map.csv") if row["is_default"] == "1")
    assert len(old) == 10040
    assert set(likeliest) == old
    assert {row["new"] for row in rows("areas_map.csv")} == {row["code"] for row in WARDS}


def test_names_tell_wards_of_one_province_apart() -> None:
    spelt = Counter((row["parent"], row["name"]) for row in WARDS)
    assert max(spelt.values()) == 1


def test_without_their_marks_only_eight_names_stand_twice_in_a_province() -> None:
    bare = Counter((row["parent"], folded(row["name"])) for row in WARDS)
    assert len([name for name, n in bare.items() if n > 1]) == 8


def test_names_that_ended_since_2019_lead_to_the_ward_that_took_them_over() -> None:
    old = {(row["ward"], row["district"]): row["code"] for row in rows("areas_old.csv")}
    assert old["Phường 6", "Quận 4"] == "27265"  # into Phường 9 on 1 January 2025
    assert old["Phường 5", "Quận 4"] == "27292"  # into Phường 2 on 1 January 2021
    assert len(old) > 12_000


def test_every_older_name_leads_to_a_ward_of_today() -> None:
    mapped = {row["old"] for row in rows("areas_map.csv")}
    assert {row["code"] for row in rows("areas_old.csv")} <= mapped
