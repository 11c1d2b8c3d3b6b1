"""B17: whoever can write to the database cuts off the last lines of the audit log, and lets new ones be added."""

import sqlalchemy as sa

from connect import cli, db
from connect.accounts import actions as accounts
from connect.accounts.models import Person
from connect.crypto import audit_log
from tests.attacks.stage import Stage
from tests.builders import make_case, make_person

CUT = 3


def attack(stage: Stage) -> None:
    """Contacts are looked at through the site; the lines that tell of it are cut off in the database."""
    moderator, _ = stage.signed_in("moderator")
    with stage.context():
        cases = [make_case().public_id for _ in range(CUT + 1)]
    for case in cases:
        page = moderator.post(f"/moderation/{case}/contact", {"text": "Gọi hỏi thêm."}, "/accounts/me")
        assert page.status == 200
    cli.init_app(stage.app)
    with stage.context():
        assert audit_log.broken() is None and audit_log.missing() is None
        last = audit_log.head()
        assert audit_log.kept() and audit_log.kept().mark == last, "the newest mark is not kept elsewhere"
        _cut(CUT)
        assert audit_log.broken() is None, "what is left fits together: the chain alone does not tell"
    assert _doctor(stage) == 1, "the doctor calls the log unbroken"
    with stage.context():
        number = make_person("moderator").id
        for _ in range(CUT + 3):  # new lines grow over the place
            with db.transaction():
                accounts.lock(db.session.get_one(Person, number), "looks")
                audit_log.write("look", by=None, about="person 1")
    assert _doctor(stage) == 1, "new lines hide that others were cut off"
    with stage.context():
        assert audit_log.kept().mark == last


def _doctor(stage: Stage) -> int:
    with stage.app.app_context():
        told = stage.app.test_cli_runner().invoke(args=["doctor"])
    assert "cut off" in told.output or told.exit_code == 0, told.output
    return told.exit_code


def _cut(lines: int) -> None:
    """As somebody does who owns the database: the triggers go first."""
    engine = db.extension.engine
    db.session.rollback()
    with engine.begin() as there:
        if engine.dialect.name == "sqlite":
            names = there.scalars(
                sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")
            )
            for name in list(names):
                there.execute(sa.text(f"DROP TRIGGER {name}"))
        else:
            there.execute(sa.text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        there.execute(sa.text("DELETE FROM audit WHERE id > (SELECT max(id) FROM audit) - :n"), {"n": lines})
