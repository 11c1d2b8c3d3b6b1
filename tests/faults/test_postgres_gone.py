"""Whatever becomes of PostgreSQL: nothing confirmed is lost, nobody sees an error, and the site goes on by itself."""

import os
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from connect import db
from connect.app import create_app
from tests.conftest import KEYS
from tests.faults import postgres_gone
from tests.faults.pair import WAITING, Node
from tests.postgres import binaries

pytestmark = pytest.mark.skipif(
    not binaries() or bool(os.environ.get("DATABASE_URL")), reason="once, with servers of its own"
)
SOUND = {"lost": 0, "doubled": 0, "kept though refused": 0, "impolite": 0, "replaced": 0}


def test_a_killed_and_restarted_server_loses_nothing_and_needs_no_hand() -> None:
    with postgres_gone.killable() as (app, server):
        told = postgres_gone.kill(app, server, 3, seed=1)
    assert {name: told[name] for name in SOUND} == SOUND
    assert told["confirmed"] >= 3


def test_a_standby_takes_over_and_has_all_that_was_confirmed() -> None:
    with postgres_gone.paired() as (app, pair):
        told = postgres_gone.fail_over(app, pair, 1, seed=2)
    assert {name: told[name] for name in SOUND} == SOUND
    assert told["confirmed"]


def test_the_harness_finds_a_standby_that_nobody_waited_for() -> None:
    with postgres_gone.paired(careless=True) as (app, pair):
        told = postgres_gone.fail_over(app, pair, 1, seed=3)
    assert told["lost"], told


def test_a_commit_that_no_longer_waits_for_the_standby_is_not_confirmed(tmp_path: Path) -> None:
    node = Node(settings=WAITING)
    with node as url:
        app = create_app(testing=True, instance=tmp_path, database_url=url, secret_key="test", keys=KEYS)
        canceller = threading.Thread(target=_cancel_who_waits, args=(node,))
        with app.app_context():
            canceller.start()
            with pytest.raises(sa.exc.OperationalError, match="not on the standby"), db.transaction() as session:
                session.execute(sa.text("CREATE TABLE here_only (number int)"))
            db.session.remove()
            db.extension.engine.dispose()
        canceller.join()


def _cancel_who_waits(node: Node) -> None:
    while not node.ask("SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"):
        pass
