"""A site migrated while people ask it for help, and its processes do not know the new schema.

The line on PostgreSQL: nobody who writes waits longer than half a second, and nothing fails, although a report holds
the very table that has to change. SQLite has one writer: who asks meanwhile waits or is politely asked to come back,
and nothing is lost.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.cases.models import Case
from connect.crypto.tokens import new_public_id
from connect.db.migrations import online
from tests.builders import make_case
from tests.db.later_revisions import later_revisions
from tests.faults.history import History
from tests.faults.postgres_gone import PEOPLE, killable
from tests.faults.site import Served, asking, fresh_site, served

BEHIND = 2 * PEOPLE + 1  # so many confirmations are not only of those who were through already
UNDISTURBED = 20  # writes a migration to compare with, about as many as come while one is under way
PATIENCE_S = 5.0  # after which those who write behind a report count as stalled, and it is let go
TOMORROW = {
    "9001": '''"""What a new version needs: columns, and a table that points at an old one."""
import sqlalchemy as sa
from alembic import op
from tests.faults import migrated
revision, down_revision = "9001", "{newest}"

def upgrade():
    op.add_column("cases", sa.Column("of_tomorrow", sa.String(20)))
    op.add_column("people", sa.Column("of_tomorrow", sa.Integer, nullable=False, server_default="0"))
    op.create_table("tomorrows", sa.Column("case_id", sa.BigInteger, sa.ForeignKey("cases.id"), primary_key=True))
    migrated.meanwhile()

def downgrade():
    op.drop_table("tomorrows")
    op.drop_column("people", "of_tomorrow")
    op.drop_column("cases", "of_tomorrow")
''',
    "9002": '''"""Its index."""
from contextlib import nullcontext
from alembic import op
from connect.db.migrations.online import without_locking
revision, down_revision = "9002", "9001"

def apart():
    return without_locking() if op.get_bind().dialect.name == "postgresql" else nullcontext()

def upgrade():
    with apart():
        op.drop_index("ix_of_tomorrow", "cases", if_exists=True, postgresql_concurrently=True)
        op.create_index("ix_of_tomorrow", "cases", ["of_tomorrow", "cell", "public_id"], postgresql_concurrently=True)

def downgrade():
    with apart():
        op.drop_index("ix_of_tomorrow", "cases", if_exists=True, postgresql_concurrently=True)
''',
}
Told = dict[str, Any]
meanwhile: Callable[[], None] = lambda: None  # noqa: E731 - what else happens while a migration is under way


def migrate_postgres(app: Flask, times: int) -> Told:
    """Migrates there and back so many times under people who ask and behind a report, which holds the cases."""
    history, stalled = History(), 0
    with served(app) as site, asking(site, history, PEOPLE), later_revisions(app, TOMORROW) as steps:
        undisturbed_s = _warmed_up(site, history, UNDISTURBED * times)
        for step in steps * times:
            _confirmed(site, history, 1)
            stalled += _behind_a_report(app, site, history, step)
    told = {"steps": 2 * times, "stalled": stalled, **_judged(app, history)}
    return told | {"longest_write_undisturbed_s": round(undisturbed_s, 2)}


def _warmed_up(site: Served, history: History, number: int) -> float:
    """The longest write of so many that nothing disturbs, after the first ones, for which everything is loaded."""
    _confirmed(site, history, number)
    history.slowest_s = 0.0
    _confirmed(site, history, number)
    undisturbed_s, history.slowest_s = history.slowest_s, 0.0
    return undisturbed_s


def _behind_a_report(app: Flask, site: Served, history: History, step: Callable[[], None]) -> bool:
    """Whether those who write were kept waiting by a change that waits for a report."""
    with app.app_context():
        engine = db.extension.engine
    with ThreadPoolExecutor(1) as apart:
        with engine.connect().execution_options(isolation_level="READ COMMITTED") as report:
            report.execute(sa.select(sa.func.count()).select_from(Case)).one()  # holds the table until it ends
            change = apart.submit(step)
            site.wait_for(lambda: _somebody_waits_for_a_lock(engine) or change.done())
            stalled = not _confirmed(site, history, BEHIND, PATIENCE_S)
        change.result()
    return stalled


def _somebody_waits_for_a_lock(engine: sa.Engine) -> bool:
    with engine.connect() as connection:
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event <> 'advisory'"
        return bool(connection.execute(sa.text(waiting)).scalar_one())


def _confirmed(site: Served, history: History, more: int, within_s: float = float("inf")) -> bool:
    """Waits for so many more to be confirmed; whether they were in time."""
    enough, end = history.answers[303] + more, time.monotonic() + within_s
    site.wait_for(lambda: history.answers[303] >= enough or time.monotonic() > end)
    return history.answers[303] >= enough


def migrate_sqlite(app: Flask, times: int) -> Told:
    """The same where there is one writer: each migration upwards lasts until somebody has been sent away."""
    global meanwhile
    history = History()
    with served(app) as site, asking(site, history, PEOPLE), later_revisions(app, TOMORROW) as (up, down):
        for _ in range(times):
            _confirmed(site, history, 1)
            before = history.answers[503]
            meanwhile = lambda before=before: site.wait_for(lambda: history.answers[503] > before)  # noqa: E731
            up()
            down()
        _confirmed(site, history, 1)
    return {"steps": 2 * times, **_judged(app, history)}


def _judged(app: Flask, history: History) -> Told:
    manners = {"polite": history.answers[503], "impolite": history.impolite}
    return {"longest_write_s": round(history.slowest_s, 2), **manners, **history.judged(app)}


def fill(app: Flask, number: int) -> None:
    """So many cases more, all alike, so that an index of them takes its time."""
    with app.app_context():
        like = db.session.execute(sa.select(Case.__table__).where(Case.id == make_case().id)).one()
        row = {name: value for name, value in like._mapping.items() if name != "id"}
        with db.transaction() as session:
            for _ in range(number // 1000):
                rows = [row | {"public_id": new_public_id()} for _ in range(1000)]
                session.execute(sa.insert(Case.__table__), rows)  # type: ignore[arg-type]
        db.session.remove()
        db.extension.engine.dispose()


@contextmanager
def impatient() -> Iterator[None]:
    """Planted: a change of a table waits in the queue for as long as it takes."""
    careful, online.LOCK_MS = online.LOCK_MS, 0
    try:
        yield
    finally:
        online.LOCK_MS = careful


def run(times: int, cases: int = 20_000) -> dict[str, Told]:
    """The long run on both, after the planted bug was found."""
    with killable() as (app, _server):
        fill(app, cases)
        with impatient():
            planted = migrate_postgres(app, 1)
        assert planted["stalled"], f"the harness is blind: {planted}"
        figures = {"postgres": {**migrate_postgres(app, times), "planted_s": planted["longest_write_s"]}}
    with fresh_site() as app:
        fill(app, cases)
        figures["sqlite"] = migrate_sqlite(app, max(1, times // 10))
    return figures
