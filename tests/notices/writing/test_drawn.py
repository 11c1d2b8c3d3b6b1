"""Where a notice holds is kept as it was drawn, in the notice and in every version of it."""

from dataclasses import replace

import pytest
from flask import Flask

from connect import db
from connect.notices import actions, queries
from connect.notices.alerts.content import content_of
from tests.builders import make_channel, make_notice, make_person

SQUARE = [[10.70001, 106.60001], [10.70001, 106.8], [10.9, 106.8], [10.70001, 106.60001]]
CIRCLE = [10.77583, 106.70098, 2.5]


@pytest.mark.parametrize(("name", "drawn"), [("outline", SQUARE), ("circle", CIRCLE)])
def test_what_was_drawn_stays_in_the_notice_and_in_each_version(app: Flask, name: str, drawn: object) -> None:
    by = make_person("official", area="VN")
    notice_id = make_notice(make_channel("79"), "79", by=by, **{name: drawn}).id
    with db.transaction():
        notice = queries.by_id(notice_id)
        said = replace(content_of(notice), **{name: None})
        actions.revise(notice, by, notice.edition, said)
    after, first = (one.said for one in queries.versions(queries.by_id(notice_id)))
    assert (first[name], after[name], getattr(queries.by_id(notice_id), name)) == (drawn, None, None)
