"""A site migrates while people ask and a report runs: PostgreSQL keeps nobody waiting, SQLite loses nothing."""

import pytest
from flask import Flask

from tests.conftest import POSTGRES
from tests.faults import migrated
from tests.faults.postgres_gone import killable
from tests.postgres import binaries

SOUND = {"lost": 0, "doubled": 0, "kept though refused": 0, "impolite": 0}
pytestmark = pytest.mark.skipif(bool(POSTGRES), reason="once, with servers of its own")


@pytest.mark.skipif(not binaries(), reason="PostgreSQL is not installed")
def test_who_writes_to_postgres_passes_a_migration_that_waits_for_a_report() -> None:
    with killable() as (app, _server):
        told = migrated.migrate_postgres(app, 1)
        with migrated.impatient():
            planted = migrated.migrate_postgres(app, 1)
    assert {name: told[name] for name in SOUND} == SOUND
    assert (told["stalled"], told["polite"]) == (0, 0)
    assert planted["stalled"], "the harness is blind"


def test_who_is_sent_away_by_a_migration_of_sqlite_loses_nothing(bare_app: Flask) -> None:
    told = migrated.migrate_sqlite(bare_app, 1)
    assert {name: told[name] for name in SOUND} == SOUND
    assert told["polite"]
