"""A disk that is full, read-only or broken: nothing confirmed is lost, pages go on, and it heals.

`make faults` strikes often. The injected faults need no rights; a real disk needs the right to mount one.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.areas.models import Area
from tests.builders import make_case
from tests.conftest import POSTGRES
from tests.faults import disk

pytestmark = [
    pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed"),
    pytest.mark.skipif(bool(POSTGRES), reason="it is SQLite's disk that fails"),
]


def judged(told: dict[str, float]) -> dict[str, float]:
    return {name: told[name] for name in disk.SOUND}


def test_a_disk_that_fails_under_a_running_site(bare_app: Flask) -> None:
    told = disk.suffer(bare_app, disk.INJECTED, 1)
    assert judged(told) == disk.SOUND
    assert told["reads"] and told["polite"]
    assert told["healed_s"] < disk.LINE_S


mounts = pytest.mark.skipif(not disk.may_mount(), reason="this machine lets nobody mount a disk of her own")


@mounts
def test_a_real_disk_full_and_a_start_on_a_read_only_one(template: str, make_app: Callable[..., Flask]) -> None:
    def make(folder: Path) -> Flask:
        shutil.copyfile(template, folder / "connect.db")
        return make_app(instance=folder)

    with disk.on_a_small_disk(make) as (app, faults):
        told = disk.suffer(app, faults, 1)
    assert judged(told) == disk.SOUND
    assert told["healed_s"] < disk.LINE_S


@mounts
def test_a_database_that_was_closed_is_read_on_a_read_only_disk_and_written_after_it(
    template: str, make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    (folder := tmp_path / "disk").mkdir()
    with disk.SmallDisk(folder) as small:
        shutil.copyfile(template, folder / "connect.db")
        app = make_app(instance=folder)
        assert small.remount("ro")
        with app.app_context():
            assert db.session.scalar(sa.select(sa.func.count()).select_from(Area))
            with pytest.raises(OSError, match="Read-only"), db.transaction():
                pass
            db.session.remove()
            assert small.remount("rw")
            assert make_case().id


def test_the_harness_finds_a_site_that_does_not_hear_the_disk(bare_app: Flask) -> None:
    assert disk.suffer(bare_app, {"full": disk.INJECTED["full"]}, 1, module="tests.faults.trusting")["lost"]
