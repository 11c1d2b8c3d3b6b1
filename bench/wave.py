"""A site at scale: `with site(100_000, seed=1) as app:` gives so many open cases of five times as many.

The cases are those of `bench.people`. Built sites are kept in a folder of the machine's temporary files and shared
by all benches.
"""

import fcntl
import hashlib
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from bench import people
from bench.people import BLOCK, CASE, EACH, NEED, SPOTS, Row, askers as askers, case_rows, need_rows, public_spots
from connect import clock, config, db
from connect.app import create_app
from connect.areas import actions as area_actions
from connect.cases.map import cell_counts
from tests.postgres import Cluster

# --- Loading ----------------------------------------------------------------------------------------------


def fill(number: int, seed: int) -> None:
    """Loads so many open cases among all others into the app's empty site, and counts them. Not for real sites."""
    now = clock.now().replace(microsecond=1)
    load = _load_postgres if db.is_postgres() else _load_sqlite
    spots = public_spots(min(SPOTS, number * EACH), seed)
    with _bare_connection() as bare:
        _say("cases")
        load(bare, "cases", CASE, case_rows(number, seed, now, spots))
        _say("needs")
        load(bare, "needs", NEED, need_rows(case_rows(number, seed, now, spots)))
    _say("counts")
    with db.transaction():
        cell_counts.recount()
    with _bare_connection() as bare:
        bare.execute("VACUUM ANALYZE" if db.is_postgres() else "PRAGMA wal_checkpoint(TRUNCATE)")
    _say("done")


@contextmanager
def _bare_connection() -> Iterator[Any]:
    """A connection of the driver, outside transactions, closed afterwards with all that was set on it."""
    pooled = db.extension.engine.raw_connection()
    bare = pooled.driver_connection
    assert bare is not None
    pooled.detach()
    if db.is_postgres():
        bare.autocommit = True
    with closing(bare):
        yield bare


@contextmanager
def _without_indexes(bare: Any, table: str) -> Iterator[None]:
    """Drops a table's plain indexes and makes them anew from the rows that then stand in it."""
    if db.is_postgres():
        listed = f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename = '{table}' AND indexname LIKE 'ix_%'"
    else:
        listed = (
            f"SELECT name, sql FROM sqlite_master WHERE tbl_name = '{table}' AND type = 'index' AND sql IS NOT NULL"
        )
    indexes = bare.execute(listed).fetchall()
    for name, _ in indexes:
        bare.execute(f"DROP INDEX {name}")
    yield
    for _, sql in indexes:
        bare.execute(sql)


def _load_sqlite(bare: Any, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    bare.executescript("PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA cache_size=-400000;")
    with _without_indexes(bare, table):
        bare.execute("BEGIN")
        marks = ", ".join("?" * len(columns))
        bare.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
        bare.execute("COMMIT")


def _load_postgres(bare: Any, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    bare.execute("SET session_replication_role = replica")  # rows that point to areas are not looked up one by one
    bare.execute("SET TimeZone = 'UTC'")
    with _without_indexes(bare, table), bare.cursor() as cursor:
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            lines = iter(rows)
            while block := list(itertools.islice(lines, BLOCK)):
                copy.write("".join("\t".join(map(str, row)) + "\n" for row in block))
        bare.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def _say(step: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {step}", file=sys.stderr, flush=True)


# --- Built sites ------------------------------------------------------------------------------------------


@contextmanager
def site(number: int, seed: int, *, postgres: bool = False, scratch: bool = False) -> Iterator[Flask]:
    """The app of a built site, inside its context. It is shared and only to be read, unless it is a `scratch` copy.

    On PostgreSQL a server of its own runs for the length of it, on loopback, without fsync and with the memory that
    a small real one is given.
    """
    with ExitStack() as stack:
        folder = _built(number, seed, postgres)
        if scratch:
            copy = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="connect-bench-")))
            subprocess.run(["cp", "-a", "--reflink=auto", f"{folder}/.", str(copy)], check=True)  # keeps who owns it
            copy.chmod(0o711)
            folder = copy
        stack.enter_context(_alone(folder) if postgres else ExitStack())
        url = stack.enter_context(Cluster(folder / "postgres", SETTINGS)) if postgres else ""
        yield stack.enter_context(_app(folder, url))


# What a server with 4 GiB for PostgreSQL is usually given; just-in-time compiling only slows short statements.
SETTINGS = (
    "-c shared_buffers=1GB -c effective_cache_size=3GB -c work_mem=32MB -c maintenance_work_mem=512MB "
    "-c random_page_cost=1.1 -c max_wal_size=8GB -c jit=off"
)


@contextmanager
def _app(folder: Path, url: str) -> Iterator[Flask]:
    # Beside the server's files and not around them: nobody but the site's own user gets into an instance folder.
    app = create_app(
        testing=True, instance=folder / "site", secret_key="b" * 40, keys="1:" + "A" * 43 + "=", database_url=url,
        redis_url="",
    )  # fmt: skip
    with app.app_context(), app.test_request_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.extension.engine.dispose()


def cache() -> Path:
    """Where built sites are kept: CONNECT_BENCH_CACHE, or among the machine's temporary files."""
    return Path(os.environ.get("CONNECT_BENCH_CACHE") or Path(tempfile.gettempdir()) / f"connect-bench-{os.getuid()}")


def _built(number: int, seed: int, postgres: bool) -> Path:
    """The folder of a built site; builds it if this generator and these tables have not built it before."""
    folder = cache() / f"{'postgres' if postgres else 'sqlite'}-{number}-{seed}-{_fingerprint()}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.parent.chmod(0o711)  # whatever the umask: the database's server has to pass
    with _alone(folder):
        if not folder.exists():
            building = folder.with_suffix(".building")
            shutil.rmtree(building, ignore_errors=True)
            building.mkdir()
            building.chmod(0o711)
            with ExitStack() as stack:
                url = stack.enter_context(Cluster(building / "postgres", SETTINGS)) if postgres else ""
                stack.enter_context(_app(building, url))
                upgrade()
                area_actions.import_areas()
                fill(number, seed)
            building.rename(folder)
    return folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time builds a site, or runs its server."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fingerprint() -> str:
    """Of all that decides what a built site looks like."""
    sources = [
        Path(__file__),
        Path(people.__file__),
        *sorted((config.ROOT / "connect/db/migrations/versions").glob("*.py")),
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:8]
