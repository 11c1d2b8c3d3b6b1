"""Notices from before the states stand afterwards where they stood, and nothing is made up about them."""

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from connect import clock, db
from connect.notices import queries
from connect.notices.rules import State
from tests.builders import make_channel, make_draft, make_notice, make_person

BEFORE = "0125"


def test_what_was_withdrawn_is_cancelled_what_comes_is_scheduled_and_all_else_published(app: Flask) -> None:
    channel, now = make_channel("79"), clock.now()
    ids = [make_notice(channel, "79").id for _ in range(3)]
    make_draft(channel, make_person("official", area="79"))
    with db.transaction() as session:
        session.execute(sa.text("DELETE FROM notices WHERE state = 'draft'"))  # of before there were none
    db.session.remove()
    downgrade(revision=BEFORE)
    table = sa.table(
        "notices", *(sa.column(name, db.Moment) for name in ("withdrawn_at", "starts_at")), sa.column("id")
    )
    with db.transaction() as session:
        session.execute(sa.update(table).where(table.c.id == ids[0]).values(withdrawn_at=now))
        session.execute(sa.update(table).where(table.c.id == ids[1]).values(starts_at=now + timedelta(hours=3)))
    db.session.remove()
    upgrade()
    found = [queries.by_id(one) for one in ids]
    assert [one.state for one in found] == [State.CANCELLED, State.SCHEDULED, State.PUBLISHED]
    assert [len(queries.versions(one)) for one in found] == [1, 1, 1], "no alert is made up for a withdrawal"
    assert queries.versions(found[2])[0].identifier == f"connect-{found[2].public_id}-1"
    assert (str(found[2].urgency), found[2].changed_by_id, queries.events(found[2])) == ("Unknown", None, [])
