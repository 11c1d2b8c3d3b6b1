"""A site moves to PostgreSQL whole or not at all, while it runs, and again."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from flask_migrate import upgrade

from connect import cli, db
from connect.app import create_app
from connect.areas import actions as area_actions
from connect.cases import actions
from connect.cases.map import cell_counts
from connect.cases.models import Case, CaseEvent
from connect.cases.transitions import Actor
from connect.operations import key_rotation
from tests.builders import make_case, make_person, post_case
from tests.conftest import KEYS, _server

SERVER = os.environ.get("DATABASE_URL", "")
pytestmark = pytest.mark.skipif(not SERVER, reason="needs a PostgreSQL to move to: the second pass of `make test`")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Flask]:
    """A site on SQLite, with its keys."""
    app = create_app(testing=True, instance=tmp_path, database_url="", secret_key="test", keys=KEYS)
    cli.init_app(app)
    with app.app_context():
        upgrade()
        area_actions.import_areas()
        with db.transaction():
            key_rotation.ensure()
        yield app
        db.session.remove()
        db.extension.engine.dispose()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    name = f"moved_{os.getpid()}_{tmp_path.name[-12:].replace('-', '_')}".lower()
    _server(f'CREATE DATABASE "{name}"')
    yield SERVER.rsplit("/", 1)[0] + f"/{name}"
    _server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def move(small: Flask, address: str) -> Result:
    """The command, as an operator gives it."""
    return small.test_cli_runner(env={"CONNECT_KEYS": KEYS, "CONNECT_SECRET_KEY": "test"}).invoke(
        args=["move", "--to", address]
    )


def there(small: Flask, address: str, read: Callable[[], object]) -> object:
    """What is read in the site that was moved."""
    app = create_app(
        testing=True, instance=small.extensions["connect.config"].instance, database_url=address,
        secret_key="test", keys=KEYS,
    )  # fmt: skip
    with app.app_context():
        try:
            return read()
        finally:
            db.session.remove()
            db.extension.engine.dispose()


def cases() -> dict[str, str]:
    return {case.public_id: case.state for case in db.session.scalars(sa.select(Case))}


def test_everything_is_there_and_the_site_goes_on_there(small: Flask, address: str) -> None:
    for state in ("pending_review", "open", "claimed", "partly_helped", "confirmed", "withdrawn"):
        make_case(state)
    twin = make_case("open")
    moderator = Actor(make_person("moderator"))
    with db.transaction():  # the first case points at one that comes after it
        actions.merge(db.session.get_one(Case, 1), moderator, twin)
    before = cases()
    told = move(small, address)
    assert told.exit_code == 0, told.output

    def goes_on() -> tuple[dict[str, str], str, int]:
        found, name = cases(), actions.secret_of(db.session.get_one(Case, 2)).name
        post_case()
        with db.transaction():
            return found, name, cell_counts.recount()

    assert there(small, address, goes_on) == (before, "Nguyễn Thị Lan", 0)


def test_a_second_move_brings_what_came_since(small: Flask, address: str) -> None:
    make_case("open")
    assert move(small, address).exit_code == 0
    make_case("claimed")
    assert move(small, address).exit_code == 0
    assert there(small, address, cases) == cases()


def test_a_database_of_somebody_else_is_left_alone(small: Flask, address: str) -> None:
    _server_at(address, "CREATE TABLE theirs (id int)")
    told = move(small, address)
    assert told.exit_code == 1
    assert "holds something else" in told.output
    _server_at(address, "SELECT * FROM theirs")


def test_a_site_that_has_been_used_there_is_left_alone(small: Flask, address: str) -> None:
    make_case("open")
    assert move(small, address).exit_code == 0
    there(small, address, lambda: make_case("open"))
    told = move(small, address)
    assert told.exit_code == 1
    assert "at a later time" in told.output
    assert len(there(small, address, cases)) == 2  # type: ignore[arg-type]


def test_what_is_written_meanwhile_is_whole_or_not_in_the_copy(small: Flask, address: str) -> None:
    make_case("open")
    enough = threading.Event()

    def write() -> None:
        with small.app_context():
            while not enough.is_set():
                post_case()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        told = move(small, address)
    finally:
        enough.set()
        writer.join()
    assert told.exit_code == 0, told.output

    def whole() -> bool:
        events = set(db.session.scalars(sa.select(CaseEvent.case_id)))
        numbers = set(db.session.scalars(sa.select(Case.id)))
        with db.transaction():
            return numbers == events and cell_counts.recount() == 0

    assert there(small, address, whole)


def _server_at(address: str, statement: str) -> None:
    engine = sa.create_engine(address.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
