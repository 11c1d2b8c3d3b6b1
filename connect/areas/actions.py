"""Loading the areas from the committed files; can be run again, and says what changed."""

import csv
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.areas import snapshot
from connect.areas.models import Area, AreaAlias, AreaImport
from connect.areas.rules import short_name
from connect.text import folded

DATA = Path(__file__).parent / "data"
FILES = ("areas.csv", "areas_history.csv", "areas_old.csv", "areas_map.csv")
OLD_UNTIL = date(2025, 6, 30)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Numbers of areas added, changed, ended and left as they were, and of older names."""

    added: int
    changed: int
    ended: int
    unchanged: int
    aliases: int


def import_areas(progress: Callable[[int, int], None] = lambda done, of: None, folder: Path = DATA) -> ImportReport:
    """Brings the tables in line with the files. An area that is gone from them ends today, it is not deleted."""
    with db.transaction():
        there = {area.code: area for area in db.session.scalars(sa.select(Area))}
        added, changed = 0, 0
        ids: dict[str, int] = {code: area.id for code, area in there.items()}
        paths: dict[str, str] = {}
        rows = _rows(folder / "areas.csv")
        for step, row in enumerate(rows):
            values = _values(row, ids, paths)
            paths[row["code"]] = values["path"]
            if (area := there.pop(row["code"], None)) is None:
                area = Area(**values)
                db.session.add(area)
                if values["kind"] not in ("ward", "commune", "special_zone"):
                    db.session.flush()  # its children need its id
                    ids[area.code] = area.id
                added += 1
            elif any(getattr(area, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(area, name, value)
                changed += 1
            if step % 500 == 0:
                progress(step, len(rows) * 2)
        gone = [area for area in there.values() if area.effective_to is None]
        for area in gone:
            area.effective_to = clock.now().date()
        db.session.flush()
        aliases = _aliases(folder)
        db.session.add(
            AreaImport(at=clock.now(), digest=_digest(folder), added=added, changed=changed, ended=len(gone))
        )
        progress(len(rows) * 2, len(rows) * 2)
    snapshot.forget()
    return ImportReport(added, changed, len(gone), len(rows) - added - changed, aliases)


def _values(row: dict[str, str], ids: dict[str, int], paths: dict[str, str]) -> dict[str, Any]:
    short = short_name(row["name"])
    return {
        "code": row["code"], "parent_id": ids.get(row["parent"]),
        "path": f"{paths.get(row['parent'], '/')}{row['code']}/",
        "kind": row["kind"], "name": row["name"], "short": short, "folded": folded(short),
        "lat": float(row["lat"]), "lon": float(row["lon"]), "km2": float(row["km2"]),
        "effective_from": date.fromisoformat(row["effective_from"]), "effective_to": None,
    }  # fmt: skip


def _aliases(folder: Path) -> int:
    """Older names are replaced as a whole: nothing refers to them."""
    areas = {area.code: area for area in db.session.scalars(sa.select(Area))}
    new_of: dict[str, list[tuple[str, bool]]] = {}
    for row in _rows(folder / "areas_map.csv"):
        new_of.setdefault(row["old"], []).append((row["new"], row["is_default"] == "1"))
    values = [
        {
            "area_id": areas[new].id, "code": row["code"], "kind": "old_ward", "ward": row["ward"],
            "district": row["district"], "province": row["province"], "is_default": default, "effective_to": OLD_UNTIL,
        }
        for row in _rows(folder / "areas_old.csv")
        for new, default in new_of.get(row["code"], [])
    ]  # fmt: skip
    for row in _rows(folder / "areas_history.csv"):
        area = areas[row["code"]]
        parent = next((one.name for one in areas.values() if one.id == area.parent_id), "")
        is_province = row["kind"] == "province"
        values.append(
            {
                "area_id": area.id, "code": row["code"], "kind": row["kind"],
                "ward": "" if is_province else row["name"], "district": "",
                "province": row["name"] if is_province else parent, "is_default": True,
                "effective_to": date.fromisoformat(row["effective_to"]),
            }
        )  # fmt: skip
    db.session.execute(sa.delete(AreaAlias))
    db.session.execute(sa.insert(AreaAlias), values)
    return len(values)


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _digest(folder: Path) -> str:
    """A mark of the files' content, so that a process knows whether it remembers the same areas."""
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in FILES)).hexdigest()
