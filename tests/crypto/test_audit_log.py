"""The audit log only grows, each line holds the one before, and it is written with what it tells of."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import cli, db
from connect.crypto import audit_log


def lines(n: int = 3) -> None:
    with db.transaction():
        for number in range(n):
            audit_log.write("grant", by=7, about=f"person {number}", detail="moderator")


def test_an_untouched_log_is_whole(app: Flask) -> None:
    lines()
    assert audit_log.broken() is None
    assert audit_log.holds(audit_log.head())


@pytest.mark.parametrize("verb", ["UPDATE audit SET detail = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_or_delete_a_line(app: Flask, verb: str) -> None:
    lines()
    with pytest.raises(sa.exc.DBAPIError, match="only added to"), db.transaction():
        db.session.execute(sa.text(verb))


@pytest.mark.parametrize(
    ("crime", "found"),
    [
        ("UPDATE audit SET detail = 'x' WHERE id = 2", 2),
        ("DELETE FROM audit WHERE id = 2", 3),
        ("UPDATE audit SET person_id = 8 WHERE id = 3", 3),
        ("UPDATE audit SET about = 'person 9' WHERE id = 1", 1),
    ],
)
def test_whoever_gets_past_the_triggers_breaks_the_chain(app: Flask, crime: str, found: int) -> None:
    lines()
    with db.transaction():
        if db.is_postgres():
            db.session.execute(sa.text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        else:
            db.session.execute(sa.text("DROP TRIGGER audit_no_update"))
            db.session.execute(sa.text("DROP TRIGGER audit_no_delete"))
        db.session.execute(sa.text(crime))
    db.session.expire_all()
    assert audit_log.broken() == found


def test_a_log_cut_short_no_longer_holds_the_mark_kept_elsewhere(app: Flask) -> None:
    lines()
    kept = audit_log.head()
    assert not audit_log.holds(kept[::-1])
    cli.init_app(app)
    assert app.test_cli_runner().invoke(args=["audit", "--holds", kept]).exit_code == 0
    assert app.test_cli_runner().invoke(args=["audit", "--holds", kept[::-1]]).exit_code == 1


def test_a_line_falls_with_the_transaction_it_tells_of(app: Flask) -> None:
    with pytest.raises(RuntimeError), db.transaction():
        audit_log.write("grant", by=1, about="person 1")
        raise RuntimeError
    assert audit_log.head() == audit_log.BEGINNING


def test_a_kind_of_line_that_nobody_announced_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="announce it by audit_log"), db.transaction():
        audit_log.write("gossip", by=7, about="person 1")
    assert db.session.query(audit_log.AuditEntry).count() == 0


def test_a_kind_of_line_is_announced_once() -> None:
    with pytest.raises(ValueError, match="grant: announced already"):
        audit_log.kinds(grant="a present")
