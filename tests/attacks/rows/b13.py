"""B13: who holds a copy of the database and `secret_key`, but not the keys, tries for the links of requesters."""

import sqlalchemy as sa

from connect import cli, db
from connect.accounts.models import Person
from connect.cases.asking import requester_links
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.crypto.tokens import keyed, token_from
from tests.attacks.stage import Stage
from tests.socket.browser import ASKED

SECRET = "test"  # of the stage's site


def attack(stage: Stage) -> None:
    """Every value of the copy, through every way the secret is used; then a new secret, and all links revoked."""
    asker, other = stage.browser(), stage.browser()
    fields = {**ASKED, **asker.get("/cases/ask").hidden(), "phone": stage.phone()}
    first = asker.send("/cases/ask", fields).own
    assert first.startswith("/cases/mine/")
    assert asker.send("/cases/ask", fields).own == first, "the same form again leads elsewhere"
    values = _copy(stage)
    made = {token_from(SECRET, purpose, value) for value in values for purpose in ("case", "link", "form")}
    assert first.rpartition("/")[2] not in made, "the link is made of what the copy holds"
    assert not {keyed(SECRET, "link", first.rpartition("/")[2])} & values

    helper = stage.new_account()
    stage.site.kill()
    stage.site.environment["CONNECT_SECRET_KEY"] = "a new one after the theft"
    stage.site.start()
    assert other.get(first).status == 200, "a new secret_key kills links"
    assert asker.send("/cases/ask", fields).status != 500
    cli.init_app(stage.app)
    with stage.app.app_context():
        told = [stage.app.test_cli_runner().invoke(args=["keys", step]) for step in ("revoke-links", "sign-out")]
    assert [one.exit_code for one in told] == [0, 0], told
    assert other.get(first).status == 404, "a revoked link opens"
    assert helper.get("/accounts/me").status == 303, "somebody is still signed in"
    moderator, number = stage.signed_in("moderator")
    code = str(stage.value("SELECT public_id FROM cases"))
    shown = moderator.post(f"/moderation/{code}/contact", {"text": "Gọi lại để đưa đường dẫn mới."}, "/accounts/me")
    assert shown.status == 200
    with stage.context(), db.transaction():
        case = db.session.scalars(sa.select(Case)).one()
        fresh = requester_links.renew(case, Actor(db.session.get_one(Person, number)), "Đã gọi lại, đúng giọng.")
    assert other.get(f"/cases/mine/{fresh}").status == 200, "a new link cannot be handed out"


def _copy(stage: Stage) -> set[str]:
    """Every value of text in the database, as a thief reads it."""
    with stage.context():
        rows = [
            row for name in ("case_secrets", "cases", "key_checks", "site_secrets", "case_keys")
            for row in db.session.execute(sa.text(f"SELECT * FROM {name}"))
        ]  # fmt: skip
    return {value for row in rows for value in row if isinstance(value, str)}
