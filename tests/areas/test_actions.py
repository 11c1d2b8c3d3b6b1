"""Loading the areas can be repeated, and says what changed."""

import shutil
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.areas import actions, queries
from connect.areas.models import Area
from connect.areas.names import lookup


def test_loading_again_changes_nothing(app: Flask) -> None:
    report = actions.import_areas()
    assert (report.added, report.changed, report.ended, report.unchanged) == (0, 0, 0, 3356)


def test_a_renamed_and_a_vanished_ward_are_noticed_and_nothing_is_deleted(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(actions.DATA, folder)
    lines = (folder / "areas.csv").read_text("utf-8").splitlines()
    gone = next(line for line in lines if line.startswith("26743,"))
    lines = [line.replace("Phường Sài Gòn", "Phường Sài Gòn Mới") for line in lines if line != gone]
    (folder / "areas.csv").write_text("\n".join(lines) + "\n", "utf-8")
    old = (folder / "areas_map.csv").read_text("utf-8").splitlines()
    (folder / "areas_map.csv").write_text("\n".join(line for line in old if ",26743," not in line) + "\n", "utf-8")
    report = actions.import_areas(folder=folder)
    assert (report.added, report.changed, report.ended) == (0, 1, 1)
    assert queries.get("26740").name == "Phường Sài Gòn Mới"
    assert db.session.scalar(sa.select(Area.effective_to).where(Area.code == "26743")) is not None
    assert lookup.search("Bến Thành")[0].place.code != "26743"


def test_the_progress_reaches_its_end(app: Flask) -> None:
    steps: list[tuple[int, int]] = []
    actions.import_areas(lambda done, of: steps.append((done, of)))
    assert steps[-1][0] == steps[-1][1]
