"""Every advisory lock has its number in one list."""

import re

from connect.db import AdvisoryLock
from tools.house import modules


def test_locks_are_taken_by_the_database_package_alone() -> None:
    takers = {one.name for one in modules() if re.search("pg_(try_)?advisory", one.path.read_text())}
    assert takers == {"connect.db.unit_of_work", "connect.db.migrations.online"}


def test_no_lock_lies_in_the_range_of_the_wards() -> None:
    assert max(AdvisoryLock) is AdvisoryLock.WARD
