"""One place commits; writers wait in turn; moments keep their zone."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.accounts.models import Person
from connect.app import create_app
from connect.clock import told
from tests.builders import make_person, phone
from tests.conftest import KEYS


def people() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Person)) or 0


def test_an_error_takes_back_everything(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), db.transaction():
        db.session.add(Person(name="X", phone=phone(), password_hash="x"))
        db.session.flush()
        raise ZeroDivisionError
    assert people() == 0


def test_a_transaction_inside_a_transaction_is_refused(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="view, job or command"), db.transaction(), db.transaction():
        pass
    with db.transaction():
        pass


def test_steps_before_the_commit_run_once_and_not_after_an_error(app: Flask) -> None:
    ran: list[str] = []
    with db.transaction():
        db.before_commit("a", lambda session: ran.append("first"))
        db.before_commit("a", lambda session: ran.append("second"))
    with pytest.raises(ZeroDivisionError), db.transaction():
        db.before_commit("a", lambda session: ran.append("third"))
        raise ZeroDivisionError
    with db.transaction():
        pass
    assert ran == ["first"]


def test_eight_writers_at_once_all_get_their_turn(app: Flask) -> None:
    def write() -> None:
        with app.app_context():
            for _ in range(10):
                with db.transaction():
                    db.session.add(Person(name="X", phone=phone(), password_hash="x"))
            db.session.remove()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert people() == 80


def test_a_moment_comes_back_in_utc_and_one_without_zone_is_refused(app: Flask) -> None:
    here = datetime(2026, 11, 24, 15, 30, tzinfo=timezone(timedelta(hours=7)))
    with told(here):
        person = make_person()
    db.session.expire(person)
    assert person.created_at == here
    assert person.created_at.tzinfo is UTC
    with pytest.raises((ValueError, sa.exc.StatementError)), db.transaction():
        person.created_at = datetime(2026, 11, 24, 15, 30)


def test_sqlite_keeps_what_it_confirmed_through_a_power_cut(make_app: Callable[..., Flask]) -> None:
    with make_app(durable=True).app_context():
        if db.is_postgres():
            pytest.skip("settings of SQLite")
        names = ("journal_mode", "synchronous", "foreign_keys")
        asked = {name: db.session.scalar(sa.text(f"PRAGMA {name}")) for name in names}
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_the_address_of_a_server_says_how_long_it_is_waited_for(tmp_path: Path) -> None:
    address = "postgresql://me@127.0.0.1:1,127.0.0.1:2/db?connect_timeout=2"
    made = create_app(testing=True, instance=tmp_path, database_url=address, secret_key="test", keys=KEYS)
    assert made.config["SQLALCHEMY_ENGINE_OPTIONS"]["connect_args"] == {"tcp_user_timeout": 5000}
    with made.app_context(), pytest.raises(sa.exc.OperationalError, match="Multiple connection attempts"):
        db.session.execute(sa.text("SELECT 1"))
