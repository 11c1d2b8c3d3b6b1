"""Fixtures of all tests. Each test has a database of its own, copied from one that was migrated once.

Real commits, real threads, no savepoints. With DATABASE_URL set, the same suite runs on that PostgreSQL server.
"""

import fcntl
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from pytest_httpserver import HTTPServer

from connect import clock as the_clock, db as database
from connect.accounts import actions as account_actions
from connect.app import create_app
from connect.areas import actions as area_actions
from connect.deliveries.ledger import store
from connect.web import compat, limits
from connect.web.pages import assets
from tests.costs import feature_of, pytest_runtest_protocol, pytest_sessionfinish, pytest_sessionstart
from tests.databases import Databases
from tests.gateways.push_service import PushService
from tests.often import LONG, SEED, draw_seed, seed
from tests.routes import shared_routes
from tests.visit import Visit
from tests.world import lasting

__all__ = ["lasting", "pytest_runtest_protocol", "pytest_sessionfinish", "pytest_sessionstart"]

KEYS = "1:" + "A" * 43 + "="
_templates = FileSystemBytecodeCache()
_statements: dict[object, object] = {}
_catalogues: dict[object, object] = {}
_assets: dict[str, dict[str, object]] = {name: {} for name in assets.KEPT}
_dialect: list[sa.Dialect] = []
POSTGRES = os.environ.get("DATABASE_URL", "")
OF_THE_DATABASE = ("db", "nearby", "operations")


def pytest_configure() -> None:
    """Until all tests are read nothing is thrown away, so the collector looks for nothing."""
    gc.disable()
    draw_seed()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says how to draw the same again."""
    terminalreporter.write_line(f"Pages were looked at as drawn by {SEED}={seed()}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is said twice is said once in the short form; `make proofs` says all.

    On PostgreSQL only what touches the site's database runs again; the rest has been said on SQLite.
    """
    kept = items if LONG else list(_not_through_the_socket(items))
    if POSTGRES:
        touching = [item for item in kept if "template" in getattr(item, "fixturenames", ())]
        # Those that move a site to PostgreSQL have a site of their own, and are skipped without a server.
        kept = touching if LONG else list(_said_shorter(touching))
        kept += [item for item in items if "test_transfer" in item.nodeid and item not in kept]
    elif not LONG and config.args == config.getini("testpaths"):
        kept = list(_harnesses_in_turn(kept))
    again = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in again])
    items[:] = [item for item in items if item in again]


def _not_through_the_socket(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Without the tests of the app alone that are played through the socket as well."""
    functions = {item: getattr(item, "function", None) for item in items}
    through = {function for item, function in functions.items() if feature_of(item.nodeid) == "socket"}
    return (item for item in items if feature_of(item.nodeid) == "socket" or functions[item] not in through)


def _harnesses_in_turn(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Of the proofs that a harness of faults finds a broken site every third, drawn by the seed: each takes long."""
    proofs = [item for item in items if feature_of(item.nodeid) == "faults" and "harness_finds" in item.name]
    left_out = {item for number, item in enumerate(proofs) if number % 3 != seed() % 3}
    return (item for item in items if item not in left_out)


def _said_shorter(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Of a test with many examples the first and the last, but of what is the database's own; no proof of a harness.

    All have been said on SQLite. `make proofs` says all on PostgreSQL too.
    """
    examples: dict[str, list[pytest.Item]] = {}
    for item in items:
        examples.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for name, told in examples.items():
        if "harness_finds" in name:
            continue
        yield from told if feature_of(name) in OF_THE_DATABASE else {told[0], told[-1]}


def pytest_collection_finish() -> None:
    """What was imported is never garbage: the collector leaves it alone, and looks seldom. A tenth of all time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    gc.enable()


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing that takes a tenth of a millisecond; what it protects is not what these tests are about."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(account_actions, "hasher", cheap)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database with all areas: the path of a file, or the name of a PostgreSQL database.

    The workers of one run share it: the first makes it, the last drops it.
    """
    folder = tmp_path_factory.getbasetemp() / "template"
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = tmp_path_factory.getbasetemp().parent / "template"
    name = f"connect_template_{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
    users = folder / "users"
    users.mkdir(parents=True, exist_ok=True)
    mine = users / str(os.getpid())
    with _alone(folder):
        if not (folder / "made").exists():
            _make_template(folder, name)
        mine.touch()
    _learn_dialect(folder, name)
    yield name if POSTGRES else str(folder / "connect.db")
    with _alone(folder):
        mine.unlink()
        if POSTGRES and not list(users.iterdir()):
            (folder / "made").unlink()
            _server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keeps the other workers out until it is left."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_template(folder: Path, name: str) -> None:
    if POSTGRES:
        _server(f'CREATE DATABASE "{name}"')
    app = create_app(testing=True, instance=folder, database_url=_url(name), secret_key="test", keys=KEYS)
    with app.app_context():
        upgrade()
        area_actions.import_areas()
        database.session.remove()
        if not POSTGRES:
            for engine in (database.extension.engine, store.engine()):
                with engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.extension.engine.dispose()
    (folder / "made").touch()


def _learn_dialect(folder: Path, name: str) -> None:
    """Keeps a dialect which knows what it talks to."""
    app = create_app(testing=True, instance=folder, database_url=_url(name), secret_key="test", keys=KEYS)
    with app.app_context(), database.extension.engine.connect():
        _dialect[:] = [database.extension.engine.dialect]
    with app.app_context():
        database.extension.engine.dispose()


@pytest.fixture(scope="session")
def databases(template: str) -> Iterator[Databases | None]:
    """The databases that tests are lent on PostgreSQL."""
    lent = Databases(POSTGRES, template) if POSTGRES else None
    yield lent
    if lent:
        lent.close()


Make = Callable[..., Flask]
Routes = Callable[[], AbstractContextManager[None]]


@contextmanager
def making(template: str, databases: Databases | None, folder: Path, routes: Routes = shared_routes) -> Iterator[Make]:
    """Makes apps with a database of their own, which are gone in the end; settings by name."""
    made: list[tuple[Flask, str]] = []

    def make(*, durable: bool = False, **overrides: object) -> Flask:
        name = databases.lend() if databases else f"connect_test_{len(made)}"
        instance = folder / name
        instance.mkdir()
        if not databases:
            for file in Path(template).parent.glob("*.db"):
                shutil.copyfile(file, instance / file.name)
        settings: dict[str, object] = {
            "instance": instance,
            "database_url": _url(name),
            "secret_key": "test",
            "keys": KEYS,
            "staff_second_factor": "offered",  # tests/accounts/test_views_factors.py says "required"
        }
        with routes():
            app = create_app(testing=True, **settings | overrides)
        made.append((app, name))
        _remember(app, durable)
        return app

    yield make
    for app, name in made:
        with app.app_context():
            database.session.remove()
            database.extension.engine.dispose()
        if databases:
            databases.take_back(name)


@pytest.fixture
def make_app(template: str, databases: Databases | None, tmp_path: Path) -> Iterator[Make]:
    """Makes an app with a database of its own; settings by name. No power is cut here, unless `durable` says so."""
    with making(template, databases, tmp_path) as make:
        yield make


@pytest.fixture(scope="session")
def make_lasting_app(
    template: str, databases: Databases | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Make]:
    """The same for what many tests look at and put back."""
    with making(template, databases, tmp_path_factory.mktemp("lasting"), nullcontext) as make:
        yield make


@pytest.fixture
def service(httpserver: HTTPServer) -> PushService:
    """A browser's push service on loopback, with phones that subscribe to it."""
    return PushService(httpserver)


@pytest.fixture
def bare_app(make_app: Callable[..., Flask]) -> Flask:
    """An app with a fresh copy of the template database, without a context."""
    return make_app()


@pytest.fixture
def app(bare_app: Flask) -> Iterator[Flask]:
    """The same inside a context, so that actions and queries can be called directly."""
    with bare_app.app_context():
        limits.limiter.reset()
        yield bare_app
        database.session.remove()


@pytest.fixture
def db(app: Flask) -> object:
    """The database module, in a context: `with db.transaction(): …`."""
    return database


class Clock:
    """The time as this test tells it, for every thread."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = the_clock.now()
        monkeypatch.setattr(the_clock, "now", lambda: the_clock._told.get() or self.moment)

    def at(self, text: str) -> None:
        """Sets the time, in UTC: "2026-11-24 08:00"."""
        self.moment = datetime.fromisoformat(text).replace(tzinfo=UTC)

    def forward(self, **span: float) -> None:
        """Moves it on: forward(hours=3)."""
        self.moment += timedelta(**span)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still until it is moved."""
    return Clock(monkeypatch)


def _remember(app: Flask, durable: bool) -> None:
    """What this process has made of templates, words, statements and static files serves the next test's app too.

    It was half of the time. All are made from the text alone. SQLAlchemy keeps statements by the dialect, so the apps
    share that as well.
    """
    app.jinja_env.bytecode_cache = _templates
    app.extensions["babel"].instance.domain_instance.cache = _catalogues
    app.extensions |= _assets
    with app.app_context():
        engine = database.extension.engine
        if not POSTGRES and not durable:
            sa.event.listen(engine, "connect", lambda link, _record: link.execute("PRAGMA synchronous=OFF"))
        engine.dialect = _dialect[0]
        engine.update_execution_options(compiled_cache=_statements)


@pytest.fixture(autouse=True, scope="session")
def compiled_routes() -> Iterator[None]:
    """Each address is read and compiled once a process and not once a test: its text and its parts say all of it."""
    with compat.addresses_read_once():
        yield


def _url(name: str) -> str:
    return POSTGRES.rsplit("/", 1)[0] + f"/{name}" if POSTGRES else ""


def _server(statement: str) -> None:
    engine = sa.create_engine(POSTGRES.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def visit(app: Flask) -> Visit:
    """A visitor in Vietnamese who checks every page."""
    return Visit(app)
