"""A post is worked out before the writers' turn; what another did in between still counts."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db, geo
from connect.cases.asking import posting, public_location
from connect.cases.duplicates import queries as duplicates
from connect.cases.models import Case, CaseKey, CaseSecret
from tests.builders import BEN_THANH, phone, post_case, spot, wish


def neighbouring() -> geo.Point:
    """A point in the next cell of the same resolution."""
    near = geo.rings(geo.parent_of(geo.cell_of(BEN_THANH), public_location.CITY_WARD), 1)
    own = geo.parent_of(geo.cell_of(BEN_THANH), public_location.CITY_WARD)
    return next(geo.centre_of(cell) for cell in near if cell != own)


def test_a_browser_that_holds_the_earlier_link_keeps_the_cell_of_its_phone(app: Flask) -> None:
    number, other = phone(), phone()
    first, _ = post_case(phone=number)
    where = spot(neighbouring())

    def cell(phone: str, own: set[int]) -> int:
        return posting.draft(wish(phone=phone), where, form_key="k", lang="vi", own=own).public.cell

    assert cell(number, {first.id}) == first.cell
    assert cell(number, set()) == cell(other, {first.id}) == cell(other, set()) != first.cell


def test_two_drafts_of_one_phone_at_once_count_each_other(make_app: Callable[..., Flask]) -> None:
    with make_app(moderation="peer_to_peer", asks_per_phone_day=1).app_context():
        told = wish()
        drafts = [posting.draft(told, spot(), form_key=f"k{n}", lang="vi") for n in range(2)]
        with db.transaction():
            posted = [posting.post(ready).case_id for ready in drafts]
        assert [db.session.get_one(Case, one).state for one in posted] == ["open", "pending_review"]
        db.session.remove()


def test_two_posts_of_one_phone_in_the_same_instant_count_each_other(make_app: Callable[..., Flask]) -> None:
    if not db_is_postgres():
        pytest.skip("SQLite has one writer")
    app = make_app(moderation="peer_to_peer", asks_per_phone_day=1)
    with app.app_context():
        told = wish()
        first, second = (posting.draft(told, spot(), form_key=f"k{n}", lang="vi") for n in range(2))
        with ThreadPoolExecutor(1) as other:
            with db.transaction() as session:
                posted = [posting.post(first).case_id]
                coming = other.submit(_post_apart, app, second)
                while not (coming.done() or session.scalar(_SOMEBODY_WAITS)):
                    pass
            posted.append(coming.result())
        assert [db.session.get_one(Case, one).state for one in posted] == ["open", "pending_review"]
        db.session.remove()


def db_is_postgres() -> bool:
    return bool(os.environ.get("DATABASE_URL"))


_SOMEBODY_WAITS = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


def _post_apart(app: Flask, ready: posting.Draft) -> int:
    """By another connection."""
    with app.app_context(), db.transaction():
        return posting.post(ready).case_id


def test_a_draft_whose_form_arrived_in_between_leads_to_that_case(app: Flask) -> None:
    told, where = wish(), spot()
    drafts = [posting.draft(told, where, form_key="one", lang="vi") for _ in range(2)]
    posted = []
    for ready in drafts:
        with db.transaction():
            posted.append(posting.post(ready))
    assert posted[0] == posted[1]


@pytest.mark.parametrize("over", [{}, {"reporter_name": "Mai", "reporter_phone": "+84987654321"}, {"door": ""}])
def test_the_keys_of_a_draft_are_those_of_the_stored_case(app: Flask, over: dict[str, str]) -> None:
    case, _ = post_case(**over)
    stored = {row.hash for row in db.session.query(CaseKey).filter_by(case_id=case.id)}
    secret = db.session.get_one(CaseSecret, case.id)
    assert stored == duplicates.keys_of(duplicates.telling_of(case, secret))


def test_a_flag_of_the_draft_holds_the_case_and_stands_in_its_history(app: Flask) -> None:
    ready = posting.draft(wish(), spot(), form_key="k", lang="vi", flags=["many_from_device"])
    assert ready.state == "pending_review"
    assert "many_from_device" in ready.flags
